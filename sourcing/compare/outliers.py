"""Articles unlike the rest of their group: robust z by median and MAD.

Iglewicz and Hoaglin 1993, How to Detect and Handle Outliers: look again beyond 3.5. Shares and
rates bunch up near zero, where nearly every article would be far from a tiny MAD; so z is taken
of the angle of a share and the root of a rate, whose spread hangs less on where they lie
(Anscombe 1948, The Transformation of Poisson, Binomial and Negative-Binomial Data).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sourcing.compare.result import Outlier
from sourcing.scores import SHARES

if TYPE_CHECKING:
    import pandas as pd

    from sourcing.compare.links import Links

FAR = 3.5
CLAIM_WORDS = 50
"""An article with fewer is left out: its shares jump with every sentence."""

KEPT = 20
"""Outliers of one measure that are kept: the farthest."""

MEASURES = (*SHARES, "loaded_rate")


def outliers(articles: pd.DataFrame, minimum: int, links: Links) -> tuple[Outlier, ...]:
    """The outliers of one group, the farthest first; none of fewer than `minimum` articles.

    A measure that is the same in more than half of the articles has no scale (its MAD is zero),
    and nothing is said of it.
    """
    long = articles[articles["claim_words"] >= CLAIM_WORDS]
    if len(long) < minimum:
        return ()
    found = (item for measure in MEASURES for item in _of(long, measure, links))
    return tuple(sorted(found, key=lambda item: (-abs(item.z), item.row)))


def _of(articles: pd.DataFrame, measure: str, links: Links) -> Iterator[Outlier]:
    values = articles[measure].to_numpy(dtype=np.float64)
    z = _robust_z(_evened(values, measure))
    far = np.flatnonzero(np.abs(z) > FAR)
    farthest = far[np.argsort(-np.abs(z[far]), kind="stable")][:KEPT]
    rows = articles.iloc[farthest][["row", "id", "title"]].itertuples(index=False)
    for i, (row, id, title) in zip(farthest, rows, strict=True):
        yield Outlier(
            row=int(row),
            id=_text(id),
            title=_text(title),
            measure=measure,
            value=float(values[i]),
            median=float(np.median(values)),
            z=float(z[i]),
            report=links.of(int(row), _text(id)),
        )


def _evened(values: NDArray[np.float64], measure: str) -> NDArray[np.float64]:
    roots = np.sqrt(np.maximum(values, 0.0))
    return np.arcsin(np.minimum(roots, 1.0)) if measure in SHARES else roots


def _robust_z(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Deviations from the median, in MADs that are scaled to standard deviations; zero of none."""
    scale = float(stats.median_abs_deviation(values, scale="normal"))
    away = values - np.median(values)
    return away / scale if scale > 1e-9 else np.zeros_like(away)


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
