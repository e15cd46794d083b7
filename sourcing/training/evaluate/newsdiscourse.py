"""NewsDiscourse: sentences of human speech.

Organisations' statements are mostly not marked as speech there, so only recall says something.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sourcing.label import SPOKEN
from sourcing.training.evaluate.counters import Score
from sourcing.training.evaluate.matching import Analyzer, Row, overlap


@dataclass(frozen=True)
class NewsdiscourseResults:
    """Found: more than half of the sentence lies in sentences predicted stated or implicit."""

    articles: int
    sentences: int
    speech: Score


def evaluate_newsdiscourse(analyzer: Analyzer, records: Iterable[Row]) -> NewsdiscourseResults:
    """Measure on rows of `newsdiscourse.*`, each one article with its sentences line by line."""
    records = list(records)
    return NewsdiscourseResults(
        articles=len(records),
        sentences=sum(len(record["sentences"]) for record in records),
        speech=sum((_article(analyzer, record) for record in records), start=Score()),
    )


def newsdiscourse_text(record: Row) -> str:
    """The text that a row stands for: a line a sentence."""
    return "\n".join(sentence["text"] for sentence in record["sentences"])


def _article(analyzer: Analyzer, record: Row) -> Score:
    spoken = [s for s in analyzer(newsdiscourse_text(record)).sentences if s.attribution in SPOKEN]
    gold, predicted = set[int](), set[int]()
    start = 0
    for sentence in record["sentences"]:
        end = start + len(sentence["text"])
        gold |= {start} if sentence["speech"] else set()
        covered = sum(overlap(s, start, end) for s in spoken)
        predicted |= {start} if 2 * covered > end - start else set()
        start = end + 1
    return Score.of(predicted, gold)
