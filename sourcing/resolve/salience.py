"""Whom a reader has in mind at each point of a text: the names so far, and what is known of them.

A name weighs by its place in its sentence, and half as much with every sentence that follows.
Titles and the pronouns nearby tell who is "he" or "she"; the words beside a name tell the role.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import cached_property

from sourcing.quotes import inside_quotes
from sourcing.resolve.mentions import HE
from sourcing.resolve.names import MEN, SPELLED_OUT, WOMEN, Directory, Name
from sourcing.segment import segment

NEAR = 60  # characters around a name in which its office or role is looked for
SENTENCES_BACK = 6  # how far a pronoun reaches
MOST = 50  # names that are compared for one pronoun
QUOTED = 0.1  # weight in mind, where the subject of a sentence has 1
_APPOSITION = re.compile(r",([^,;.!?\n]{1,60})")


class Scene:
    """Who a reader has in mind at each point of the text: names, where they stand, he or she."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.directory = Directory(text)
        layout = segment(text)
        self._starts = [sentence.start for sentence in layout.sentences]
        self._quoted = bytearray(len(text))
        for start, end in layout.paragraphs:
            self._quoted[start:end] = inside_quotes(text[start:end])
        self._name_starts = [name.start for name in self.directory.names]
        self.people = set(self.directory.people)

    def quoted(self, at: int) -> bool:
        """Whether the character stands inside quotation marks."""
        return bool(self._quoted[at])

    def sentence(self, at: int) -> int:
        """The number of the sentence that holds a character."""
        return bisect_right(self._starts, at) - 1

    def names_before(self, at: int) -> Iterator[Name]:
        """Names of the sentences up to `at`, latest first."""
        first = self._starts[max(0, self.sentence(at) - SENTENCES_BACK)] if self._starts else 0
        low = bisect_left(self._name_starts, first)
        high = bisect_left(self._name_starts, at)
        yield from self.directory.names[max(low, high - MOST) : high][::-1]

    def weight(self, name: Name) -> float:
        """Lappin and Leass (1994), in short: subjects before others, the quoted last."""
        if self.quoted(name.start):
            return QUOTED
        if name.possessive:
            return 0.3
        return 1.0 if _opens_sentence(self.text, name.start) else 0.4

    def persons_before(self, at: int) -> dict[str, float]:
        """Full names of persons -> how much they are in mind, halved with every sentence."""
        weights: dict[str, float] = {}
        here = self.sentence(at)
        for name in self.names_before(at):
            full = self.directory.fullest(name.text)
            if full.lower() in self.people:
                faded = self.weight(name) * 0.5 ** (here - self.sentence(name.start))
                weights[full] = weights.get(full, 0.0) + faded
        return weights

    @cached_property
    def genders(self) -> dict[str, str]:
        """Full name, in lower case -> "he" or "she", as titles and the pronouns nearby have it."""
        votes: dict[str, Counter[str]] = {}
        for name in self.directory.names:
            title = name.title.strip(".").lower()
            if title in MEN | WOMEN:
                full = self.directory.fullest(name.text).lower()
                votes.setdefault(full, Counter())["he" if title in MEN else "she"] += 3
        for match in re.finditer(r"\b(?:he|his|him|she|her)\b", self.text, re.IGNORECASE):
            person = self._foremost(match.start())
            if person is not None:
                kind = "he" if match.group().lower() in HE else "she"
                votes.setdefault(person.lower(), Counter())[kind] += 1
        return {
            full: kind
            for full, counts in votes.items()
            for kind, count in counts.most_common(1)
            if count > 2 * (counts.total() - count) and count > 1
        }

    def _foremost(self, at: int) -> str | None:
        """The person most in mind; nobody inside a quotation, where "he" may be anybody."""
        weights = {} if self.quoted(at) else self.persons_before(at)
        return max(weights, key=lambda full: weights[full], default=None)

    def beside(self, name: Name) -> set[str]:
        """The three words before a name, its title, and the apposition after it."""
        lead = self.text[max(0, name.start - NEAR) : name.start]
        before = re.split(r"[,;:!?\n]|\w{4,}\. ", lead)
        apposition = _APPOSITION.match(self.text, name.end)
        after = apposition[1] if apposition else ""
        near = " ".join(before[-1].split()[-3:])
        words = set(re.findall(r"\w+", f"{near} {name.title} {after}".lower()))
        return words | {full for w in words for full in SPELLED_OUT.get(w, "").split()}


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a name stands at the head of its sentence, titles before it aside."""
    before = text[max(0, start - 25) : start]
    lead = re.split(r"[.!?\n”\"]\s*", before)[-1]
    return not re.search(r"\b[a-z]{2,}\b", lead)
