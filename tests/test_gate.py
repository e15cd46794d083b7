"""The gate: floors that hold, data that is the same, and no floor lowered in silence."""

from __future__ import annotations

import gzip
import json

import numpy as np
import pytest

import sourcing
from benchmarks import gate
from benchmarks.gate import Floors
from benchmarks.quality.corpora import Corpus, Reader
from benchmarks.quality.figures import Figure, share
from tests.test_golden import pytestmark as needs_the_model


def made(id: str, percent: int, better: int = 1) -> Figure:
    return Figure(id, id, np.array([[percent, 100]], np.float64), share, better=better)


@pytest.mark.parametrize(
    ("figure", "floor", "fell"),
    [
        (made("x", 84), 0.85, True),
        (made("x", 85), 0.85, False),
        (made("x", 95), 0.85, False),
        (made("error", 6, better=-1), 0.05, True),
        (made("error", 4, better=-1), 0.05, False),
        (made("neither", 4, better=0), 0.9, False),
    ],
)
def test_a_figure_stands_or_falls(figure, floor, fell):
    lines = list(gate.falls({figure.id: floor}, [figure]))
    assert [line.split(":")[0] for line in lines] == [figure.id] * fell


def test_a_figure_without_a_floor_is_no_silent_gap():
    assert "no floor" in next(gate.falls({}, [made("new", 50)]))
    assert not list(gate.falls({}, [made("neither", 50, better=0)]))


def test_floors_leave_room_for_rounding_on_the_right_side():
    figures = [made("x", 85), made("error", 4, better=-1), made("neither", 4, better=0)]
    assert gate.floors_of(figures) == {"x": 0.84, "error": 0.05}
    assert not list(gate.falls(gate.floors_of(figures), figures))


OLD = Floors({"x": 0.84, "error": 0.05, "elsewhere": 0.5}, {"a": "1", "far": "2"})


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        (made("x", 80), "x: 0.840 -> 0.790"),
        (made("error", 9, better=-1), "error: 0.050 -> 0.100"),
    ],
)
def test_a_floor_is_lowered_only_on_demand(figure, named):
    found = Floors(gate.floors_of([figure]), {"a": "9"})
    with pytest.raises(ValueError, match=named):
        gate.pin(OLD, found, [figure], lower=False)
    pinned = gate.pin(OLD, found, [figure], lower=True)
    assert pinned.floors == {**OLD.floors, **found.floors}
    assert pinned.data == {"a": "9", "far": "2"}


def test_a_floor_is_raised_without_asking(tmp_path):
    figure = made("x", 90)
    found = Floors(gate.floors_of([figure]), {})
    pinned = gate.pin(OLD, found, [figure], lower=False)
    assert pinned.floors["x"] == 0.89
    pinned.save(tmp_path / "floors.json")
    assert Floors.load(tmp_path / "floors.json") == pinned
    assert Floors.load(tmp_path / "none.json") == Floors({}, {})


@pytest.mark.parametrize(
    ("found", "named"),
    [
        ({"seeds/a.txt": "1"}, []),
        ({"seeds/a.txt": "1", "far": "3"}, []),
        ({"seeds/a.txt": "2"}, ["seeds/a.txt"]),
        ({}, ["seeds/a.txt"]),  # a sample that went away
        ({"seeds/a.txt": "1", "seeds/b.txt": "1"}, ["seeds/b.txt"]),
        ({"seeds/a.txt": "1", "far": "4"}, ["far"]),
    ],
)
def test_other_data_is_refused_and_absent_data_is_not(found, named):
    known = Floors({}, {"seeds/a.txt": "1", "far": "3"})
    wrong = gate.check(known, Floors({}, found), [])
    assert [line.split(":")[0] for line in wrong] == named


def test_a_hash_is_of_what_a_file_holds(tmp_path):
    plain, packed, again = (tmp_path / name for name in ("a.txt", "b.gz", "c.gz"))
    plain.write_bytes(b"one line\n")
    packed.write_bytes(gzip.compress(b"one line\n", mtime=1))
    again.write_bytes(gzip.compress(b"one line\n", mtime=2))
    assert packed.read_bytes() != again.read_bytes()
    assert gate.digest(plain) == gate.digest(packed) == gate.digest(again)
    again.write_bytes(gzip.compress(b"another line\n"))
    assert gate.digest(again) != gate.digest(packed)


def test_a_data_set_is_present_when_all_its_files_are(tmp_path):
    (tmp_path / "one.jsonl.gz").touch()
    sets = [Corpus(str(files), files, lambda *_: None, ()) for files in (("one",), ("one", "two"))]
    assert gate.present(tmp_path, sets) == sets[:1]


def test_without_data_the_samples_are_measured(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(sourcing, "load", lambda: str)
    monkeypatch.setattr(gate, "seed_figures", lambda reader: [made("seeds/x", 80)])
    figures, found = gate.measured(tmp_path / "nowhere")
    assert [figure.id for figure in figures] == ["seeds/x"]
    assert set(found.data) == set(gate.seed_hashes())
    assert "no data folder" in capsys.readouterr().out


@pytest.mark.parametrize(("floor", "code"), [(0.7, 0), (0.9, 1)])
def test_the_command_fails_when_something_fell(monkeypatch, tmp_path, capsys, floor, code):
    path = tmp_path / "floors.json"
    path.write_text(json.dumps({"floors": {"x": floor}, "data": {}}), encoding="utf-8")
    monkeypatch.setattr(Floors.load.__func__, "__defaults__", (path,))
    figures = [made("x", 80)]
    monkeypatch.setattr(gate, "measured", lambda data: (figures, Floors({"x": 0.79}, {})))
    monkeypatch.setattr("sys.argv", ["gate"])
    with pytest.raises(SystemExit) as ended:
        gate.main()
    assert ended.value.code == code
    assert ("x: 0.8000" in capsys.readouterr().out) == bool(code)


def test_every_floor_has_its_data():
    known = Floors.load()
    assert {name for name in known.data if name.startswith("seeds/")} == set(gate.seed_hashes())
    assert {id for id in known.floors if id.startswith("seeds/")}


@pytest.mark.slow
@needs_the_model[1]
def test_the_shipped_model_on_the_samples():
    figures = gate.seed_figures(Reader(sourcing.load()))
    assert gate.check(Floors.load(), Floors({}, gate.seed_hashes()), figures) == []
