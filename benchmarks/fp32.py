"""The shipped weights in torch, fp32, by the protocols of `sourcing evaluate`: what int8 costs.

python benchmarks/fp32.py [--model FOLDER] [--data FOLDER] [--out benchmarks/results/fp32.json]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import sourcing
from sourcing.training.data import data_folder
from sourcing.training.evaluate import evaluate

OUT = Path(__file__).parent / "results" / "fp32.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    results = evaluate(sourcing.load(options.model, backend="torch"), data_folder(options.data))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(results.to_dict(), indent=2) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
