"""The two baselines on the development data, by the protocols of `sourcing evaluate`.

python benchmarks/baselines.py [--data FOLDER] [--out benchmarks/results/baselines.json]
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from sourcing.errors import InputError
from sourcing.training.baselines import LinearBaseline, RuleBaseline
from sourcing.training.data import data_folder, rows
from sourcing.training.evaluate import Analyzer, evaluate

OUT = Path(__file__).parent / "results" / "baselines.json"


def measure(folder: Path) -> dict[str, Any]:
    """The numbers of both baselines, and print their tables."""
    started = time.perf_counter()
    linear = LinearBaseline.train(rows(folder, "sourcing.train"))
    print(f"tf-idf: trained in {time.perf_counter() - started:.0f} s")
    analyzers: dict[str, Analyzer] = {"rules": RuleBaseline(), "tf-idf": linear}
    numbers = {}
    for name, analyzer in analyzers.items():
        results = evaluate(analyzer, folder)
        Console().print(name, *results.tables(), sep="\n")
        numbers[name] = results.to_dict()
    return numbers


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    try:
        folder = data_folder(options.data)
    except InputError as error:
        print(f"{error}; nothing measured")
        return
    numbers = measure(folder)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
