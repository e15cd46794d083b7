"""Who and what a mention may stand for: the names of the text, its descriptions, earlier sources.

A candidate is one person, organisation or description with all places where the text has it. A
mention that has no other candidate stands for itself, in its own words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from math import log1p

from sourcing.resolve.mentions import (
    DETERMINER,
    FIRST,
    HE,
    NAMED,
    ORGANISATION,
    PERSON,
    PREPOSITION,
    RELATIVE,
    SHE,
    Entity,
    Mention,
    bare_words,
    forms_of,
    words_of,
)
from sourcing.resolve.names import Name, names_in
from sourcing.resolve.phrases import Phrase, Phrases
from sourcing.resolve.salience import Scene

RECENT, FREQUENT, SPOKEN, DESCRIBED = 8, 4, 6, 5  # candidates of each kind for one mention
MOST_BEFORE = 7  # words of a role before a name
DOUBT = 0.05  # a type to which the network gives less than this is contradicted
DESCRIPTION, MENTION = 0.4, 1.0  # weights in mind, beside those of names
_TRUNCATED = frozenset("the a an some many several most other recent".split())  # half a mention
_CAPITAL = r"(?:(?:[A-Z]\.){2,}|[A-Z][\w’'-]*)"
_PHRASE = re.compile(rf"\w+ (?:{_CAPITAL}(?: {_CAPITAL})*|[\w’'-]+)")
_INDEFINITE = re.compile(r"(?:an?|one|some|several|many|most|two|three|other|another)\b", re.I)
_INDEFINITE_ONE = re.compile(r"an?\s", re.I)
_BEFORE_WHO = re.compile(
    r"(?:^|[.,;:]|\b(?:of|to|by|from|with|for|in|on|at|that|as|among|said|told|says)) "
    r"((?:[\w’'-]+ ){0,4}[\w’'-]+),? $"
)


class Kind(IntEnum):
    NAME, PHRASE, OWN = range(3)


@dataclass(frozen=True)
class Place:
    """Where a candidate stands: characters start:end, its sentence, how much it is in mind."""

    start: int
    end: int
    sentence: int
    weight: float
    name: Name | None = None


@dataclass(eq=False)
class Candidate:
    """One that a mention may stand for; `entity` once a mention does."""

    name: str
    kind: Kind
    places: list[Place] = field(default_factory=list)
    person: bool = False
    roles: dict[str, int] = field(default_factory=dict)  # word beside the name -> times
    entity: Entity | None = None

    @cached_property
    def starts(self) -> list[int]:
        return [place.start for place in self.places]

    @cached_property
    def words(self) -> frozenset[str]:
        return words_of(self.name)

    @cached_property
    def initials(self) -> str:
        return "".join(w[0] for w in re.findall(r"\w+", self.name) if w[0].isupper())

    @cached_property
    def looks(self) -> list[float]:
        """What its words alone show: features of every row."""
        name = self.name
        return [
            *(float(self.kind is kind) for kind in Kind),
            float(self.person),
            min(len(name.split()), 10) / 10,
            float(name.isupper()),
            log1p(len(self.places)),
            float(name[:1].islower() or name.lower().startswith(("the ", "a ", "an "))),
            float(bool(_INDEFINITE.match(name))),
            float(bool(re.search(r"[A-Z]", name[1:]))),
            float(bool(re.search(r"\d|percent|%", name))),
            float(bool(self.places) and self.places[0].sentence < 3),
        ]

    def before(self, at: int) -> int:
        """How many of its places lie before a character."""
        return bisect_left(self.starts, at)


_CLOSES = re.compile(rf"(?:['’]s?)?\s*(?:$|[,;:()–—-]|(?:and|or|{PREPOSITION})\b)")
_LED = re.compile(
    rf"(?:^|[\s(])(?:{PREPOSITION}|and|or)\s|['’]s?\s|[,;:(]|(?:^|\s)(?:the|an?)\s$", re.I
)
_WHOLE = re.compile(r"(?:[A-Z][\w.’'&-]*|of|for|and|on|to|in|the|&)(?: |$)")


def whole_names(words: str) -> set[str]:
    """A mention that is one organisation's name: "The Food and Drug Office", without article."""
    bare = re.sub(r"^(?:the|The) ", "", bare_words(words))
    parts = [part.split() for part in bare.split(" and ")]
    several = len(parts) == 2 and all(len(part) > 1 for part in parts) and " of " not in bare
    if several or " and the " in bare or not re.match(r"[A-Z]", bare) or " " not in bare:
        return set()
    return {bare} if not _WHOLE.sub("", bare) and bare.split()[-1][0].isupper() else set()


def _is_name(mention: Mention) -> bool:
    """Whether the head of a description has a capital that its place does not give it."""
    return mention.head not in mention.words[:1].lower() + mention.words[1:]


def _untitled(name: Name, before: str) -> str:
    """What stands before a name and the office or title that belongs to it."""
    title = name.title.split(" of ")[0]
    at = before.rfind(title) if title else -1
    return before if at < 0 else before[:at]


class Cast:
    """All candidates of one text; `of` picks those that are compared for a mention."""

    def __init__(self, text: str, mentions: Sequence[Mention] = ()) -> None:
        self.text = text
        self.scene = Scene(text)
        self.speaking: set[str] = set()  # whole names of organisations that are mentioned
        self._meet(mentions)
        self.phrases = Phrases(text)
        self.by_form: dict[str, Candidate] = {}
        self.by_noun: dict[int, Candidate] = {}  # described sources, by where their noun stands
        self.spoken: list[tuple[Mention, Candidate]] = []
        self.named = self._named()
        places = sorted(((place.start, i) for i, c in enumerate(self.named) for place in c.places))
        self._starts = [start for start, _ in places]
        self._owners = [self.named[i] for _, i in places]
        self.most = max((len(c.places) for c in self.named), default=1)
        self._frequent = sorted(self.named, key=lambda c: -len(c.places))[:FREQUENT]

    def _meet(self, mentions: Sequence[Mention]) -> None:
        """Who speaks by name is a person or an organisation, also in the sentences before."""
        directory = self.scene.directory
        for mention in mentions:
            if mention.type == ORGANISATION:
                self.speaking |= whole_names(mention.words)
            elif mention.type == PERSON and mention.pronoun is None:
                start, end = mention.span.start, mention.span.end
                for name in names_in(self.text, start, end):
                    if name.start == start or (name.end >= end - 1 and name.title):
                        self.scene.people.add(directory.fullest(name.text).lower())

    def _named(self) -> list[Candidate]:
        found: dict[str, Candidate] = {}
        scene, taken = self.scene, bytearray(len(self.text))
        for name in self._names():
            if any(taken[name.start : name.end]):
                continue
            full = self._full(name)
            if " " in full and full.lower() not in scene.people:
                taken[name.start : name.end] = b"\x01" * (name.end - name.start)
            candidate = found.get(full.lower())
            if candidate is None:
                candidate = found[full.lower()] = Candidate(full, Kind.NAME)
            candidate.places.append(
                Place(name.start, name.end, scene.sentence(name.start), scene.weight(name), name)
            )
            self.by_form.setdefault(name.text.lower(), candidate)
        for key, candidate in found.items():
            self._know(key, candidate)
        return list(found.values())

    def _names(self) -> list[Name]:
        """Names of organisations that speak, then of others with small words, then all."""
        speaking = [
            Name(match.group(), match.start(), match.end())
            for words in sorted(self.speaking, key=lambda w: (-len(w), w))
            for match in re.finditer(rf"(?<![\w-]){re.escape(words)}(?![\w-])", self.text)
        ]
        directory = self.scene.directory
        people = self.scene.people
        runs = [n for n in directory.organisations if not self._opens_with_person(n, people)]
        return [*speaking, *runs, *directory.names]

    def _opens_with_person(self, run: Name, people: set[str]) -> bool:
        first = next(names_in(run.text), None)
        directory = self.scene.directory
        return first is None or directory.fullest(first.text).lower() in people

    def _know(self, key: str, candidate: Candidate) -> None:
        scene = self.scene
        candidate.person = key in scene.people
        candidate.places.sort(key=lambda place: place.start)
        for place in candidate.places:
            for word in scene.beside(place.name) if place.name else ():
                candidate.roles[word] = candidate.roles.get(word, 0) + 1
        self.by_form[key] = candidate
        if candidate.person and " " not in candidate.name:
            address = scene.directory.address(candidate.name)
            candidate.name = f"{address} {candidate.name}".strip()

    def _full(self, name: Name) -> str:
        """The fullest form: of a person by surname, of an organisation by what goes on with it."""
        directory = self.scene.directory
        full = directory.fullest(name.text)
        if full.lower() in self.scene.people:
            return full
        full = directory.acronyms.get(name.text, name.text)
        return full if full in self.speaking else directory.longer.get(full, full)

    def certain(self, mention: Mention) -> Candidate | None:
        """The person or organisation whose name the mention is; nothing is left to weigh."""
        if mention.pronoun is not None or mention.type not in NAMED:
            return None
        if mention.type == PERSON:
            name = self._own_name(mention)
            return self.by_form.get(name.text.lower()) if name is not None else None
        known = self.by_form.get(DETERMINER.sub("", mention.bare).lower())
        return known if known is not None and known.kind is Kind.NAME else None

    def _own_name(self, mention: Mention) -> Name | None:
        """The name that heads a mention, or stands in apposition: none in "a Port News host"."""
        start, end = mention.span.start, mention.span.end
        names = list(names_in(self.text, start, end))
        heads = (n for n in names if self._heads(n, self.text[start : n.start], end))
        return next(heads, None) or next((n for n in names if self._apposed(n, start, end)), None)

    def _heads(self, name: Name, before: str, end: int) -> bool:
        closes = _CLOSES.match(self.text[name.end : end]) is not None
        before = _untitled(name, before)
        return closes and not _LED.search(before) and len(before.split()) < MOST_BEFORE

    def _apposed(self, name: Name, start: int, end: int) -> bool:
        """Whether commas enclose a name with its title: "Hall's lawyer, William Moss,"."""
        before = _untitled(name, self.text[start : name.start])
        return before.endswith(", ") and self.text[name.end : end] in ("", ",")

    def of(self, mention: Mention) -> list[Candidate]:
        """The candidates of a mention, itself last; "I" is only itself."""
        own = self._own(mention)
        if mention.pronoun in FIRST:
            return [own]
        found = dict.fromkeys(self._near(mention))
        if mention.pronoun in RELATIVE:
            found |= dict.fromkeys(self._just_before(mention))
        if mention.pronoun is None:
            found |= dict.fromkeys(self._alike(mention))
            found |= dict.fromkeys(self._described(mention))
        found.pop(own, None)
        return [*(c for c in found if self._possible(c, mention)), own]

    def _possible(self, candidate: Candidate, mention: Mention) -> bool:
        """Nothing contradicts: not the network on the type, not "he" or "she", not "a"."""
        kind = PERSON if candidate.person else None
        kind = candidate.entity.type if candidate.entity is not None else kind
        alike = mention.telling & candidate.words
        if kind is not None and not alike and mention.likely[kind] < DOUBT:
            return False
        if _INDEFINITE_ONE.match(mention.words) and candidate.kind is not Kind.NAME:
            return bool(alike)
        pronoun = mention.pronoun
        wanted = "he" if pronoun in HE else "she" if pronoun in SHE else None
        known = self.scene.genders.get(candidate.name.lower()) if wanted else None
        return known in (None, wanted)

    def _near(self, mention: Mention) -> Iterable[Candidate]:
        """Names in the mention, and those most recent before it; the latest sources."""
        start, end = mention.span.start, mention.span.end
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end + 3)
        yield from self._owners[low:high]
        recent = dict.fromkeys(self._owners[max(0, low - 40) : low][::-1])
        yield from list(recent)[:RECENT]
        latest = dict.fromkeys(c for _, c in self.spoken[-40:][::-1])
        yield from list(latest)[:SPOKEN]
        yield from self._frequent

    def _alike(self, mention: Mention) -> Iterable[Candidate]:
        """Names that share a word with the mention, or have its role beside them."""
        words = mention.telling
        head = mention.head
        rated = []
        for i, candidate in enumerate(self.named):
            shared = len(words & candidate.words) + 2 * (head in candidate.roles)
            shared += sum(word in candidate.roles for word in words)
            if shared:
                rated.append((-shared, i, candidate))
        yield from (candidate for _, _, candidate in sorted(rated)[:RECENT])

    def _just_before(self, mention: Mention) -> Iterable[Candidate]:
        """The description that a relative pronoun follows: "a nurse, who said ..."."""
        phrase = _BEFORE_WHO.search(self.text, max(0, mention.span.start - 60), mention.span.start)
        if phrase is None:
            return
        known = self.by_form.get(DETERMINER.sub("", phrase[1]).lower())
        noun = phrase.end(1) - len(phrase[1].split()[-1])
        yield known or self._phrase(Phrase(phrase[1], phrase.start(1), noun))

    def _described(self, mention: Mention) -> Iterable[Candidate]:
        """Descriptions with the same noun elsewhere; sources described with it."""
        noun = mention.head
        if _is_name(mention):
            return
        mine = self.noun_of(mention)
        phrases = [p for p in self.phrases.of(noun) if p.noun != mine]
        before = [p for p in phrases if p.noun < mine]
        after = [p for p in phrases if p.noun > mine]
        for phrase in (*before[:DESCRIBED], *before[-2:], *after[:2]):
            yield self._phrase(phrase)

    def _phrase(self, phrase: Phrase) -> Candidate:
        if phrase.noun not in self.by_noun:
            end, sentence = phrase.start + len(phrase.text), self.scene.sentence(phrase.start)
            place = Place(phrase.start, end, sentence, DESCRIPTION)
            self.by_noun[phrase.noun] = Candidate(bare_words(phrase.text), Kind.PHRASE, [place])
        return self.by_noun[phrase.noun]

    def noun_of(self, mention: Mention) -> int:
        """Where the head noun of a mention begins."""
        at = mention.words.lower().find(mention.head)
        return mention.span.start + max(at, 0)

    def _own(self, mention: Mention) -> Candidate:
        """A mention in its own words: a source that was described so before, or a new one."""
        if mention.pronoun is None:
            bare = self._fuller(mention)
            forms = forms_of(mention.bare, self.text) | forms_of(bare, self.text)
            known = next((self.by_form[f] for f in sorted(forms) if f in self.by_form), None)
            named = mention.type in NAMED or _is_name(mention)
            if known is not None and (named or known.kind is not Kind.NAME):
                return known
        else:
            bare = mention.words
        start, end = mention.span.start, mention.span.end
        return Candidate(bare, Kind.OWN, [Place(start, end, self.scene.sentence(start), MENTION)])

    def _fuller(self, mention: Mention) -> str:
        """The words of a mention, and those that go on with it in the text."""
        bare = mention.bare
        if bare.lower() in _TRUNCATED:
            more = _PHRASE.match(self.text, mention.span.start)
            return more.group() if more else bare
        if mention.type in NAMED or _is_name(mention):
            return bare
        end = self.phrases.goes_on(mention.span.end)
        return bare + self.text[mention.span.end : end] if end > mention.span.end else bare

    def take(self, mention: Mention, candidate: Candidate) -> Entity:
        """A mention stands for a candidate from here on."""
        if candidate.entity is None:
            candidate.entity = Entity(candidate.name)
        candidate.entity.add(mention)
        self.spoken.append((mention, candidate))
        if mention.pronoun is None and candidate.kind is not Kind.NAME:
            self.by_noun[self.noun_of(mention)] = candidate
            forms = forms_of(candidate.name, self.text) | forms_of(mention.bare, self.text)
            for form in forms:
                if form not in self.by_form or self.by_form[form].entity is None:
                    self.by_form[form] = candidate
        return candidate.entity
