"""Rows in, the same rows scored out: pyarrow alone, whatever the engine around it.

A scored row has the columns of the table documents, what is carried through, `sourcing_error` (why
it could not be scored; its scores are then missing), and `sentence_rows` and `attribution_rows`,
lists of what would be its rows in the other two tables.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from sourcing.batch.check import fault
from sourcing.batch.read import Roles
from sourcing.batch.schema import TABLES, arrow_schema
from sourcing.batch.settings import Settings
from sourcing.batch.survey import carried_of, roles_of
from sourcing.batch.work import Scored, Scorer, Text
from sourcing.errors import InputError
from sourcing.integrations.weights import Weights

ROW, ERROR = "row", "sourcing_error"
NESTED = {"sentences": "sentence_rows", "attributions": "attribution_rows"}
_SCHEMAS = {name: arrow_schema(columns) for name, columns in TABLES.items()}


@dataclass(frozen=True)
class Layout:
    """Where a scored row's columns come from. `carried`: its name → (input name, type)."""

    roles: Roles
    carried: Mapping[str, tuple[str, pa.DataType]]

    @classmethod
    def of(cls, schema: pa.Schema, settings: Settings) -> Layout:
        """Of input with the column `row`. Raises InputError for a column missing or twice there."""
        types = {field.name: _plain(field.type) for field in schema if field.name != ROW}
        roles = roles_of(types, settings.columns)
        carried = carried_of(types, roles, settings.columns)
        if twice := sorted(carried.keys() & {ERROR, *NESTED.values()}):
            raise InputError(f"the input already has a column {twice[0]!r}: rename or drop it")
        return cls(roles, carried)

    @cached_property
    def schema(self) -> pa.Schema:
        """Of scored rows; everything can be missing, since a row can be."""
        fields = [(field.name, field.type) for field in _SCHEMAS["documents"]]
        fields += [(name, kind) for name, (_, kind) in self.carried.items()]
        fields += [(ERROR, pa.string())]
        nested = ((new, pa.list_(pa.struct(_SCHEMAS[name]))) for name, new in NESTED.items())
        return pa.schema([*fields, *nested])


class RowScorer:
    """Scores batches of rows; made once a process, where it loads the model."""

    def __init__(self, settings: Settings, weights: Weights) -> None:
        self._settings = settings
        self._scorer = Scorer(weights.load(), settings.lang_check, settings.keep_text)

    def __call__(self, batch: pa.Table) -> pa.Table:
        """A table with as many rows; `batch` has the column `row`, and one of texts."""
        layout = Layout.of(batch.schema, self._settings)
        faults, texts = _texts(batch, layout.roles, self._settings.max_characters)
        scored = self._scorer(texts)
        faults |= scored.faults
        places = _places(batch.num_rows, faults)
        tables = _renumbered(scored, batch[ROW].cast(pa.int64()))
        columns = _taken(tables["documents"], places, batch, layout)
        columns[ERROR] = pa.array([faults.get(i) for i in range(batch.num_rows)], pa.string())
        for name, new in NESTED.items():
            columns[new] = _lists(tables[name], columns[name].fill_null(0).to_pylist())
        return pa.table([columns[name] for name in layout.schema.names], schema=layout.schema)

    def slices(self, batch: pa.Table) -> Iterator[pa.Table]:
        """The same a few rows at a time, so that memory stays flat."""
        for start in range(0, batch.num_rows, self._settings.batch_rows):
            yield self(batch.slice(start, self._settings.batch_rows))


def picked(scored: pa.Table, name: str) -> pa.Table:
    """One table of scored rows: documents, sentences, attributions or errors."""
    failed = pc.is_valid(scored[ERROR])
    if name == "errors":
        errors = scored.filter(failed).select([ROW, "id", ERROR])
        return errors.rename_columns([ROW, "id", "reason"])
    if name == "documents":
        return scored.filter(pc.invert(failed)).drop_columns([ERROR, *NESTED.values()])
    rows = scored[NESTED[name]].combine_chunks().flatten()
    return pa.Table.from_struct_array(rows).cast(_SCHEMAS[name])


def _texts(batch: pa.Table, roles: Roles, longest: int) -> tuple[dict[int, str], list[Text]]:
    """Why rows cannot be scored, and the texts of the others, numbered within the batch."""
    ids, titles, bodies = (_values(batch, name) for name in (roles.id, roles.title, roles.text))
    reasons = {i: reason for i, body in enumerate(bodies) if (reason := fault(body, longest))}
    texts = [
        Text(i, None if ids[i] is None else str(ids[i]), _title(titles[i]), str(body))
        for i, body in enumerate(bodies)
        if i not in reasons
    ]
    return reasons, texts


def _values(batch: pa.Table, name: str | None) -> Sequence[Any]:
    return [None] * batch.num_rows if name is None else batch[name].to_pylist()


def _title(title: object) -> str | None:
    return title if isinstance(title, str) else None


def _places(rows: int, faults: Mapping[int, str]) -> pa.Array:
    """Where each row of the batch stands among the documents, missing for one that does not."""
    good = accumulate(i not in faults for i in range(rows))
    return pa.array([None if i in faults else n - 1 for i, n in enumerate(good)], pa.int64())


def _renumbered(scored: Scored, rows: pa.ChunkedArray) -> dict[str, pa.Table]:
    return {
        name: table.set_column(0, table.schema.field(0), rows.take(table[ROW]))
        for name, table in scored.tables.items()
    }


def _taken(
    documents: pa.Table, places: pa.Array, batch: pa.Table, layout: Layout
) -> dict[str, pa.ChunkedArray]:
    """The documents in the places of their rows; what identifies a row stands there always."""
    columns = {name: documents[name].take(places) for name in documents.schema.names}
    columns[ROW] = batch[ROW].cast(pa.int64())
    ids = _values(batch, layout.roles.id)
    columns["id"] = pa.chunked_array([[None if i is None else str(i) for i in ids]], pa.string())
    for name, (old, kind) in layout.carried.items():
        columns[name] = batch[old].cast(kind)
    return columns


def _lists(table: pa.Table, lengths: Sequence[int]) -> pa.Array:
    """The rows of a table as lists of so many rows each."""
    offsets = pa.array(accumulate(lengths, initial=0), pa.int32())
    return pa.ListArray.from_arrays(offsets, table.to_struct_array().combine_chunks())


def _plain(kind: pa.DataType) -> pa.DataType:
    """A dictionary is a way to store a column, and no kind of value."""
    return kind.value_type if pa.types.is_dictionary(kind) else kind
