"""A measure as counts by article: its value, and how far it would move with other articles.

Every measure here is a formula over sums of counts, so a bootstrap draw of articles is a row of
weights, and a thousand draws are one matrix product.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from sourcing.training.evaluate.annotations import NamedShare
from sourcing.training.evaluate.counters import Classes, Score, Share

Floats = npt.NDArray[np.float64]
Formula = Callable[[Floats], Floats]

DRAWS, SEED = 1000, 0
INTERVAL = (2.5, 97.5)  # percentiles


# ── Formulas: (..., counts) -> (...) ────────────────────────────────────────────────────────
#
# A score is (right, predicted, gold), a share (right, all), a choice of classes one score each.


def share(counts: Floats) -> Floats:
    return _divided(counts[..., 0], counts[..., 1])


def recall(counts: Floats) -> Floats:
    return _divided(counts[..., 0], counts[..., 2])


def f1(counts: Floats) -> Floats:
    return _divided(2 * counts[..., 0], counts[..., 1] + counts[..., 2])


def macro_f1(counts: Floats) -> Floats:
    return f1(_by_class(counts)).mean(axis=-1)


def accuracy(counts: Floats) -> Floats:
    """Of a choice of classes."""
    return recall(_by_class(counts).sum(axis=-2))


def _by_class(counts: Floats) -> Floats:
    return counts.reshape(*counts.shape[:-1], -1, 3)


def _divided(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole != 0)


FORMULAS: Mapping[str, Formula] = {"f1": f1, "recall": recall, "macro_f1": macro_f1}


# ── Figures ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Measure:
    """What to look up in the results of a corpus: dotted `path`, such as "label.macro_f1".

    `better`: 1 where more is better, -1 where less is, 0 where neither is.
    """

    path: str
    title: str
    better: int = 1


@dataclass(frozen=True)
class Figure:
    """One measured number. `counts`: (units, counts), each row what one `unit` adds."""

    id: str  # "sourcing.dev/label.macro_f1"
    title: str
    counts: Floats
    formula: Formula
    unit: str = "articles"
    better: int = 1

    @property
    def value(self) -> float:
        return float(self.formula(self.counts.sum(axis=0)))

    @property
    def support(self) -> int:
        """How many gold things it is a figure of: sentences, spans, articles."""
        return round(float(self._gold(self.counts.sum(axis=0))))

    def _gold(self, counts: Floats) -> Floats:
        width = 2 if self.formula is share else 3
        return counts[..., width - 1 :: width].sum(axis=-1)

    def interval(self) -> tuple[float, float]:
        """95 %, by a percentile bootstrap over units; draws without anything gold say nothing."""
        units = len(self.counts)
        weights = np.random.default_rng(SEED).multinomial(units, [1 / units] * units, DRAWS)
        totals = weights @ self.counts
        told = totals[self._gold(totals) > 0]
        if not len(told):
            return self.value, self.value
        low, high = np.percentile(self.formula(told), INTERVAL)
        return float(low), float(high)

    def to_dict(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "value": round(self.value, 4),
            "interval": [round(bound, 4) for bound in self.interval()],
            "n": self.support,
            self.unit: len(self.counts),
            "better": self.better,
        }


def figure(corpus: str, measure: Measure, results: Sequence[Any], unit: str = "articles") -> Figure:
    """A measure over the results of single articles (or sentences)."""
    parts = [found(result, measure.path) for result in results]
    return Figure(
        f"{corpus}/{measure.path}",
        measure.title,
        np.array([counts_of(part, measure.path) for part in parts], np.float64),
        _formula(parts[0], measure.path),
        unit,
        measure.better,
    )


def found(result: Any, path: str) -> Any:
    """The counter that a path leads to; its last name is what to make of it."""
    for name in path.split(".")[:-1]:
        if isinstance(result, Classes):
            result = result.scores[name]
        else:
            result = result[name] if isinstance(result, Mapping) else getattr(result, name)
    return result


def counts_of(part: Any, path: str = "") -> list[float]:
    """A counter as bare numbers that add up over articles."""
    if isinstance(part, Score):
        return [part.right, part.predicted, part.gold]
    if isinstance(part, Share):
        return [part.right, part.support]
    if isinstance(part, Classes):
        return [count for score in part.scores.values() for count in counts_of(score)]
    if isinstance(part, NamedShare):
        articles = len(part.articles)
        return [getattr(part, path.rpartition(".")[2]) * articles, articles]
    raise TypeError(f"{path} leads to {type(part).__name__}, which has no counts that add up")


def _formula(part: Any, path: str) -> Formula:
    if isinstance(part, Share | NamedShare):
        return share
    return FORMULAS.get(path.rpartition(".")[2], accuracy)
