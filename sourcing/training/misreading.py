"""How a model misreads: the numbers of `sourcing/scores/misreading.json`, measured anew.

    python -m sourcing.training.misreading [MODEL] [--data FOLDER]

Measured on the articles that training keeps for calibration (`load_examples`).
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from sourcing.analyzer import load
from sourcing.article import Sentence
from sourcing.scores import Basket, basket
from sourcing.scores.intervals import CONFIDENCE, drawn_intervals
from sourcing.scores.misreading import FILE
from sourcing.training.data import data_folder
from sourcing.training.evaluate import Analyzer
from sourcing.training.evaluate.annotations import GoldSentence, Pair, gold_sentences, match

Words = Mapping[Basket, int]


@dataclass(frozen=True)
class Read:
    """One article: gold words by basket, ours, the drawn intervals, and its matched sentences."""

    gold: Words
    predicted: Words
    drawn: Mapping[Basket, tuple[float, float]]
    pairs: Sequence[Pair]


def measure(analyzer: Analyzer, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Margins and confusion of the baskets, as plain numbers; `rows` as in `sourcing.*`."""
    read = [_read(analyzer, row) for row in rows]
    return {"margins": _margins(read), "confusion": _confusion(read)}


def _read(analyzer: Analyzer, row: Mapping[str, Any]) -> Read:
    article = analyzer(row["text"])
    gold = dict.fromkeys(Basket, 0)
    for sentence in gold_sentences(row):
        gold[_basket(sentence)] += sentence.words
    scores = article.scores
    drawn = drawn_intervals(scores.body, scores.words)
    return Read(gold, scores.words_in, drawn, match(row, article))


def _basket(gold: GoldSentence) -> Basket:
    return basket(cast(Sentence, gold))  # it has all that the rule asks of a sentence


def _share(words: Words, kind: Basket) -> float:
    whole = sum(n for other, n in words.items() if not kind.is_claim or other.is_claim)
    return words[kind] / whole if whole else 0.0


def _margins(read: Sequence[Read]) -> dict[str, list[float]]:
    """By how much each end must move so that it holds in all but half of the tail."""
    level = min(1.0, (1 + CONFIDENCE) / 2 * (1 + 1 / len(read)))  # for a finite sample
    margins = {}
    for kind in Basket:
        shares = [_share(article.gold, kind) for article in read]
        below = [a.drawn[kind][0] - share for a, share in zip(read, shares, strict=True)]
        above = [share - a.drawn[kind][1] for a, share in zip(read, shares, strict=True)]
        margins[str(kind)] = [round(float(np.quantile(end, level)), 4) for end in (below, above)]
    return margins


def _confusion(read: Sequence[Read]) -> dict[str, dict[str, float]]:
    words: dict[Basket, Counter[Basket]] = defaultdict(Counter)
    for pair in (pair for article in read for pair in article.pairs):
        if pair.predicted is not None:
            words[basket(pair.predicted)][_basket(pair.gold)] += pair.gold.words
    return {str(kind): _normalised(words[kind]) for kind in Basket if words[kind].total()}


def _normalised(counts: Counter[Basket]) -> dict[str, float]:
    return {str(k): round(n / counts.total(), 4) for k, n in counts.items()}


def main() -> None:
    from sourcing.training.train import calibration_rows

    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", type=Path, nargs="?", help="model folder; default: the shipped")
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    options = parser.parse_args()
    analyzer = load(options.model)
    numbers = measure(analyzer, calibration_rows(data_folder(options.data)))
    numbers = {"model": analyzer("A test.").model, **numbers}
    FILE.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {FILE}")


if __name__ == "__main__":
    main()
