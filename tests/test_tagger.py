"""Reading: the rows of several windows are merged without a seam."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.folder import ONNX, ModelFolder
from sourcing.heads import WIDTH
from sourcing.segment import segment
from sourcing.tagger import OnnxTagger, padded, read
from sourcing.windows import Frame, Tokens, Window, tokenize, windows
from tests.fakes import TableTagger
from tests.test_windows import CLS, SEP, TEXTS

TAGGER = TableTagger(pieces=2000)
TEXT = """The mayor said on Tuesday that the bridge is safe.

“It will open in May,” she said. “Nobody needs to worry, and nobody should.”

Two engineers who had seen the report were less certain, according to people in the office."""


@given(st.lists(TEXTS, max_size=4), st.integers(8, 60), st.integers(0, 40), st.integers(1, 5))
def test_windows_leave_no_trace(
    texts: list[Tokens], size: int, overlap: int, batch_size: int
) -> None:
    rows = read(texts, TAGGER, Frame(size, CLS, SEP), overlap=overlap, batch_size=batch_size)
    assert len(rows) == len(texts)
    for tokens, row in zip(texts, rows, strict=True):
        assert np.array_equal(row, TAGGER.table[tokens.ids[tokens.first]])


def test_a_word_is_read_where_most_stands_around_it() -> None:
    """A tagger that says how far each word is from the edge of its window."""

    def edges(batch: Sequence[Window]) -> list[npt.NDArray[np.float32]]:
        sizes = [window.words[1] - window.words[0] for window in batch]
        margins = [np.minimum(np.arange(n), np.arange(n)[::-1]) for n in sizes]
        return [np.repeat(m[:, None], WIDTH, axis=1).astype(np.float32) for m in margins]

    words = np.arange(40)
    tokens = Tokens(words + 10, words % 6, words, words, words + 1, ((0, 40),))
    frame = Frame(18, CLS, SEP)
    assert len(windows(tokens, frame, 8)) > 3
    (rows,) = read([tokens], edges, frame, overlap=8, batch_size=2)
    assert rows[4:-4, 0].min() >= 3


def test_padding_is_masked() -> None:
    frame = Frame(20, CLS, SEP)
    words = np.arange(5)
    long, short = (
        windows(
            Tokens(words[:n] + 10, words[:n] % 6, words[:n], words[:n], words[:n] + 1, ((0, n),)),
            frame,
            0,
        )[0]
        for n in (5, 2)
    )
    inputs = padded([long, short])
    assert inputs["ids"].tolist() == [[CLS, 10, 11, 12, 13, 14, SEP], [CLS, 10, 11, SEP, 0, 0, 0]]
    assert inputs["mask"].tolist() == [[1] * 7, [1, 1, 1, 1, 0, 0, 0]]
    assert inputs["segments"].tolist() == [[0, 0, 1, 2, 3, 4, 0], [0, 0, 1, 0, 0, 0, 0]]


@pytest.fixture(scope="module")
def onnx(model_folder: ModelFolder) -> OnnxTagger:
    return OnnxTagger(model_folder.file(ONNX), threads=1)


@pytest.fixture(scope="module")
def cuts(model_folder: ModelFolder) -> list[Window]:
    """Windows of different lengths."""
    tokens = tokenize(TEXT, segment(TEXT).paragraphs, model_folder.tokenizer)
    out = windows(tokens, model_folder.frame, 8)
    assert len({len(window.ids) for window in out}) > 1
    return out


def test_onnx_rows(onnx: OnnxTagger, cuts: list[Window]) -> None:
    rows = onnx(cuts)
    assert [row.shape for row in rows] == [(w.words[1] - w.words[0], WIDTH) for w in cuts]
    assert all(np.isfinite(row).all() for row in rows)


def test_onnx_and_torch_read_alike(
    onnx: OnnxTagger, model_folder: ModelFolder, cuts: list[Window], network: Any
) -> None:
    from sourcing.training.torch_tagger import TorchTagger

    ours, theirs = (np.concatenate(tagger(cuts)) for tagger in (onnx, TorchTagger(model_folder)))
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.99
    assert np.abs(ours - theirs).mean() < 0.1 * np.abs(theirs).mean()


def test_a_batch_of_many_is_many_batches_of_one(
    onnx: OnnxTagger, model_folder: ModelFolder, cuts: list[Window]
) -> None:
    from sourcing.training.torch_tagger import TorchTagger

    for tagger, tolerance in ((onnx, 1e-5), (TorchTagger(model_folder), 1e-4)):
        many = tagger(cuts)
        one_by_one = [tagger([window])[0] for window in cuts]
        for row, alone in zip(many, one_by_one, strict=True):
            assert np.abs(row - alone).max() < tolerance
