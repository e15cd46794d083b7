"""One article at a time, on one thread that all requests share.

ONNX Runtime already spreads one article over the cores, so two at once gain nothing and make both
wait. A reading that nobody waits for any more stops before its next windows.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from sourcing.analyzer import Analyzer
from sourcing.article import Article
from sourcing.serve.requests import Asked
from sourcing.tagger import Floats, Tagger
from sourcing.windows import Window

MOST_WAITING = 8
"""Readings under way or waiting; who comes later is told to come again."""

Result = TypeVar("Result")


class BusyError(Exception):
    """Too many readings wait already."""


class _GivenUpError(Exception):
    """Nobody waits for this reading any more."""


@dataclass(frozen=True)
class _Stoppable:
    """A tagger that stops between two windows once it is told to."""

    tagger: Tagger
    given_up: threading.Event

    def __call__(self, batch: Sequence[Window]) -> list[Floats]:
        return [self._one(window) for window in batch]

    def _one(self, window: Window) -> Floats:
        if self.given_up.is_set():
            raise _GivenUpError
        return self.tagger([window])[0]


class Worker:
    """Reads what is asked, in the order of asking."""

    def __init__(self, analyzer: Analyzer) -> None:
        self._analyzer = analyzer
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="sourcing-serve")
        self._waiting = 0

    async def __call__(self, asked: Asked, show: Callable[[Article], Result]) -> Result:
        """`show` of the article, worked out on the worker's thread too.

        Raises BusyError; a reading whose waiting is cancelled is given up.
        """
        if self._waiting >= MOST_WAITING:
            raise BusyError
        given_up = threading.Event()
        self._waiting += 1
        try:
            reading = self._pool.submit(self._read, asked, show, given_up)
            return await asyncio.wrap_future(reading)
        finally:
            given_up.set()
            self._waiting -= 1

    def _read(
        self, asked: Asked, show: Callable[[Article], Result], given_up: threading.Event
    ) -> Result:
        analyzer = replace(self._analyzer, tagger=_Stoppable(self._analyzer.tagger, given_up))
        return show(analyzer(asked.text, id=asked.id, title=asked.title))
