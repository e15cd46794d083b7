"""What speaks for and against a candidate: one row of numbers for each mention and candidate.

What a mention is and what a candidate is stands in every row beside how they fit: the scorer
learns which kind of evidence counts for which kind of mention.
"""

from __future__ import annotations

import re
from math import log1p

import numpy as np
import numpy.typing as npt

from sourcing.resolve.candidates import Candidate, Cast, Kind
from sourcing.resolve.mentions import (
    DETERMINER,
    DOCUMENT,
    FIRST,
    HE,
    NEUTER,
    ORGANISATION,
    PERSON,
    PLURAL,
    PREPOSITION,
    RELATIVE,
    SHE,
    Entity,
    Mention,
    softmax,
)

_DEFINITE = re.compile(r"(?:the|this|that|these|those)\s", re.I)
_INDEFINITE = re.compile(r"(?:an?|one|some|several|many|most|two|three|other|another)\b", re.I)
_OWNED = re.compile(r"(?:his|her|its|their)\s|[^,;(]*\w['’]s?\s", re.I)
_JOINED = re.compile(r"\s(?:and|or)\s", re.I)
_CLOSES = re.compile(rf"(?:['’]s?)?\s*(?:$|[,;:()–—-]|{PREPOSITION}\b)")
_LED = re.compile(rf"(?:^|\s){PREPOSITION}\s[^,;:)]*$")
_ARTICLE = re.compile(r"(?:^|\s)(?:the|a|an)\s$", re.I)
_SURVEYED = re.compile(
    r"\d|percent|%|\b(?:respondents|those|polled|surveyed|majority|third|half)\b"
)
_MAN = re.compile(r"(?:[a-z]|\b)man\b|\b(?:father|brother|son|husband|king|Mr)\b")
_WOMAN = re.compile(r"woman\b|\b(?:mother|sister|daughter|wife|queen|Mrs|Ms)\b")
_NOBODY = [0.0] * 8
_FAR = 10  # sentences, beyond which distance no longer counts

Row = list[float]


class Rater:
    """The rows of one mention's candidates."""

    def __init__(self, cast: Cast, mention: Mention, own: Candidate) -> None:
        self.own = own  # the mention in its own words
        self.cast, self.mention = cast, mention
        self.scene, self.text = cast.scene, cast.text
        self.start, self.end = mention.span.start, mention.span.end
        self.sentence = self.scene.sentence(self.start)
        self.likely = mention.likely
        self.words = mention.telling
        self.head = mention.head
        self.man = mention.pronoun in HE or bool(_MAN.search(mention.words))
        self.woman = mention.pronoun in SHE or bool(_WOMAN.search(mention.words))
        bare = mention.bare
        short = DETERMINER.sub("", bare).replace(".", "")
        self.letters = short if short.isupper() and 1 < len(short) < 7 else ""
        self.about = self._mention()
        self.latest: dict[Candidate, tuple[int, int]] = {}
        for back, (said, candidate) in enumerate(cast.spoken[-40:][::-1]):
            if candidate not in self.latest:
                gone = self.sentence - self.scene.sentence(said.span.start)
                self.latest[candidate] = back, gone

    def rows(self, candidates: list[Candidate]) -> npt.NDArray[np.float32]:
        """(candidates, features)"""
        minds = [self._in_mind(c) for c in candidates]
        most = max(minds) or 1.0
        ranks = sorted((c.starts[n - 1] if (n := c.before(self.start)) else -1) for c in candidates)
        rows = []
        for candidate, mind in zip(candidates, minds, strict=True):
            rows.append(
                self.about
                + self._candidate(candidate)
                + [log1p(mind), mind / most, float(mind == most)]
                + self._distance(candidate, ranks)
                + self._speaker(candidate)
                + self._inside(candidate)
                + self._likeness(candidate)
            )
        return np.asarray(rows, np.float32)

    def _mention(self) -> Row:
        words, pronoun = self.mention.words, self.mention.pronoun
        kinds = (HE, SHE, PLURAL, NEUTER, RELATIVE, FIRST)
        return [
            *(float(pronoun in kind) for kind in kinds),
            float(bool(_DEFINITE.match(words))),
            float(bool(_INDEFINITE.match(words))),
            float(bool(_OWNED.match(words))),
            float(pronoun is None and words.islower()),
            float(bool(re.search(r"[A-Z]", words[1:]))),
            float(bool(_JOINED.search(words))),
            float(bool(_SURVEYED.search(words))),
            float(self.man),
            float(self.woman),
            float(self._new_paragraph()),
            float(self.head.endswith("s")),
            min(len(words.split()), 10) / 10,
            float(self.scene.quoted(self.start)),
            *(float(p) for p in self.likely),
        ]

    def _candidate(self, c: Candidate) -> Row:
        entity = c.entity
        prior = float(self.likely[PERSON if c.person else ORGANISATION])
        return [
            *c.looks,
            prior if c.kind is Kind.NAME else 0.0,
            len(c.places) / self.cast.most,
            float(c is self.own),
            *(self._entity(entity) if entity else _NOBODY),
        ]

    def _entity(self, entity: Entity) -> Row:
        called = entity.pronouns
        he, she = bool(called & HE), bool(called & SHE)
        return [
            1.0,
            log1p(len(entity.mentions)),
            float(self.likely @ softmax(entity.scores)),
            *(float(entity.type == kind) for kind in (PERSON, ORGANISATION, DOCUMENT)),
            float((self.man and he) or (self.woman and she)),
            float((self.man and she) or (self.woman and he)),
        ]

    def _new_paragraph(self) -> bool:
        """Whether the paragraph of the mention begins with its sentence."""
        said = self.cast.spoken[-1][0].span.start if self.cast.spoken else 0
        return "\n" in self.text[said : self.start]

    def _in_mind(self, c: Candidate) -> float:
        high = c.before(self.start)
        total = 0.0
        for place in c.places[max(0, high - 12) : high]:
            back = self.sentence - place.sentence
            if back <= _FAR:
                total += place.weight * 0.5**back
        return total

    def _distance(self, c: Candidate, ranks: list[int]) -> Row:
        n = c.before(self.start)
        if not n:
            after = c.places[0].sentence - self.sentence if c.places else _FAR
            return [0.0, 1.0, 0.0, 0.0, 0.0, 0.0, min(max(after, 0), _FAR) / _FAR, 1.0]
        last = c.places[n - 1]
        back = self.sentence - last.sentence
        rank = len(ranks) - 1 - ranks.index(last.start)
        return [
            1.0,
            min(back, _FAR) / _FAR,
            float(back == 0),
            float(back == 1),
            1 / (1 + rank),
            last.weight,
            0.0,
            min(log1p(max(0, self.start - last.end)) / 8, 1.0),
        ]

    def _speaker(self, c: Candidate) -> Row:
        back, gone = self.latest.get(c, (99, 99))
        return [1 / (1 + back), float(back == 0), 0.5**gone, float(gone == 0), float(gone == 1)]

    def _inside(self, c: Candidate) -> Row:
        """Whether the mention holds the name, and where in it."""
        n = c.before(self.start)
        place = next((p for p in c.places[n : n + 4] if p.start < self.end), None)
        if place is None or (c is self.own and c.kind is Kind.OWN):
            follows = n < len(c.places) and 0 <= c.places[n].start - self.end <= 3
            return [0.0] * 9 + [float(follows)]
        before = self.text[self.start : place.start]
        name = place.name
        return [
            1.0,
            float(not before),
            float(bool(_CLOSES.match(self.text[place.end : self.end]))),
            float(bool(_LED.search(before))),
            float("," in before),
            float(before.count("(") > before.count(")")),
            float(bool(name and name.title)),
            float(bool(re.match(r"['’]s?\b", self.text[place.end : place.end + 3]))),
            float(bool(_ARTICLE.search(before))),
            (self.end - place.end) / max(1, self.end - self.start),
        ]

    def _likeness(self, c: Candidate) -> Row:
        shared = len(self.words & c.words)
        mine, theirs = len(self.words) or 1, len(c.words) or 1
        roles = sum(word in c.roles for word in self.words)
        gender = self.scene.genders.get(c.name.lower()) if c.person else None
        wanted = "he" if self.man else "she" if self.woman else None
        initials = bool(self.letters) and c.initials.startswith(self.letters)
        return [
            shared / mine,
            shared / theirs,
            float(self.head in c.words),
            float(c.name.lower().endswith(self.head)),
            float(self.head in c.roles),
            roles / mine,
            min(roles, 3) / 3,
            log1p(c.roles.get(self.head, 0)),
            float(bool(gender) and gender == wanted),
            float(bool(gender and wanted) and gender != wanted),
            float(initials),
            len(c.words) / 10,
            float(shared == mine and theirs > mine),
        ]
