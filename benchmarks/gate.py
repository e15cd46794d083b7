"""Refuses a model or a change that falls below the floors pinned in `benchmarks/floors.json`.

    python -m benchmarks.gate [--data FOLDER]          # exit with 1 if something fell
    python -m benchmarks.gate --pin [--lower]          # write floors anew

The sample articles in `seeds/` are always measured, the data sets where they are present. Beside
the floors stands the hash of each file that they were measured on: numbers on other data are
other numbers, so a file that differs is refused too. A floor lies `SLACK` below what was measured
(an error's as far above), because processors round int8 sums in different ways. `--pin` refuses
to make a floor easier unless `--lower` says so. Numbers that take minutes (BABE, CoNLL-2010) are
left to `benchmarks.quality`.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sourcing
from benchmarks.quality.corpora import (
    NEWS,
    OTHERS,
    SEED_CORPUS,
    SEEDS,
    Corpus,
    Reader,
    files_of,
    seeds,
)
from benchmarks.quality.figures import Figure
from benchmarks.quality.published import TARGETS
from benchmarks.tables import FIGURES
from sourcing.training.data import data_folder

FLOORS = Path(__file__).parent / "floors.json"
SLACK = 0.01
SLOW = {"babe"}
GATED = tuple(corpus for corpus in (*NEWS, *OTHERS) if corpus.name not in SLOW)


@dataclass(frozen=True)
class Floors:
    """Floors by figure, and the hash of each file by name; both may lack what was not there."""

    floors: Mapping[str, float]
    data: Mapping[str, str]

    @classmethod
    def load(cls, path: Path = FLOORS) -> Floors:
        if not path.is_file():
            return cls({}, {})
        found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return cls(found["floors"], found["data"])

    def save(self, path: Path = FLOORS) -> None:
        values = {"floors": dict(self.floors), "data": dict(self.data)}
        path.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")

    def updated(self, other: Floors) -> Floors:
        """With what the other has; what it lacks stays."""
        return Floors({**self.floors, **other.floors}, {**self.data, **other.data})


# ── What is measured ────────────────────────────────────────────────────────────────────────


def seed_figures(reader: Reader) -> list[Figure]:
    """The figures of the sample articles."""
    return list(SEED_CORPUS.figures(reader, seeds()))


def data_figures(reader: Reader, folder: Path, corpora: Iterable[Corpus]) -> Iterator[Figure]:
    """The figures that have a place in the README, a target, or a data set of their own."""
    shown = {f"{figure.path[0]}/{'.'.join(figure.path[1:])}" for figure in FIGURES}
    for corpus in corpora:
        for figure in corpus.figures(reader, corpus.records(folder)):
            if corpus in OTHERS or figure.id in shown or figure.id in TARGETS:
                yield figure


def present(folder: Path, corpora: Iterable[Corpus]) -> list[Corpus]:
    """The data sets of which every file is in the folder."""
    return [c for c in corpora if all(data_file(folder, file).is_file() for file in c.files)]


def data_file(folder: Path, name: str) -> Path:
    return folder / f"{name}.jsonl.gz"


# ── Hashes ──────────────────────────────────────────────────────────────────────────────────


def seed_hashes(folder: Path = SEEDS) -> dict[str, str]:
    """Of the text and the gold of every sample article."""
    paths = sorted([*folder.glob("*.txt"), *folder.glob("*.gold.json")])
    return {f"seeds/{path.name}": digest(path) for path in paths}


def data_hashes(folder: Path, corpora: Iterable[Corpus]) -> dict[str, str]:
    return {file: digest(data_file(folder, file)) for file in files_of(corpora)}


def digest(path: Path) -> str:
    """SHA-256 of what a file holds, compressed or not."""
    content = path.read_bytes()
    return hashlib.sha256(gzip.decompress(content) if path.suffix == ".gz" else content).hexdigest()


# ── Floors ──────────────────────────────────────────────────────────────────────────────────


def floors_of(figures: Iterable[Figure]) -> dict[str, float]:
    """A little easier than what was measured; a figure that has no better side has no floor."""
    return {
        figure.id: round(max(0.0, figure.value - figure.better * SLACK), 3)
        for figure in figures
        if figure.better and figure.support
    }


def falls(floors: Mapping[str, float], figures: Iterable[Figure]) -> Iterator[str]:
    """A line for each figure on the wrong side of its floor, and for each that has none."""
    for figure in figures:
        floor = floors.get(figure.id)
        if floor is None:
            if figure.id in floors_of([figure]):
                yield f"{figure.id}: no floor pinned; run python -m benchmarks.gate --pin"
        elif figure.better * (figure.value - floor) < 0:
            yield f"{figure.id}: {figure.value:.4f}, the floor is {floor:.3f}"


def differences(known: Mapping[str, str], found: Mapping[str, str], prefix: str) -> Iterator[str]:
    """A line for each file that is not what the floors were pinned on.

    All known files whose name begins with `prefix` have to be there.
    """
    expected = {name for name in known if name.startswith(prefix)} if prefix else set()
    for name in sorted(expected | set(found)):
        if known.get(name) != found.get(name):
            yield f"{name}: not the file that the floors were pinned on"


def easier(
    old: Mapping[str, float], new: Mapping[str, float], figures: Iterable[Figure]
) -> list[str]:
    """A line for each floor that would be easier to pass than the old one."""
    return [
        f"{figure.id}: {old[figure.id]:.3f} -> {new[figure.id]:.3f}"
        for figure in figures
        if figure.id in old
        and figure.id in new
        and figure.better * (new[figure.id] - old[figure.id]) < 0
    ]


def check(known: Floors, found: Floors, figures: Sequence[Figure]) -> list[str]:
    """Everything that is wrong; `found` holds the hashes of what was measured."""
    wrong_data = list(differences(known.data, found.data, "seeds/"))
    return wrong_data + list(falls(known.floors, figures))


def pin(known: Floors, found: Floors, figures: Sequence[Figure], *, lower: bool) -> Floors:
    """The floors with those of the figures; raises ValueError, which names each easier one."""
    worse = easier(known.floors, found.floors, figures)
    if worse and not lower:
        lines = "\n".join(worse)
        raise ValueError(f"these floors would fall; --lower accepts it:\n{lines}")
    return known.updated(found)


def measured(data: Path | None) -> tuple[list[Figure], Floors]:
    """All figures that can be measured here, and the floors and hashes that they would give."""
    reader = Reader(sourcing.load())
    figures, hashes = seed_figures(reader), seed_hashes()
    try:
        folder = data_folder(data)
    except sourcing.InputError as error:
        print(f"gate: {error}; the sample articles alone are measured")
    else:
        corpora = present(folder, GATED)
        for name in sorted({c.name for c in GATED} - {c.name for c in corpora}):
            print(f"gate: {name} is not in {folder}, left out")
        figures += data_figures(reader, folder, corpora)
        hashes |= data_hashes(folder, corpora)
    return figures, Floors(floors_of(figures), hashes)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, help="data folder; by default $SOURCING_DATA")
    parser.add_argument("--pin", action="store_true", help="write the floors anew")
    parser.add_argument("--lower", action="store_true", help="let a floor fall, with --pin")
    options = parser.parse_args()
    known = Floors.load()
    figures, found = measured(options.data)
    if options.pin:
        try:
            pin(known, found, figures, lower=options.lower).save()
        except ValueError as error:
            sys.exit(f"gate: {error}")
        print(f"gate: pinned {len(found.floors)} floors in {FLOORS}")
        return
    wrong = check(known, found, figures)
    print(*wrong or [f"gate: all {len(found.floors)} figures stand"], sep="\n")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
