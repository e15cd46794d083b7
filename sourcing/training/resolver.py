"""Training of the resolver's scorer: which candidate is the source that the annotators named.

    python -m sourcing.training.resolver models/default [--data FOLDER]

Mentions come from the finished model, gold names from the annotated articles that train it too: a
candidate is right when its name carries a gold name of the mention's sentence. Each mention that
is no plain name is one question, with a row for each candidate; the loss is that of picking a
right one (softmax over the candidates). The first round reads on from the right answers, the
second also from the scorer's own, so that it learns to go on after its own mistakes. Some small
networks that differ in their first weights are put side by side into one. A fifth of
`sourcing.train`, by the hash of the ids, is kept out and only measured.
"""

from __future__ import annotations

import argparse
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
import torch

from sourcing.analyzer import WINDOWS_AT_ONCE, Analyzer, load
from sourcing.article import Source
from sourcing.assemble import Draft
from sourcing.decode import Decoder
from sourcing.resolve.candidates import Candidate
from sourcing.resolve.mentions import Mention, words_of
from sourcing.resolve.scorer import WEIGHTS, Scorer
from sourcing.resolve.sources import choose
from sourcing.segment import segment
from sourcing.tagger import read
from sourcing.training.data import data_folder, rows, with_texts
from sourcing.training.evaluate.annotations import gold_sentences
from sourcing.training.evaluate.matching import names_match
from sourcing.windows import tokenize

Floats = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]
Batch = tuple[torch.Tensor, torch.Tensor, torch.Tensor]
Row = Mapping[str, Any]

HELD_OUT = 5  # one article in five is measured, not learnt from
NETWORKS, HIDDEN, DROPOUT = 3, 16, 0.2
EPOCHS, RATE, DECAY, BATCH = 15, 1e-2, 2e-2, 128
DIGITS = 4


@dataclass(frozen=True)
class Text:
    """A text with the mentions that the model finds, and gold sources by mention start."""

    text: str
    mentions: tuple[Mention, ...]
    gold: Mapping[int, Sequence[Source]]


@dataclass(frozen=True)
class Question:
    """(candidates, features), and which of the candidates are right."""

    rows: Floats
    right: Flags


def train(
    analyzer: Analyzer, records: Iterable[Row], more: Iterable[Row] = ()
) -> tuple[Scorer, float]:
    """The scorer, and its share of right choices on the records that were kept out.

    Of `records` a fifth is kept out, of `more` none.
    """
    read = [annotated_text(analyzer, record) for record in more]
    kept_out: list[Text] = []
    for record in records:
        held_out = crc32(record["id"].encode()) % HELD_OUT == 0
        (kept_out if held_out else read).append(annotated_text(analyzer, record))
    known = [q for text in read for q in questions(text)]
    first = fit(known)
    scorer = fit(known + [q for text in read for q in questions(text, first)])
    asked = [q for text in kept_out for q in questions(text, scorer)]
    return scorer, accuracy(scorer, asked)


def annotated_text(analyzer: Analyzer, record: Row) -> Text:
    """What the model mentions in a text, beside the gold sources of the mentions' sentences."""
    mentions = draft(analyzer, record["text"]).mentions
    sentences = gold_sentences(record)
    starts = [sentence.start for sentence in sentences]
    homes: dict[int, list[int]] = {}
    for mention in mentions:
        home = bisect_right(starts, mention.span.start) - 1
        if home >= 0 and mention.span.start < sentences[home].end and sentences[home].sources:
            homes.setdefault(home, []).append(mention.span.start)
    gold = {
        start: sentences[home].sources[: 1 if len(inside) == 1 else None]
        for home, inside in homes.items()
        for start in inside
    }
    return Text(record["text"], mentions, gold)


def draft(analyzer: Analyzer, text: str) -> Draft:
    """One text as the pipeline has it before its article is made."""
    model, layout = analyzer.model, segment(text)
    tokens = tokenize(text, layout.paragraphs, model.tokenizer)
    overlap, calibration = model.config["overlap"], model.calibration
    (row,) = read(
        [tokens], analyzer.tagger, model.frame, overlap=overlap, batch_size=WINDOWS_AT_ONCE
    )
    temperatures, bonuses = calibration["temperatures"], calibration["bonuses"]
    decoder = Decoder(row, tokens.paragraphs, model.transitions, temperatures, bonuses)
    return Draft(text, layout, tokens, decoder, calibration["thresholds"])


def questions(text: Text, scorer: Scorer | None = None) -> list[Question]:
    """What is asked about one text; without a scorer, every mention is answered from gold."""
    asked: list[Question] = []
    own = {id(mention) for mention in text.mentions}

    def choice(mention: Mention, candidates: list[Candidate], values: Floats) -> int:
        gold = text.gold.get(mention.span.start, ()) if id(mention) in own else ()
        right = _right(mention, candidates, gold)
        if gold:
            asked.append(Question(values, right))
        if scorer is not None:
            return int(scorer(values).argmax())
        return int(right.argmax()) if right.any() else len(candidates) - 1

    choose(text.text, text.mentions, choice)
    return asked


def _right(mention: Mention, candidates: Sequence[Candidate], gold: Sequence[Source]) -> Flags:
    """Candidates that carry a gold name; among several, that which the mention's words fit."""
    nearest = sorted(gold, key=lambda s: -len(words_of(mention.words) & words_of(s.name)))
    choices = [nearest[:1], gold] if mention.pronoun is None else [gold]
    for sources in choices:
        right = np.array([any(names_match(s.name, [c.name]) for s in sources) for c in candidates])
        if right.any():
            return right
    return np.zeros(len(candidates), bool)


def fit(asked: Sequence[Question]) -> Scorer:
    """The scorer that most likely picks a right candidate; the same numbers every time."""
    telling = [q for q in asked if q.right.any() and not q.right.all()]
    values = np.concatenate([q.rows for q in telling])
    mean, spread = values.mean(0), values.std(0) + 0.05
    batches = list(_batches(telling, mean, spread))
    nets = [_network(batches, seed) for seed in range(NETWORKS)]
    first = np.concatenate([net[0] for net in nets]).T / spread[:, None]
    bias = np.concatenate([net[1] for net in nets]) - mean @ first
    second = np.concatenate([net[2][0] for net in nets]) / NETWORKS
    return Scorer(first, bias, second.astype(np.float32))


def _network(batches: Sequence[Batch], seed: int) -> list[Floats]:
    """Weights and bias of the hidden layer, weights and bias of the last."""
    torch.manual_seed(seed)
    net = torch.nn.Sequential(
        torch.nn.Linear(batches[0][0].shape[-1], HIDDEN),
        torch.nn.ReLU(),
        torch.nn.Dropout(DROPOUT),
        torch.nn.Linear(HIDDEN, 1),
    )
    optimizer = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    steps = EPOCHS * len(batches)
    rates = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(EPOCHS):
        for i in torch.randperm(len(batches)).tolist():
            loss = _loss(net, *batches[i])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rates.step()
    return [p.detach().numpy() for p in net.parameters()]


def _batches(asked: Sequence[Question], mean: Floats, spread: Floats) -> Iterator[Batch]:
    """(questions, candidates, features), which candidates there are, which are right."""
    ordered = sorted(asked, key=lambda q: len(q.rows))
    for at in range(0, len(ordered), BATCH):
        part = ordered[at : at + BATCH]
        shape = len(part), len(part[-1].rows)
        values = np.zeros((*shape, len(mean)), np.float32)
        there, right = np.zeros(shape, bool), np.zeros(shape, bool)
        for i, question in enumerate(part):
            count = len(question.rows)
            values[i, :count] = (question.rows - mean) / spread
            there[i, :count], right[i, :count] = True, question.right
        yield torch.from_numpy(values), torch.from_numpy(there), torch.from_numpy(right)


def _loss(
    net: torch.nn.Module, values: torch.Tensor, there: torch.Tensor, right: torch.Tensor
) -> torch.Tensor:
    scores = net(values).squeeze(-1)
    everything = scores.masked_fill(~there, -1e9).logsumexp(-1)
    chosen = scores.masked_fill(~right, -1e9).logsumexp(-1)
    return torch.mean(everything - chosen)


def accuracy(scorer: Scorer, asked: Sequence[Question]) -> float:
    """Share of questions whose answer is right; those without a right candidate count as wrong."""
    return sum(bool(q.right[scorer(q.rows).argmax()]) for q in asked) / max(1, len(asked))


def save(scorer: Scorer, path: Path = WEIGHTS) -> None:
    """Write the weights as rounded numbers."""
    numbers = {
        key: np.round(getattr(scorer, key).astype(float), DIGITS).tolist()
        for key in ("first", "bias", "second")
    }
    path.write_text(json.dumps(numbers) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    options = parser.parse_args()
    data = data_folder(options.data)
    facets = with_texts(rows(data, "polnear-facets.train"), rows(data, "polnear.train"))
    more = [*rows(data, "written.train"), *facets]
    scorer, share = train(load(options.model), rows(data, "sourcing.train"), more)
    save(scorer)
    print(f"right on the articles kept out: {share:.3f}; wrote {WEIGHTS}")


if __name__ == "__main__":
    main()
