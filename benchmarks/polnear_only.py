"""The same encoder trained on PolNeAR alone, measured by the protocols of `sourcing evaluate`.

    sourcing train models/recipes/polnear-only.yaml
    python benchmarks/polnear_only.py models/polnear-only [--data FOLDER] [--out FILE]

It has spans and no facets; `SpansAlone` reads the facets off the spans.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import sourcing
from sourcing.training.baselines import SpansAlone
from sourcing.training.data import data_folder
from sourcing.training.evaluate import evaluate

OUT = Path(__file__).parent / "results" / "polnear_only.json"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("model", type=Path)
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    try:
        folder = data_folder(options.data)
    except sourcing.InputError as error:
        print(f"{error}; nothing measured")
        return
    results = evaluate(SpansAlone(sourcing.load(options.model)), folder)
    options.out.write_text(json.dumps(results.to_dict(), indent=1) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
