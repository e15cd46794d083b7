"""The shipped model on the sample articles: floors and relations, not lucky outputs."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sourcing
from benchmarks.gate import Floors
from sourcing.article import Article, Label, Sentence
from tests.conftest import SEEDS
from tests.test_analyzer import check

# A little below what the shipped model reaches: python -m benchmarks.gate --pin raises them.
FLOORS = Floors.load().floors
LABEL_ACCURACY = FLOORS["seeds/label.accuracy"]
ATTRIBUTED_F1 = FLOORS["seeds/attributed_label.f1"]

MODEL = SEEDS.parent / "models" / "default"
NEEDED = ("config.json", "model.onnx", "tokenizer.json", "calibration.json")
MISSING = [name for name in NEEDED if not (MODEL / name).is_file()]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"models/default lacks {', '.join(MISSING)}"),
]

GOLDEN = sorted(path for path in SEEDS.glob("*.txt") if path.with_suffix(".gold.json").is_file())


@cache
def model() -> sourcing.Analyzer:
    return sourcing.load(MODEL)


@cache
def read(path: Path) -> Article:
    return model()(path.read_text(encoding="utf-8"), title=gold(path)["title"])


@cache
def gold(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_suffix(".gold.json").read_text(encoding="utf-8"))
    return found


def pairs() -> list[tuple[Label, Label]]:
    """Gold and predicted label of every gold sentence of every article."""
    return [
        (Label(sentence["label"]), _covering(read(path), sentence).label)
        for path in GOLDEN
        for sentence in gold(path)["sentences"]
    ]


def _covering(article: Article, sentence: dict[str, Any]) -> Sentence:
    """The predicted sentence that has most of a gold one."""

    def shared(s: Sentence) -> int:
        return min(s.end, sentence["end"]) - max(s.start, sentence["start"])

    return max(article.sentences, key=shared)


def test_labels() -> None:
    right = [a is b for a, b in pairs()]
    accuracy = sum(right) / len(right)
    print(f"label accuracy {accuracy:.3f} over {len(right)} sentences of {len(GOLDEN)} articles")
    assert accuracy >= LABEL_ACCURACY


def test_attributed() -> None:
    attributed = [(a is Label.ATTRIBUTED, b is Label.ATTRIBUTED) for a, b in pairs()]
    both = sum(a and b for a, b in attributed)
    f1 = 2 * both / sum(a + b for a, b in attributed)
    print(f"attributed or not: F1 {f1:.3f}")
    assert f1 >= ATTRIBUTED_F1


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_a_sample_article(path: Path) -> None:
    article = read(path)
    check(article, article.text)
    assert article.sentences[0].headline
    assert sourcing.Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article
    assert article.to_html().startswith("<!doctype html>")
    assert article._repr_html_()
    low, high = article.scores.named_share_interval
    assert 0 <= low <= article.scores.named_share <= high <= 1


def test_all_at_once_is_one_by_one() -> None:
    texts = [path.read_text(encoding="utf-8") for path in GOLDEN[:4]]
    assert list(model().pipe(texts)) == [model()(text) for text in texts]


def _share(name: str) -> float:
    return read(SEEDS / f"{name}.txt").scores.named_share


@pytest.mark.parametrize(
    ("more", "less"),
    [
        ("wire-report", "foreign-commentary"),
        ("court-report", "foreign-commentary"),
        ("wire-report", "opinion-column"),
        ("local-news", "investigation"),
    ],
)
def test_who_rests_more_on_named_sources(more: str, less: str) -> None:
    gold_more, gold_less = (_named(gold(SEEDS / f"{name}.txt")) for name in (more, less))
    assert gold_more > gold_less, "the gold labels themselves say otherwise"
    assert _share(more) > _share(less)


def _named(article: dict[str, Any]) -> float:
    """Share of the sentences that rest on a named person or organisation."""
    kinds = {"named_person", "named_org"}
    sentences = article["sentences"]
    named = [any(s["t"] in kinds for s in sentence.get("src", ())) for sentence in sentences]
    return sum(named) / len(named)


@pytest.mark.parametrize(
    ("text", "label", "hedges"),
    [
        ("The depot was hit by a presumably foreign drone on Monday.", "hedged", ["presumably"]),
        ("“The depot was presumably hit by a drone,” said Tom Hall, the mayor.", "attributed", []),
        ("The depot was hit by a drone on Monday.", "asserted", []),
    ],
)
def test_an_adverb_hedges_in_the_writers_own_voice(
    text: str, label: str, hedges: list[str]
) -> None:
    (sentence,) = model()(text).sentences
    assert (sentence.label, [h.text for h in sentence.hedges]) == (label, hedges)


def test_a_rumour_is_not_what_the_speaker_before_said() -> None:
    text = (
        "The mine is safe, Tom Hall, the manager, said. "
        "There have been rumors since May that it will close."
    )
    said, rumour = model()(text).sentences
    assert (said.label, rumour.label) == ("attributed", "hedged")
    assert not any(source.named for source in rumour.sources)
