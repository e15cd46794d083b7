"""Rows of numbers -> spans and facet probabilities. Pure numpy.

Spans come from the Viterbi path of a linear-chain CRF over each paragraph (no span crosses one);
inside never follows outside. Their probability is the mean posterior of their tags
(forward-backward). Facets are pooled over stretches of words with the attention scores in the
rows, then calibrated.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

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
    `temperatures` by facet, 1 where not given.
    """

    rows: Floats
    paragraphs: Sequence[Range]
    transitions: Floats
    temperatures: Mapping[str, float]

    def facet(self, name: str, begin: int, end: int) -> Floats:
        """Calibrated class probabilities of a facet over the words begin:end (at least one)."""
        return softmax(self.scores(name, begin, end) / self.temperatures.get(name, 1.0))

    def scores(self, name: str, begin: int, end: int) -> Floats:
        """Uncalibrated class scores of a facet over the words begin:end."""
        columns = self.rows[begin:end, COLUMNS[name]]
        weights = softmax(columns[:, :POOLING_HEADS], axis=0)
        values = columns[:, POOLING_HEADS:].reshape(len(columns), POOLING_HEADS, len(FACETS[name]))
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
        tags = self._path[LAYERS.index(layer)]
        begins = np.flatnonzero(tags == BEGIN)
        return [self._found(layer, int(begin), self._run(tags, int(begin))) for begin in begins]

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
    def _run(tags: npt.NDArray[np.int64], begin: int) -> int:
        end = begin + 1
        while end < len(tags) and tags[end] == INSIDE:
            end += 1
        return end

    @cached_property
    def _emissions(self) -> Floats:
        """(paragraphs, layers, longest paragraph, tags); padding prefers outside."""
        longest = max((end - begin for begin, end in self.paragraphs), default=0)
        out = np.zeros((len(self.paragraphs), longest, len(LAYERS), len(TAGS)), np.float32)
        for sheet, (begin, end) in zip(out, self.paragraphs, strict=True):
            sheet[: end - begin] = self.rows[begin:end, COLUMNS["tags"]].reshape(
                -1, len(LAYERS), len(TAGS)
            )
            sheet[end - begin :, :, :OUTSIDE] = IMPOSSIBLE
        return out.transpose(0, 2, 1, 3)

    @cached_property
    def _chain(self) -> Floats:
        chain = self.transitions.copy()
        chain[:, OUTSIDE, INSIDE] = IMPOSSIBLE
        return chain

    @cached_property
    def _path(self) -> npt.NDArray[np.int64]:
        """Best tag of each (layer, word), by Viterbi over all paragraphs and layers at once."""
        emissions, chain = self._emissions, self._chain
        length = emissions.shape[2]
        best = emissions[:, :, 0] + chain[:, OUTSIDE] if length else emissions[:, :, :0]
        back = np.zeros((length, *emissions.shape[:2], len(TAGS)), np.int64)
        for t in range(1, length):
            steps = best[..., :, None] + chain
            back[t] = steps.argmax(axis=2)
            best = steps.max(axis=2) + emissions[:, :, t]
        tags = np.zeros((*emissions.shape[:2], length), np.int64)
        if length:
            tags[:, :, -1] = best.argmax(axis=2)
        for t in range(length - 1, 0, -1):
            tags[:, :, t - 1] = np.take_along_axis(back[t], tags[:, :, t, None], axis=2)[..., 0]
        return self._unpadded(tags[..., None], np.int64(OUTSIDE))[..., 0]

    @cached_property
    def posteriors(self) -> Floats:
        """Tag probabilities (layers, words, tags), by forward-backward."""
        emissions, chain = self._emissions, self._chain
        forward, backward = np.zeros_like(emissions), np.zeros_like(emissions)
        length = emissions.shape[2]
        if length:
            forward[:, :, 0] = emissions[:, :, 0] + chain[:, OUTSIDE]
        for t in range(1, length):
            steps = forward[:, :, t - 1, :, None] + chain
            forward[:, :, t] = logsumexp(steps, axis=2) + emissions[:, :, t]
            s = length - 1 - t
            ahead = (emissions[:, :, s + 1] + backward[:, :, s + 1])[..., None, :] + chain
            backward[:, :, s] = logsumexp(ahead, axis=3)
        return self._unpadded(softmax(forward + backward), np.float32(0))

    def _unpadded(self, values: npt.NDArray[Any], fill: Any) -> npt.NDArray[Any]:
        """(paragraphs, layers, longest, x) -> (layers, words, x)."""
        out = np.full((len(LAYERS), len(self.rows), values.shape[3]), fill)
        for sheet, (begin, end) in zip(values, self.paragraphs, strict=True):
            out[:, begin:end] = sheet[:, : end - begin]
        return out


def softmax(scores: Floats, axis: int = -1) -> Floats:
    exp = np.exp(scores - scores.max(axis=axis, keepdims=True))
    out: Floats = exp / exp.sum(axis=axis, keepdims=True)
    return out


def logsumexp(scores: Floats, axis: int) -> Floats:
    top = scores.max(axis=axis, keepdims=True)
    out: Floats = (np.log(np.exp(scores - top).sum(axis=axis, keepdims=True)) + top).squeeze(axis)
    return out
