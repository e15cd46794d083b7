"""Mentions -> sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

Mentions are read in text order. A name joins the source with that name; a description joins the
source that is described so, or whose name stands beside that role; a pronoun joins whoever is
most in the reader's mind (`_salient`). Before a pronoun or a role joins a source, the network is
asked: a mention that it holds for another type of source stays apart. What finds no partner opens
a source of its own, under its own words: an unresolved "he" stays "he".
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from sourcing.article import Source
from sourcing.mentions import (
    DETERMINER,
    FIRST,
    MANY,
    ONE,
    ORGANISATION,
    PERSON,
    PLURAL,
    PREPOSITION,
    RELATIVE,
    SINGULAR,
    THINGS,
    Entity,
    Mention,
    bare_words,
    forms_of,
    head_noun,
    is_proper,
    softmax,
    source_of,
)
from sourcing.names import Name, names_in
from sourcing.salience import MOST, NEAR, QUOTED, SENTENCES_BACK, SPEAKER, Scene

_NAME_ENDS = re.compile(rf"(?:['’]s?)?\s*(?:$|[,;:()–—-]|{PREPOSITION}\b)")
_DEFINITE = re.compile(r"(?:the|this|that)\s", re.I)
_OWNED = re.compile(r"(?:his|her|its|their)\s|[^,;(]*\w['’]s?\s", re.I)
_SEVERAL = re.compile(r"(?:one of|some|several|many|most|all|both|two|three|few|other)\b", re.I)
_AFTER_NAME = re.compile(r",\s.*$|\s(?:who|which|that)\b.*$", re.DOTALL)
_ALONE = frozenset("the a an some many several most other".split())  # half a mention
_PHRASE = re.compile(r"\w+ (?:[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*|[\w’'-]+)")
_BEFORE_WHO = re.compile(
    r"(?:^|[.,;:]|\b(?:of|to|by|from|with|for|in|on|at|that|as|among|said|told|says)) "
    r"((?:[\w’'-]+ ){0,4}[\w’'-]+),? $"
)
_DOUBT = 0.2  # a type to which the network gives less than this is contradicted


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
        for source in [source_of(entity)]
        for mention in entity.mentions
    }


class _Resolver:
    def __init__(self, text: str) -> None:
        self.text = text
        self.scene = Scene(text)
        self.directory = self.scene.directory
        self.entities: list[Entity] = []
        self.by_form: dict[str, Entity] = {}
        self.by_head: dict[str, Entity] = {}
        self.spoken: list[tuple[Mention, Entity]] = []

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
            self.by_head[head_noun(mention.words)] = entity

    def _entity(self, mention: Mention) -> Entity:
        if mention.pronoun is not None:
            return self._antecedent(mention) or self._new(mention.words)
        name = self._own_name(mention)
        if name is not None:
            return self._person(name.text)
        return self._described(mention)

    def _new(self, name: str, forms: Iterable[str] = ()) -> Entity:
        entity = Entity(name)
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
        return bool(re.search(rf"(?:^|\s){PREPOSITION}\b", part))

    def _is_person(self, name: Name) -> bool:
        return self.directory.fullest(name.text).lower() in self.scene.people

    def _cut_short(self, mention: Mention) -> Name | None:
        """The name right after a mention that holds only its title: "Gov" of "Gov. Holm"."""
        start = mention.span.start
        name = next(names_in(self.text, start, start + NEAR), None)
        words = mention.words.strip(" .").lower()
        return name if name is not None and name.title.lower().startswith(words) else None

    def _person(self, name: str) -> Entity:
        full = self.directory.fullest(name)
        key = full.lower()
        if key in self.by_form:
            return self.by_form[key]
        title = self.directory.titles.get(key, "") if len(full.split()) == 1 else ""
        return self._new(f"{title} {full}".strip(), {key})

    # ── descriptions ──

    def _described(self, mention: Mention) -> Entity:
        """An organisation, a document or somebody described: the same words, initials or role."""
        bare = self._fuller(mention)
        own = forms_of(bare_words(mention.words), self.text)
        forms = own | forms_of(bare, self.text) if mention.type == ORGANISATION else own
        known = next((self.by_form[form] for form in sorted(forms) if form in self.by_form), None)
        if known is not None:
            return known
        return self._by_role(mention) or self._new(bare, forms)

    def _fuller(self, mention: Mention) -> str:
        """The full name behind initials or a short name, and what introduced a "the"."""
        bare = bare_words(mention.words)
        if mention.type == ORGANISATION:
            bare = _AFTER_NAME.sub("", bare) or bare
            short = DETERMINER.sub("", bare)
            return self.directory.acronyms.get(short) or self._long_name(short, mention) or bare
        if _DEFINITE.match(mention.words) and len(bare.split()) == 2 and mention.type != PERSON:
            return self._introduced(mention) or bare
        if bare.lower() in _ALONE:
            more = _PHRASE.match(self.text, mention.span.start)
            return more.group() if more else bare
        return bare

    def _introduced(self, mention: Mention) -> str | None:
        """The latest "a ... cable" before "the cable"."""
        found = self.scene.introduced.get(head_noun(mention.words), [])
        index = bisect_right(found, mention.span.start, key=lambda item: item[0])
        return found[index - 1][1] if index else None

    def _long_name(self, short: str, mention: Mention) -> str | None:
        """The latest longer name that ends so: "the Times", "the committee"."""
        if not _DEFINITE.match(mention.words) or len(short.split()) > 1:
            return None
        names = self.directory.long_names.get(short.lower(), ())
        index = bisect_right(names, mention.span.start, key=lambda name: name.start)
        return names[index - 1].text if index else None

    def _by_role(self, mention: Mention) -> Entity | None:
        """Whom "the senator", "the company" or "the study" stands for."""
        definite = _DEFINITE.match(mention.words)
        if not definite and not (_OWNED.match(mention.words) and mention.type == PERSON):
            return None
        name = self._bearer(mention) if mention.type == PERSON else None
        if name is not None:
            return self._person(name.text)
        known = None if is_proper(mention.words) else self.by_head.get(head_noun(mention.words))
        if known is not None and self._agrees(mention, known):
            return known
        return self._salient(mention, ONE) if definite and mention.type == PERSON else None

    def _bearer(self, mention: Mention) -> Name | None:
        """The person who has the role beside the name: most of its words, the latest before.

        Where nobody has it before the mention, the first who has it after.
        """
        head = head_noun(mention.words)
        words = {w for w in re.findall(r"\w+", mention.words.lower()) if len(w) > 2}
        names = self.scene.roles.get(head, [])
        index = bisect_right(names, mention.span.start, key=lambda name: name.start)
        offers = names[max(0, index - 50) : index] or names[:1]
        rated = [(len(words & self.scene.beside(name)), name.start, name) for name in offers]
        shared, _, name = max(rated, default=(0, 0, None))
        return None if _OWNED.match(mention.words) and shared < 2 else name

    @staticmethod
    def _agrees(mention: Mention, entity: Entity) -> bool:
        return mention.probability(entity.type) >= _DOUBT

    # ── pronouns ──

    def _antecedent(self, mention: Mention) -> Entity | None:
        pronoun = mention.pronoun
        if pronoun in RELATIVE:
            return self._just_before(mention)
        if pronoun in FIRST:
            return None
        return self._salient(
            mention, ONE if pronoun in SINGULAR else MANY if pronoun in PLURAL else THINGS
        )

    def _salient(self, mention: Mention, kinds: Sequence[int]) -> Entity | None:
        """Whoever is most in mind among sources and, for a person, names; as the network allows."""
        at = mention.span.start
        weights = self._speakers_before(at, kinds)
        if PERSON in kinds:
            for full, weight in self.scene.persons_before(at).items():
                key = self.by_form.get(full.lower(), full)
                name = key if isinstance(key, str) else key.name
                weights[name] = (weights.get(name, (0.0, key))[0] + weight, key)
        likely = softmax(mention.scores)
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
    ) -> dict[str, tuple[float, Entity | str]]:
        weights: dict[str, tuple[float, Entity | str]] = {}
        here = self.scene.sentence(at)
        for mention, entity in reversed(self.spoken[-MOST:]):
            back = here - self.scene.sentence(mention.span.start)
            if back > SENTENCES_BACK and weights:
                break
            if entity.type in kinds:
                known = weights.get(entity.name, (0.0, entity))[0]
                weight = QUOTED if self.scene.quoted(mention.span.start) else SPEAKER
                weights[entity.name] = (known + weight * 0.5**back, entity)
        return weights

    def _just_before(self, mention: Mention) -> Entity | None:
        """The name that a relative pronoun follows: "Lindqvist, who said ..."."""
        start = max(0, mention.span.start - NEAR)
        names = list(names_in(self.text, start, mention.span.start))
        if mention.type == PERSON and names:
            return self._person(names[-1].text)
        phrase = _BEFORE_WHO.search(self.text, start, mention.span.start)
        if phrase is None:
            return None
        known = self.by_form.get(DETERMINER.sub("", phrase[1]).lower())
        return known or self._new(phrase[1], forms_of(phrase[1], self.text))
