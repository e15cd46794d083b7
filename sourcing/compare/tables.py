"""Comparison → CSV, one tidy row a number, and JSON."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from sourcing.article import Reporting
from sourcing.compare.result import Asymmetry, Comparison, Group

COLUMNS = (
    *("table", "group", "kind", "name", "other", "measure", "value", "low", "high"),
    *("articles", "words", "verbs", "p_value", "p_corrected", "note"),
)

Row = dict[str, Any]


def to_json(comparison: Comparison) -> str:
    return json.dumps(comparison.to_dict(), ensure_ascii=False, indent=2, allow_nan=False)


def to_csv(comparison: Comparison) -> str:
    """Long form: `table` says what a row is, and an empty cell is a value that it has not."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for group in comparison.groups:
        writer.writerows({"group": group.name, **row} for row in _of_group(group))
    writer.writerows(map(_of_test, comparison.asymmetries))
    return stream.getvalue().removesuffix("\n")


def _of_group(group: Group) -> Iterator[Row]:
    counts = {"articles": group.articles, "words": group.words, "value": group.claim_words}
    yield {"table": "group", **counts, "measure": "claim_words", "note": group.withheld}
    for table, estimates in (("share", group.shares), ("difference", group.differences)):
        for name, estimate in estimates.items():
            yield {"table": table, "measure": name, **asdict(estimate), "articles": group.articles}
    for voice in group.quoted:
        known = {"kind": voice.kind, "name": voice.name, "articles": voice.articles}
        known |= {"table": "verbs", "words": voice.words, "verbs": voice.verbs}
        for verb in Reporting:
            yield {**known, "measure": str(verb), "value": getattr(voice, verb)}
    for item in group.outliers:
        note = f"median {item.median:.4g}, robust z {item.z:.2f}"
        known = {"table": "outlier", "name": item.id or item.row, "note": note}
        yield {**known, "measure": item.measure, "value": item.value}


def _of_test(item: Asymmetry) -> Row:
    return {
        "table": "asymmetry",
        "group": item.group,
        "kind": item.kind,
        "name": item.one.name,
        "other": item.other.name,
        "measure": "doubting",
        **asdict(item.difference),
        "articles": item.one.articles + item.other.articles,
        "verbs": item.one.verbs + item.other.verbs,
        "p_value": item.p_value,
        "p_corrected": item.p_corrected,
    }
