"""Measures the shipped model on every data set, with intervals, beside the numbers of others.

    python -m benchmarks.quality [--model FOLDER] [--data FOLDER] [--out FILE]

One thread, a few minutes. `python benchmarks/tables.py` then writes the tables.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sourcing
from benchmarks.quality.breakdown import groups
from benchmarks.quality.corpora import NEWS, OTHERS, Corpus, Reader, weasel_figures
from benchmarks.quality.figures import DRAWS, Figure
from benchmarks.quality.published import beside
from sourcing.analyzer import Analyzer
from sourcing.training.data import data_folder

OUT = Path(__file__).parents[1] / "results" / "quality.json"

NOTES = {
    "interval": f"95 %, percentile bootstrap over articles (documents, sentences), {DRAWS} draws",
    "n": "gold sentences, spans or words that the figure is of; articles for `named_share`",
    "of_all": "gold stated or implicit sentences by the type of their first gold source: "
    "predicted stated or implicit, and the predicted first source has that type",
    "of_found": "the same, of those predicted stated or implicit",
    "wikiweasel.held_back": "documents of the tenth that training leaves out",
    "weasel": "ten stratified folds of sentences; two linear classifiers over the model's rows and "
    "word n-grams, the threshold chosen on inner folds. The model's speculation layer learned "
    "other labels (hedge cues) on nine tenths of the same documents; "
    "`weasel_held_back` is the other tenth.",
    "zero-shot": "no label of the corpus was trained on, and no threshold chosen on it",
}
SEEN = "this model was trained before the tenth was held back, on all documents that have a cue"
HELD_BACK_SINCE = (0, 2)


def measure(analyzer: Analyzer, folder: Path) -> dict[str, Any]:
    """All figures and the table by genre and outlet, in plain JSON types."""
    reader = Reader(analyzer)
    found = list(figures(reader, folder))
    return {
        "model": analyzer.model.name,
        "notes": NOTES | _warnings(analyzer.model.config["version"]),
        "figures": {figure.id: figure.to_dict() | beside(figure.id) for figure in found},
        "groups": [group.to_dict() for group in groups(reader, folder)],
    }


def figures(reader: Reader, folder: Path) -> Iterator[Figure]:
    """Every figure of every data set."""
    for corpus in (*NEWS, *OTHERS):
        yield from _timed(corpus, reader, folder)
    yield from weasel_figures(reader, folder)


def _timed(corpus: Corpus, reader: Reader, folder: Path) -> list[Figure]:
    started = time.perf_counter()
    records = corpus.records(folder)
    found = list(corpus.figures(reader, records))
    print(f"{corpus.name}: {len(records)} {corpus.unit}, {time.perf_counter() - started:.0f} s")
    return found


def _warnings(version: str) -> dict[str, str]:
    known = tuple(int(part) for part in version.split(".")[:2])
    return {} if known >= HELD_BACK_SINCE else {"held back": SEEN}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    started = time.perf_counter()
    try:
        folder = data_folder(options.data)
    except sourcing.InputError as error:
        print(f"{error}; nothing measured")
        return
    numbers = measure(sourcing.load(options.model, threads=1), folder)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(numbers, indent=1, ensure_ascii=False)
    options.out.write_text(text + "\n", encoding="utf-8")
    print(f"wrote {options.out} after {time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
