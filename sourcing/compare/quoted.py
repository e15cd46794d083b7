"""Attributions → who is quoted: sources, types of source, or sides that the user names."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sourcing.article import Reporting
from sourcing.compare.result import Quoted
from sourcing.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCE, TYPE, SIDE = "source", "type", "side"
TOP = 10
"""Sources of a group that are kept: those with the most words."""

KEYS = ["group", "kind", "name"]


def read_sides(path: Path) -> dict[str, str]:
    """Name → side, from a CSV file with a header and these two columns."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            rows = [row for row in csv.reader(stream) if row][1:]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path} cannot be read ({error}): give a CSV file in UTF-8") from None
    if not rows or any(len(row) != 2 for row in rows):
        raise InputError(
            f"{path} does not give a side for each name: write a header, then lines of two "
            "columns, the name of a source and its side"
        )
    return {name.strip(): side.strip() for name, side in rows}


def voices(attributions: pd.DataFrame, groups: pd.Series, sides: Mapping[str, str]) -> pd.DataFrame:
    """One row for each voice that an attribution is of: group, kind, name, row, words, verbs.

    A named source is a voice, and so are its type and its side. `groups` is by row number.
    """
    table = attributions.assign(group=attributions["row"].map(groups))
    table = table[table["group"].notna()]
    verb = table["cue"].notna()
    for kind in Reporting:
        table = table.assign(**{str(kind): verb & (table["reporting"] == str(kind))})
    table = table.assign(verbs=verb, words=table["content_words"])
    named = table[table["source_named"].fillna(False).astype(bool)]
    kinds = {
        SOURCE: named.assign(name=named["source_name"]),
        TYPE: table.assign(name=table["source_type"]),
        SIDE: table.assign(name=table["source_name"].map(dict(sides))),
    }
    columns = ["group", "name", "row", "words", "verbs", *map(str, Reporting)]
    found = [frame[columns].assign(kind=kind) for kind, frame in kinds.items()]
    return pd.concat(found, ignore_index=True).dropna(subset="name")


def cells_of(voices: pd.DataFrame) -> pd.DataFrame:
    """The same, summed within each article: what one article does with one voice."""
    counts = ["words", "verbs", *map(str, Reporting)]
    return voices.groupby([*KEYS, "row"], sort=False)[counts].sum().reset_index()


def quoted(cells: pd.DataFrame) -> dict[str, tuple[Quoted, ...]]:
    """By group: its TOP sources by words, and all types and sides; most words first."""
    counts = cells.drop(columns="row").groupby(KEYS, sort=False).sum()
    counts["articles"] = cells.groupby(KEYS, sort=False).size()
    table = counts.reset_index().sort_values(["words", "name"], ascending=[False, True])
    rank = table.groupby(["group", "kind"]).cumcount()
    kept = table[(rank < TOP) | (table["kind"] != SOURCE)]
    return {
        str(group): tuple(_quoted(row) for row in rows.to_dict("records"))
        for group, rows in kept.groupby("group")
    }


def _quoted(row: Mapping[str, object]) -> Quoted:
    names = ("articles", "words", "verbs", *map(str, Reporting))
    counts = {name: int(str(row[name])) for name in names}
    return Quoted(kind=str(row["kind"]), name=str(row["name"]), **counts)
