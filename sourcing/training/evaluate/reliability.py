"""Whether probabilities are to be believed: reliability diagrams and expected calibration error.

The confidence of an answer is the probability of the class that the analyzer holds likeliest, and
the answer is right when that class is gold's. Answers are sorted into ten equally wide bins of
confidence; the expected calibration error is the mean distance between confidence and accuracy
over the bins, weighted by their answers (Naeini et al. 2015, Guo et al. 2017).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from sourcing.training.evaluate.counters import ratio

BINS = 10


@dataclass(frozen=True)
class Bin:
    """The answers given with a confidence of low to low + 1 / BINS."""

    low: float
    answers: int
    confidence: float
    accuracy: float


@dataclass(frozen=True)
class Reliability:
    """The diagram of one facet."""

    bins: tuple[Bin, ...]

    @classmethod
    def of(cls, answers: Iterable[tuple[float, bool]]) -> Reliability:
        """Of (confidence in 0..1, right) answers; bins without answers are left out."""
        pairs = np.array(list(answers), dtype=float).reshape(-1, 2)
        number = np.minimum((pairs[:, 0] * BINS).astype(int), BINS - 1)
        groups = ((i, pairs[number == i]) for i in range(BINS))
        return cls(
            tuple(
                Bin(i / BINS, len(group), float(group[:, 0].mean()), float(group[:, 1].mean()))
                for i, group in groups
                if len(group)
            )
        )

    @property
    def answers(self) -> int:
        return sum(b.answers for b in self.bins)

    @property
    def expected_calibration_error(self) -> float:
        off = sum(abs(b.confidence - b.accuracy) * b.answers for b in self.bins)
        return ratio(off, self.answers)

    def to_dict(self) -> dict[str, Any]:
        return {
            "expected_calibration_error": round(self.expected_calibration_error, 4),
            "bins": [
                [b.low, b.answers, round(b.confidence, 4), round(b.accuracy, 4)] for b in self.bins
            ],
        }


def answer(probabilities: Mapping[Any, float], gold: Any) -> tuple[float, bool]:
    """The likeliest class's probability, and whether it is gold's."""
    likeliest = max(probabilities, key=lambda kind: probabilities[kind])
    return probabilities[likeliest], likeliest == gold
