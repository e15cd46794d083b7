"""Sentences of CheckThat (subjective or not) and BABE (biased or not, and by which words).

Zero-shot: no part of either corpus is trained on, and nothing is tuned on it. CheckThat calls a
sentence subjective when the writer's own voice is; here, when it is not attributed and is an
opinion or has a loaded word. BABE asks the raters about loaded language, whoever utters it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sourcing.article import Article, ContentKind, Sentence
from sourcing.label import SPOKEN
from sourcing.training.evaluate.counters import Classes, Score
from sourcing.training.evaluate.matching import Analyzer, Row, normalised


@dataclass(frozen=True)
class CheckthatResults:
    """Each row is one sentence, read by itself."""

    sentences: int
    subjective: Classes


@dataclass(frozen=True)
class BabeResults:
    """Rows on which the raters agreed. `words`: distinct words of a row, against `biased_words`."""

    sentences: int
    biased: Classes
    words: Score


def evaluate_checkthat(analyzer: Analyzer, records: Iterable[Row]) -> CheckthatResults:
    """Measure on rows of `checkthat.*`."""
    answers = [(r["label"] == "SUBJ", is_subjective(analyzer(r["text"]))) for r in records]
    return CheckthatResults(len(answers), _yes_or_no(answers, "subjective", "objective"))


def evaluate_babe(analyzer: Analyzer, records: Iterable[Row]) -> BabeResults:
    """Measure on rows of `babe`."""
    read = [(r, analyzer(r["text"])) for r in records if r["bias"] in ("Biased", "Non-biased")]
    answers = [(r["bias"] == "Biased", is_biased(article)) for r, article in read]
    found = (Score.of(_loaded(article), _words(r["biased_words"])) for r, article in read)
    return BabeResults(
        len(read), _yes_or_no(answers, "biased", "unbiased"), sum(found, start=Score())
    )


def is_subjective(article: Article) -> bool:
    """Whether the writer's own voice judges somewhere in it."""
    return any(s.attribution not in SPOKEN and _judges(s) for s in article.sentences)


def is_biased(article: Article) -> bool:
    """Whether anything in it judges, whoever says it."""
    return any(map(_judges, article.sentences))


def _judges(sentence: Sentence) -> bool:
    return sentence.content is ContentKind.OPINION or bool(sentence.loaded)


def _loaded(article: Article) -> set[str]:
    return _words(span.text for sentence in article.sentences for span in sentence.loaded)


def _words(phrases: Iterable[str]) -> set[str]:
    return {word for phrase in phrases for word in normalised(phrase)}


def _yes_or_no(answers: list[tuple[bool, bool]], yes: str, no: str) -> Classes:
    """Both classes of (gold, predicted) answers."""

    def score(of: Callable[[bool], bool]) -> Score:
        chosen = [(of(gold), of(predicted)) for gold, predicted in answers]
        right = sum(gold and predicted for gold, predicted in chosen)
        return Score(right, sum(p for _, p in chosen), sum(g for g, _ in chosen))

    return Classes({yes: score(bool), no: score(lambda answer: not answer)})
