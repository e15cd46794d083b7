"""The tables and scores of `sourcing batch` where the articles are in memory already."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sourcing.errors import MissingExtraError

if TYPE_CHECKING:
    import datasets
    import pandas as pd

    from sourcing.article import Article

    AnyDataset = TypeVar("AnyDataset", datasets.Dataset, datasets.IterableDataset)


class Frames(NamedTuple):
    """Three tidy tables; `row` joins them. docs/batch.md says what their columns mean."""

    documents: pd.DataFrame
    sentences: pd.DataFrame
    attributions: pd.DataFrame


def to_frames(articles: Iterable[Article]) -> Frames:
    """Three pandas frames with the columns of `sourcing batch`; `row` counts the articles from 0.

    Integers and truth values that can be missing have pandas' nullable types. Raises
    MissingExtraError without pandas and pyarrow.
    """
    _need("pandas", "to_frames", "pandas")
    import pandas as pd
    import pyarrow as pa

    from sourcing.batch.rows import rows_of
    from sourcing.batch.schema import TABLES, arrow_schema

    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for number, article in enumerate(articles):
        for name, found in rows_of(article, number).items():
            rows[name] += found
    types = {
        pa.int32(): pd.Int32Dtype(),
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
    }
    tables = {n: pa.Table.from_pylist(rows[n], arrow_schema(c)) for n, c in TABLES.items()}
    return Frames(**{n: t.to_pandas(types_mapper=types.get) for n, t in tables.items()})


def score_dataset(
    dataset: AnyDataset,
    *,
    text_column: str = "text",
    title_column: str | None = None,
    model: str | Path | None = None,
    batch_size: int = 16,
    num_proc: int | None = None,
) -> AnyDataset:
    """A `datasets.Dataset`, or a streaming one, with the article scores as further columns.

    The columns are those of the table documents from `characters` on, and `sourcing_error`: why a
    row could not be scored (its scores are then missing). A streaming dataset is scored while it
    is read. `num_proc` is for a Dataset alone. Raises InputError for a column that is missing or
    would stand there twice, MissingExtraError without the extra `datasets`.
    """
    _need("datasets", "score_dataset", "datasets")
    from sourcing.batch.dataset import score

    return score(dataset, text_column, title_column, model, batch_size, num_proc)


def _need(package: str, feature: str, extra: str) -> None:
    if find_spec(package) is None or find_spec("pyarrow") is None:
        raise MissingExtraError(feature, extra)
