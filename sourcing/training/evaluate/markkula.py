"""Markkula: sourced statements, judged by trained students."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sourcing.article import Source, SourceType
from sourcing.label import SPOKEN
from sourcing.training.evaluate.counters import Score, Share, detected
from sourcing.training.evaluate.matching import (
    Analyzer,
    Row,
    names_match,
    neutral_sentences,
    normalised,
    overlap,
)


@dataclass(frozen=True)
class MarkkulaResults:
    """Sentences of the neutral splitter, of three words or more, that report a source.

    Types and names are those of the first statement that a gold sourced sentence belongs to: of
    all of them, and (`_found`) of those also predicted sourced. Names are of people and
    organisations only.
    """

    articles: int
    sentences: int
    sourced: Score
    source_type: Share
    source_type_found: Share
    source_name: Share
    source_name_found: Share
    types_found: Mapping[str, Share]


@dataclass(frozen=True)
class Judged:
    """A neutral sentence: its first gold statement, and the sources predicted for it."""

    statement: Row | None
    predicted: bool
    sources: tuple[Source, ...]

    @property
    def gold_type(self) -> str:
        return "" if self.statement is None else _markkula_type(self.statement["type"])

    @property
    def has_name(self) -> bool:
        named = self.gold_type in ("named person", "named organization")
        return self.statement is not None and named and bool(normalised(self.statement["name"]))

    @property
    def type_right(self) -> bool:
        return any(source.type in MARKKULA_TYPES[self.gold_type] for source in self.sources)

    @property
    def name_right(self) -> bool:
        return self.statement is not None and names_match(
            self.statement["name"], (source.name for source in self.sources)
        )


MARKKULA_TYPES: Mapping[str, frozenset[SourceType]] = {
    "named person": frozenset({SourceType.NAMED_PERSON}),
    "named organization": frozenset(
        {SourceType.NAMED_ORG, SourceType.ORG_OFFICIAL, SourceType.DOCUMENT}
    ),
    "document": frozenset({SourceType.DOCUMENT, SourceType.NAMED_ORG}),
    "unnamed person": frozenset({SourceType.UNNAMED_PERSON, SourceType.ANONYMOUS}),
    "unnamed group of people": frozenset({SourceType.UNNAMED_GROUP, SourceType.ANONYMOUS}),
}
"""Which of our types are right for each of theirs.

Their organisations include the unnamed officials who speak for them, and their polls and reports;
they know no source whose identity is withheld on purpose.
"""


def evaluate_markkula(analyzer: Analyzer, records: Iterable[Row]) -> MarkkulaResults:
    """Measure on rows of `markkula.*`."""
    records = list(records)
    judged = [item for record in records for item in _judge(analyzer, record)]
    typed = [item for item in judged if item.gold_type in MARKKULA_TYPES]
    named = [item for item in typed if item.has_name]
    return MarkkulaResults(
        articles=len(records),
        sentences=len(judged),
        sourced=detected((item.statement is not None, item.predicted) for item in judged),
        source_type=Share.of(item.type_right for item in typed),
        source_type_found=Share.of(item.type_right for item in typed if item.predicted),
        source_name=Share.of(item.name_right for item in named),
        source_name_found=Share.of(item.name_right for item in named if item.predicted),
        types_found={
            kind: Share.of(i.type_right for i in typed if i.predicted and i.gold_type == kind)
            for kind in MARKKULA_TYPES
        },
    )


def belongs(sentence: Sequence[str], statement: Sequence[str]) -> bool:
    """Whether a sentence, in normalised words, is part of a statement or the other way round.

    It lies inside the statement, holds one of four words or more, or has at least half of its
    sequences of four words in common with it.
    """
    if _inside(sentence, statement) or (len(statement) >= 4 and _inside(statement, sentence)):
        return True
    sequences = _sequences(sentence)
    shared = sum(sequence in set(_sequences(statement)) for sequence in sequences)
    return bool(sequences) and 2 * shared >= len(sequences)


def _judge(analyzer: Analyzer, record: Row) -> Iterator[Judged]:
    text, article = record["text"], analyzer(record["text"])
    statements = [(normalised(item["statement"]), item) for item in record["statements"]]
    for start, end in neutral_sentences(text):
        words = normalised(text[start:end])
        if len(words) < 3:
            continue
        first = next((item for said, item in statements if said and belongs(words, said)), None)
        spoken = [s for s in article.sentences if s.attribution in SPOKEN]
        spoken = [s for s in spoken if overlap(s, start, end)]
        covered = sum(overlap(s, start, end) for s in spoken)
        sources = tuple(source for s in spoken for source in s.sources)
        yield Judged(first, 2 * covered > end - start, sources)


def _markkula_type(written: str) -> str:
    """The corpus spells its types in several ways; one of them misspelt."""
    return written.strip().lower().replace("unamed", "unnamed").replace("individual", "person")


def _inside(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(whole)} "


def _sequences(words: Sequence[str], length: int = 4) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]
