"""Mentions, what each tells by its own words, and the source that several of them make up.

    Mention    a source span with the network's scores: its type, its pronoun
    Entity     mentions of one source, collected in text order; `source_of` makes the Source

The functions below take the words of a description apart, so that two of them can be compared.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from sourcing.article import Source, SourceType, Span

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

DOCUMENT = TYPES.index(SourceType.DOCUMENT)
NAMED = (PERSON, ORGANISATION)
CERTAIN = 8.0  # a score that leaves no doubt

PREPOSITION = (
    r"(?:of|in|at|for|with|who|whom|which|that|from|on|to|by|like|as|familiar|close|briefed|near)"
)
DETERMINER = re.compile(r"^(?:the|a|an|this|that|these|those|his|her|its|their|our|my)\s+", re.I)
_DANGLING = re.compile(r"(?:[\s,;:(–—-]+(?:(?:who|whom|whose|which|that)\b)?)+$")
_EMPTY = frozenset(
    """a an the this that these those of in at for with on to by from and or his her its their
    s""".split()
)
_HEAD_ENDS = re.compile(rf"[,;:(]| {PREPOSITION}\b")


@dataclass(frozen=True)
class Mention:
    """A source span, and the network's scores for its type (one for each SourceType)."""

    span: Span
    scores: Floats

    @cached_property
    def words(self) -> str:
        return self.span.text

    @cached_property
    def pronoun(self) -> str | None:
        word = self.words.lower().strip()
        return word if word in PRONOUNS else None

    @cached_property
    def type(self) -> int:
        return int(self.scores.argmax())

    @cached_property
    def owner(self) -> Mention | None:
        """The person of "her lawyer", the organisation of "its board"; of "their" nobody."""
        word, _, owned = self.words.partition(" ")
        if not owned or word.lower() not in SINGULAR | NEUTER:
            return None
        kind = ORGANISATION if word.lower() in NEUTER else PERSON
        start = self.span.start
        return Mention(Span(self.span.document, start, start + len(word)), _certainly(kind))

    @cached_property
    def likely(self) -> Floats:
        """A probability for each SourceType."""
        return softmax(self.scores)

    @cached_property
    def head(self) -> str:
        return head_noun(self.words)

    @cached_property
    def bare(self) -> str:
        return bare_words(self.words)

    @cached_property
    def telling(self) -> frozenset[str]:
        """Its words that tell it from others; a pronoun has none."""
        return words_of(self.words) if self.pronoun is None else frozenset()


@dataclass
class Entity:
    """A source in the making."""

    name: str
    mentions: list[Mention] = field(default_factory=list)
    pronouns: set[str] = field(default_factory=set)
    type: int = PERSON
    _telling: int = 0  # mentions that are no pronouns
    _total: Floats = field(default_factory=lambda: np.zeros(len(TYPES), np.float32))

    def add(self, mention: Mention) -> None:
        """Takes a mention in; a pronoun moves the type only where nothing else does."""
        self.mentions.append(mention)
        if mention.pronoun is None:
            self._total = self._total + mention.scores if self._telling else mention.scores
            self._telling += 1
        else:
            self.pronouns.add(mention.pronoun)
            if not self._telling:
                self._total = self._total + mention.scores
        self.type = int(self._total.argmax())

    @property
    def scores(self) -> Floats:
        """Mean scores of the mentions that tell the type."""
        mean: Floats = self._total / np.float32(self._telling or len(self.mentions))
        return mean


def source_of(entity: Entity) -> Source:
    """The source that all mentions of an entity make up."""
    shares = softmax(entity.scores)
    kind = TYPES[int(shares.argmax())]
    return Source(
        name=_canonical(entity, kind),
        type=kind,
        mentions=tuple(mention.span for mention in entity.mentions),
        description=_description(entity),
        probability=round(float(shares.max()), 4),
    )


def _canonical(entity: Entity, kind: SourceType) -> str:
    """A person's or organisation's name; of anybody else the fullest description."""
    described = [bare_words(m.words) for m in entity.mentions if m.pronoun is None]
    if kind is SourceType.NAMED_ORG and " " not in entity.name:
        return _with_article(entity)
    if kind is SourceType.NAMED_PERSON or re.search(r"(?:^|\s)[A-Z]", entity.name[1:]):
        return entity.name
    described.append(entity.name)
    return max(described, key=lambda words: len(DETERMINER.sub("", words)), default=entity.name)


def _with_article(entity: Entity) -> str:
    """A name of one word with the article it goes with: "The Guardian", "the Pentagon"; initials
    stand alone."""
    whole = [m.words for m in entity.mentions if m.words.lower() == f"the {entity.name.lower()}"]
    return entity.name if entity.name.isupper() or not whole else max(whole)


def _description(entity: Entity) -> str:
    """What the article says a source is: the longest of its mentions, its own name taken out."""
    rests = [_without(m.words, entity.name) for m in entity.mentions if m.pronoun is None]
    return max(rests, key=len, default="")


def _without(words: str, name: str) -> str:
    before, found, after = words.partition(name)
    if not found:
        before, found, after = words.partition(name.split()[-1])
    parts = (before, after) if found else (words,)
    return max((_DANGLING.sub("", part.strip(" ,;:()")) for part in parts), key=len)


def _certainly(kind: int) -> Floats:
    """Scores of a type that nothing speaks against."""
    scores = np.zeros(len(TYPES), np.float32)
    scores[kind] = CERTAIN
    return scores


def softmax(scores: Floats) -> Floats:
    """Scores -> probabilities that sum to one."""
    exp = np.exp(scores - scores.max())
    shares: Floats = exp / exp.sum()
    return shares


def words_of(words: str) -> frozenset[str]:
    """The words of a description or name that tell it from others, in lower case."""
    return frozenset(w for w in re.findall(r"[^\W_]+", words.lower()) if w not in _EMPTY)


def head_noun(words: str) -> str:
    """The head noun of a description: "a senior Treasury official in Paris" -> "official"."""
    head = _HEAD_ENDS.split(words, maxsplit=1)[0].split()
    return head[-1].lower().rstrip(".'’") if head else words.lower()


def bare_words(words: str) -> str:
    """A description without dangling "who", trailing marks, possessive and a leading "The"."""
    trimmed = _DANGLING.sub("", words.strip(" ,;:")) or words
    trimmed = re.sub(r"['’]s?$", "", trimmed) or words
    return trimmed[4:] if re.match(r"The [A-Z]", trimmed) else trimmed


def forms_of(words: str, text: str) -> frozenset[str]:
    """Lower-case forms under which the same source may come back: words, initials, short name."""
    bare = DETERMINER.sub("", bare_words(words))
    forms = {bare.lower()}
    at = text.find(bare + " (")
    acronym = re.compile(r"\s*\(([A-Z][A-Za-z.&-]+)\)").match(text, at + len(bare))
    if at >= 0 and acronym:
        forms.add(acronym.group(1).lower())
    inside = re.match(r"(.+?)\s*\(([A-Z][A-Za-z.&-]+)\)$", bare)
    if inside:
        forms |= {inside.group(1).lower(), inside.group(2).lower()}
    return frozenset(forms)
