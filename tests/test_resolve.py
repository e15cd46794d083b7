"""The learned part of the resolver: descriptions, candidates, rows, and the scorer's training."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from sourcing.article import SourceType, Span
from sourcing.resolve.candidates import Cast, whole_names
from sourcing.resolve.features import Rater
from sourcing.resolve.mentions import TYPES, Mention
from sourcing.resolve.phrases import Phrases
from sourcing.resolve.scorer import Scorer, shipped
from sourcing.resolve.sources import choose, resolve


def mention(text: str, words: str, kind: SourceType) -> Mention:
    start = text.index(words)
    scores = np.zeros(len(TYPES), np.float32)
    scores[TYPES.index(kind)] = 8
    return Mention(Span(text, start, start + len(words)), scores)


@pytest.mark.parametrize(
    ("text", "noun", "phrases"),
    [
        ("It was in a new study.", "study", ["a new study"]),
        ("A study of 90 ports, they said.", "study", ["A study of 90 ports"]),
        ("A study released by the port shows it.", "study", ["A study released by the port"]),
        ("A study on Monday was late.", "study", ["A study"]),
        ("officials in Reed said so", "official", ["officials in Reed"]),
        ("The studies. A study", "study", ["A study"]),
        ("nothing here", "study", []),
    ],
)
def test_phrases(text: str, noun: str, phrases: list[str]) -> None:
    found = Phrases(text).of(noun)
    assert [phrase.text for phrase in found] == phrases
    assert all(text[p.start :].startswith(p.text) for p in found)
    assert all(text[p.noun :].lower().startswith(noun) for p in found)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("The Food and Dock Office", {"Food and Dock Office"}),
        ("the Office for Docks", {"Office for Docks"}),
        ("Port News and Harbour Watch", set()),
        ("the Port Office and the Dock Office", set()),
        ("Pentagon", set()),
        ("the city", set()),
    ],
)
def test_whole_names(words: str, names: set[str]) -> None:
    assert whole_names(words) == names


TEXT = "Tom Hall met Ida Holm. The Port Office of Reed was shut. He said so, and it denied it."


@pytest.mark.parametrize(
    ("words", "kind", "names"),
    [
        ("He", SourceType.NAMED_PERSON, {"Tom Hall", "Ida Holm"}),
        ("it", SourceType.NAMED_ORG, {"Port Office of Reed"}),
    ],
)
def test_candidates(words: str, kind: SourceType, names: set[str]) -> None:
    said = mention(TEXT, f"{words} ", kind)
    said = Mention(Span(TEXT, said.span.start, said.span.start + len(words)), said.scores)
    candidates = Cast(TEXT, [said]).of(said)
    assert names <= {candidate.name for candidate in candidates}
    assert candidates[-1].name == words


def test_rows_fit_the_shipped_weights() -> None:
    said = mention(TEXT, "He", SourceType.NAMED_PERSON)
    cast = Cast(TEXT, [said])
    candidates = cast.of(said)
    rows = Rater(cast, said, candidates[-1]).rows(candidates)
    assert rows.shape == (len(candidates), len(shipped().first))
    assert np.isfinite(rows).all()
    assert shipped()(rows).shape == (len(candidates),)


def test_the_choice_decides() -> None:
    said = [mention(TEXT, "He", SourceType.NAMED_PERSON)]
    first = choose(TEXT, said, lambda _mention, _candidates, _rows: 0)
    last = choose(TEXT, said, lambda _mention, candidates, _rows: len(candidates) - 1)
    (start,) = first
    assert first[start].name != "He"
    assert last[start].name == "He"


@pytest.mark.parametrize(
    ("text", "words", "kind", "name"),
    [
        ("Ida Holm lost. Her campaign sued.", "Her campaign", "named_org", "Ida Holm’s campaign"),
        ("Mrs. Ida Holm lost, his aides said.", "his aides", "org_official", "his aides"),
        ("Ida Holm lost. Their lawyer sued.", "Their lawyer", "org_official", "Their lawyer"),
        ("It rained. His lawyer sued.", "His lawyer", "org_official", "His lawyer"),
    ],
)
def test_what_is_owned(text: str, words: str, kind: str, name: str) -> None:
    said = mention(text, words, SourceType(kind))
    (source,) = resolve(text, [said]).values()
    assert source.name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("A smuggler, whom the U.S. has named, was freed.", "the U.S."),
        ("A smuggler, whom the Port Office has named, was freed.", "the Port Office"),
        ("A smuggler, whom the council has named, was freed.", "the council"),
    ],
)
def test_half_a_mention_is_made_whole(text: str, name: str) -> None:
    (source,) = resolve(text, [mention(text, "the", SourceType.NAMED_ORG)]).values()
    assert source.name.removeprefix("the ") == name.removeprefix("the ")


def test_the_scorer() -> None:
    scorer = Scorer(
        np.array([[1, -1]], np.float32), np.zeros(2, np.float32), np.array([1, 2], np.float32)
    )
    assert scorer(np.array([[3], [-3]], np.float32)).tolist() == [3, 6]


def test_training_finds_what_tells(tmp_path: Path) -> None:
    resolver = pytest.importorskip("sourcing.training.resolver")
    random = np.random.default_rng(0)
    asked = []
    for _ in range(300):
        rows = random.normal(size=(5, 3)).astype(np.float32)
        asked.append(resolver.Question(rows, rows[:, 1] == rows[:, 1].max()))
    scorer = resolver.fit(asked)
    assert resolver.accuracy(scorer, asked) > 0.9
    resolver.save(scorer, tmp_path / "weights.json")
    saved = json.loads((tmp_path / "weights.json").read_text())
    assert np.allclose(saved["first"], scorer.first, atol=1e-4)
