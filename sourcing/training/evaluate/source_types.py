"""`sourcing.*`: how many attributed sentences of each source type are found and rightly typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sourcing.article import SourceType
from sourcing.training.evaluate.annotations import Pair, match
from sourcing.training.evaluate.counters import Share
from sourcing.training.evaluate.matching import Analyzer, Row


@dataclass(frozen=True)
class SourceTypeRecall:
    """Over gold stated and implicit sentences, by the type of their first gold source.

    `of_all`: predicted stated or implicit, with that type. `of_found`: with that type, among
    those predicted stated or implicit.
    """

    of_all: Mapping[str, Share]
    of_found: Mapping[str, Share]


def evaluate_source_types(analyzer: Analyzer, records: Iterable[Row]) -> SourceTypeRecall:
    """Measure on rows of `sourcing.*`."""
    pairs = [pair for record in records for pair in match(record, analyzer(record["text"]))]
    sourced = [pair for pair in pairs if pair.gold_spoken and pair.gold.sources]
    found = [pair for pair in sourced if pair.predicted_spoken]
    return SourceTypeRecall(_recall(sourced), _recall(found))


def _recall(pairs: list[Pair]) -> dict[str, Share]:
    return {
        str(kind): Share.of(
            pair.predicted_spoken and pair.first_type_right
            for pair in pairs
            if pair.gold.sources[0].type is kind
        )
        for kind in SourceType
    }
