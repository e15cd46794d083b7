"""Decoding: the best path and the posteriors are those that brute force finds."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.decode import Decoder, Found
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
    WIDTH,
)
from tests.fakes import NO_TRANSITIONS, scripted

Floats = npt.NDArray[np.float32]
SHAPES = st.lists(st.integers(1, 5), min_size=1, max_size=3)  # words of each paragraph


def random_decoder(seed: int, lengths: list[int]) -> Decoder:
    rng = np.random.default_rng(seed)
    ends = np.cumsum(lengths).tolist()
    return Decoder(
        rng.normal(scale=2, size=(ends[-1], WIDTH)).astype(np.float32),
        list(zip([0, *ends[:-1]], ends, strict=True)),
        rng.normal(scale=2, size=NO_TRANSITIONS.shape).astype(np.float32),
        {},
    )


@cache
def paths(length: int) -> npt.NDArray[np.int64]:
    """All tag sequences in which inside follows begin or inside."""
    return np.array([path for path in product(range(3), repeat=length) if _allowed(path)])


def _allowed(path: tuple[int, ...]) -> bool:
    before = (OUTSIDE, *path[:-1])
    return not any(b == OUTSIDE and tag == INSIDE for b, tag in zip(before, path, strict=True))


def scores(decoder: Decoder, layer: int, begin: int, end: int) -> npt.NDArray[np.float64]:
    """The score of each path over one paragraph, by its definition."""
    tags = decoder.rows[begin:end, COLUMNS["tags"]].reshape(-1, len(LAYERS), len(TAGS))[:, layer]
    steps = decoder.transitions[layer]
    return np.array(
        [
            sum(tags[i, tag] for i, tag in enumerate(path))
            + sum(steps[a, b] for a, b in zip((OUTSIDE, *path[:-1]), path, strict=True))
            for path in paths(end - begin).tolist()
        ],
        np.float64,
    )


@given(st.integers(0, 10**6), SHAPES)
def test_spans_are_those_of_the_best_path(seed: int, lengths: list[int]) -> None:
    decoder = random_decoder(seed, lengths)
    for layer, name in enumerate(LAYERS):
        best = [
            paths(end - begin)[scores(decoder, layer, begin, end).argmax()]
            for begin, end in decoder.paragraphs
        ]
        assert tags_of(decoder.spans(name), sum(lengths)) == np.concatenate(best).tolist()


def tags_of(spans: list[Found], words: int) -> list[int]:
    tags = [OUTSIDE] * words
    for span in spans:
        tags[span.begin : span.end] = [BEGIN, *[INSIDE] * (span.end - span.begin - 1)]
    return tags


@given(st.integers(0, 10**6), SHAPES)
def test_posteriors_are_shares_of_all_paths(seed: int, lengths: list[int]) -> None:
    decoder = random_decoder(seed, lengths)
    for layer in range(len(LAYERS)):
        for begin, end in decoder.paragraphs:
            weights = np.exp(scores(decoder, layer, begin, end))
            one_hot = np.eye(len(TAGS))[paths(end - begin)]
            expected = np.einsum("p,pwt->wt", weights / weights.sum(), one_hot)
            assert decoder.posteriors[layer, begin:end] == pytest.approx(expected, abs=1e-4)


@given(st.integers(0, 10**6), SHAPES)
def test_spans_stay_in_their_paragraph(seed: int, lengths: list[int]) -> None:
    decoder = random_decoder(seed, lengths)
    for name in LAYERS:
        for span in decoder.spans(name):
            assert any(a <= span.begin < span.end <= b for a, b in decoder.paragraphs)
            assert 0 <= span.probability <= 1.0001
        for begin, end in decoder.paragraphs:
            likeliest = decoder.likeliest_span(name, begin, end)
            assert begin <= likeliest.begin < likeliest.end <= end


@given(st.integers(0, 10**6), SHAPES)
def test_paragraphs_do_not_hear_of_one_another(seed: int, lengths: list[int]) -> None:
    decoder = random_decoder(seed, lengths)
    for begin, end in decoder.paragraphs:
        alone = Decoder(decoder.rows[begin:end], [(0, end - begin)], decoder.transitions, {})
        expected = [(s.begin, s.end) for s in decoder.spans("cue") if begin <= s.begin < end]
        assert [(s.begin + begin, s.end + begin) for s in alone.spans("cue")] == expected


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        (12, []),  # outside, inside, outside would score best; begin in its place costs too much
        (15, []),
        (20, [(0, 2)]),  # so strong that the word before becomes its beginning
    ],
)
def test_inside_never_follows_outside(inside: float, expected: list[tuple[int, int]]) -> None:
    rows = np.zeros((3, WIDTH), np.float32)
    rows[:, COLUMNS["tags"]] = np.tile([0, 9, 9.5], len(LAYERS))
    rows[1, COLUMNS["tags"]][INSIDE] = inside
    decoder = Decoder(rows, [(0, 3)], NO_TRANSITIONS, {})
    assert [(span.begin, span.end) for span in decoder.spans("source")] == expected
    assert decoder.posteriors[0, 0, INSIDE] == pytest.approx(0, abs=1e-6)


def test_a_certain_span_has_probability_one() -> None:
    decoder, _ = scripted("[Tom Hall] <said> {it is safe} .")
    found = {name: decoder.spans(name) for name in ("source", "cue", "content")}
    assert found == {
        "source": [Found(0, 2, pytest.approx(1, abs=1e-4))],
        "cue": [Found(2, 3, pytest.approx(1, abs=1e-4))],
        "content": [Found(3, 6, pytest.approx(1, abs=1e-4))],
    }


def test_no_text() -> None:
    decoder = Decoder(np.zeros((0, WIDTH), np.float32), [], NO_TRANSITIONS, {})
    assert [decoder.spans(name) for name in LAYERS] == [[]] * len(LAYERS)
    assert decoder.posteriors.shape == (len(LAYERS), 0, len(TAGS))


@pytest.mark.parametrize("facet", FACETS)
def test_a_facet_is_pooled_by_attention(facet: str) -> None:
    decoder = random_decoder(3, [4, 3])
    begin, end = 1, 6
    expected = np.zeros(len(FACETS[facet]))
    for head in range(POOLING_HEADS):
        columns = decoder.rows[begin:end, COLUMNS[facet]].astype(np.float64)
        weights = np.exp(columns[:, head])
        at = POOLING_HEADS + head * len(FACETS[facet])
        values = columns[:, at : at + len(FACETS[facet])]
        expected += (weights / weights.sum()) @ values
    assert decoder.scores(facet, begin, end) == pytest.approx(expected, abs=1e-4)


def test_temperature_flattens_and_keeps_the_order() -> None:
    sharp = random_decoder(3, [4])
    flat = Decoder(sharp.rows, sharp.paragraphs, sharp.transitions, {"content": 3.0})
    one, other = sharp.facet("content", 0, 4), flat.facet("content", 0, 4)
    assert one.sum() == pytest.approx(1)
    assert other.sum() == pytest.approx(1)
    assert other.max() < one.max()
    assert one.argsort().tolist() == other.argsort().tolist()
    assert flat.facet("hedged", 0, 4) == pytest.approx(sharp.facet("hedged", 0, 4))


def test_links_are_scaled_products() -> None:
    decoder = random_decoder(3, [4])
    query = decoder.rows[2, COLUMNS["cue_to_source"]]
    keys = decoder.rows[[0, 3], COLUMNS["source_to_cue"]]
    expected = [query @ key / LINK_SIZE**0.5 for key in keys]
    assert decoder.link("cue_to_source", 2, [0, 3]) == pytest.approx(expected, abs=1e-4)
