"""The scorer: one hidden layer over a row of features, its weights plain numbers in a file.

Trained by `sourcing.training.resolver` to put the candidate that carries the gold name first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

WEIGHTS = Path(__file__).with_name("scorer.json")
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Scorer:
    """rows @ first + bias, rectified, @ second: one number a row, the highest wins."""

    first: Floats  # (features, hidden)
    bias: Floats  # (hidden,)
    second: Floats  # (hidden,)

    def __call__(self, rows: Floats) -> Floats:
        """(candidates, features) -> (candidates,)"""
        scores: Floats = np.maximum(rows @ self.first + self.bias, 0) @ self.second
        return scores


@cache
def shipped() -> Scorer:
    """The scorer in the package."""
    data = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Scorer(*(np.asarray(data[key], np.float32) for key in ("first", "bias", "second")))
