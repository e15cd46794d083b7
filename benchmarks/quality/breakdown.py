"""The table by genre and outlet, so that nobody compares outlets on a model that fails one.

A group of fewer than `ENOUGH` sentences says little, and is marked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.quality.corpora import Reader
from sourcing.training.data import first_annotations, rows
from sourcing.training.evaluate.annotations import evaluate_annotations
from sourcing.training.evaluate.counters import Score, Share
from sourcing.training.evaluate.markkula import evaluate_markkula
from sourcing.training.evaluate.matching import Row, neutral_sentences
from sourcing.training.evaluate.polnear import evaluate_polnear

ENOUGH = 100

GENRES = {
    "basil": "US politics, three outlets",
    "gum": "Wikinews",
    "newsdiscourse": "agencies and a daily",
    "polnear": "US election campaign",
    "ptc": "partisan sites",
    "webis": "editorials and commentary",
    "fakehealth": "health",
}
"""What the articles of each corpus behind `sourcing.*` are."""

AGENCIES = ("nyt", "reuters", "xinhua")


@dataclass(frozen=True)
class Group:
    """The articles of one genre or outlet. A measure that their data does not have is None."""

    data: str
    name: str
    articles: int
    sentences: int
    attributed: Score
    label: Share | None = None
    source_type: Share | None = None

    @property
    def enough(self) -> bool:
        return self.sentences >= ENOUGH

    def to_dict(self) -> dict[str, Any]:
        return {
            "data": self.data,
            "group": self.name,
            "articles": self.articles,
            "sentences": self.sentences,
            "attributed_f1": round(self.attributed.f1, 4),
            "label_accuracy": _rounded(self.label),
            "type_accuracy": _rounded(self.source_type),
            "enough": self.enough,
        }


def groups(reader: Reader, folder: Path) -> Iterator[Group]:
    """By genre and outlet on `sourcing.dev`, by outlet on `polnear.dev` and `markkula.dev`."""
    records: Sequence[Row] = rows(folder, "sourcing.dev")
    for key in (genre, outlet):
        yield from _grouped(records, key, lambda name, some: annotated(reader, name, some))
    records = first_annotations(rows(folder, "polnear.dev"))
    yield from _grouped(
        records, lambda row: row["publisher"], lambda name, some: polnear(reader, name, some)
    )
    records = rows(folder, "markkula.dev")
    yield from _grouped(records, publisher, lambda name, some: markkula(reader, name, some))


def genre(row: Row) -> str:
    """What kind of articles a row of `sourcing.*` is one of."""
    return f"{row['corpus']}: {GENRES.get(row['corpus'], 'other')}"


def outlet(row: Row) -> str:
    """Corpus and outlet; where no outlet is stated, the agency that the id names."""
    stated = str(row["outlet"]).lower()
    named = (name for name in AGENCIES if name in row["id"].lower())
    return f"{row['corpus']} / {stated if stated != '?' else next(named, 'not stated')}"


def publisher(row: Row) -> str:
    """Markkula states it in a line of the text's head."""
    stated = re.search(r"^Publisher:[ \t]*(\S.*?)\s*$", row["text"], re.MULTILINE)
    return stated[1] if stated else "not stated"


def annotated(reader: Reader, name: str, records: Sequence[Row]) -> Group:
    found = evaluate_annotations(reader.article, records)
    right = sum(score.right for score in found.label.scores.values())
    label = Share(right, found.sentences)
    types = found.source_type_first_found
    return Group(
        "sourcing.dev", name, found.articles, found.sentences, found.attributed, label, types
    )


def polnear(reader: Reader, name: str, records: Sequence[Row]) -> Group:
    """Attributed: the sentence has reported content."""
    found = evaluate_polnear(reader.article, records)
    sentences = sum(len(list(neutral_sentences(row["text"]))) for row in records)
    return Group("polnear.dev", name, found.articles, sentences, found.sentence_content)


def markkula(reader: Reader, name: str, records: Sequence[Row]) -> Group:
    """Attributed: the sentence is sourced."""
    found = evaluate_markkula(reader.article, records)
    types = found.source_type_found
    return Group(
        "markkula.dev", name, found.articles, found.sentences, found.sourced, source_type=types
    )


def _grouped(
    records: Iterable[Row],
    key: Callable[[Row], str],
    measure: Callable[[str, Sequence[Row]], Group],
) -> Iterator[Group]:
    parts: dict[str, list[Row]] = {}
    for record in records:
        parts.setdefault(key(record), []).append(record)
    for name, some in sorted(parts.items()):
        yield measure(name, some)


def _rounded(part: Share | None) -> float | None:
    return None if part is None or not part.support else round(part.accuracy, 4)
