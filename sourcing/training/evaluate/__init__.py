"""`sourcing evaluate`: how often an analyzer is right, on three annotated corpora.

    evaluate(analyzer, folder) ─▶ Results
        annotations   sourcing.dev   every facet, the label, sources, `named_share`
        polnear       polnear.dev    source, cue and content spans, and their links
        markkula      markkula.dev   sourced sentences of articles that nobody trained on

A module for each corpus; `counters` and `matching` are what they share, `tables` shows them.
An analyzer is any callable `text -> Article`, so a baseline is measured by the same lines as the
model. Counts add up over all articles of a corpus (micro); `macro_f1` is the plain mean over
classes. Sentences that the analyzer cut differently: a gold sentence is matched with the
predicted one that covers most of it, and one that none covers counts as wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import RenderableType

from sourcing.training.data import data_folder, rows
from sourcing.training.evaluate.annotations import (
    MISSING,
    AnnotationResults,
    evaluate_annotations,
    gold_named_share,
    main_type,
    match,
)
from sourcing.training.evaluate.counters import Score, Share, classify, plain
from sourcing.training.evaluate.markkula import MarkkulaResults, belongs, evaluate_markkula
from sourcing.training.evaluate.matching import Analyzer, names_match, neutral_sentences
from sourcing.training.evaluate.polnear import PolnearResults, evaluate_polnear
from sourcing.training.evaluate.tables import tables

__all__ = [
    "MISSING",
    "Analyzer",
    "Results",
    "Score",
    "Share",
    "belongs",
    "classify",
    "evaluate",
    "evaluate_annotations",
    "evaluate_markkula",
    "evaluate_polnear",
    "gold_named_share",
    "main_type",
    "match",
    "names_match",
    "neutral_sentences",
    "run",
]


def run(model: Path | None = None, data: Path | None = None) -> Results:
    """Measure a model folder (by default the shipped model) on the development data."""
    import sourcing

    return evaluate(sourcing.load(model), data_folder(data))


def evaluate(analyzer: Analyzer, folder: Path) -> Results:
    """Measure an analyzer on the three development sets in `folder`.

    Raises InputError, which names the file, when one of them is missing.
    """
    return Results(
        evaluate_annotations(analyzer, rows(folder, "sourcing.dev")),
        evaluate_polnear(analyzer, rows(folder, "polnear.dev")),
        evaluate_markkula(analyzer, rows(folder, "markkula.dev")),
    )


@dataclass(frozen=True)
class Results:
    """The numbers of one analyzer, as tables to read and as plain numbers to keep."""

    annotations: AnnotationResults
    polnear: PolnearResults
    markkula: MarkkulaResults

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, rounded to four places; one key a corpus, one a measure."""
        return {name: plain(result) for name, result in self._corpora.items()}

    def tables(self) -> list[RenderableType]:
        """Tables for `rich`: one a facet and one of the single figures, for each corpus."""
        return [table for name, result in self._corpora.items() for table in tables(name, result)]

    @property
    def _corpora(self) -> dict[str, AnnotationResults | PolnearResults | MarkkulaResults]:
        return {
            "sourcing.dev": self.annotations,
            "polnear.dev": self.polnear,
            "markkula.dev": self.markkula,
        }
