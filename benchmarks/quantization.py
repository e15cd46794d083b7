"""What int8 costs: every F1 of the shipped graph beside the same weights in fp32 (torch).

python benchmarks/quantization.py [--model DIR] [--data DIR] [--out FILE]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sourcing
from sourcing.training.data import data_folder
from sourcing.training.evaluate import evaluate

OUT = Path("benchmarks/results/quantization.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--out", type=Path, default=OUT)
    arguments = parser.parse_args()
    try:
        folder = data_folder(arguments.data)
    except sourcing.InputError as error:
        print(f"skipped: {error}")
        return
    int8 = dict(_figures(evaluate(sourcing.load(arguments.model), folder).to_dict()))
    fp32 = dict(
        _figures(evaluate(sourcing.load(arguments.model, backend="torch"), folder).to_dict())
    )
    table = {
        name: {"fp32": fp32[name], "int8": int8[name], "lost": round(fp32[name] - int8[name], 4)}
        for name in fp32
    }
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
    for name, row in sorted(table.items(), key=lambda item: -item[1]["lost"]):
        print(f"{row['lost']:+.4f}  {row['fp32']:.4f} -> {row['int8']:.4f}  {name}")


def _figures(results: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, float]]:
    """The figures of whole facets: F1, macro-F1 and accuracy, by dotted name."""
    for name, value in results.items():
        if isinstance(value, Mapping) and name != "classes":
            yield from _figures(value, f"{prefix}{name}.")
        elif name in ("f1", "macro_f1", "accuracy", "mean_absolute_error"):
            yield prefix + name, value


if __name__ == "__main__":
    main()
