"""Rows of numbers -> spans and facet probabilities. Pure numpy.

Spans come from the Viterbi path of a linear-chain CRF over each paragraph (no span crosses one);
inside never follows outside. Their probability is the mean posterior of their tags
(forward-backward). Facets are pooled over stretches of words with the attention scores in the
rows, then calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sourcing.heads import (
    BEGIN,
    COLUMNS,
    FACETS,
    INSIDE,
    LAYERS,
    LINK_SIZE,
    OUTSIDE,
    POOLING_HEADS,
    TAGS,
)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Range = tuple[int, int]

IMPOSSIBLE = -1e4


@dataclass(frozen=True)
class Found:
    """A decoded span: words begin:end, and its probability."""

    begin: int
    end: int
    probability: float


@dataclass(frozen=True)
class Decoder:
    """Reads the rows of one text.

    `rows` (words, heads.WIDTH); `paragraphs` as word ranges; `transitions` (layers, from, to);
    `temperatures` by facet, 1 where not given; `bonuses` by layer, added to the score of every
    begin tag, 0 where not given.
    """

    rows: Floats
    paragraphs: Sequence[Range]
    transitions: Floats
    temperatures: Mapping[str, float]
    bonuses: Mapping[str, float] = field(default_factory=dict)

    def facet(self, name: str, begin: int, end: int) -> Floats:
        """Calibrated class probabilities of a facet over the words begin:end (at least one)."""
        return softmax(self.scores(name, begin, end) / self.temperatures.get(name, 1.0))

    def scores(self, name: str, begin: int, end: int) -> Floats:
        """Uncalibrated class scores of a facet over the words begin:end."""
        key = name, begin, end
        if key not in self._pooled:  # a long sentence is asked about again for each of its sources
            self._pooled[key] = self._pool(self.rows[begin:end, COLUMNS[name]], len(FACETS[name]))
        return self._pooled[key]

    @cached_property
    def _pooled(self) -> dict[tuple[str, int, int], Floats]:
        return {}

    @staticmethod
    def _pool(columns: Floats, classes: int) -> Floats:
        weights = softmax(columns[:, :POOLING_HEADS], axis=0)
        values = columns[:, POOLING_HEADS:].reshape(len(columns), POOLING_HEADS, classes)
        pooled: Floats = np.einsum("wh,whc->c", weights, values)
        return pooled

    def link(self, name: str, ask: int, offers: Sequence[int]) -> Floats:
        """Scores of the candidates at the words `offers` for the word `ask`; "none" scores zero."""
        asks, answers = name.split("_to_")
        query = self.rows[ask, COLUMNS[name]]
        keys = self.rows[list(offers), COLUMNS[f"{answers}_to_{asks}"]]
        scores: Floats = keys @ query / LINK_SIZE**0.5
        return scores

    def spans(self, layer: str) -> list[Found]:
        """The spans of a layer on the best path, in order."""
        return self._spans[layer]

    @cached_property
    def _spans(self) -> dict[str, list[Found]]:
        return {
            layer: [
                self._found(layer, int(begin), self._run(tags, int(begin)))
                for begin in np.flatnonzero(tags == BEGIN)
            ]
            for layer, tags in zip(LAYERS, self._path, strict=True)
        }

    def likeliest_span(self, layer: str, begin: int, end: int) -> Found:
        """The likeliest span of a layer inside the words begin:end, however unlikely it is."""
        posterior = self.posteriors[LAYERS.index(layer), begin:end]
        first = int(posterior[:, BEGIN].argmax())
        last = first + 1
        while last < len(posterior) and posterior[last, INSIDE] > posterior[last, OUTSIDE]:
            last += 1
        return self._found(layer, begin + first, begin + last)

    def _found(self, layer: str, begin: int, end: int) -> Found:
        posterior = self.posteriors[LAYERS.index(layer), begin:end]
        mean = (posterior[0, BEGIN] + posterior[1:, INSIDE].sum()) / len(posterior)
        return Found(begin, end, float(mean))

    @staticmethod
    def _run(tags: Ints, begin: int) -> int:
        end = begin + 1
        while end < len(tags) and tags[end] == INSIDE:
            end += 1
        return end

    @cached_property
    def _emissions(self) -> Floats:
        """(words, layers, tags)"""
        emissions: Floats = self.rows[:, COLUMNS["tags"]].reshape(-1, len(LAYERS), len(TAGS)).copy()
        emissions[:, :, BEGIN] += np.array([self.bonuses.get(layer, 0.0) for layer in LAYERS])
        return emissions

    @cached_property
    def _chain(self) -> Floats:
        chain = self.transitions.copy()
        chain[:, OUTSIDE, INSIDE] = IMPOSSIBLE
        return chain

    @cached_property
    def _steps(self) -> list[Ints]:
        """The t-th word of every paragraph that has one, for t = 0, 1, ...: chains side by side."""
        bounds = np.array(self.paragraphs, np.int64).reshape(-1, 2)
        lengths = bounds[:, 1] - bounds[:, 0]
        bounds, lengths = bounds[np.argsort(-lengths)], np.sort(lengths)
        longest = int(lengths.max(initial=0))
        alive = len(lengths) - np.searchsorted(lengths, np.arange(longest), side="right")
        return [bounds[:count, 0] + t for t, count in enumerate(alive)]

    @cached_property
    def _path(self) -> Ints:
        """Best tag of each (layer, word), by Viterbi."""
        best = self._emissions + self._chain[:, OUTSIDE]  # stays so for first words
        back = np.zeros(best.shape, np.int64)
        for now in self._steps[1:]:
            steps = best[now - 1, ..., None] + self._chain
            back[now] = steps.argmax(axis=2)
            best[now] = steps.max(axis=2) + self._emissions[now]
        tags: Ints = best.argmax(axis=2)  # stays so for last words
        for now in self._steps[:0:-1]:
            tags[now - 1] = np.take_along_axis(back[now], tags[now, :, None], axis=2)[..., 0]
        return tags.T

    @cached_property
    def posteriors(self) -> Floats:
        """Tag probabilities (layers, words, tags), by forward-backward."""
        forward = self._emissions + self._chain[:, OUTSIDE]  # stays so for first words
        backward = np.zeros_like(forward)  # stays so for last words
        for now in self._steps[1:]:
            steps = forward[now - 1, ..., None] + self._chain
            forward[now] = logsumexp(steps, axis=2) + self._emissions[now]
        for now in self._steps[:0:-1]:
            ahead = (self._emissions[now] + backward[now])[..., None, :] + self._chain
            backward[now - 1] = logsumexp(ahead, axis=3)
        return softmax(forward + backward).transpose(1, 0, 2)


def softmax(scores: Floats, axis: int = -1) -> Floats:
    exp = np.exp(scores - scores.max(axis=axis, keepdims=True))
    out: Floats = exp / exp.sum(axis=axis, keepdims=True)
    return out


def logsumexp(scores: Floats, axis: int) -> Floats:
    top = scores.max(axis=axis, keepdims=True)
    out: Floats = (np.log(np.exp(scores - top).sum(axis=axis, keepdims=True)) + top).squeeze(axis)
    return out
