"""The tables of README and docs say what the results say."""

from __future__ import annotations

import re

import pytest

from benchmarks import tables

NUMBER = re.compile(r"[\d.,]+( s| MB)?")
PAGES = {page.name: page.read_text(encoding="utf-8") for page in tables.PAGES}
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
    "quality": {
        "figures": {
            "markkula.dev/sourced.f1": {
                "title": "sentence is sourced, F1",
                "value": 0.888,
                "interval": [0.8512, 0.9163],
                "n": 1210,
                "better": 1,
                "target": 0.9,
                "elsewhere": [
                    {
                        "shown": "a large model 88.0",
                        "citation": "A. Body 2020",
                        "note": "half of it",
                    }
                ],
            },
            "sourcing.dev/named_share.mean_absolute_error": {
                "title": "`named_share`, mean absolute error",
                "value": 0.075,
                "interval": [0.05, 0.1],
                "n": 32,
                "better": -1,
                "target": 0.03,
            },
            "sourcing.dev/of_all.unnamed_person.accuracy": {
                "title": "first source `unnamed_person`, found and typed",
                "value": 0.0,
                "interval": [0.0, 0.0],
                "n": 0,
                "better": 1,
            },
        },
        "groups": [
            {"data": "polnear.dev", "group": "mail", "articles": 2, "sentences": 1200}
            | {"attributed_f1": 0.9, "label_accuracy": None, "type_accuracy": None}
            | {"enough": True},
            {"data": "sourcing.dev", "group": "gum", "articles": 1, "sentences": 20}
            | {"attributed_f1": 0.95, "label_accuracy": 0.8, "type_accuracy": None}
            | {"enough": False},
        ],
    },
    "segmentation": {"gum": {"ours": {"f1": 0.97}}, "sourcing": {"theirs": {"f1": 0.96}}},
}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_up_to_date(page):
    new = tables.updated(PAGES[page], tables.load())
    assert new == PAGES[page], "run: python benchmarks/tables.py"


@pytest.mark.parametrize("name", tables.TABLES)
def test_every_table_stands_in_one_page_once(name):
    assert "".join(PAGES.values()).count(f"<!-- table: {name} -->\n") == 1


def test_the_readme_shows_figures_that_exist():
    known = tables.lookup(tables.load(), ("quality", "figures")) or dict.fromkeys(tables.HEADLINE)
    assert set(tables.HEADLINE) <= set(known)


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
        (
            "headline",
            "| `markkula.dev` | sentence is sourced, F1 | 88.8 | 85.1 to 91.6 | a large model 88.0 "
            "| ≥ 90 |",
        ),
        (
            "headline",
            "| `sourcing.dev` | `named_share`, mean absolute error | 7.5 | 5.0 to 10.0 |  | ≤ 3 |",
        ),
        (
            "quality",
            "| `sourcing.dev` | first source `unnamed_person`, found and typed | none there |  |  "
            "|  | 0 |",
        ),
        (
            "citations",
            "| a large model 88.0 | sentence is sourced, F1 | A. Body 2020 | half of it |",
        ),
        ("outlets", "| `polnear.dev` | mail | 2 | 1,200 | 90.0 | – | – |"),
        ("outlets", "| `sourcing.dev` | *gum* | *1* | *20* | *95.0* | *80.0* | *–* |"),
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
