"""What a finding is, and what a rule is: a small function, and the sentences that explain it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sourcing.article import Article


class Severity(StrEnum):
    """How much a finding matters to the house whose profile is used."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """0 for the gravest."""
        return tuple(Severity).index(self)


@dataclass(frozen=True)
class Place:
    """Where a rule found something: `text[start:end]`, and the words that its message needs."""

    start: int
    end: int
    detail: str = ""


@dataclass(frozen=True)
class Rule:
    """A check that editors make.

    `find` reads an article and changes nothing. `message` may hold `{text}`, the words at the
    place, and `{detail}`. `why` says why it matters, `fine` when it is nothing to worry about.
    """

    id: str
    find: Callable[[Article], Iterable[Place]]
    message: str
    why: str
    fine: str


@dataclass(frozen=True)
class Finding:
    """One thing that an editor would stop at: the words `document[start:end]`.

    `sentence` is the index of the sentence that they stand in; `basis` names the public rule that
    the finding stands on. A finding describes the text; it never says that anything is untrue.
    """

    document: str = field(repr=False, compare=False)
    rule: str
    start: int
    end: int
    sentence: int
    severity: Severity
    message: str
    why: str = field(repr=False)
    fine: str = field(repr=False)
    basis: str = field(repr=False)

    @property
    def text(self) -> str:
        return self.document[self.start : self.end]

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types; offsets in characters."""
        return {
            "rule": self.rule,
            "severity": str(self.severity),
            "start": self.start,
            "end": self.end,
            "sentence": self.sentence,
            "text": self.text,
            "message": self.message,
            "why": self.why,
            "fine": self.fine,
            "basis": self.basis,
        }
