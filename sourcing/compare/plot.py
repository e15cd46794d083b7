"""Numbers → coordinates of small plots: an interval on a scale, one for each row of a table."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from sourcing.compare.result import Estimate

WIDTH, HEIGHT, MARGIN = 240, 20, 8
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0)


@dataclass(frozen=True)
class Scale:
    """A linear axis from `low` to `high`, in shares; `ticks` lie on it."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def x(self, value: float) -> float:
        """Where a value stands: user units of a plot that is WIDTH wide."""
        inside = min(max(value, self.low), self.high)
        place = (inside - self.low) / (self.high - self.low)
        return round(MARGIN + place * (WIDTH - 2 * MARGIN), 1)


def scale_of(estimates: Iterable[Estimate], *, around_zero: bool = False) -> Scale:
    """An axis that holds all intervals and zero; `around_zero` makes both sides equal."""
    ends = [abs(end) for item in estimates for end in (item.low, item.high)]
    far = max([0.01, *ends])
    step = next(step for step in STEPS if far <= 4 * step or step == STEPS[-1])
    count = math.ceil(round(far / step, 9))
    first = -count if around_zero else 0
    ticks = tuple(step * i for i in range(first, count + 1))
    return Scale(ticks[0], ticks[-1], ticks)
