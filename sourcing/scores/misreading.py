"""What is known about how the shipped model misreads, in numbers measured once.

`misreading.json` holds, for the model that it names:

    margins   basket -> how far below and above the drawn interval the true share lay, at most,
              in 95 % of the articles that were kept for calibration (conformalized quantile
              regression, Romano et al. 2019)
    words     basket -> of the words that the model put there, the share that are claim words,
              and the share that rest on a named source

The second is for groups of articles: with it the named words of every basket are counted by how
often they are there, the missed ones among the assertions too (adjusted counting in the sense of
quantification, Forman 2008, from P(true | read)). Articles of other models are left as they are.
`python -m sourcing.training.misreading` measures anew.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from sourcing.scores.baskets import Basket

FILE = Path(__file__).with_suffix(".json")


@dataclass(frozen=True)
class Misreading:
    """The numbers for one model; without any, nothing is widened or adjusted."""

    margins: Mapping[Basket, tuple[float, float]] = field(default_factory=dict)
    words: Mapping[Basket, tuple[float, float]] = field(default_factory=dict)

    def widened(self, kind: Basket, low: float, high: float) -> tuple[float, float]:
        """An interval moved out (or in, where it is too wide) by the basket's margins."""
        below, above = self.margins.get(kind, (0.0, 0.0))
        return max(0.0, low - below), min(1.0, high + above)

    def adjusted_named_share(self, words_in: Mapping[Basket, float]) -> float:
        """The share of claim words that rest on named sources, with the misread ones counted."""
        claims = named = 0.0
        for kind, count in words_in.items():
            is_claim, is_named = self.words.get(
                kind, (float(kind.is_claim), float(kind is Basket.NAMED))
            )
            claims += count * is_claim
            named += count * is_named
        return named / claims if claims else 0.0


@cache
def misreading(model: str) -> Misreading:
    """The numbers for a model, by the name and version that its articles carry."""
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    if model != measured["model"]:
        return Misreading()
    return Misreading(
        *(
            {Basket(kind): (first, second) for kind, (first, second) in measured[name].items()}
            for name in ("margins", "words")
        )
    )
