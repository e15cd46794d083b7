"""Mentions -> sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

Mentions are read in text order. A name joins the source with that name; a description joins the
source that is described so; a pronoun joins the latest source that it can stand for. What finds
no partner opens a source of its own, under its own words: an unresolved "he" stays "he".
The type of a source is what the network says of all its mentions together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from sourcing.article import Source, SourceType, Span
from sourcing.names import Directory, Name, names_in

Floats = npt.NDArray[np.float32]

TYPES = tuple(SourceType)
PERSON, ORGANISATION = TYPES.index(SourceType.NAMED_PERSON), TYPES.index(SourceType.NAMED_ORG)

SINGULAR = frozenset("he she him her his hers himself herself".split())
PLURAL = frozenset("they them their theirs themselves".split())
NEUTER = frozenset("it its itself".split())
RELATIVE = frozenset("who whom whose which that".split())
FIRST = frozenset("i we me us my our you".split())
PRONOUNS = SINGULAR | PLURAL | NEUTER | RELATIVE | FIRST

_HEAD_ENDS = re.compile(
    r"[,;:(]| (?:of|in|at|for|with|who|whom|which|that|from|on|to|by|familiar|close|briefed|near)\b"
)
_DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|its|their|our|my)\s+", re.I)
_NEAR = 60  # characters around a name in which its office or role is looked for


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


@dataclass
class _Entity:
    """A source in the making."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    names: frozenset[str] = frozenset()  # lower-case forms that mean it

    @property
    def type(self) -> int:
        return int(self.scores.argmax())

    @property
    def scores(self) -> Floats:
        """Mean scores of the mentions; a pronoun speaks only where nothing else does."""
        telling = [m for m in self.mentions if m.pronoun is None] or self.mentions
        mean: Floats = np.mean([m.scores for m in telling], axis=0)
        return mean

    @property
    def end(self) -> int:
        return self.mentions[-1].span.end


def resolve(text: str, mentions: Sequence[Mention]) -> dict[int, Source]:
    """The source of each mention, by the mention's start offset."""
    resolver = _Resolver(text)
    for mention in sorted(mentions, key=lambda m: m.span.start):
        resolver.add(mention)
    return {
        mention.span.start: source
        for entity in resolver.entities
        for source in [_source(entity)]
        for mention in entity.mentions
    }


class _Resolver:
    def __init__(self, text: str) -> None:
        self.text = text
        self.directory = Directory(text)
        self.entities: list[_Entity] = []

    def add(self, mention: Mention) -> None:
        self._entity(mention).mentions.append(mention)

    def _entity(self, mention: Mention) -> _Entity:
        if mention.pronoun is not None:
            return self._antecedent(mention) or self._new(mention.words)
        if mention.type == PERSON and (name := _own_name(mention.words)):
            return self._person(name)
        return self._described(mention)

    def _new(self, name: str, names: Iterable[str] = ()) -> _Entity:
        entity = _Entity(name, names=frozenset(names))
        self.entities.append(entity)
        return entity

    def _person(self, name: str) -> _Entity:
        """A person by name: the surname decides, and the first name where both give one."""
        full = self.directory.fullest(name)
        for entity in self.entities:
            if full.lower() in entity.names:
                return entity
        return self._new(full, {full.lower()})

    def _described(self, mention: Mention) -> _Entity:
        """An organisation, a document or somebody described: the same words, initials or role."""
        forms = _forms(mention.words, self.text)
        known = next((e for e in reversed(self.entities) if forms & e.names), None)
        if known is not None:
            return known
        definite = mention.words.lower().startswith(("the ", "this ", "that "))
        if definite and (entity := self._by_role(mention)):
            return entity
        return self._new(_bare(mention.words), forms)

    def _by_role(self, mention: Mention) -> _Entity | None:
        """Whom "the senator", "the company" or "the study" stands for."""
        role = _head(mention.words)
        if names_in_head(mention.words):
            return None
        for entity in reversed(self.entities):
            if any(_head(m.words) == role for m in entity.mentions if m.pronoun is None):
                return entity
        if mention.type == PERSON and (name := self._bearer(role, mention.span.start)):
            return self._person(name.text)
        return None

    def _bearer(self, role: str, before: int) -> Name | None:
        """The person whose name has the role beside it, the latest before the mention."""
        beside = re.compile(rf"\b{re.escape(role)}\b", re.IGNORECASE)
        for name in reversed(self.directory.names):
            near = self.text[max(0, name.start - _NEAR // 2) : name.end + _NEAR]
            if name.end <= before and len(name.words) > 1 and beside.search(near):
                return name
        return None

    def _antecedent(self, mention: Mention) -> _Entity | None:
        pronoun = mention.pronoun
        if pronoun in SINGULAR:
            return self._latest_person(mention.span.start)
        if pronoun in RELATIVE:
            return self._just_before(mention)
        if pronoun in PLURAL:
            return self._latest(
                (
                    SourceType.UNNAMED_GROUP,
                    SourceType.ORG_OFFICIAL,
                    SourceType.ANONYMOUS,
                    SourceType.NAMED_ORG,
                )
            )
        if pronoun in NEUTER:
            return self._latest((SourceType.NAMED_ORG, SourceType.DOCUMENT))
        return None

    def _latest(self, types: Sequence[SourceType]) -> _Entity | None:
        wanted = {TYPES.index(kind) for kind in types}
        fitting = [entity for entity in self.entities if entity.type in wanted]
        return max(fitting, key=lambda entity: entity.end, default=None)

    def _latest_person(self, before: int) -> _Entity | None:
        """The latest of: somebody who spoke, somebody whom a sentence begins with."""
        singular = (
            SourceType.NAMED_PERSON,
            SourceType.UNNAMED_PERSON,
            SourceType.ORG_OFFICIAL,
            SourceType.ANONYMOUS,
        )
        speaker = self._latest(singular)
        subject = self._latest_subject(before)
        if subject is not None and (speaker is None or subject.start > speaker.end):
            return self._person(subject.text)
        return speaker

    def _latest_subject(self, before: int) -> Name | None:
        """The latest person's name at the head of a sentence; surnames only of known people."""
        known = {entity.name.lower() for entity in self.entities if entity.type == PERSON}
        for name in reversed(self.directory.names):
            if name.end > before or not _opens_sentence(self.text, name.start):
                continue
            full = self.directory.fullest(name.text)
            if full.lower() in known:
                return name
        return None

    def _just_before(self, mention: Mention) -> _Entity | None:
        """The name that a relative pronoun follows: "Lindqvist, who said ..."."""
        start = max(0, mention.span.start - _NEAR)
        names = list(names_in(self.text, start, mention.span.start))
        if mention.type == PERSON and names:
            return self._person(names[-1].text)
        return None


def _own_name(words: str) -> str | None:
    """The name in a person's mention: the last before any apposition, else the first."""
    head = _HEAD_ENDS.split(words, maxsplit=1)[0]
    names = list(names_in(head))
    if names:
        return names[-1].text
    return next((name.text for name in names_in(words)), None)


def names_in_head(words: str) -> bool:
    """Whether the head of a description holds a proper name ("the Pentagon")."""
    return any(True for _ in names_in(_HEAD_ENDS.split(words, maxsplit=1)[0]))


def _head(words: str) -> str:
    """The head noun of a description: "a senior Treasury official in Paris" -> "official"."""
    head = _HEAD_ENDS.split(words, maxsplit=1)[0].split()
    return head[-1].lower().rstrip(".'’") if head else words.lower()


def _bare(words: str) -> str:
    """A description without trailing comma, its possessive and a leading "the"."""
    trimmed = re.sub(r"['’]s?$", "", words.strip(" ,;:")) or words
    return trimmed[4:] if re.match(r"The [A-Z]", trimmed) else trimmed


def _forms(words: str, text: str) -> frozenset[str]:
    """Lower-case forms under which the same source may come back: words, initials, short name."""
    bare = _DETERMINER.sub("", _bare(words))
    forms = {bare.lower()}
    acronym = re.search(rf"{re.escape(bare)}\s*\(([A-Z][A-Za-z.&-]+)\)", text)
    if acronym:
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


def _source(entity: _Entity) -> Source:
    scores = entity.scores
    exp = np.exp(scores - scores.max())
    kind = TYPES[int(scores.argmax())]
    return Source(
        name=_canonical(entity, kind),
        type=kind,
        mentions=tuple(mention.span for mention in entity.mentions),
        description=_description(entity),
        probability=round(float(exp.max() / exp.sum()), 4),
    )


def _canonical(entity: _Entity, kind: SourceType) -> str:
    """A person's or organisation's name; of anybody else the fullest description."""
    if kind in (SourceType.NAMED_PERSON, SourceType.NAMED_ORG):
        return entity.name
    described = [_bare(m.words) for m in entity.mentions if m.pronoun is None]
    return max(described, key=lambda words: len(_DETERMINER.sub("", words)), default=entity.name)


def _description(entity: _Entity) -> str:
    """What the article says a source is: the longest of its mentions, its own name taken out."""
    rests = []
    for mention in entity.mentions:
        if mention.pronoun is None:
            rests.append(_without(mention.words, entity.name))
    return max(rests, key=len, default="")


def _without(words: str, name: str) -> str:
    before, found, after = words.partition(name)
    if not found:
        surname = name.split()[-1]
        before, found, after = words.partition(surname)
    parts = [part.strip(" ,;:()") for part in (before, after)] if found else [words.strip(" ,")]
    return max(parts, key=len).strip()
