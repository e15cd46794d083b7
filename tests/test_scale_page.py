"""docs/scale.md says what the benchmarks found."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from benchmarks.tables import load

DOCS = Path(__file__).parents[1] / "docs"
spec = importlib.util.spec_from_file_location("scale_tables", DOCS / "scale_tables.py")
scale_tables = importlib.util.module_from_spec(spec)
spec.loader.exec_module(scale_tables)

RUN = {
    "rows": 1000,
    "seconds": 100.0,
    "rows_per_second": 10.0,
    "peak_megabytes_parent": 200.0,
    "peak_megabytes_workers": [300.4, 290.0],
    "output_bytes": 20_000_000,
}
CLUSTER = {
    "machine": "a small machine",
    "articles": 2000,
    "seconds_one_node": 200.0,
    "seconds_two_nodes": 105.0,
    "articles_per_second_one_node": 10.0,
    "articles_per_second_two_nodes": 19.05,
    "ratio": 1.905,
    "target": 1.8,
}
RESULTS = {"scale": {"workers": 2, "articles": [RUN], "paragraphs": []}, "cluster": CLUSTER}


def test_the_page_is_up_to_date():
    page = (DOCS / "scale.md").read_text(encoding="utf-8")
    assert scale_tables.updated(page, load()) == page, "run python docs/scale_tables.py"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("rates", "| articles of 700 words | 1,000 | 100 | 10.0 | 200 | 300 | 20.0 kB a row |"),
        ("sizing", "| articles a second a core | 5.0 |"),
        ("sizing", "| core hours | 5,556 |"),
        ("sizing", "| days on 64 cores | 3.6 |"),
        ("sizing", "| at 4 US cents a core hour | 222 US dollars |"),
        ("sizing", "| tables, Parquet | 2.0 TB |"),
        ("cluster", "| two | 105.0 | 19.05 |"),
        ("cluster", "1.91 times (wanted: 1.8)"),
    ],
)
def test_numbers_are_those_of_the_results(name, words):
    assert words in scale_tables.TABLES[name](RESULTS)


@pytest.mark.parametrize("name", scale_tables.TABLES)
def test_what_was_not_measured_says_so(name):
    assert "not measured" in scale_tables.TABLES[name]({})
