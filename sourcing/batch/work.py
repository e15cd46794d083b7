"""Texts → tables, in order, in one process or in several.

Each process loads the model once, keeps to one thread and scores one text at a time. Batches of
several texts would be no faster here, padded or not, and would change results: the int8 network
finds its scales anew for each run, over everything that it reads (`tagger.py`).
"""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, Protocol, TypeVar

import pyarrow as pa

from sourcing.analyzer import Analyzer, load
from sourcing.batch.check import language_fault
from sourcing.batch.rows import Row, rows_of
from sourcing.batch.schema import TABLES, arrow_schema
from sourcing.errors import SourcingError

_AHEAD = 4  # batches a process that may wait; the only buffer there is
_log = logging.getLogger("sourcing")


class Text(NamedTuple):
    """A text to score, and its number among all inputs."""

    row: int
    id: str | None
    title: str | None
    text: str


@dataclass(frozen=True)
class Scored:
    """The tables of a batch of texts, and why some of them have no rows there."""

    tables: dict[str, pa.Table]
    faults: dict[int, str]


@dataclass(frozen=True)
class Scorer:
    """Scores batches of texts; small to pickle, since each process loads the model itself."""

    model: str | None
    lang_check: bool = False
    keep_text: bool = True

    def __call__(self, texts: Sequence[Text]) -> Scored:
        rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        faults: dict[int, str] = {}
        for item in texts:
            try:
                self._score(item, rows)
            except _Refused as refusal:
                faults[item.row] = str(refusal)
            except SourcingError:
                raise
            except Exception as error:  # a text that trips a mistake of ours costs its row alone
                _log.exception("row %d could not be scored", item.row)
                faults[item.row] = f"could not be scored ({type(error).__name__}: {error})"
        tables = {
            name: pa.Table.from_pylist(rows[name], arrow_schema(columns))
            for name, columns in TABLES.items()
        }
        return Scored(tables, faults)

    def _score(self, item: Text, rows: dict[str, list[Row]]) -> None:
        if self.lang_check and (reason := language_fault(item.text)):
            raise _Refused(reason)
        article = analyzer(self.model)(item.text, id=item.id, title=item.title)
        for name, found in rows_of(article, item.row).items():
            if not self.keep_text:
                found = [row | {"text": None} if "text" in row else row for row in found]
            rows[name] += found


class _Refused(Exception):
    """A text that is read and turned down."""


@cache
def analyzer(model: str | None) -> Analyzer:
    """The model of this process, loaded once, on one thread."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    return load(model, threads=1)


class Batch(Protocol):
    """What `scored` needs of a piece of work."""

    @property
    def texts(self) -> Sequence[Text]: ...


Work = TypeVar("Work", bound=Batch)


def scored(
    scorer: Callable[[Sequence[Text]], Scored], batches: Iterable[Work], workers: int
) -> Generator[tuple[Work, Scored], None, None]:
    """Every batch with its tables, in order; at most `_AHEAD` batches a process are read ahead.

    Raises SourcingError when a process dies.
    """
    if workers == 1:
        yield from ((batch, scorer(batch.texts)) for batch in batches)
        return
    pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), _start_process)
    waiting: deque[tuple[Work, Future[Scored]]] = deque()
    try:
        for batch in batches:
            waiting.append((batch, pool.submit(scorer, batch.texts)))
            if len(waiting) >= workers * _AHEAD:
                yield _next(waiting)
        while waiting:
            yield _next(waiting)
    except BrokenProcessPool as error:
        raise SourcingError(
            "a scoring process died, perhaps for want of memory: the same command goes on where "
            "it stopped; give fewer --workers if it happens again"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _next(waiting: deque[tuple[Work, Future[Scored]]]) -> tuple[Work, Scored]:
    batch, future = waiting.popleft()
    return batch, future.result()


def _start_process() -> None:
    """Ctrl-C is the parent's to handle, and no process outlives a parent that was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
