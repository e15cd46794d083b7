"""One pass over the input ahead of scoring: its columns, its rows, its digest.

Tables need the same columns in every part, a bar needs a total, and a run that goes on must know
that its input is still the same. Reading is some ten thousand times faster than scoring.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from sourcing.batch.find import Source
from sourcing.batch.read import Roles, raws, readable
from sourcing.batch.schema import DOCUMENTS
from sourcing.batch.settings import Wishes
from sourcing.errors import InputError

_INT64 = range(-(2**63), 2**63)
_TYPES = {
    frozenset({"bool"}): pa.bool_(),
    frozenset({"int"}): pa.int64(),
    frozenset({"float"}): pa.float64(),
    frozenset({"int", "float"}): pa.float64(),
}


@dataclass(frozen=True)
class Survey:
    """The whole input in short. `carried`: name in documents → (input name, type), in order."""

    files: int
    rows: int
    digest: str
    roles: Roles
    carried: Mapping[str, tuple[str, pa.DataType]]


def survey(sources: Iterable[Source], wishes: Wishes, listing: Path) -> Survey:
    """Read everything once; each file becomes a line of `listing`: name, bytes, rows, digest.

    Raises InputError for a column that is missing, twice there, or named as one of ours.
    """
    columns = _Columns()
    files = rows = 0
    whole = hashlib.blake2b(digest_size=16)
    with listing.open("w", encoding="utf-8") as out:
        for source in sources:
            line = _look_at(source, wishes.text, columns)
            files, rows = files + 1, rows + line["rows"]
            entry = json.dumps(line, ensure_ascii=False)
            whole.update(entry.encode("utf-8", "surrogateescape"))
            out.write(entry.encode("utf-8", "replace").decode() + "\n")
    if not rows:
        raise InputError("the input holds no row: give at least one text")
    types = columns.types()
    roles = roles_of(types, wishes)
    return Survey(files, rows, whole.hexdigest(), roles, carried_of(types, roles, wishes))


def _look_at(source: Source, text: str, columns: _Columns) -> dict[str, Any]:
    if source.format == "parquet":
        rows = columns.add_parquet(source)
    elif source.format == "text":  # nothing to learn from what it holds
        columns.add({text: "", "title": ""})
        rows = 1
    else:
        rows = 0
        for raw in raws(source, text):
            rows += 1
            if raw.fault is None:
                columns.add(raw.values)
    with readable(source), open(source.path, "rb") as stream:
        digest = hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16))
        size = stream.tell()
    return {"file": source.name, "bytes": size, "rows": rows, "digest": digest.hexdigest()}


class _Columns:
    """Collects column names, in order of appearance, and what kinds of values they have."""

    def __init__(self) -> None:
        self._kinds: dict[str, set[str]] = {}
        self._declared: dict[str, pa.DataType] = {}

    def add(self, values: Mapping[str, Any]) -> None:
        for name, value in values.items():
            kinds = self._kinds.setdefault(name, set())
            if value is not None:
                kinds.add(_kind(value))

    def add_parquet(self, source: Source) -> int:
        with readable(source), pq.ParquetFile(source.path) as file:
            schema, rows = file.schema_arrow, int(file.metadata.num_rows)
        if len(set(schema.names)) < len(schema.names):
            raise InputError(f"{source.name} has two columns of one name: rename one")
        for field in schema:
            self._declare(field.name, _plain_type(field.type), source.name)
        return rows

    def _declare(self, name: str, kind: pa.DataType, file: str) -> None:
        known = self._declared.setdefault(name, kind)
        if known != kind:
            raise InputError(
                f"{file} has {kind} in the column {name!r}, and a file before it has {known}: "
                "cast one of them"
            )
        self._kinds.setdefault(name, set())

    def types(self) -> dict[str, pa.DataType]:
        found = {}
        for name, kinds in self._kinds.items():
            declared = self._declared.get(name)
            if declared and kinds:  # Parquet beside CSV or JSON Lines
                kinds = kinds | {"other"}
            guessed = _TYPES.get(frozenset(kinds), pa.string())
            found[name] = declared if declared and not kinds else guessed
        return found


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """A dictionary is a way to store a column, and no kind of value."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind


def _kind(value: Any) -> str:
    if type(value) is int:
        return "int" if value in _INT64 else "other"
    return {bool: "bool", float: "float", str: "str"}.get(type(value), "other")


def roles_of(types: Mapping[str, pa.DataType], wishes: Wishes) -> Roles:
    """Which columns hold the text, the id and the title. Raises InputError for one not there."""
    for option, name in (("text", wishes.text), ("id", wishes.id), ("title", wishes.title)):
        if name is not None and name not in types:
            raise InputError(
                f"there is no column {name!r}, only {', '.join(map(repr, types))}: "
                f"name the right one with --{option}"
            )
    own = {name: name if name in types else None for name in ("id", "title")}
    return Roles(wishes.text, wishes.id or own["id"], wishes.title or own["title"])


def carried_of(
    types: Mapping[str, pa.DataType], roles: Roles, wishes: Wishes
) -> dict[str, tuple[str, pa.DataType]]:
    """Every column but the text, and but an id and a title that stand in ours of that name."""
    ours = {column.name for column in DOCUMENTS}
    consumed = {roles.text} | ({roles.id, roles.title} & {"id", "title"})
    carried: dict[str, tuple[str, pa.DataType]] = {}
    for name, kind in types.items():
        new = wishes.rename.get(name, name)
        if name in wishes.drop or (name in consumed and name not in wishes.rename):
            continue
        if new in ours or new in carried:
            raise InputError(
                f"the input column {name!r} would be a second {new!r} in the table documents: "
                f"give it another name with --rename {name}=NAME, or leave it out with --drop"
            )
        carried[new] = (name, kind)
    return carried
