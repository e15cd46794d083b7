"""Mentions -> sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

Mentions are read in text order. A name joins the source with that name; a description joins the
source that is described so, or whose name stands beside that role; a pronoun joins whoever is
most in the reader's mind (`_salient`). Before a pronoun or a role joins a source, the network is
asked: a mention that it holds for another type of source stays apart. What finds no partner opens
a source of its own, under its own words: an unresolved "he" stays "he".
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sourcing.article import Source, SourceType, Span
from sourcing.names import MEN, SPELLED_OUT, WOMEN, Directory, Name, names_in
from sourcing.quotes import inside_quotes
from sourcing.segment import segment

Floats = npt.NDArray[np.float32]

TYPES = tuple(SourceType)
PERSON, ORGANISATION = TYPES.index(SourceType.NAMED_PERSON), TYPES.index(SourceType.NAMED_ORG)

HE, SHE = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
SINGULAR = HE | SHE
PLURAL = frozenset("they them their theirs themselves".split())
NEUTER = frozenset("it its itself".split())
RELATIVE = frozenset("who whom whose which that".split())
FIRST = frozenset("i we me us my our you".split())
PRONOUNS = SINGULAR | PLURAL | NEUTER | RELATIVE | FIRST

ONE = tuple(TYPES.index(kind) for kind in (
    SourceType.NAMED_PERSON, SourceType.UNNAMED_PERSON, SourceType.ORG_OFFICIAL,
    SourceType.ANONYMOUS,
))  # fmt: skip
MANY = tuple(TYPES.index(kind) for kind in (
    SourceType.UNNAMED_GROUP, SourceType.ORG_OFFICIAL, SourceType.ANONYMOUS, SourceType.NAMED_ORG,
))  # fmt: skip
THINGS = tuple(TYPES.index(kind) for kind in (SourceType.NAMED_ORG, SourceType.DOCUMENT))

_PREPOSITION = (
    r"(?:of|in|at|for|with|who|whom|which|that|from|on|to|by|like|as|familiar|close|briefed|near)"
)
_HEAD_ENDS = re.compile(rf"[,;:(]| {_PREPOSITION}\b")
_NAME_ENDS = re.compile(rf"(?:['’]s?)?\s*(?:$|[,;:()–—-]|{_PREPOSITION}\b)")
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|its|their|our|my)\s+", re.I)
_DEFINITE = re.compile(r"(?:the|this|that)\s", re.I)
_OWNED = re.compile(r"(?:his|her|its|their)\s|[^,;(]*\w['’]s?\s", re.I)
_SEVERAL = re.compile(r"(?:one of|some|several|many|most|all|both|two|three|few|other)\b", re.I)
_DANGLING = re.compile(r"(?:[\s,;:(–—-]+(?:(?:who|whom|whose|which|that)\b)?)+$")
_AFTER_NAME = re.compile(r",\s.*$|\s(?:who|which|that)\b.*$", re.DOTALL)
_INTRODUCED = re.compile(r"\b(?:a|an) ((?:[\w.'’-]+ ){0,6}[\w'’-]+)", re.I)
_ALONE = frozenset("the a an some many several most other".split())  # half a mention
_PHRASE = re.compile(r"\w+ (?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|[\w’'-]+)")
_APPOSITION = re.compile(r",([^,;.!?\n]{1,60})")
_BEFORE_WHO = re.compile(
    r"(?:^|[.,;:]|\b(?:of|to|by|from|with|for|in|on|at|that|as|among|said|told|says)) "
    r"((?:[\w’'-]+ ){0,4}[\w’'-]+),? $"
)
_NEAR = 60  # characters around a name in which its office or role is looked for
_SENTENCES_BACK = 6  # how far a pronoun reaches
_MOST = 50  # names, or mentions, that are compared for one
_SPEAKER, _QUOTED = 1.5, 0.1  # weights in mind, where the subject of a sentence has 1
_DOUBT = 0.2  # a type to which the network gives less than this is contradicted


@dataclass(frozen=True)
class Mention:
    """A source span, and the network's scores for its type (one for each SourceType)."""

    span: Span
    scores: Floats

    @property
    def words(self) -> str:
        return self.span.text

    @property
    def pronoun(self) -> str | None:
        word = self.words.lower().strip()
        return word if word in PRONOUNS else None

    @property
    def type(self) -> int:
        return int(self.scores.argmax())

    def probability(self, kind: int) -> float:
        return float(_softmax(self.scores)[kind])


@dataclass
class _Entity:
    """A source in the making."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    type: int = PERSON
    _telling: int = 0  # mentions that are no pronouns
    _total: Floats = field(default_factory=lambda: np.zeros(len(TYPES), np.float32))

    def add(self, mention: Mention) -> None:
        """Takes a mention in; a pronoun moves the type only where nothing else does."""
        self.mentions.append(mention)
        if mention.pronoun is None:
            self._total = self._total + mention.scores if self._telling else mention.scores
            self._telling += 1
        elif not self._telling:
            self._total = self._total + mention.scores
        self.type = int(self._total.argmax())

    @property
    def scores(self) -> Floats:
        """Mean scores of the mentions that tell the type."""
        mean: Floats = self._total / np.float32(self._telling or len(self.mentions))
        return mean


def resolve(text: str, mentions: Sequence[Mention]) -> dict[int, Source]:
    """The source of each mention, by the mention's start offset."""
    resolver = _Resolver(text)
    ordered = sorted(mentions, key=lambda m: m.span.start)
    resolver.meet(ordered)
    for mention in ordered:
        resolver.add(mention)
    return {
        mention.span.start: source
        for entity in resolver.entities
        for source in [_source(entity)]
        for mention in entity.mentions
    }


class _Scene:
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
        return bool(self._quoted[at])

    def sentence(self, at: int) -> int:
        return bisect_right(self._starts, at) - 1

    def names_before(self, at: int) -> Iterator[Name]:
        """Names of the sentences up to `at`, latest first."""
        first = self._starts[max(0, self.sentence(at) - _SENTENCES_BACK)] if self._starts else 0
        low = bisect_left(self._name_starts, first)
        high = bisect_left(self._name_starts, at)
        yield from self.directory.names[max(low, high - _MOST) : high][::-1]

    def weight(self, name: Name) -> float:
        """Lappin and Leass (1994), in short: subjects before others, the quoted last."""
        if self.quoted(name.start):
            return _QUOTED
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

    def fits(self, full: str, pronoun: str | None) -> bool:
        gender = self.genders.get(full.lower())
        return gender is None or pronoun not in (SHE if gender == "he" else HE)

    @cached_property
    def roles(self) -> dict[str, list[Name]]:
        """Words that stand beside a person's name -> the names, in text order."""
        found: dict[str, list[Name]] = {}
        for name in self.directory.names:
            if self.directory.fullest(name.text).lower() in self.people:
                for word in self.beside(name):
                    found.setdefault(word, []).append(name)
        return found

    def beside(self, name: Name) -> set[str]:
        """The three words before a name, its title, and the apposition after it."""
        lead = self.text[max(0, name.start - _NEAR) : name.start]
        before = re.split(r"[,;:!?\n]|\w{4,}\. ", lead)
        apposition = _APPOSITION.match(self.text, name.end)
        after = apposition[1] if apposition else ""
        near = " ".join(before[-1].split()[-3:])
        words = set(re.findall(r"\w+", f"{near} {name.title} {after}".lower()))
        return words | {full for w in words for full in SPELLED_OUT.get(w, "").split()}

    @cached_property
    def introduced(self) -> dict[str, list[tuple[int, str]]]:
        """Head noun -> where "a ... noun" brings it in, and in which words."""
        found: dict[str, list[tuple[int, str]]] = {}
        for match in _INTRODUCED.finditer(self.text):
            words = match[1].split()
            for count in range(2, len(words) + 1):
                if not words[count - 1][0].isupper():
                    phrase = match.group().split()[0] + " " + " ".join(words[:count])
                    found.setdefault(words[count - 1].lower(), []).append((match.start(), phrase))
        return found


class _Resolver:
    def __init__(self, text: str) -> None:
        self.text = text
        self.scene = _Scene(text)
        self.directory = self.scene.directory
        self.entities: list[_Entity] = []
        self.by_form: dict[str, _Entity] = {}
        self.by_head: dict[str, _Entity] = {}
        self.spoken: list[tuple[Mention, _Entity]] = []

    def meet(self, mentions: Iterable[Mention]) -> None:
        """Whoever speaks by name is a person, also in the sentences before."""
        for mention in mentions:
            if mention.pronoun is None and mention.type == PERSON:
                name = self._own_name(mention)
                if name is not None:
                    self.scene.people.add(self.directory.fullest(name.text).lower())

    def add(self, mention: Mention) -> None:
        entity = self._entity(mention)
        entity.add(mention)
        self.spoken.append((mention, entity))
        if mention.pronoun is None:
            self.by_head[_head(mention.words)] = entity

    def _entity(self, mention: Mention) -> _Entity:
        if mention.pronoun is not None:
            return self._antecedent(mention) or self._new(mention.words)
        name = self._own_name(mention)
        if name is not None:
            return self._person(name.text)
        return self._described(mention)

    def _new(self, name: str, forms: Iterable[str] = ()) -> _Entity:
        entity = _Entity(name)
        self.entities.append(entity)
        self.by_form |= dict.fromkeys(forms, entity)
        return entity

    # ── names ──

    def _own_name(self, mention: Mention) -> Name | None:
        """The person's name in a mention; none in "Hall's lawyer" and "the Fox News host"."""
        start, end = mention.span.start, mention.span.end
        names = [n for n in names_in(self.text, start, end) if self._closes(n, start, end)]
        if mention.type != PERSON:
            return next((n for n in names if n.start == start and self._is_person(n)), None)
        if _SEVERAL.match(mention.words):
            return None
        heads = [n for n in names if not self._inside(n, start)]
        inside = [n for n in names if n not in heads and (n.title or self._is_person(n))]
        sure = [n for n in heads if n.title or self._is_person(n)]
        return next(iter(sure or heads or inside[::-1]), None) or self._cut_short(mention)

    def _closes(self, name: Name, start: int, end: int) -> bool:
        """Whether a name is the last word of its part of the mention, and stands for a person."""
        if not _NAME_ENDS.match(self.text[name.end : end]):
            return False
        return bool(name.title) or not re.search(
            r"(?:^|\s)(?:the|a|an)\s$", self.text[start : name.start], re.I
        )

    def _inside(self, name: Name, start: int) -> bool:
        """Whether a preposition leads to the name: "a professor at Reed College"."""
        part = re.split(r"[,;:(]", self.text[start : name.start])[-1]
        return bool(re.search(rf"(?:^|\s){_PREPOSITION}\b", part))

    def _is_person(self, name: Name) -> bool:
        return self.directory.fullest(name.text).lower() in self.scene.people

    def _cut_short(self, mention: Mention) -> Name | None:
        """The name right after a mention that holds only its title: "Gov" of "Gov. Holm"."""
        start = mention.span.start
        name = next(names_in(self.text, start, start + _NEAR), None)
        words = mention.words.strip(" .").lower()
        return name if name is not None and name.title.lower().startswith(words) else None

    def _person(self, name: str) -> _Entity:
        full = self.directory.fullest(name)
        key = full.lower()
        if key in self.by_form:
            return self.by_form[key]
        title = self.directory.titles.get(key, "") if len(full.split()) == 1 else ""
        return self._new(f"{title} {full}".strip(), {key})

    # ── descriptions ──

    def _described(self, mention: Mention) -> _Entity:
        """An organisation, a document or somebody described: the same words, initials or role."""
        bare = self._fuller(mention)
        own = _forms(_bare(mention.words), self.text)
        forms = own | _forms(bare, self.text) if mention.type == ORGANISATION else own
        known = next((self.by_form[form] for form in sorted(forms) if form in self.by_form), None)
        if known is not None:
            return known
        return self._by_role(mention) or self._new(bare, forms)

    def _fuller(self, mention: Mention) -> str:
        """The full name behind initials or a short name, and what introduced a "the"."""
        bare = _bare(mention.words)
        if mention.type == ORGANISATION:
            bare = _AFTER_NAME.sub("", bare) or bare
            short = _DETERMINER.sub("", bare)
            return self.directory.acronyms.get(short) or self._long_name(short, mention) or bare
        if _DEFINITE.match(mention.words) and len(bare.split()) == 2 and mention.type != PERSON:
            return self._introduced(mention) or bare
        if bare.lower() in _ALONE:
            more = _PHRASE.match(self.text, mention.span.start)
            return more.group() if more else bare
        return bare

    def _introduced(self, mention: Mention) -> str | None:
        """The latest "a ... cable" before "the cable"."""
        found = self.scene.introduced.get(_head(mention.words), [])
        index = bisect_right(found, mention.span.start, key=lambda item: item[0])
        return found[index - 1][1] if index else None

    def _long_name(self, short: str, mention: Mention) -> str | None:
        """The latest longer name that ends so: "the Times", "the committee"."""
        if not _DEFINITE.match(mention.words) or len(short.split()) > 1:
            return None
        names = self.directory.long_names.get(short.lower(), ())
        index = bisect_right(names, mention.span.start, key=lambda name: name.start)
        return names[index - 1].text if index else None

    def _by_role(self, mention: Mention) -> _Entity | None:
        """Whom "the senator", "the company" or "the study" stands for."""
        definite = _DEFINITE.match(mention.words)
        if not definite and not (_OWNED.match(mention.words) and mention.type == PERSON):
            return None
        name = self._bearer(mention) if mention.type == PERSON else None
        if name is not None:
            return self._person(name.text)
        known = None if _proper(mention.words) else self.by_head.get(_head(mention.words))
        if known is not None and self._agrees(mention, known):
            return known
        return self._salient(mention, ONE) if definite and mention.type == PERSON else None

    def _bearer(self, mention: Mention) -> Name | None:
        """The person who has the role beside the name: most of its words, the latest before.

        Where nobody has it before the mention, the first who has it after.
        """
        head = _head(mention.words)
        words = {w for w in re.findall(r"\w+", mention.words.lower()) if len(w) > 2}
        names = self.scene.roles.get(head, [])
        index = bisect_right(names, mention.span.start, key=lambda name: name.start)
        offers = names[max(0, index - 50) : index] or names[:1]
        rated = [(len(words & self.scene.beside(name)), name.start, name) for name in offers]
        shared, _, name = max(rated, default=(0, 0, None))
        return None if _OWNED.match(mention.words) and shared < 2 else name

    @staticmethod
    def _agrees(mention: Mention, entity: _Entity) -> bool:
        return mention.probability(entity.type) >= _DOUBT

    # ── pronouns ──

    def _antecedent(self, mention: Mention) -> _Entity | None:
        pronoun = mention.pronoun
        if pronoun in RELATIVE:
            return self._just_before(mention)
        if pronoun in FIRST:
            return None
        return self._salient(
            mention, ONE if pronoun in SINGULAR else MANY if pronoun in PLURAL else THINGS
        )

    def _salient(self, mention: Mention, kinds: Sequence[int]) -> _Entity | None:
        """Whoever is most in mind among sources and, for a person, names; as the network allows."""
        at = mention.span.start
        weights = self._speakers_before(at, kinds)
        if PERSON in kinds:
            for full, weight in self.scene.persons_before(at).items():
                key = self.by_form.get(full.lower(), full)
                name = key if isinstance(key, str) else key.name
                weights[name] = (weights.get(name, (0.0, key))[0] + weight, key)
        likely = _softmax(mention.scores)
        rated = [
            (weight * likely[PERSON if isinstance(who, str) else who.type], who)
            for name, (weight, who) in weights.items()
            if self.scene.fits(name, mention.pronoun)
            and likely[PERSON if isinstance(who, str) else who.type] >= _DOUBT
        ]
        best = max(rated, key=lambda pair: pair[0], default=(0.0, None))[1]
        return self._person(best) if isinstance(best, str) else best

    def _speakers_before(
        self, at: int, kinds: Sequence[int]
    ) -> dict[str, tuple[float, _Entity | str]]:
        weights: dict[str, tuple[float, _Entity | str]] = {}
        here = self.scene.sentence(at)
        for mention, entity in reversed(self.spoken[-_MOST:]):
            back = here - self.scene.sentence(mention.span.start)
            if back > _SENTENCES_BACK and weights:
                break
            if entity.type in kinds:
                known = weights.get(entity.name, (0.0, entity))[0]
                weight = _QUOTED if self.scene.quoted(mention.span.start) else _SPEAKER
                weights[entity.name] = (known + weight * 0.5**back, entity)
        return weights

    def _just_before(self, mention: Mention) -> _Entity | None:
        """The name that a relative pronoun follows: "Lindqvist, who said ..."."""
        start = max(0, mention.span.start - _NEAR)
        names = list(names_in(self.text, start, mention.span.start))
        if mention.type == PERSON and names:
            return self._person(names[-1].text)
        phrase = _BEFORE_WHO.search(self.text, start, mention.span.start)
        if phrase is None:
            return None
        known = self.by_form.get(_DETERMINER.sub("", phrase[1]).lower())
        return known or self._new(phrase[1], _forms(phrase[1], self.text))


def _proper(words: str) -> bool:
    """Whether the head of a description holds a proper name ("the Pentagon")."""
    return bool(re.search(r"\s[A-Z]", _HEAD_ENDS.split(words, maxsplit=1)[0]))


def _head(words: str) -> str:
    """The head noun of a description: "a senior Treasury official in Paris" -> "official"."""
    head = _HEAD_ENDS.split(words, maxsplit=1)[0].split()
    return head[-1].lower().rstrip(".'’") if head else words.lower()


def _bare(words: str) -> str:
    """A description without dangling "who", trailing marks, possessive and a leading "The"."""
    trimmed = _DANGLING.sub("", words.strip(" ,;:")) or words
    trimmed = re.sub(r"['’]s?$", "", trimmed) or words
    return trimmed[4:] if re.match(r"The [A-Z]", trimmed) else trimmed


def _forms(words: str, text: str) -> frozenset[str]:
    """Lower-case forms under which the same source may come back: words, initials, short name."""
    bare = _DETERMINER.sub("", _bare(words))
    forms = {bare.lower()}
    at = text.find(bare + " (")
    acronym = re.compile(r"\s*\(([A-Z][A-Za-z.&-]+)\)").match(text, at + len(bare))
    if at >= 0 and acronym:
        forms.add(acronym.group(1).lower())
    inside = re.match(r"(.+?)\s*\(([A-Z][A-Za-z.&-]+)\)$", bare)
    if inside:
        forms |= {inside.group(1).lower(), inside.group(2).lower()}
    return frozenset(forms)


def _opens_sentence(text: str, start: int) -> bool:
    """Whether a name stands at the head of its sentence, titles before it aside."""
    before = text[max(0, start - 25) : start]
    lead = re.split(r"[.!?\n”\"]\s*", before)[-1]
    return not re.search(r"\b[a-z]{2,}\b", lead)


def _softmax(scores: Floats) -> Floats:
    exp = np.exp(scores - scores.max())
    shares: Floats = exp / exp.sum()
    return shares


def _source(entity: _Entity) -> Source:
    shares = _softmax(entity.scores)
    kind = TYPES[int(shares.argmax())]
    return Source(
        name=_canonical(entity, kind),
        type=kind,
        mentions=tuple(mention.span for mention in entity.mentions),
        description=_description(entity),
        probability=round(float(shares.max()), 4),
    )


def _canonical(entity: _Entity, kind: SourceType) -> str:
    """A person's or organisation's name; of anybody else the fullest description."""
    described = [_bare(m.words) for m in entity.mentions if m.pronoun is None]
    if kind is SourceType.NAMED_PERSON or re.search(r"(?:^|\s)[A-Z]", entity.name[1:]):
        return entity.name
    described.append(entity.name)
    return max(described, key=lambda words: len(_DETERMINER.sub("", words)), default=entity.name)


def _description(entity: _Entity) -> str:
    """What the article says a source is: the longest of its mentions, its own name taken out."""
    rests = [_without(m.words, entity.name) for m in entity.mentions if m.pronoun is None]
    return max(rests, key=len, default="")


def _without(words: str, name: str) -> str:
    before, found, after = words.partition(name)
    if not found:
        before, found, after = words.partition(name.split()[-1])
    parts = (before, after) if found else (words,)
    return max((_DANGLING.sub("", part.strip(" ,;:()")) for part in parts), key=len)
