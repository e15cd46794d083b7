"""Made-up tables for the tests of `sourcing.compare`: articles as a newsroom's would be scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from sourcing.batch.schema import SCHEMA, TABLES, arrow_schema

Row = dict[str, Any]

METADATA = {"sourcing.schema": str(SCHEMA), "sourcing.model": "tern", "sourcing.model_digest": "d1"}


def document(
    row: int, *, words: int = 400, claims: int = 300, named: float = 0.5, **more: Any
) -> Row:
    """A row of documents; what is not named is asserted."""
    return {
        "row": row,
        "id": f"a{row}",
        "title": f"Story {row}",
        "words": words,
        "claim_words": claims,
        "named_share": named,
        "asserted_share": 1.0 - named,
        "unattributed_share": 1.0 - claims / words,
        **more,
    }


def attribution(row: int, name: str | None, reporting: str = "neutral", **more: Any) -> Row:
    """A row of attributions: a named person, reported with a verb."""
    return {
        "row": row,
        "source_name": name,
        "source_type": "named_person",
        "source_named": name is not None,
        "cue": "said",
        "content_words": 20,
        "reporting": reporting,
        **more,
    }


def voiced(rows: Iterable[int], name: str, rate: float, random: np.random.Generator) -> list[Row]:
    """Two attributions of a source in each article, reported with doubt at this rate."""
    kinds = {True: "doubting", False: "neutral"}
    return [attribution(r, name, kinds[bool(random.random() < rate)]) for r in rows for _ in "12"]


def write(
    folder: Path,
    documents: Sequence[Row],
    attributions: Sequence[Row] = (),
    *,
    part: int = 0,
    metadata: Mapping[str, str] = METADATA,
) -> Path:
    """A part of the tables, as `sourcing batch` writes it; columns of our own come last."""
    for name, rows in (("documents", documents), ("attributions", attributions)):
        schema = arrow_schema(TABLES[name])
        blank = {field.name: _BLANK.get(field.type) for field in schema if not field.nullable}
        columns = {c: [{**blank, **r}.get(c) for r in rows] for c in schema.names}
        table = pa.table(columns, schema=schema)
        for column in dict.fromkeys(c for row in rows for c in row if c not in schema.names):
            table = table.append_column(column, pa.array([row.get(column) for row in rows]))
        (folder / name).mkdir(parents=True, exist_ok=True)
        pq.write_table(
            table.replace_schema_metadata(dict(metadata)),
            folder / name / f"part-{part:05d}.parquet",
        )
    return folder


_BLANK = {
    pa.int32(): 0,
    pa.int64(): 0,
    pa.float64(): 0.0,
    pa.bool_(): False,
    pa.string(): "",
    pa.list_(pa.int32()): [],
}


def two_outlets(folder: Path, each: int = 60) -> Path:
    """Gull names more of its sources than Tern and doubts Hall more than Lee; Wren is small."""
    random = np.random.default_rng(1)
    outlets = ["Gull"] * each + ["Tern"] * each + ["Wren"] * 5
    mean = {"Gull": 0.7, "Tern": 0.4, "Wren": 0.5}
    documents = [
        document(
            i,
            named=float(np.clip(random.normal(mean[o], 0.08), 0, 1)),
            outlet=o,
            date=f"2026-0{1 + i % 2}-11",
        )
        for i, o in enumerate(outlets)
    ]
    said = []
    for name, rates in {"Tom Hall": (0.5, 0.1), "Ann Lee": (0.05, 0.1)}.items():
        said += voiced(range(each), name, rates[0], random)
        said += voiced(range(each, 2 * each), name, rates[1], random)
    return write(folder, documents, said)
