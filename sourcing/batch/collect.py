"""Batches → one part: the three tables, with what is carried through, and the errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from sourcing.batch.parts import Output
from sourcing.batch.read import Record
from sourcing.batch.schema import TABLES
from sourcing.batch.work import Scored, Text


@dataclass(frozen=True)
class Batch:
    """Some rows of one part; the last of a part `closes` it."""

    records: Sequence[Record]
    texts: Sequence[Text]
    faults: Mapping[int, str]
    closes: bool


class Part:
    """Grows by batches, and starts anew once it is written."""

    def __init__(self, carried: pa.Schema, metadata: Mapping[str, str]) -> None:
        self._carried = carried
        self._metadata = {f"sourcing.{name}": value for name, value in metadata.items()}
        self._clear()

    def _clear(self) -> None:
        self._tables: dict[str, list[pa.Table]] = {name: [] for name in TABLES}
        self._extra: list[pa.Table] = []
        self._errors: list[dict[str, Any]] = []
        self.rows = 0

    @property
    def errors(self) -> int:
        return len(self._errors)

    def add(self, batch: Batch, result: Scored) -> None:
        """Every row of the batch goes to the tables, or to the errors."""
        faults = {**batch.faults, **result.faults}
        good = [record.carried for record in batch.records if record.row not in faults]
        columns = [pa.array([values[f.name] for values in good], f.type) for f in self._carried]
        self._extra.append(pa.Table.from_arrays(columns, schema=self._carried))
        for name, table in result.tables.items():
            self._tables[name].append(table)
        bad = (record for record in batch.records if record.row in faults)
        self._errors += [_error(record, faults[record.row]) for record in bad]
        self.rows += len(batch.records)

    def write(self, output: Output) -> None:
        """Hand the part over, if it has a row, and start the next."""
        if not self.rows:
            return
        tables = {name: pa.concat_tables(batches) for name, batches in self._tables.items()}
        extra = pa.concat_tables(self._extra)
        for column in self._carried:  # at the end of the documents
            tables["documents"] = tables["documents"].append_column(column, extra[column.name])
        output.add(
            {
                name: table.replace_schema_metadata(self._metadata | {"sourcing.table": name})
                for name, table in tables.items()
            },
            self._errors,
            self.rows,
        )
        self._clear()


def _error(record: Record, reason: str) -> dict[str, Any]:
    return {
        "row": record.row,
        "file": _writable(record.file),
        "line": record.line,
        "id": _writable(record.id),
        "reason": reason,
    }


def _writable(name: str) -> str:
    """Half a surrogate pair in an id, and a file name of raw bytes, are no UTF-8."""
    return name.encode("utf-8", "backslashreplace").decode()
