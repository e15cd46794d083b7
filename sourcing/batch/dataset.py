"""Article scores as columns of a Hugging Face dataset, by its own batched `map`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import datasets

from sourcing.batch.check import fault
from sourcing.batch.header import identity
from sourcing.batch.rows import rows_of
from sourcing.batch.schema import DOCUMENTS
from sourcing.batch.work import analyzer
from sourcing.errors import InputError
from sourcing.files import MAX_CHARACTERS
from sourcing.folder import find

if TYPE_CHECKING:
    from sourcing.batch.frames import AnyDataset

ERROR = "sourcing_error"
_SCORES = tuple(c for c in DOCUMENTS if c.name not in ("row", "id", "title"))
_TYPES = {"bool": "bool", "double": "float64", "string": "string", "int32": "int32"}


@dataclass(frozen=True)
class Mapper:
    """What `map` calls. It is small and says what it depends on, so that caching works."""

    text_column: str
    title_column: str | None
    model: str
    identity: tuple[tuple[str, str], ...]

    def __call__(self, batch: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
        texts = batch[self.text_column]
        titles = batch[self.title_column] if self.title_column else [None] * len(texts)
        rows = [self._score(text, title) for text, title in zip(texts, titles, strict=True)]
        names = [*(column.name for column in _SCORES), ERROR]
        return {name: [row.get(name) for row in rows] for name in names}

    def _score(self, text: Any, title: Any) -> dict[str, Any]:
        if reason := fault(text, MAX_CHARACTERS):
            return {ERROR: reason}
        article = analyzer(self.model)(text, title=title if isinstance(title, str) else None)
        (row,) = rows_of(article, 0)["documents"]
        return row


def score(
    dataset: AnyDataset,
    text_column: str,
    title_column: str | None,
    model: str | Path | None,
    batch_size: int,
    num_proc: int | None,
) -> AnyDataset:
    """See `sourcing.score_dataset`."""
    folder = find(model)
    mapper = Mapper(text_column, title_column, str(folder.path), tuple(identity(folder).items()))
    options: dict[str, Any] = {"batched": True, "batch_size": batch_size}
    if dataset.column_names is not None:  # a stream may not know them
        _check(dataset.column_names, text_column, title_column)
    if dataset.features is not None:
        options["features"] = datasets.Features({**dataset.features, **_features()})
    if num_proc is not None:
        options["num_proc"] = num_proc
    return dataset.map(mapper, **options)


def _features() -> dict[str, Any]:
    types = {column.name: _TYPES[column.type] for column in _SCORES} | {ERROR: "string"}
    return {name: datasets.Value(kind) for name, kind in types.items()}


def _check(names: Iterable[str], text_column: str, title_column: str | None) -> None:
    present = set(names)
    for wanted in filter(None, (text_column, title_column)):
        if wanted not in present:
            raise InputError(f"the dataset has no column {wanted!r}, only {sorted(present)}")
    twice = sorted(present & _features().keys())
    if twice:
        raise InputError(
            f"the dataset already has a column {twice[0]!r}: rename it with "
            f"dataset.rename_column({twice[0]!r}, ...)"
        )
