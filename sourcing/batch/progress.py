"""How far a run has come: a bar on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

SECONDS_BETWEEN_LINES = 30.0
Report = Callable[[int, int, int], None]


class Pace:
    """The rate of this run and the time that is left, from the rows done before and now."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[float, int] | None = None

    def at(self, done: int, rows: int) -> tuple[float, float | None]:
        """Rows a second, and seconds left, None while nothing is known."""
        now = self._clock()
        started, before = self._first = self._first or (now, done)
        seconds = now - started
        rate = (done - before) / seconds if seconds > 0 else 0.0
        return rate, (rows - done) / rate if rate else None


@contextmanager
def shown(console: Console) -> Iterator[Report]:
    """A function to call with rows done, rows in all and errors, as often as one likes."""
    if not console.is_terminal:
        yield _lines(console, time.monotonic)
        return
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    clocks = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Progress(TextColumn("scoring"), *columns, *clocks, console=console) as progress:
        task, pace = progress.add_task("scoring", rate="", total=None), Pace()

        def report(done: int, rows: int, errors: int) -> None:
            rate, _ = pace.at(done, rows)
            text = f"{rate:.1f}/s" + (f", {errors:,} errors" if errors else "")
            progress.update(task, completed=done, total=rows, rate=text)

        yield report


def _lines(console: Console, clock: Callable[[], float]) -> Report:
    pace, last = Pace(clock), clock()

    def report(done: int, rows: int, errors: int) -> None:
        nonlocal last
        rate, left = pace.at(done, rows)
        if clock() - last >= SECONDS_BETWEEN_LINES:
            last = clock()
            remaining = "" if left is None else f", {duration(left)} left"
            line = f"{done:,} of {rows:,} rows, {rate:.1f} a second{remaining}, {errors:,} errors"
            console.print(line, highlight=False, soft_wrap=True)

    return report


def duration(seconds: float) -> str:
    """In its two largest units of hours, minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    return f"{minutes} min {rest:02d} s" if minutes else f"{rest} s"
