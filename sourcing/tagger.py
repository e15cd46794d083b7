"""The Tagger protocol, and the tagger that ships: ONNX Runtime on the CPU.

A tagger reads windows and says one row of numbers for each of their words (`heads.py`). Rows of
several windows are merged so that each word is taken from the window that shows most around it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from sourcing.heads import WIDTH
from sourcing.windows import Frame, Tokens, Window, most_context, windows

Floats = npt.NDArray[np.float32]


class Tagger(Protocol):
    """All that the pipeline asks of a network."""

    def __call__(self, batch: Sequence[Window]) -> list[Floats]:
        """One (words, heads.WIDTH) array for each window."""
        ...


class OnnxTagger:
    """Runs `model.onnx` of a model folder; `threads` 0 lets ONNX Runtime choose."""

    def __init__(self, path: Path, threads: int = 0) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(path), options, providers=["CPUExecutionProvider"]
        )

    def __call__(self, batch: Sequence[Window]) -> list[Floats]:
        """One window at a time: faster on a CPU, and what is said of one owes nothing to others.

        The scales of int8 arithmetic are found anew for each run, over all that it reads.
        """
        return [self._session.run(None, padded([window]))[0][0, window.rows] for window in batch]


def padded(batch: Sequence[Window]) -> dict[str, npt.NDArray[np.int64]]:
    """The network's inputs: ids, segments and mask, each (windows, longest window)."""
    shape = (len(batch), max(len(window.ids) for window in batch))
    inputs = {name: np.zeros(shape, np.int64) for name in ("ids", "segments", "mask")}
    for i, window in enumerate(batch):
        length = len(window.ids)
        inputs["ids"][i, :length] = window.ids
        inputs["segments"][i, :length] = window.segments
        inputs["mask"][i, :length] = 1
    return inputs


def read(
    texts: Sequence[Tokens], tagger: Tagger, frame: Frame, *, overlap: int, batch_size: int
) -> list[Floats]:
    """Rows (words, heads.WIDTH) for each text; windows of all texts share batches by length."""
    cuts = [windows(tokens, frame, overlap) for tokens in texts]
    flat = [window for cut in cuts for window in cut]
    order = sorted(range(len(flat)), key=lambda i: -len(flat[i].ids))
    rows: list[Floats] = [np.zeros((0, WIDTH), np.float32)] * len(flat)
    for at in range(0, len(order), batch_size):
        chosen = order[at : at + batch_size]
        for i, row in zip(chosen, tagger([flat[i] for i in chosen]), strict=True):
            rows[i] = row
    merged, at = [], 0
    for tokens, cut in zip(texts, cuts, strict=True):
        merged.append(_merge(cut, rows[at : at + len(cut)], len(tokens.first)))
        at += len(cut)
    return merged


def _merge(cuts: Sequence[Window], rows: Sequence[Floats], n_words: int) -> Floats:
    out = np.zeros((n_words, WIDTH), np.float32)
    if not cuts:
        return out
    owner = most_context([window.words for window in cuts], n_words)
    for i, (window, row) in enumerate(zip(cuts, rows, strict=True)):
        mine = np.flatnonzero(owner == i)
        out[mine] = row[mine - window.words[0]]
    return out
