"""WikiWeasel (Szeged Uncertainty Corpus): hedge cues, and the sentences that have one.

The `speculation` layer learned them, from nine tenths of the documents; measure on the tenth that
`training.data.held_back` names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from sourcing.decode import Decoder
from sourcing.training.data import held_back
from sourcing.training.evaluate.counters import Score
from sourcing.training.evaluate.decoding import Decoded
from sourcing.training.evaluate.matching import Bounds, Row
from sourcing.windows import Tokens

LAYER = "speculation"


@dataclass(frozen=True)
class WikiweaselResults:
    """Cues are strict: both bounds equal. A sentence counts when a cue begins in it."""

    documents: int
    sentences: int
    cue: Score
    sentence: Score


def evaluate_wikiweasel(
    decode: Callable[[str], Decoded], records: Iterable[Row]
) -> WikiweaselResults:
    """Measure on the held-back rows of `wikiweasel.train`; other rows are left out."""
    records = [record for record in records if held_back(record["id"])]
    cue = sentence = Score()
    for record in records:
        gold, predicted = set(gold_cues(record)), set(_found(*decode(wikiweasel_text(record))))
        starts = list(_starts(record))
        cue += Score.of(predicted, gold)
        sentence += Score.of(_holding(starts, predicted), _holding(starts, gold))
    sentences = sum(len(record["sentences"]) for record in records)
    return WikiweaselResults(len(records), sentences, cue, sentence)


def wikiweasel_text(record: Row) -> str:
    """The text that a row stands for, as in training: a line a sentence."""
    return "".join(sentence["text"] + "\n" for sentence in record["sentences"])


def gold_cues(record: Row) -> Iterator[Bounds]:
    """The annotated cues of a row, in characters of its text."""
    for at, sentence in zip(_starts(record), record["sentences"], strict=True):
        yield from ((at + start, at + end) for start, end, _ in sentence["cues"])


def _starts(record: Row) -> Iterator[int]:
    lengths = [len(sentence["text"]) + 1 for sentence in record["sentences"]]
    return accumulate(lengths[:-1], initial=0)


def _found(tokens: Tokens, decoder: Decoder) -> Iterator[Bounds]:
    for span in decoder.spans(LAYER):
        yield int(tokens.starts[span.begin]), int(tokens.ends[span.end - 1])


def _holding(starts: list[int], cues: Iterable[Bounds]) -> set[int]:
    return {max(start for start in starts if start <= cue[0]) for cue in cues}
