"""The results of one corpus as tables for `rich`: one a facet, one of the single figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.table import Table

from sourcing.training.evaluate.annotations import NamedShare
from sourcing.training.evaluate.counters import Classes, Score, Share, parts_of


def tables(corpus: str, result: Any) -> Iterator[Table]:
    """What was found or not, each facet by class, and the single figures."""
    parts = parts_of(result)
    found = {name: value for name, value in parts.items() if isinstance(value, Score)}
    yield _score_table(f"{corpus}: found or not", found)
    for name, value in parts.items():
        if isinstance(value, Classes):
            summary = f"accuracy {value.accuracy:.3f}, macro-F1 {value.macro_f1:.3f}"
            yield _score_table(f"{corpus}: {_words(name)} ({summary})", value.scores)
    yield _figure_table(corpus, parts)


def _score_table(title: str, scores: Mapping[str, Score]) -> Table:
    table = _table(title, "precision", "recall", "F1", "support")
    for name, score in scores.items():
        values = (score.precision, score.recall, score.f1)
        table.add_row(_words(name), *(f"{value:.3f}" for value in values), f"{score.gold:,}")
    return table


def _figure_table(corpus: str, parts: Mapping[str, Any]) -> Table:
    table = _table(f"{corpus}: figures", "value", "support")
    for name, value in parts.items():
        if isinstance(value, Share):
            table.add_row(_words(name), f"{value.accuracy:.3f}", f"{value.support:,}")
        elif isinstance(value, NamedShare):
            for figure, number in value.figures().items():
                row = f"{_words(name)}: {_words(figure)}"
                table.add_row(row, f"{number:.3f}", f"{len(value.articles):,}")
    for facet, diagram in parts.get("reliability", {}).items():
        row = f"expected calibration error: {_words(facet)}"
        table.add_row(row, f"{diagram.expected_calibration_error:.3f}", f"{diagram.answers:,}")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", min_width=72)
    table.add_column("", ratio=1)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _words(name: str) -> str:
    return name.replace("_", " ")
