"""The folder that `sourcing batch` wrote → the columns that a comparison needs, as two frames."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from sourcing.batch.schema import DOCUMENTS, SCHEMA, arrow_schema
from sourcing.errors import InputError
from sourcing.scores import SHARES

if TYPE_CHECKING:
    import pandas as pd

NEEDED = {
    "documents": ("row", "id", "title", "words", "claim_words", "loaded_rate", *SHARES),
    "attributions": (
        *("row", "source_name", "source_type", "source_named"),
        *("cue", "content_words", "reporting"),
    ),
}
_SAME = {"sourcing.schema": "versions of the schema", "sourcing.model_digest": "models"}


@dataclass(frozen=True)
class Corpus:
    """The tables of one folder: where their parts are, which columns came with the articles."""

    folder: Path
    parts: dict[str, list[Path]]
    carried: tuple[str, ...]
    model: str
    notes: tuple[str, ...]

    def documents(self, column: str) -> pd.DataFrame:
        """A row an article, in the order of the input, with one carried column."""
        return self._frame("documents", [column])

    def attributions(self) -> pd.DataFrame:
        """A row an attribution."""
        return self._frame("attributions", [])

    def _frame(self, table: str, more: list[str]) -> pd.DataFrame:
        columns = list(dict.fromkeys([*NEEDED[table], *more]))
        tables = [pq.ParquetFile(path).read(columns=columns) for path in self.parts[table]]
        return pa.concat_tables(tables, promote_options="permissive").to_pandas()


def open_corpus(folder: Path) -> Corpus:
    """Look at a folder of tables; raises InputError unless all parts fit together."""
    done, notes = _manifest(folder)
    parts = {name: _parts(folder, name, done) for name in NEEDED}
    schemas = {name: [pq.read_schema(path) for path in paths] for name, paths in parts.items()}
    every = [schema.metadata or {} for found in schemas.values() for schema in found]
    for key, what in _SAME.items():
        _check_same(folder, what, (m.get(key.encode(), b"").decode() for m in every))
    _check_schema(folder, every[0].get(b"sourcing.schema", b"").decode())
    for name, columns in NEEDED.items():
        _check_columns(folder / name, columns, schemas[name][0].names)
    ours = set(arrow_schema(DOCUMENTS).names)
    carried = tuple(name for name in schemas["documents"][0].names if name not in ours)
    model = every[0].get(b"sourcing.model", b"").decode()
    return Corpus(folder, parts, carried, model, notes)


def _manifest(folder: Path) -> tuple[int | None, tuple[str, ...]]:
    """How many parts count, None without a manifest; and what a reader should know."""
    try:
        lines = (folder / "manifest.jsonl").read_text("utf-8").splitlines()
        header, *parts = [json.loads(line) for line in lines]
        done, whole = sum(part["rows"] for part in parts), header["input"]["rows"]
    except OSError:
        return None, ()
    except (ValueError, LookupError):
        raise InputError(
            f"{folder / 'manifest.jsonl'} cannot be read as a manifest: run `sourcing batch` again"
        ) from None
    errors = sum(part["errors"] for part in parts)
    rows = "row" if errors == 1 else "rows"
    notes = [f"{errors:,} {rows} of the input could not be scored."] if errors else []
    if done < whole:
        notes.append(f"The run is not finished: {done:,} of {whole:,} rows are done.")
    return len(parts), tuple(notes)


def _parts(folder: Path, table: str, done: int | None) -> list[Path]:
    found = sorted((folder / table).glob("*.parquet"))[:done]
    if found:
        return found
    others = sorted({path.suffix for path in (folder / table).glob("part-*")} - {".parquet"})
    if others:
        raise InputError(
            f"{folder / table} holds {others[0]} and compare reads Parquet: run `sourcing batch` "
            "with --format parquet"
        )
    raise InputError(
        f"{folder} has no table {table!r}: name the folder that `sourcing batch -o` wrote"
    )


def _check_same(folder: Path, what: str, values: Iterable[str]) -> None:
    found = sorted(set(values))
    if len(found) > 1:
        names = " and ".join(value or "none" for value in found)
        raise InputError(
            f"{folder} mixes {what} ({names}), whose numbers do not compare: score all of it "
            "again into a new folder"
        )


def _check_schema(folder: Path, schema: str) -> None:
    if schema != str(SCHEMA):
        raise InputError(
            f"{folder} has tables of schema {schema or 'unknown'} and this version reads schema "
            f"{SCHEMA}: score the articles again"
        )


def _check_columns(table: Path, needed: Iterable[str], found: Iterable[str]) -> None:
    missing = sorted(set(needed) - set(found))
    if missing:
        raise InputError(f"{table} lacks the column {missing[0]!r}: score the articles again")
