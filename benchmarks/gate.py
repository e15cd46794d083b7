"""Refuses a model or a change that is worse than the numbers that the README shows.

    python -m benchmarks.gate [--data FOLDER]

Measures the shipped model anew and compares every figure of the README's first table with
`benchmarks/results/evaluate.json`. Less than `SLACK` is no fall: processors round int8 sums in
different ways. To accept a fall, measure again with `make evaluate` and commit the lower numbers.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from benchmarks.tables import FIGURES, RESULTS, lookup
from sourcing.training.data import data_folder
from sourcing.training.evaluate import run

SLACK = 0.01


def falls(known: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    """A line for each figure that got worse by more than `SLACK`."""
    for figure in FIGURES:
        before, after = lookup(known, figure.path), lookup(found, figure.path)
        if before is not None and figure.better * (after - before) < -SLACK:
            yield f"{figure.path[0]}, {figure.title}: {before:.3f} -> {after:.3f}"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    options = parser.parse_args()
    known = json.loads((RESULTS / "evaluate.json").read_text(encoding="utf-8"))
    worse = list(falls(known, run(data=data_folder(options.data)).to_dict()))
    print(*worse or ["gate: no figure fell"], sep="\n")
    sys.exit(1 if worse else 0)


if __name__ == "__main__":
    main()
