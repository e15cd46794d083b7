"""How far the named share of a group of articles lies from gold, counted and adjusted.

    python benchmarks/groups.py [--data FOLDER] [--out FILE]

Groups are drawn with replacement from the articles of `sourcing.dev`; their words are pooled. The
adjustment (`sourcing.scores.misreading`) was measured on other articles.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

import sourcing
from sourcing.scores import Basket, basket
from sourcing.scores.misreading import misreading
from sourcing.training.data import data_folder, rows
from sourcing.training.evaluate.annotations import gold_sentences

OUT = Path(__file__).parent / "results" / "groups.json"
SIZES = (1, 5, 10, 20, 50, 100)
DRAWS, SEED = 2000, 20
Words = NDArray[np.float64]  # [..., baskets]


def measure(records: list[Mapping[str, Any]]) -> dict[str, dict[str, float]]:
    """Mean absolute error by number of articles in a group."""
    analyzer = sourcing.load()
    articles = [analyzer(record["text"]) for record in records]
    gold = np.array([gold_words(record) for record in records])
    counted = np.array([[a.scores.words_in[kind] for kind in Basket] for a in articles])
    adjusted = counted @ misreading(articles[0].model).matrix
    random = np.random.default_rng(SEED)
    result = {}
    for size in SIZES:
        drawn = random.integers(0, len(records), (DRAWS, size))
        true, *ours = (named_share(w[drawn].sum(axis=1)) for w in (gold, counted, adjusted))
        errors = (round(float(abs(share - true).mean()), 4) for share in ours)
        result[str(size)] = dict(zip(("counted", "adjusted"), errors, strict=True))
    return result


def gold_words(record: Mapping[str, Any]) -> list[float]:
    """Words by basket, as annotated."""
    words = dict.fromkeys(Basket, 0.0)
    for sentence in gold_sentences(record):
        words[basket(sentence)] += sentence.words  # type: ignore[arg-type]  # has all it asks for
    return list(words.values())


def named_share(words: Words) -> Words:
    claims = words[..., [kind.is_claim for kind in Basket]].sum(axis=-1)
    return words[..., list(Basket).index(Basket.NAMED)] / np.maximum(claims, 1.0)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    try:
        folder = data_folder(options.data)
    except sourcing.InputError as error:
        print(f"{error}; nothing measured")
        return
    numbers = measure(rows(folder, "sourcing.dev"))
    options.out.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    print(f"wrote {options.out}")


if __name__ == "__main__":
    main()
