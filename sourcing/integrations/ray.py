"""Scoring on a Ray cluster: a Ray Data dataset in, one out; and the engine of `sourcing batch`.

    scored = score(ray.data.read_parquet("s3://bucket/articles"), Settings(Wishes(text="body")))
    scored.write_parquet("s3://bucket/scored")             # a row an article, all of it nested
    documents, sentences, attributions, errors = tables(ray.data.read_parquet("s3://bucket/scored"))

Every node needs the same sourcing, with the extra `ray`; a model of your own travels by itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from sourcing.batch.collect import Batch
from sourcing.batch.settings import Settings, Wishes
from sourcing.batch.work import Scored, Scorer, Text
from sourcing.errors import MissingExtraError, SourcingError
from sourcing.integrations.nested import ROW, RowScorer, picked
from sourcing.integrations.weights import Weights

try:
    import ray
    from ray.data import ActorPoolStrategy, Dataset
    from ray.data.expressions import monotonically_increasing_id
except ImportError:
    raise MissingExtraError("Scoring on Ray", "ray") from None

__all__ = ["Settings", "Tables", "Wishes", "on_cluster", "score", "tables"]

_AHEAD = 4  # batches a core that may wait
_TRIES = 5  # of a batch whose process or node dies, before the run stops


class Tables(NamedTuple):
    """Lazy datasets with the columns of `sourcing batch`; `errors` has row, id and reason."""

    documents: Dataset
    sentences: Dataset
    attributions: Dataset
    errors: Dataset


def score(dataset: Dataset, settings: Settings | None = None) -> Dataset:
    """The dataset, lazily, with a scored row a row (`nested.py` says with what columns).

    `row` numbers the rows: a column of the input, else made here, unique but with gaps. The pool
    of actors grows with the work, to `settings.workers` or as far as the cluster goes; each loads
    the model once and takes a core. It is handed blocks of `settings.part_rows` rows, which is
    what a dead node costs. Files are Ray's to read and write: `format` does not matter.
    """
    settings = settings or Settings()
    if ROW not in (dataset.columns() or ()):
        dataset = dataset.with_column(ROW, monotonically_increasing_id())
    # Ray's own blocks are of a size to be read, and would each be an hour's scoring.
    blocks = dataset.repartition(target_num_rows_per_block=settings.part_rows)
    return blocks.map_batches(
        RowScorer,
        fn_constructor_args=(settings, Weights.of(settings.model)),
        batch_size=settings.batch_rows,
        batch_format="pyarrow",
        compute=ActorPoolStrategy(min_size=1, max_size=settings.workers or None),
        num_cpus=1,
    )


def tables(scored: Dataset) -> Tables:
    """The tables of scored rows. Store or `materialize()` these first: each table reads them."""
    return Tables(
        *(
            scored.map_batches(picked, fn_args=(name,), batch_format="pyarrow")
            for name in Tables._fields
        )
    )


def on_cluster(
    address: str | None = None,
) -> Callable[[Scorer, Iterable[Batch], int], Generator[tuple[Batch, Scored], None, None]]:
    """An engine for `score_files`: batches go out as tasks, their tables come back in order.

    A task of a node that dies runs again on another, and so does one whose tables went with the
    node. `address` as in `ray.init`; None is $RAY_ADDRESS, or else a cluster of this machine.
    """

    def engine(
        scorer: Scorer, batches: Iterable[Batch], workers: int
    ) -> Generator[tuple[Batch, Scored], None, None]:
        with _connected(address), _explained():
            yield from _scored(scorer, batches, workers)

    return engine


def _scored(
    scorer: Scorer, batches: Iterable[Batch], workers: int
) -> Iterator[tuple[Batch, Scored]]:
    weights = ray.put(Weights.of(scorer.model))
    task = ray.remote(_score).options(num_cpus=1, max_retries=_TRIES)
    waiting: deque[tuple[Batch, Any]] = deque()
    for batch in batches:
        # In a list, the weights stay where they are until a process asks for them.
        waiting.append((batch, task.remote([weights], scorer, batch.texts)))
        while len(waiting) >= (workers or _cores()) * _AHEAD:
            yield _next(waiting)
    while waiting:
        yield _next(waiting)


def _next(waiting: deque[tuple[Batch, Any]]) -> tuple[Batch, Scored]:
    batch, result = waiting.popleft()
    return batch, ray.get(result)


def _cores() -> int:
    """Of the cluster as it is now: it may have grown, or lost a node."""
    return max(1, int(ray.cluster_resources().get("CPU", 1)))


def _score(weights: list[Any], scorer: Scorer, texts: Sequence[Text]) -> Scored:
    return replace(scorer, model=_loaded(weights[0]))(texts)


@cache
def _loaded(weights: Any) -> str | None:
    """The model of this process, loaded once."""
    model: str | None = ray.get(weights).load()
    return model


@contextmanager
def _connected(address: str | None) -> Iterator[None]:
    if ray.is_initialized():  # the caller's, who keeps it
        yield
        return
    try:
        ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    except (ConnectionError, ValueError, RuntimeError) as error:
        raise SourcingError(
            f"no Ray cluster can be reached at {address or 'the default address'} ({error}): check "
            "--address, and that `ray status` works from here"
        ) from error
    try:
        yield
    finally:
        ray.shutdown()


@contextmanager
def _explained() -> Iterator[None]:
    """What went wrong on the cluster, as an error of ours."""
    try:
        yield
    except ray.exceptions.RayTaskError as error:
        if isinstance(error.cause, SourcingError):
            raise error.cause from None
        raise
    except ray.exceptions.RayError as error:
        raise SourcingError(
            f"the Ray cluster gave up on a batch ({type(error).__name__}): the same command goes "
            "on where it stopped; see `ray status` and the memory of the nodes if it happens again"
        ) from error
