"""What is counted: scores, shares and classes, and any result of them as plain numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sklearn.metrics import multilabel_confusion_matrix


@dataclass(frozen=True)
class Score:
    """Things found against things that are there; scores of several articles add up."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @classmethod
    def of(cls, predicted: Collection[Any], gold: Collection[Any]) -> Score:
        """Of two sets of things that are the same when they are equal."""
        return cls(len(set(predicted) & set(gold)), len(set(predicted)), len(set(gold)))

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right, self.predicted + other.predicted, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        return ratio(self.right, self.predicted)

    @property
    def recall(self) -> float:
        return ratio(self.right, self.gold)

    @property
    def f1(self) -> float:
        return ratio(2 * self.right, self.predicted + self.gold)

    def to_dict(self) -> dict[str, Any]:
        values = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**values, "support": self.gold}


@dataclass(frozen=True)
class Share:
    """How many of so many are right."""

    right: int = 0
    support: int = 0

    @classmethod
    def of(cls, answers: Iterable[bool]) -> Share:
        answers = list(answers)
        return cls(sum(answers), len(answers))

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.support + other.support)

    @property
    def accuracy(self) -> float:
        return ratio(self.right, self.support)

    def to_dict(self) -> dict[str, Any]:
        return {"accuracy": round(self.accuracy, 4), "support": self.support}


@dataclass(frozen=True)
class Classes:
    """A choice of one class for each item: a score a class."""

    scores: Mapping[str, Score]

    @property
    def accuracy(self) -> float:
        support = sum(score.gold for score in self.scores.values())
        return ratio(sum(score.right for score in self.scores.values()), support)

    @property
    def macro_f1(self) -> float:
        """The mean F1 of all classes, those that never occur included."""
        return ratio(sum(score.f1 for score in self.scores.values()), len(self.scores))

    def to_dict(self) -> dict[str, Any]:
        return {
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "classes": {name: score.to_dict() for name, score in self.scores.items()},
        }


def classify(gold: Sequence[str], predicted: Sequence[str], classes: Iterable[str]) -> Classes:
    """Scores by class; a prediction outside of `classes` is wrong and counts for none of them."""
    names = [str(name) for name in classes]
    if not gold:
        return Classes(dict.fromkeys(names, Score()))
    answers = [[str(value) for value in values] for values in (gold, predicted)]
    matrices = multilabel_confusion_matrix(*answers, labels=names)
    return Classes(
        {
            name: Score(int(tp), int(tp + fp), int(tp + fn))
            for name, ((_, fp), (fn, tp)) in zip(names, matrices, strict=True)
        }
    )


def detected(answers: Iterable[tuple[bool, bool]]) -> Score:
    """Of (gold, predicted) answers to a question of yes or no."""
    gold, predicted = set[int](), set[int]()
    for number, (is_there, is_found) in enumerate(answers):
        gold |= {number} if is_there else set()
        predicted |= {number} if is_found else set()
    return Score.of(predicted, gold)


def ratio(part: float, whole: float) -> float:
    """A share; zero of nothing."""
    return part / whole if whole else 0.0


def parts_of(result: Any) -> dict[str, Any]:
    """The measures of a result, by name."""
    return {f.name: getattr(result, f.name) for f in fields(result)}


def plain(result: Any) -> Any:
    """A result in plain JSON types, rounded to four places."""
    if isinstance(result, int):
        return result
    if isinstance(result, Mapping):
        return {name: plain(value) for name, value in result.items()}
    if hasattr(result, "to_dict"):
        return result.to_dict()
    return plain(parts_of(result))
