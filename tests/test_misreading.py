"""What is known about misreading: widened intervals, adjusted shares, and how both are measured."""

from __future__ import annotations

import json

import pytest

from sourcing.scores import Basket
from sourcing.scores.misreading import FILE, Misreading, misreading
from sourcing.training.misreading import measure
from tests.builders import build, piece


def test_no_numbers_change_nothing() -> None:
    known = Misreading()
    assert known.widened(Basket.NAMED, 0.2, 0.4) == (0.2, 0.4)
    words = {Basket.NAMED: 30, Basket.ASSERTED: 10, Basket.UNATTRIBUTED: 60}
    assert known.adjusted_named_share(words) == 0.75


@pytest.mark.parametrize(
    ("margins", "expected"),
    [((0.1, 0.0), (0.1, 0.4)), ((0.5, 0.9), (0.0, 1.0)), ((-0.05, 0.1), (0.25, 0.5))],
)
def test_margins(margins: tuple[float, float], expected: tuple[float, float]) -> None:
    known = Misreading(margins={Basket.NAMED: margins})
    assert known.widened(Basket.NAMED, 0.2, 0.4) == pytest.approx(expected)
    assert known.widened(Basket.ASSERTED, 0.2, 0.4) == (0.2, 0.4)


def test_missed_named_words_are_counted_where_they_hide() -> None:
    known = Misreading(
        confusion={
            Basket.ASSERTED: {Basket.NAMED: 0.1, Basket.ASSERTED: 0.7, Basket.UNATTRIBUTED: 0.2},
            Basket.NAMED: {Basket.NAMED: 0.9, Basket.ORG_OFFICIAL: 0.1},
        }
    )
    assert known.matrix.sum(axis=1) == pytest.approx(1.0)
    share = known.adjusted_named_share({Basket.ASSERTED: 100, Basket.NAMED: 100})
    assert share == pytest.approx((10 + 90) / (80 + 100))
    assert known.adjusted_named_share({Basket.UNATTRIBUTED: 9}) == 0.0


def test_the_numbers_are_of_one_model() -> None:
    measured = json.loads(FILE.read_text(encoding="utf-8"))
    assert misreading("another model 1.0") == Misreading()
    assert set(misreading(measured["model"]).margins) == set(map(Basket, measured["margins"]))


TEXT = "Rain fell on the town. Ms. Hall said it was late."
GOLD = {
    "text": TEXT,
    "sentences": [
        {"start": 0, "end": 22, "a": "N", "c": "F"},
        {
            "start": 23,
            "end": 49,
            "a": "S",
            "c": "F",
            "src": [{"n": "Ms. Hall", "t": "named_person"}],
        },
    ],
}


def test_measured_on_gold() -> None:
    """An analyzer that takes everything for an assertion misses six of eleven words."""
    plain = build(piece(TEXT[:22]), piece(TEXT[23:]))
    numbers = measure(lambda _: plain, [GOLD])
    asserted = numbers["confusion"]["asserted"]
    assert asserted == pytest.approx({"named": 6 / 11, "asserted": 5 / 11}, abs=1e-4)
    assert numbers["margins"]["named"][1] >= 6 / 11 - plain.scores.named_share_interval[1] - 1e-4
