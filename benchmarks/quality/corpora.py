"""Which measures there are: for each data set, how one unit of it is read, and what to look up."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.quality import weasel
from benchmarks.quality.figures import Figure, Measure, counts_of, f1, figure
from sourcing.analyzer import Analyzer
from sourcing.article import Article, AttributionKind, ContentKind, Label, SourceType
from sourcing.training.data import first_annotations, held_back, rows
from sourcing.training.evaluate.annotations import evaluate_annotations
from sourcing.training.evaluate.decoding import Decoded, decoded
from sourcing.training.evaluate.markkula import evaluate_markkula
from sourcing.training.evaluate.matching import Row
from sourcing.training.evaluate.newsdiscourse import evaluate_newsdiscourse
from sourcing.training.evaluate.opinions import evaluate_babe, evaluate_checkthat
from sourcing.training.evaluate.polnear import evaluate_polnear
from sourcing.training.evaluate.source_types import evaluate_source_types
from sourcing.training.evaluate.wikiweasel import evaluate_wikiweasel

SEEDS = Path(__file__).parents[2] / "seeds"


class Reader:
    """An analyzer that reads each text once, however many measures ask for it."""

    def __init__(self, analyzer: Analyzer) -> None:
        self.article: Callable[[str], Article] = cache(analyzer)
        self.titled = lambda title: lambda text: analyzer(text, title=title)
        self.decode: Callable[[str], Decoded] = lambda text: next(decoded(analyzer, [text]))


@dataclass(frozen=True)
class Corpus:
    """A data set: its files, one unit of it through the analyzer, and what to look up.

    `units` makes articles out of rows where a row is not one.
    """

    name: str
    files: tuple[str, ...]
    read: Callable[[Reader, Row], Any]
    measures: tuple[Measure, ...]
    unit: str = "articles"
    units: Callable[[Iterable[Row]], Sequence[Row]] = list

    def records(self, folder: Path) -> Sequence[Row]:
        return self.units([row for file in self.files for row in rows(folder, file)])

    def figures(self, reader: Reader, records: Sequence[Row]) -> Iterator[Figure]:
        """All measures, over the results of each unit."""
        results = [self.read(reader, record) for record in records]
        for measure in self.measures:
            yield figure(self.name, measure, results, self.unit)


# ── Measures ────────────────────────────────────────────────────────────────────────────────

ANNOTATIONS = (
    Measure("label.macro_f1", "the four labels, macro-F1"),
    Measure("label.accuracy", "the four labels, accuracy"),
    *(Measure(f"label.{kind}.f1", f"label `{kind}`, F1") for kind in Label),
    Measure("attributed.f1", "attributed or not, F1"),
    Measure("attribution.macro_f1", "kind of attribution, macro-F1"),
    Measure("attribution.accuracy", "kind of attribution, accuracy"),
    *(Measure(f"attribution.{kind}.f1", f"attribution `{kind}`, F1") for kind in AttributionKind),
    Measure("content.macro_f1", "kind of content, macro-F1"),
    Measure("content.accuracy", "kind of content, accuracy"),
    *(Measure(f"content.{kind}.f1", f"content `{kind}`, F1") for kind in ContentKind),
    Measure("hedged.f1", "hedge present, F1"),
    Measure("hedge_spans.f1", "hedge spans, strict F1"),
    Measure("loaded.f1", "loaded word present, F1"),
    Measure("loaded_spans.f1", "loaded spans, strict F1"),
    Measure("source_type_first_found.accuracy", "source type, accuracy on sentences found"),
    Measure("source_type_any_found.accuracy", "type of any source, accuracy on sentences found"),
    Measure("source_name.accuracy", "source name, accuracy on all attributed sentences"),
    Measure("source_name_found.accuracy", "source name, accuracy on sentences found"),
    Measure("named_share.mean_absolute_error", "`named_share`, mean absolute error", better=-1),
    Measure("named_share.mean_signed_error", "`named_share`, mean signed error", better=0),
    Measure("named_share.coverage", "`named_share`, gold inside the 90 % interval"),
)
SOURCE_TYPES = tuple(
    Measure(f"{of}.{kind}.accuracy", f"first source `{kind}`, {title}")
    for of, title in (("of_all", "found and typed"), ("of_found", "typed, of those found"))
    for kind in SourceType
)
POLNEAR = (
    *(Measure(f"{kind}.f1", f"{kind} spans, strict F1") for kind in ("source", "cue", "content")),
    Measure("sentence_content.f1", "sentence has reported content, F1"),
    Measure("cue_source_links.accuracy", "cue and source joined, both found"),
    Measure("content_cue_links.accuracy", "content and cue joined, both found"),
)
MARKKULA = (
    Measure("sourced.f1", "sentence is sourced, F1"),
    Measure("source_type_found.accuracy", "source type, accuracy on sentences found"),
    Measure("source_type.accuracy", "source type, accuracy on all sourced sentences"),
    Measure("source_name_found.accuracy", "source name, accuracy on sentences found"),
    Measure("source_name.accuracy", "source name, accuracy on all sourced sentences"),
)
WIKIWEASEL = (
    Measure("cue.f1", "hedge cues, strict F1"),
    Measure("sentence.f1", "sentence has a hedge cue, F1"),
)
SUBJECTIVE = (Measure("subjective.macro_f1", "opinion or fact, macro-F1, zero-shot"),)
BIASED = (
    Measure("biased.macro_f1", "loaded language, macro-F1, zero-shot"),
    Measure("words.f1", "loaded words, F1, zero-shot"),
)
SPEECH = (Measure("speech.recall", "human speech found, recall, zero-shot"),)
WEASEL = Measure("weasel.f1", "weasel sentences, F1, cross-validated")
WEASEL_HELD_BACK = Measure("weasel_held_back.f1", "the same, in the held-back documents")
SEED_MEASURES = (
    Measure("label.accuracy", "the four labels, accuracy"),
    Measure("attributed_label.f1", "label `attributed`, F1"),
    Measure("attributed.f1", "attributed or not, F1"),
    Measure("source_type_first_found.accuracy", "source type, accuracy on sentences found"),
)


# ── Data sets ───────────────────────────────────────────────────────────────────────────────


def agreed(records: Iterable[Row]) -> list[Row]:
    """BABE: rows on which the raters agreed."""
    return [record for record in records if record["bias"] in ("Biased", "Non-biased")]


def held_back_documents(records: Iterable[Row]) -> list[Row]:
    return [record for record in records if held_back(record["id"])]


NEWS = (
    Corpus(
        "sourcing.dev",
        ("sourcing.dev",),
        lambda reader, row: evaluate_annotations(reader.article, [row]),
        ANNOTATIONS,
    ),
    Corpus(
        "sourcing.dev",
        ("sourcing.dev",),
        lambda reader, row: evaluate_source_types(reader.article, [row]),
        SOURCE_TYPES,
    ),
    Corpus(
        "polnear.dev",
        ("polnear.dev",),
        lambda reader, row: evaluate_polnear(reader.article, [row]),
        POLNEAR,
        units=first_annotations,
    ),
    Corpus(
        "markkula.dev",
        ("markkula.dev",),
        lambda reader, row: evaluate_markkula(reader.article, [row]),
        MARKKULA,
    ),
)

OTHERS = (
    Corpus(
        "wikiweasel.held_back",
        ("wikiweasel.train",),
        lambda reader, row: evaluate_wikiweasel(reader.decode, [row]),
        WIKIWEASEL,
        unit="documents",
        units=held_back_documents,
    ),
    Corpus(
        "checkthat.train+dev",
        ("checkthat.train", "checkthat.dev"),
        lambda reader, row: evaluate_checkthat(reader.article, [row]),
        SUBJECTIVE,
        unit="sentences",
    ),
    Corpus(
        "checkthat.test2024",
        ("checkthat.test2024",),
        lambda reader, row: evaluate_checkthat(reader.article, [row]),
        SUBJECTIVE,
        unit="sentences",
    ),
    Corpus(
        "babe",
        ("babe",),
        lambda reader, row: evaluate_babe(reader.article, [row]),
        BIASED,
        unit="sentences",
        units=agreed,
    ),
    Corpus(
        "newsdiscourse.validation",
        ("newsdiscourse.validation",),
        lambda reader, row: evaluate_newsdiscourse(reader.article, [row]),
        SPEECH,
    ),
)

SEED_CORPUS = Corpus(
    "seeds",
    (),
    lambda reader, row: evaluate_annotations(reader.titled(row["title"]), [row]),
    SEED_MEASURES,
)

WEASEL_FILES = ("conll2010wiki.train", "wikiweasel.train")


def seeds(folder: Path = SEEDS) -> list[Row]:
    """The sample articles with their gold, in the form of `sourcing.*`."""
    found = []
    for path in sorted(folder.glob("*.gold.json")):
        text = path.with_name(path.name.replace(".gold.json", ".txt")).read_text(encoding="utf-8")
        found.append({**json.loads(path.read_text(encoding="utf-8")), "text": text})
    return found


def weasel_figures(reader: Reader, folder: Path) -> Iterator[Figure]:
    """CoNLL-2010: all sentences, and those of WikiWeasel documents held back from training."""
    records = rows(folder, "conll2010wiki.train")
    texts = [record["text"] for record in records]
    summaries = np.array([weasel.summary(reader.decode(text)[1].rows) for text in texts])
    gold = np.array([record["weasel"] for record in records])
    scores = weasel.cross_validated(texts, summaries, gold)
    unseen = _held_back_sentences(folder)
    parts = {
        WEASEL: scores,
        WEASEL_HELD_BACK: [s for s, t in zip(scores, texts, strict=True) if t.strip() in unseen],
    }
    for measure, some in parts.items():
        counts = np.array([counts_of(score) for score in some], np.float64)
        id = f"conll2010wiki.train/{measure.path}"
        yield Figure(id, measure.title, counts.reshape(-1, 3), f1, "sentences")


def _held_back_sentences(folder: Path) -> set[str]:
    documents = held_back_documents(rows(folder, "wikiweasel.train"))
    return {s["text"].strip() for document in documents for s in document["sentences"]}


def files_of(corpora: Iterable[Corpus]) -> Mapping[str, None]:
    """The data files of corpora, each once, in order."""
    return dict.fromkeys(file for corpus in corpora for file in corpus.files)
