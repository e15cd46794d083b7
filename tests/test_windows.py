"""Words and windows: offsets hold, every word is read, no window is too long."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models

from sourcing.errors import ModelError
from sourcing.segment import segment
from sourcing.windows import (
    Frame,
    Tokens,
    Window,
    mark_id,
    most_context,
    paragraph_windows,
    tokenize,
    windows,
)

CLS, SEP = 1, 2
FIRST_ID = 10  # piece i of a made text has the id FIRST_ID + i: no two pieces are alike


def made(paragraphs: list[list[int]]) -> Tokens:
    """Tokens of a text that is given as the piece count of each word of each paragraph."""
    counts = np.array([count for paragraph in paragraphs for count in paragraph], np.int64)
    ends = np.cumsum([len(paragraph) for paragraph in paragraphs]).tolist()
    first = np.cumsum(counts) - counts
    ids = np.arange(counts.sum()) + FIRST_ID
    words = np.arange(len(counts))
    bounds = tuple(zip([0, *ends[:-1]], ends, strict=True)) if ends else ()
    return Tokens(ids, ids % 6, first, words * 2, words * 2 + 1, bounds)


TEXTS = st.lists(st.lists(st.integers(1, 6), min_size=1, max_size=30), max_size=8).map(made)
SIZES = st.integers(8, 60)


@given(TEXTS, SIZES, st.integers(0, 40))
def test_every_word_is_read_in_windows_of_the_right_size(
    tokens: Tokens, size: int, overlap: int
) -> None:
    cuts = windows(tokens, Frame(size, CLS, SEP), overlap)
    covered = {word for window in cuts for word in range(*window.words)}
    assert covered == set(range(len(tokens.first)))
    for window in cuts:
        assert len(window.ids) == len(window.segments) <= size
        assert window.ids[0] == CLS
        assert window.ids[-1] == SEP
        begin, end = window.words
        assert (window.ids[window.rows] == tokens.ids[tokens.first[begin:end]]).all()
        assert (window.segments[window.rows] == tokens.segments[tokens.first[begin:end]]).all()


@given(TEXTS, SIZES, st.integers(0, 40))
def test_windows_advance(tokens: Tokens, size: int, overlap: int) -> None:
    cuts = windows(tokens, Frame(size, CLS, SEP), overlap)
    for before, after in pairwise(cuts):
        assert before.words[0] < after.words[0] <= before.words[1] < after.words[1]
    if overlap == 0:
        assert sum(end - begin for begin, end in (w.words for w in cuts)) == len(tokens.first)


@given(TEXTS, SIZES)
def test_paragraphs_alone(tokens: Tokens, size: int) -> None:
    cuts = paragraph_windows(tokens, Frame(size, CLS, SEP))
    assert [w for window in cuts for w in range(*window.words)] == list(range(len(tokens.first)))
    borders = {begin for begin, _ in tokens.paragraphs}
    for window in cuts:
        assert not borders & set(range(window.words[0] + 1, window.words[1]))
        assert len(window.ids) <= size


@given(TEXTS, SIZES)
def test_pieces_stand_in_order_with_a_separator_a_paragraph(tokens: Tokens, size: int) -> None:
    cuts = windows(tokens, Frame(size, CLS, SEP), overlap=0)
    assert [i for window in cuts for i in window.ids if i >= FIRST_ID] == tokens.ids.tolist()
    separated = {
        window.words[0] + _words_before(window, at) for window in cuts for at in _seps(window)
    }
    assert {end for _, end in tokens.paragraphs} <= separated


def _seps(window: Window) -> list[int]:
    return np.flatnonzero(window.ids == SEP).tolist()


def _words_before(window: Window, at: int) -> int:
    return int((window.rows < at).sum())


@pytest.mark.parametrize(
    ("case", "paragraphs", "overlap", "expected"),
    [
        ("nothing", [], 0, []),
        ("all fits", [[1, 1], [1]], 0, [(0, 3)]),
        ("whole paragraphs", [[1] * 5, [1] * 4, [1] * 3], 0, [(0, 5), (5, 12)]),
        ("a paragraph is shared", [[1] * 4, [1] * 2, [1] * 4], 3, [(0, 6), (4, 10)]),
        ("what comes next has no room beside it", [[1], [1], [7]], 2, [(0, 2), (2, 3)]),
        ("parts of a long paragraph are shared", [[1] * 11], 4, [(0, 6), (3, 9), (6, 11)]),
        ("none is small enough to share", [[1] * 4, [1] * 3, [1] * 4], 2, [(0, 7), (7, 11)]),
        ("a long paragraph is cut", [[1] * 20], 0, [(0, 8), (8, 16), (16, 20)]),
        ("it is cut at a word", [[3, 3, 3, 3]], 0, [(0, 2), (2, 4)]),
        ("a word longer than a window", [[1, 50, 1]], 0, [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_windows(
    case: str, paragraphs: list[list[int]], overlap: int, expected: list[tuple[int, int]]
) -> None:
    cuts = windows(made(paragraphs), Frame(10, CLS, SEP), overlap)
    assert [window.words for window in cuts] == expected, case
    assert all(len(window.ids) <= 10 for window in cuts)


@pytest.mark.parametrize(
    ("case", "spans", "n_words", "expected"),
    [
        ("one window", [(0, 4)], 4, [0, 0, 0, 0]),
        ("the middle is shared evenly", [(0, 6), (2, 8)], 8, [0, 0, 0, 0, 1, 1, 1, 1]),
        ("no overlap", [(0, 2), (2, 4)], 4, [0, 0, 1, 1]),
        ("ends of the text are no edges", [(0, 5), (1, 6)], 6, [0, 0, 0, 1, 1, 1]),
    ],
)
def test_most_context(
    case: str, spans: list[tuple[int, int]], n_words: int, expected: list[int]
) -> None:
    assert most_context(spans, n_words).tolist() == expected, case


@pytest.mark.parametrize(
    ("text", "words", "segments"),
    [
        ("the Mayor said", ["the", "Mayor", "said"], [0, 1, 0]),
        ("NATO said “no”.", ["NATO", "said", "“", "no", "”", "."], [2, 0, 3, 3, 3, 0]),
        ("A “Big NATO day”", ["A", "“", "Big", "NATO", "day", "”"], [1, 3, 4, 5, 3, 3]),
        (
            "unclosed “as it\n\nruns on",
            ["unclosed", "“", "as", "it", "runs", "on"],
            [0, 3, 3, 3, 0, 0],
        ),
        ("Élysée 12.5%", ["Élysée", "12", ".", "5", "%"], [1, 0, 0, 0, 0]),
        ("😀 ok", ["😀", "ok"], [0, 0]),
        ("\ud800 ok", ["ok"], [0]),
        ("", [], []),
    ],
)
def test_words(tokenizer: Tokenizer, text: str, words: list[str], segments: list[int]) -> None:
    tokens = tokenize(text, segment(text).paragraphs, tokenizer)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == words
    assert tokens.segments[tokens.first].tolist() == segments


@given(text=st.text(alphabet=st.characters(), max_size=120))
def test_offsets_hold_for_any_string(tokenizer: Tokenizer, text: str) -> None:
    paragraphs = segment(text).paragraphs
    tokens = tokenize(text, paragraphs, tokenizer)
    assert len(tokens.paragraphs) == len(paragraphs)
    assert len(tokens.ids) == len(tokens.segments)
    for (begin, end), (start, stop) in zip(tokens.paragraphs, paragraphs, strict=True):
        bounds = list(zip(tokens.starts[begin:end], tokens.ends[begin:end], strict=True))
        assert all(start <= a < b <= stop for a, b in bounds)
        assert all(before[1] <= after[0] for before, after in pairwise(bounds))
        assert not any(text[a:b].isspace() for a, b in bounds)
    assert [0, *tokens.first, len(tokens.ids)] == sorted([0, *tokens.first, len(tokens.ids)])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0, 14, ["the", "Mayor", "said"]),
        (4, 9, ["Mayor"]),
        (5, 8, ["Mayor"]),  # a word that is cut counts whole
        (3, 4, []),
        (9, 10, []),
        (9, 11, ["said"]),
        (14, 14, []),
    ],
)
def test_words_between(tokenizer: Tokenizer, start: int, end: int, expected: list[str]) -> None:
    text = "the Mayor said"
    tokens = tokenize(text, [(0, len(text))], tokenizer)
    found = range(*tokens.words_between(start, end))
    assert [text[tokens.starts[i] : tokens.ends[i]] for i in found] == expected


@pytest.mark.parametrize(
    "other", ["“It’s gone,” he said of the ‘dam’.", "«It’s gone,» he said of the ‹dam›."]
)
def test_the_encoder_sees_one_kind_of_quotation_marks(tokenizer: Tokenizer, other: str) -> None:
    plain = "\"It's gone,\" he said of the 'dam'."
    a, b = (tokenize(text, [(0, len(text))], tokenizer) for text in (plain, other))
    assert a.ids.tolist() == b.ids.tolist()
    assert a.starts.tolist() == b.starts.tolist()


def test_pieces_share_the_segment_of_their_word(tokenizer: Tokenizer) -> None:
    text = "“Zyxwv Qqq"
    tokens = tokenize(text, [(0, len(text))], tokenizer)
    assert len(tokens.ids) > len(tokens.first) == 3
    assert set(tokens.segments[tokens.first[1] :].tolist()) == {4}


def test_a_tokenizer_without_marks_is_refused() -> None:
    with pytest.raises(ModelError, match=r"\[CLS\]"):
        mark_id(Tokenizer(models.WordLevel({"a": 0}, unk_token="a")), "[CLS]")
