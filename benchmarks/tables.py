"""The tables of the README and docs/, from `benchmarks/results/*.json`; nothing typed by hand.

    python benchmarks/tables.py            # rewrite the tables
    python benchmarks/tables.py --check    # exit with 1 if a page is behind the numbers

A table stands between `<!-- table: NAME -->` and `<!-- end -->`. What has no number yet reads
"not measured".
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
PAGES = (README, ROOT / "docs" / "quality.md")
RESULTS = ROOT / "benchmarks" / "results"
MISSING = "not measured"

Results = Mapping[str, Any]  # file name without ".json" -> what it holds


@dataclass(frozen=True)
class Figure:
    """One number of `Results.to_dict()`: where it stands, and what readers call it."""

    title: str
    path: tuple[str, ...]
    better: int = 1  # -1 where less is better


# Corpus names have a dot in them, so that a path is a tuple.
ANNOTATIONS, POLNEAR, MARKKULA = "sourcing.dev", "polnear.dev", "markkula.dev"

FIGURES = (
    Figure("the four labels, macro-F1", (ANNOTATIONS, "label", "macro_f1")),
    Figure("attributed or not, F1", (ANNOTATIONS, "attributed", "f1")),
    Figure("hedge present, F1", (ANNOTATIONS, "hedged", "f1")),
    Figure("loaded word present, F1", (ANNOTATIONS, "loaded", "f1")),
    Figure("kind of content, accuracy", (ANNOTATIONS, "content", "accuracy")),
    Figure(
        "source type, accuracy on sentences found",
        (ANNOTATIONS, "source_type_first_found", "accuracy"),
    ),
    Figure(
        "source type, accuracy on all attributed sentences",
        (ANNOTATIONS, "source_type_first", "accuracy"),
    ),
    Figure("source name, accuracy", (ANNOTATIONS, "source_name", "accuracy")),
    Figure(
        "`named_share`, mean absolute error",
        (ANNOTATIONS, "named_share", "mean_absolute_error"),
        better=-1,
    ),
    Figure(
        "`named_share`, gold inside the 90 % interval", (ANNOTATIONS, "named_share", "coverage")
    ),
    Figure("source spans, strict F1", (POLNEAR, "source", "f1")),
    Figure("cue spans, strict F1", (POLNEAR, "cue", "f1")),
    Figure("content spans, strict F1", (POLNEAR, "content", "f1")),
    Figure("sentence has reported content, F1", (POLNEAR, "sentence_content", "f1")),
    Figure("sentence is sourced, F1", (MARKKULA, "sourced", "f1")),
    Figure("source type, accuracy on sentences found", (MARKKULA, "source_type_found", "accuracy")),
    Figure("source name, accuracy", (MARKKULA, "source_name", "accuracy")),
)

ANALYZERS: Mapping[str, tuple[str, ...]] = {
    "shipped model": ("evaluate",),
    "trained on PolNeAR alone": ("polnear_only",),
    "TF-IDF": ("baselines", "tf-idf"),
    "rules": ("baselines", "rules"),
}
"""Column of the comparison -> where its `Results.to_dict()` stands."""

SPEED: Mapping[str, tuple[str, str]] = {
    "`sourcing label` on a {words}-word article, cold": ("cold_seconds", "{:.2f} s"),
    "peak memory of that command": ("peak_megabytes", "{:,.0f} MB"),
    "`import sourcing`": ("import_seconds", "{:.2f} s"),
    "articles a second, model loaded": ("articles_per_second", "{:,.1f}"),
    "word pieces a second, model loaded": ("tokens_per_second", "{:,.0f}"),
    "`model.onnx`": ("onnx_megabytes", "{:.1f} MB"),
}


# ── Tables ──────────────────────────────────────────────────────────────────────────────────


def comparison(results: Results) -> str:
    """Every figure, a column an analyzer."""
    rows = [
        (
            f"`{figure.path[0]}`",
            figure.title,
            *(_points(results, column, figure.path) for column in ANALYZERS.values()),
        )
        for figure in FIGURES
    ]
    return table(("data", "measure, in points", *ANALYZERS), rows)


def classes(facet: str) -> Callable[[Results], str]:
    """A table of precision, recall and F1 for the classes of one facet, shipped model."""

    def render(results: Results) -> str:
        path = ("evaluate", ANNOTATIONS, facet, "classes")
        found = lookup(results, path) or {}
        rows = [
            (
                f"`{name}`",
                *(_points(scores, (key,)) for key in ("precision", "recall", "f1")),
                f"{scores['support']:,}",
            )
            for name, scores in found.items()
        ]
        return table((facet.replace("_", " "), "precision", "recall", "F1", "sentences"), rows)

    return render


def quantization(results: Results) -> str:
    """What int8 costs: {"corpus.measure": {"fp32", "int8", "lost"}}."""
    found = results.get("quantization") or {}
    columns = ("fp32", "int8", "lost")
    rows = [
        (f"`{figure.path[0]}`", figure.title, *(_points(found[name], (key,)) for key in columns))
        for figure in FIGURES
        if (name := ".".join(figure.path)) in found
    ]
    return table(("fp32 beside int8", "measure, in points", *columns), rows)


def speed(results: Results) -> str:
    """Time and memory, on the machine that the numbers name."""
    found = results.get("speed") or {}
    words = found.get("words", 700)
    rows = [
        (title.format(words=words), form.format(found[key]) if key in found else MISSING)
        for title, (key, form) in SPEED.items()
    ]
    return table((found.get("machine", "machine"), ""), rows)


def segmentation(results: Results) -> str:
    """F1 of sentence ends, a column a corpus: {corpus: {splitter: {"f1", ...}}}."""
    found = results.get("segmentation") or {}
    splitters = dict.fromkeys(name for scores in found.values() for name in scores)
    rows = [
        (name, *(_points(scores, (name, "f1")) for scores in found.values())) for name in splitters
    ]
    return table(("sentence ends, F1", *(f"`{corpus}`" for corpus in found)), rows)


HEADLINE = (
    "sourcing.dev/label.macro_f1",
    "sourcing.dev/named_share.mean_absolute_error",
    "markkula.dev/sourced.f1",
    "markkula.dev/source_type_found.accuracy",
    "markkula.dev/source_name_found.accuracy",
    "polnear.dev/source.f1",
    "polnear.dev/cue.f1",
    "polnear.dev/content.f1",
    "polnear.dev/sentence_content.f1",
    "conll2010wiki.train/weasel.f1",
    "checkthat.test2024/subjective.macro_f1",
    "babe/biased.macro_f1",
)
"""What the README shows of `quality.json`; docs/quality.md shows all of it."""


def headline(results: Results) -> str:
    """The measures of `HEADLINE` with interval, beside others' best and the target."""
    found = lookup(results, ("quality", "figures")) or {}
    return _quality({id: found[id] for id in HEADLINE if id in found})


def quality(results: Results) -> str:
    """Every measure of `quality.json`, with the number of things that it is a figure of."""
    return _quality(lookup(results, ("quality", "figures")) or {}, counted=True)


def _quality(found: Mapping[str, Any], *, counted: bool = False) -> str:
    head = ("data", "measure, in points", "ours", "95 %", "elsewhere", "target")
    rows = [
        (*_figure_row(id, row), *([f"{row['n']:,}"] if counted else []))
        for id, row in found.items()
    ]
    return table((*head, "n") if counted else head, rows)


def _figure_row(id: str, row: Mapping[str, Any]) -> tuple[str, ...]:
    low, high = row["interval"]
    others = ", ".join(known["shown"] for known in row.get("elsewhere", ()))
    sign = "≤" if row["better"] < 0 else "≥"
    target = f"{sign} {100 * row['target']:.0f}" if "target" in row else ""
    return (
        f"`{id.partition('/')[0]}`",
        row["title"],
        _points(row, ("value",)) if row["n"] else "none there",
        f"{100 * low:.1f} to {100 * high:.1f}" if row["n"] else "",
        others,
        target,
    )


def citations(results: Results) -> str:
    """Where the numbers of others come from."""
    found = lookup(results, ("quality", "figures")) or {}
    known = [(row["title"], other) for row in found.values() for other in row.get("elsewhere", ())]
    rows = [(o["shown"], title, o["citation"], o.get("note", "")) for title, o in known]
    return table(("elsewhere", "measure", "where from", "what differs"), rows)


def outlets(results: Results) -> str:
    """By genre and outlet; a group too small to say much stands in italics."""
    found = lookup(results, ("quality", "groups")) or ()
    columns = ("attributed_f1", "label_accuracy", "type_accuracy")
    rows = []
    for group in found:
        mark = "" if group["enough"] else "*"
        cells = ["–" if group[key] is None else f"{100 * group[key]:.1f}" for key in columns]
        counts = [f"{group['articles']:,}", f"{group['sentences']:,}"]
        shown = [f"{mark}{cell}{mark}" for cell in (group["group"], *counts, *cells)]
        rows.append((f"`{group['data']}`", *shown))
    head = ("data", "genre or outlet", "articles", "sentences", "attributed F1", "labels", "type")
    return table(head, rows)


TABLES: Mapping[str, Callable[[Results], str]] = {
    "headline": headline,
    "comparison": comparison,
    "labels": classes("label"),
    "source types": classes("source_type"),
    "quantization": quantization,
    "speed": speed,
    "segmentation": segmentation,
    "quality": quality,
    "outlets": outlets,
    "citations": citations,
}


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; "not measured" when it has no rows."""
    rows = list(rows)
    if not rows:
        return f"{head[0]}: {MISSING}."
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def lookup(values: Any, path: Iterable[str]) -> Any:
    """What stands at a path of keys in nested mappings, or None."""
    for key in path:
        if not isinstance(values, Mapping) or key not in values:
            return None
        values = values[key]
    return values


def _points(results: Any, *paths: tuple[str, ...]) -> str:
    number = lookup(results, (key for path in paths for key in path))
    return MISSING if number is None else f"{100 * number:.1f}"


# ── Pages ───────────────────────────────────────────────────────────────────────────────────

_BLOCK = re.compile(r"<!-- table: (?P<name>[\w ]+) -->\n.*?<!-- end -->", re.DOTALL)


def load(folder: Path = RESULTS) -> Results:
    """All results in a folder, by file name."""
    return {
        path.stem: json.loads(path.read_text(encoding="utf-8"))
        for path in sorted(folder.glob("*.json"))
    }


def updated(text: str, results: Results) -> str:
    """The text with every table made anew; a name that nobody knows raises KeyError."""

    def block(match: re.Match[str]) -> str:
        name = match["name"]
        return f"<!-- table: {name} -->\n{TABLES[name](results)}\n<!-- end -->"

    return _BLOCK.sub(block, text)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing; exit with 1 if old")
    options = parser.parse_args()
    results = load()
    for page in PAGES:
        old = page.read_text(encoding="utf-8")
        new = updated(old, results)
        if options.check and new != old:
            sys.exit(f"{page.name} is behind benchmarks/results: run python benchmarks/tables.py")
        page.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
