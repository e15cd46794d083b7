"""Scoring inside Spark: a data frame in, one out.

    scored = score(spark.read.parquet("articles"), Settings(Wishes(text="body", id="url")))
    scored.write.parquet("scored")                         # a row an article, all of it nested
    documents, sentences, attributions, errors = tables(spark.read.parquet("scored"))

Every executor needs the same sourcing, with the extra `spark`; a model of your own travels by
itself. By `mapInArrow`, which is `mapInPandas` without pandas between: that would turn integers
with a missing value into floats.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyarrow as pa

from sourcing.batch.settings import Settings, Wishes
from sourcing.errors import MissingExtraError
from sourcing.integrations.nested import ERROR, NESTED, ROW, Layout, RowScorer
from sourcing.integrations.weights import Weights

try:
    from pyspark.sql import DataFrame
    from pyspark.sql import functions as F
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema
except ImportError:
    raise MissingExtraError("Scoring in Spark", "spark") from None

__all__ = ["Settings", "Tables", "Wishes", "score", "tables"]


class Tables(NamedTuple):
    """Lazy data frames with the columns of `sourcing batch`; `errors` has row, id and reason."""

    documents: DataFrame
    sentences: DataFrame
    attributions: DataFrame
    errors: DataFrame


def score(frame: DataFrame, settings: Settings | None = None) -> DataFrame:
    """The frame, lazily, with a scored row a row (`nested.py` says with what columns).

    `row` numbers the rows: a column of the input, else made here, unique but with gaps. Each
    Python process of an executor loads the model once. How many there are, and files, are Spark's
    affair: `workers`, `--format` and the like of `settings` do not matter. Raises InputError for
    a column that is missing or would stand there twice.
    """
    settings = settings or Settings()
    if ROW not in frame.columns:
        frame = frame.withColumn(ROW, F.monotonically_increasing_id())
    schema = Layout.of(to_arrow_schema(frame.schema), settings).schema
    weights = Weights.of(settings.model)

    def scored(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        scorer = RowScorer(settings, weights)
        for batch in batches:
            for table in scorer.slices(pa.Table.from_batches([batch])):
                yield from table.combine_chunks().to_batches()

    return frame.mapInArrow(scored, from_arrow_schema(schema))


def tables(scored: DataFrame) -> Tables:
    """The tables of scored rows. Store or `cache()` these first: each table reads them."""
    good = scored.where(F.col(ERROR).isNull())
    bad = scored.where(F.col(ERROR).isNotNull())
    return Tables(
        documents=good.drop(ERROR, *NESTED.values()),
        errors=bad.select(ROW, "id", F.col(ERROR).alias("reason")),
        **{name: good.select(F.inline(column)) for name, column in NESTED.items()},
    )
