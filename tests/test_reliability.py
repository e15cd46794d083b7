"""Reliability diagrams: the numbers on answers counted by hand, and the drawing."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from sourcing.training.diagram import draw
from sourcing.training.evaluate.reliability import Bin, Reliability, answer

EVEN = [(0.75, True)] * 3 + [(0.75, False)]  # three of four right, and three of four promised
SURE = [(1.0, True), (1.0, False)]


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ([], 0.0),
        (EVEN, 0.0),
        (SURE, 0.5),
        ([(0.52, False)], 0.52),
        (EVEN + SURE, 0.5 * 2 / 6),
        ([(0.61, True), (0.69, False)], 0.15),  # one bin: .65 promised, .5 right
    ],
)
def test_error(answers: list[tuple[float, bool]], error: float) -> None:
    assert Reliability.of(answers).expected_calibration_error == pytest.approx(error)


def test_bins() -> None:
    diagram = Reliability.of(EVEN + SURE)
    assert diagram.bins == (Bin(0.7, 4, 0.75, 0.75), Bin(0.9, 2, 1.0, 0.5))
    assert diagram.answers == 6
    assert diagram.to_dict()["bins"] == [[0.7, 4, 0.75, 0.75], [0.9, 2, 1.0, 0.5]]


def test_answer_is_the_likeliest_class() -> None:
    assert answer({"a": 0.2, "b": 0.8}, "b") == (0.8, True)
    assert answer({True: 0.2, False: 0.8}, True) == (0.8, False)


def test_the_same_diagram_is_the_same_file(tmp_path: Path) -> None:
    facets = {name: Reliability.of(EVEN + SURE).to_dict() for name in ("label", "source_type")}
    pages = []
    for name in ("one.svg", "two.svg"):
        draw(facets, tmp_path / name)
        pages.append((tmp_path / name).read_bytes())
    assert pages[0] == pages[1]
    assert ElementTree.fromstring(pages[0]).tag.endswith("svg")
    assert b"source type, ECE 0.167" in pages[0]
