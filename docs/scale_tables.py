"""Write the tables of docs/scale.md anew, from `benchmarks/results`; nothing typed by hand.

python docs/scale_tables.py
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.tables import MISSING, load, table  # noqa: E402

PAGE = ROOT / "docs" / "scale.md"
CORPUS = 100_000_000  # articles, of 700 words like those measured
CENTS = 4  # an hour of one core, roughly what clouds ask; spot prices are half of it and less
_BLOCK = re.compile(r"<!-- table: (?P<name>\w+) -->\n.*?<!-- end -->", re.DOTALL)


def rates(results: Mapping[str, Any]) -> str:
    """A row a run of `benchmarks/scale.py`."""
    found = results.get("scale", {})
    runs = [(kind, run) for kind in ("articles", "paragraphs") for run in found.get(kind, ())]
    head = ("texts", "rows", "seconds", "a second", "parent, peak MB", "worker, peak MB", "out")
    return table(head, [_rate(kind, run) for kind, run in runs])


def _rate(kind: str, run: Mapping[str, Any]) -> tuple[str, ...]:
    return (
        {"articles": "articles of 700 words", "paragraphs": "single paragraphs"}[kind],
        f"{run['rows']:,}",
        f"{run['seconds']:,.0f}",
        f"{run['rows_per_second']:.1f}",
        f"{run['peak_megabytes_parent']:.0f}",
        f"{max(run['peak_megabytes_workers'], default=run['peak_megabytes_parent']):.0f}",
        f"{run['output_bytes'] / run['rows'] / 1000:.1f} kB a row",
    )


def sizing(results: Mapping[str, Any]) -> str:
    """What `CORPUS` articles take, at the rate of the largest run."""
    runs = results.get("scale", {}).get("articles")
    if not runs:
        return f"what they take: {MISSING}."
    run, workers = runs[-1], results["scale"]["workers"]
    rate = run["rows_per_second"] / workers
    hours = CORPUS / rate / 3600
    rows = [
        ("articles a second a core", f"{rate:.1f}"),
        ("core hours", f"{hours:,.0f}"),
        *((f"days on {cores:,} cores", f"{hours / cores / 24:.1f}") for cores in (64, 256, 1024)),
        (f"at {CENTS} US cents a core hour", f"{hours * CENTS / 100:,.0f} US dollars"),
        ("tables, Parquet", f"{CORPUS * run['output_bytes'] / run['rows'] / 1e12:.1f} TB"),
    ]
    return table((f"{CORPUS:,} articles", ""), rows)


def cluster(results: Mapping[str, Any]) -> str:
    """One node of a core against two."""
    found = results.get("cluster")
    if not found:
        return f"two nodes against one: {MISSING}."
    names = (("one", "one_node"), ("two", "two_nodes"))
    rows = [
        (shown, f"{found[f'seconds_{name}']:.1f}", f"{found[f'articles_per_second_{name}']:.2f}")
        for shown, name in names
    ]
    head = ("nodes of one core", f"seconds for {found['articles']:,} articles", "articles a second")
    ratio = f"{found['ratio']:.2f} times (wanted: {found['target']})"
    return f"{table(head, rows)}\n\nTwo nodes are {ratio} as fast as one. {found['machine']}."


TABLES: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "rates": rates,
    "sizing": sizing,
    "cluster": cluster,
}


def updated(text: str, results: Mapping[str, Any]) -> str:
    """The page with every table made anew."""

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        return f"<!-- table: {name} -->\n{TABLES[name](results)}\n<!-- end -->"

    return _BLOCK.sub(block, text)


if __name__ == "__main__":
    PAGE.write_text(updated(PAGE.read_text(encoding="utf-8"), load()), encoding="utf-8")
