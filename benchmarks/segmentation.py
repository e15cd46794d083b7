"""Sentence splitting: our segmenter beside the bare libraries, on three sets of news.

    python benchmarks/segmentation.py [--data FOLDER] [--only ours blingfire]

- `sourcing`: the first 300 annotated articles. Their sentences were cut by BlingFire line by
  line, so this row says how far a splitter agrees with the annotation, not how right it is.
- `newsdiscourse`: validation articles, the given sentences joined by a space (cut by another
  program, with faults of its own).
- `gum`: the text as a reader sees it, sentences checked by hand, eight genres.

A boundary counts when a predicted end equals a gold end, white space trimmed. `inner` leaves out
ends that a line break gives away. Libraries that are not installed are left out.
"""

from __future__ import annotations

import argparse
import gzip
import importlib
import json
import os
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ARTICLES = 300

Splitter = Callable[[str], Iterable[tuple[int, int]]]
Document = tuple[str, set[int]]  # text, ends of its sentences


# ── Splitters ───────────────────────────────────────────────────────────────────────────────


def ours() -> Splitter:
    segment = importlib.import_module("sourcing.segment").segment
    return lambda text: ((s.start, s.end) for s in segment(text).sentences)


def blingfire() -> Splitter:
    split = importlib.import_module("livekit.blingfire").text_to_sentences_with_offsets
    return lambda line: split(line)[1]


def syntok() -> Splitter:
    analyze = importlib.import_module("syntok.segmenter").analyze

    def split(line: str) -> Iterator[tuple[int, int]]:
        for paragraph in analyze(line):
            for tokens in paragraph:
                yield tokens[0].offset, tokens[-1].offset + len(tokens[-1].value)

    return split


def sentencex() -> Splitter:
    split = importlib.import_module("sentencex").get_sentence_boundaries
    return lambda line: ((s["start_index"], s["end_index"]) for s in split("en", line))


def pysbd() -> Splitter:
    segmenter = importlib.import_module("pysbd").Segmenter("en", clean=False, char_span=True)
    return lambda line: ((s.start, s.end) for s in segmenter.segment(line))


def by_line(split: Splitter) -> Splitter:
    def spans(text: str) -> Iterator[tuple[int, int]]:
        for line in re.finditer(r"[^\r\n]+", text):
            for start, end in split(line.group()):
                yield line.start() + start, line.start() + end

    return spans


SPLITTERS = {f.__name__: f for f in (ours, blingfire, syntok, sentencex, pysbd)}


# ── Gold ────────────────────────────────────────────────────────────────────────────────────


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def sourcing_documents(folder: Path) -> Iterator[Document]:
    for _, row in zip(range(ARTICLES), rows(folder / "sourcing.train.jsonl.gz"), strict=False):
        yield (
            row["text"],
            trimmed_ends(row["text"], ((s["start"], s["end"]) for s in row["sentences"])),
        )


def newsdiscourse_documents(folder: Path) -> Iterator[Document]:
    for row in rows(folder / "newsdiscourse.validation.jsonl.gz"):
        yield joined((s["text"].strip(), " ") for s in row["sentences"][1:])  # without the title


def gum_documents(folder: Path) -> Iterator[Document]:
    for row in rows(folder / "gum.jsonl.gz"):
        blocks = row["conllu"].strip().split("\n\n")
        yield joined((conllu_text(b), "\n\n" if "# newpar" in b else " ") for b in blocks)


def joined(pieces: Iterable[tuple[str, str]]) -> Document:
    """Sentences to one text; each comes with the gap that stands before it."""
    text, ends = "", set()
    for sentence, gap in pieces:
        text += (gap if text else "") + sentence
        ends.add(len(text))
    return text, ends


def conllu_text(block: str) -> str:
    """The surface text of a CoNLL-U sentence; a multiword token stands for its words."""
    text, covered = "", 0
    for line in block.splitlines():
        columns = line.split("\t")
        if line.startswith("#") or "." in columns[0]:
            continue
        first, _, last = columns[0].partition("-")
        if int(first) > covered:
            covered = int(last or first)
            text += columns[1] + ("" if "SpaceAfter=No" in columns[9] else " ")
    return text.rstrip()


DATASETS = {
    "sourcing": sourcing_documents,
    "newsdiscourse": newsdiscourse_documents,
    "gum": gum_documents,
}


# ── Measure ─────────────────────────────────────────────────────────────────────────────────


@dataclass
class Score:
    right: int = 0
    predicted: int = 0
    gold: int = 0

    def add(self, predicted: set[int], gold: set[int]) -> None:
        self.right += len(predicted & gold)
        self.predicted += len(predicted)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(self.predicted + self.gold, 1)

    def __str__(self) -> str:
        precision = self.right / max(self.predicted, 1)
        recall = self.right / max(self.gold, 1)
        return f"{precision:.4f} | {recall:.4f} | {self.f1:.4f}"


def trimmed_ends(text: str, spans: Iterable[tuple[int, int]]) -> set[int]:
    kept = ((start, text[start:end].rstrip()) for start, end in spans)
    return {start + len(sentence) for start, sentence in kept if sentence}


def inner(text: str, ends: set[int]) -> set[int]:
    return {end for end in ends if re.compile(r"[^\S\r\n]*[^\s]").match(text, end)}


def measure(split: Splitter, documents: list[Document]) -> tuple[Score, Score, float]:
    """Scores over all ends and over the inner ones, and the speed in Mchar/s."""
    every, within, seconds = Score(), Score(), 0.0
    for text, gold in documents:
        started = time.perf_counter()
        spans = list(split(text))
        seconds += time.perf_counter() - started
        ends = trimmed_ends(text, spans)
        every.add(ends, gold)
        within.add(inner(text, ends), inner(text, gold))
    return every, within, sum(len(text) for text, _ in documents) / seconds / 1e6


def installed(names: Iterable[str]) -> Iterator[tuple[str, Splitter]]:
    for name in names:
        try:
            split = SPLITTERS[name]()
        except ImportError:
            print(f"{name}: not installed, left out")
        else:
            yield name, split if name == "ours" else by_line(split)


def main() -> None:
    default = os.environ.get("SOURCING_DATA", Path(__file__).parents[2] / "shared" / "data")
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--data", type=Path, default=default, help="data folder")
    parser.add_argument("--only", nargs="+", choices=SPLITTERS, default=list(SPLITTERS))
    parser.add_argument("--json", type=Path, help="where the numbers go, too")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"no data in {options.data}: set SOURCING_DATA or --data; nothing measured")
        return
    splitters = list(installed(options.only))
    print("| data | splitter | P | R | F1 | inner P | inner R | inner F1 | Mchar/s |")
    print("|---|---|---|---|---|---|---|---|---|")
    numbers: dict[str, dict[str, Any]] = {data: {} for data in DATASETS}
    for data, read in DATASETS.items():
        documents = list(read(options.data))
        for name, split in splitters:
            every, within, speed = measure(split, documents)
            print(f"| {data} | {name} | {every} | {within} | {speed:.1f} |")
            scores = {"f1": every.f1, "inner_f1": within.f1, "mchar_per_second": speed}
            numbers[data][name] = {key: round(value, 4) for key, value in scores.items()}
    if options.json:
        options.json.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
