"""The README's tables say what the results say, and the gate sees when they fall."""

from __future__ import annotations

import re

import pytest

from benchmarks import gate, tables

NUMBER = re.compile(r"[\d.,]+( s| MB)?")
README = tables.README.read_text(encoding="utf-8")
SCORE = {"precision": 0.91, "recall": 0.83, "f1": 0.868, "support": 1455}
RESULTS = {
    "evaluate": {
        "sourcing.dev": {
            "label": {"macro_f1": 0.8512, "classes": {"attributed": SCORE}},
            "named_share": {"mean_absolute_error": 0.04},
        }
    },
    "baselines": {"rules": {"sourcing.dev": {"label": {"macro_f1": 0.5}}}},
    "quantization": {"polnear.dev.cue.f1": {"fp32": 0.751, "int8": 0.748, "lost": 0.003}},
    "speed": {"words": 712, "cold_seconds": 0.987, "machine": "a small machine"},
    "segmentation": {"gum": {"ours": {"f1": 0.97}}, "sourcing": {"theirs": {"f1": 0.96}}},
}


def test_the_readme_is_up_to_date():
    assert tables.updated(README, tables.load()) == README, "run: python benchmarks/tables.py"


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_table_stands_in_the_readme_once(name):
    assert README.count(f"<!-- table: {name} -->\n") == 1


@pytest.mark.parametrize(
    ("name", "row"),
    [
        (
            "comparison",
            "| `sourcing.dev` | the four labels, macro-F1 | 85.1 | not measured | not measured "
            "| 50.0 |",
        ),
        (
            "comparison",
            "| `sourcing.dev` | `named_share`, mean absolute error | 4.0 | not measured "
            "| not measured | not measured |",
        ),
        ("labels", "| `attributed` | 91.0 | 83.0 | 86.8 | 1,455 |"),
        ("quantization", "| `polnear.dev` | cue spans, strict F1 | 75.1 | 74.8 | 0.3 |"),
        ("speed", "| `sourcing label` on a 712-word article, cold | 0.99 s |"),
        ("speed", "| `import sourcing` | not measured |"),
        ("segmentation", "| ours | 97.0 | not measured |"),
        ("segmentation", "| theirs | not measured | 96.0 |"),
    ],
)
def test_a_number_stands_in_its_row(name, row):
    old = f"before\n<!-- table: {name} -->\nold\n<!-- end -->\nafter"
    lines = tables.updated(old, RESULTS).splitlines()
    assert row in lines
    assert (lines[0], lines[-1]) == ("before", "after")
    assert "old" not in lines


@pytest.mark.parametrize("name", tables.TABLES)
def test_without_results_nothing_is_invented(name):
    text = tables.updated(f"<!-- table: {name} -->\n<!-- end -->", {})
    assert tables.MISSING in text
    assert [cell for cell in re.split(r" *\| *", text) if NUMBER.fullmatch(cell)] == []


def test_an_unknown_table_is_no_silent_gap():
    with pytest.raises(KeyError):
        tables.updated("<!-- table: nonsense -->\n<!-- end -->", {})


@pytest.mark.parametrize(
    ("path", "before", "after", "fell"),
    [
        (("label", "macro_f1"), 0.85, 0.83, True),
        (("label", "macro_f1"), 0.85, 0.845, False),
        (("label", "macro_f1"), 0.85, 0.95, False),
        (("named_share", "mean_absolute_error"), 0.04, 0.06, True),
        (("named_share", "mean_absolute_error"), 0.04, 0.02, False),
    ],
)
def test_the_gate_sees_a_fall(path, before, after, fell):
    outer, inner = path
    known, found = ({"sourcing.dev": {outer: {inner: value}}} for value in (before, after))
    assert bool(list(gate.falls(known, found))) is fell
