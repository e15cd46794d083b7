"""What is known about how the shipped model misreads, in numbers measured once.

`misreading.json` holds, for the model that it names:

    margins   basket -> how far below and above the drawn interval the true share lay, at most,
              in 95 % of the articles that were kept for calibration (conformalized quantile
              regression, Romano et al. 2019)
    confusion basket -> of the words that the model put there, the shares that belong in each
              basket

The second is for groups of articles: with it the words of every basket are counted where they
belong as often as they do, the named ones missed among the assertions too (quantification,
Forman 2008, with P(true | read) on articles of the same kind). In the words of many articles it
takes out the lean; in a single article chance outweighs it.
Articles of other models are left as they are.
`python -m sourcing.training.misreading` measures anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sourcing.scores.baskets import Basket

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Misreading:
    """The numbers for one model; without any, nothing is widened or adjusted."""

    margins: Mapping[Basket, tuple[float, float]] = field(default_factory=dict)
    confusion: Mapping[Basket, Mapping[Basket, float]] = field(default_factory=dict)

    def widened(self, kind: Basket, low: float, high: float) -> tuple[float, float]:
        """An interval moved out (or in, where it is too wide) by the basket's margins."""
        below, above = self.margins.get(kind, (0.0, 0.0))
        return max(0.0, low - below), min(1.0, high + above)

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """Shares [read as, belongs in], both in the order of Basket; rows sum to one."""
        rows = [self.confusion.get(kind, {kind: 1.0}) for kind in Basket]
        return np.array([[row.get(kind, 0.0) for kind in Basket] for row in rows])

    def adjusted_named_share(self, words_in: Mapping[Basket, float]) -> float:
        """The share of claim words that rest on named sources, with the misread ones counted."""
        words = np.array([words_in.get(kind, 0.0) for kind in Basket]) @ self.matrix
        claims = words[[kind.is_claim for kind in Basket]].sum()
        return float(words[list(Basket).index(Basket.NAMED)] / claims) if claims else 0.0


@cache
def misreading(model: str) -> Misreading:
    """The numbers for a model, by the name and version that its articles carry."""
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    if model != measured["model"]:
        return Misreading()
    margins = {Basket(kind): (low, high) for kind, (low, high) in measured["margins"].items()}
    confusion = {
        Basket(kind): {Basket(other): share for other, share in row.items()}
        for kind, row in measured["confusion"].items()
    }
    return Misreading(margins, confusion)
