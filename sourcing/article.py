"""The result tree: an Article owns its text; everything else is a view of it.

    Article
    ├── sentences      Sentence      two readings: the facets, and the one-word label
    ├── attributions   Attribution   source span + cue + content spans, joined
    └── sources        Source        mentions of one source, merged and typed

Every `Span` is `start:end` into `Article.text`, half-open, in characters. Text is derived from
the offsets, never stored beside them. All classes are frozen.

The labels are defined in the codebook (`docs/codebook.md`); section numbers below refer to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from sourcing.findings import Finding
    from sourcing.scores import Scores

SCHEMA_VERSION = 1

Kind = TypeVar("Kind", bound=StrEnum)


class Label(StrEnum):
    """The one-word reading of a sentence, derived from its facets (codebook section 6)."""

    ATTRIBUTED = "attributed"
    HEDGED = "hedged"
    ASSERTED = "asserted"
    UNATTRIBUTED = "unattributed"


class AttributionKind(StrEnum):
    """Who carries the sentence (codebook section 1)."""

    STATED = "stated"
    IMPLICIT = "implicit"
    THOUGHT = "thought"
    NONE = "none"


class ContentKind(StrEnum):
    """What kind of thing the sentence puts forward (codebook section 4)."""

    FACT = "fact"
    PREDICTION = "prediction"
    OPINION = "opinion"
    OTHER = "other"


class SourceType(StrEnum):
    """What kind of source it is (codebook section 2)."""

    NAMED_PERSON = "named_person"
    NAMED_ORG = "named_org"
    ORG_OFFICIAL = "org_official"
    ANONYMOUS = "anonymous"
    UNNAMED_PERSON = "unnamed_person"
    UNNAMED_GROUP = "unnamed_group"
    DOCUMENT = "document"
    VAGUE = "vague"


class Quote(StrEnum):
    """How the content is rendered: inside quotation marks, outside, or both."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Reporting(StrEnum):
    """What the reporting verb lets the writer's own stance show (see `lexicon.py`)."""

    NEUTRAL = "neutral"  # said, told, according to
    DOUBTING = "doubting"  # claimed, alleged
    IMPLYING = "implying"  # admitted, revealed, pointed out: presupposes that it is true


@dataclass(frozen=True)
class Span:
    """A stretch of the article: `document[start:end]`, with the model's calibrated probability."""

    document: str = field(repr=False, compare=False)
    start: int
    end: int
    probability: float = 1.0

    @property
    def text(self) -> str:
        return self.document[self.start : self.end]

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end

    def to_dict(self) -> dict[str, Any]:
        return {"start": self.start, "end": self.end, "probability": self.probability}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], document: str) -> Span:
        return cls(document, data["start"], data["end"], data["probability"])


@dataclass(frozen=True)
class Source:
    """One source of the article, with all its mentions merged (codebook section 2).

    `name` is the fullest name or description that the article gives; `description` is what the
    article says the source is ("a senior Treasury official"), empty when it says nothing.
    `probability` is that of `type`.
    """

    name: str
    type: SourceType
    mentions: tuple[Span, ...] = ()
    description: str = ""
    probability: float = 1.0

    @property
    def named(self) -> bool:
        """Counts as named (codebook section 7): person, organisation, or identified document."""
        if self.type is SourceType.DOCUMENT:
            return names_its_issuer(self.name)
        return self.type in (SourceType.NAMED_PERSON, SourceType.NAMED_ORG)

    def to_dict(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": str(self.type),
            "mentions": [mention.to_dict() for mention in self.mentions],
            "description": self.description,
            "probability": self.probability,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], document: str) -> Source:
        return cls(
            name=data["name"],
            type=SourceType(data["type"]),
            mentions=tuple(Span.from_dict(m, document) for m in data["mentions"]),
            description=data["description"],
            probability=data["probability"],
        )


def names_its_issuer(description: str) -> bool:
    """Whether a document's description carries a proper name: a title, an issuer or an author.

    "a Reuters/Ipsos poll" does; "A video", "the report" and "documents" do not: the first word
    is capitalised for reasons of its own, unless nothing but names could stand there. Who obtained
    or saw a document did not issue it.
    """
    words = _RECEIVED.split(description)[0].split()
    if not words:
        return False
    later = any(any(c.isupper() for c in word) for word in words[1:])
    return later or (len(words) > 1 and words[0][:1].isupper() and words[0].lower() not in _OPENERS)


_RECEIVED = re.compile(
    r"\b(?:(?:obtained|seen|reviewed|viewed|examined|read) by|shared with|provided to|leaked to)\b"
)
_OPENERS = frozenset(
    "a an the this that these those his her its their our your my one two three several some many "
    "most all both another new recent old official leaked internal federal state court police "
    "documents data figures records research studies polls surveys reports video videos".split()
)


@dataclass(frozen=True)
class Attribution:
    """Who said what: a source, the words that report it (cue), and what is reported (contents).

    `source` is None when the article does not let the reader know; `source_span` and `cue` are
    None when the words are not there (a quotation that runs on). `contents` may cross sentences.
    """

    source: Source | None
    source_span: Span | None
    cue: Span | None
    contents: tuple[Span, ...]
    quote: Quote = Quote.INDIRECT
    reporting: Reporting = Reporting.NEUTRAL

    @property
    def spans(self) -> tuple[Span, ...]:
        """All its spans, in text order."""
        parts = [span for span in (self.source_span, self.cue) if span is not None]
        return tuple(sorted((*parts, *self.contents), key=lambda span: (span.start, span.end)))

    def touches(self, start: int, end: int) -> bool:
        return any(span.overlaps(start, end) for span in self.spans)


@dataclass(frozen=True)
class Probabilities:
    """Calibrated probabilities of a sentence's facets; each mapping sums to one.

    `source_type` is that of the sentence's main source, given that it has one; `hedged` and
    `loaded` are the probabilities that at least one such word stands in the sentence.
    """

    label: Mapping[Label, float]
    attribution: Mapping[AttributionKind, float]
    content: Mapping[ContentKind, float]
    source_type: Mapping[SourceType, float]
    hedged: float
    loaded: float

    def to_dict(self) -> dict[str, Any]:
        return {
            "label": _plain(self.label),
            "attribution": _plain(self.attribution),
            "content": _plain(self.content),
            "source_type": _plain(self.source_type),
            "hedged": self.hedged,
            "loaded": self.loaded,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Probabilities:
        return cls(
            label=_kinds(data["label"], Label),
            attribution=_kinds(data["attribution"], AttributionKind),
            content=_kinds(data["content"], ContentKind),
            source_type=_kinds(data["source_type"], SourceType),
            hedged=data["hedged"],
            loaded=data["loaded"],
        )


def _kinds(data: Mapping[str, float], kind: type[Kind]) -> dict[Kind, float]:
    return {kind(key): value for key, value in data.items()}


def _plain(distribution: Mapping[Kind, float]) -> dict[str, float]:
    return {str(key): value for key, value in distribution.items()}


@dataclass(frozen=True)
class Sentence:
    """A sentence, its facets with their evidence, and the label that follows from them."""

    document: str = field(repr=False, compare=False)
    start: int
    end: int
    paragraph: int
    headline: bool
    label: Label
    attribution: AttributionKind
    content: ContentKind
    hedges: tuple[Span, ...]
    loaded: tuple[Span, ...]
    attributions: tuple[Attribution, ...]
    probabilities: Probabilities

    @property
    def text(self) -> str:
        return self.document[self.start : self.end]

    @property
    def probability(self) -> float:
        """Calibrated probability of `label`."""
        return self.probabilities.label[self.label]

    @property
    def sources(self) -> tuple[Source, ...]:
        """The known sources of the sentence, in the order of their attributions, each once."""
        known = (a.source for a in self.attributions if a.source is not None)
        return tuple({id(source): source for source in known}.values())

    @property
    def words(self) -> int:
        return len(self.text.split())


@dataclass(frozen=True)
class Article:
    """A scored article. `text` is the untouched input; `title` only when it was given."""

    text: str
    sentences: tuple[Sentence, ...]
    attributions: tuple[Attribution, ...]
    sources: tuple[Source, ...]
    id: str | None = None
    title: str | None = None
    model: str = ""  # name and version of the model that read it

    # The views of an article stand later in the pipeline than the article itself, so they are
    # imported where they are used: the only imports that point along the arrow.

    @cached_property
    def scores(self) -> Scores:
        """The article scores (codebook section 7)."""
        from sourcing.scores import Scores

        return Scores(self)

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What an editor would stop at, by the default profile, in text order."""
        from sourcing.findings import find

        return find(self)

    def to_html(self) -> str:
        """A whole self-contained page: the report."""
        from sourcing.report import to_html

        return to_html(self)

    def _repr_html_(self) -> str:
        """The highlighted fragment that a notebook shows."""
        from sourcing.report import to_fragment

        return to_fragment(self)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types only; sources and attributions are referred to by their index."""
        source_index = {id(source): i for i, source in enumerate(self.sources)}
        attribution_index = {id(a): i for i, a in enumerate(self.attributions)}
        return {
            "schema": SCHEMA_VERSION,
            "id": self.id,
            "title": self.title,
            "model": self.model,
            "text": self.text,
            "sources": [source.to_dict() for source in self.sources],
            "attributions": [_attribution_to_dict(a, source_index) for a in self.attributions],
            "sentences": [_sentence_to_dict(s, attribution_index) for s in self.sentences],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Article:
        """Inverse of `to_dict`; raises KeyError or ValueError on anything else."""
        text = data["text"]
        sources = tuple(Source.from_dict(s, text) for s in data["sources"])
        attributions = tuple(_attribution_from_dict(a, text, sources) for a in data["attributions"])
        sentences = tuple(_sentence_from_dict(s, text, attributions) for s in data["sentences"])
        return cls(
            text=text,
            sentences=sentences,
            attributions=attributions,
            sources=sources,
            id=data["id"],
            title=data["title"],
            model=data["model"],
        )


def _attribution_to_dict(item: Attribution, source_index: Mapping[int, int]) -> dict[str, Any]:
    return {
        "source": None if item.source is None else source_index[id(item.source)],
        "source_span": None if item.source_span is None else item.source_span.to_dict(),
        "cue": None if item.cue is None else item.cue.to_dict(),
        "contents": [span.to_dict() for span in item.contents],
        "quote": str(item.quote),
        "reporting": str(item.reporting),
    }


def _attribution_from_dict(
    data: Mapping[str, Any], text: str, sources: tuple[Source, ...]
) -> Attribution:
    def span(name: str) -> Span | None:
        return None if data[name] is None else Span.from_dict(data[name], text)

    return Attribution(
        source=None if data["source"] is None else sources[data["source"]],
        source_span=span("source_span"),
        cue=span("cue"),
        contents=tuple(Span.from_dict(c, text) for c in data["contents"]),
        quote=Quote(data["quote"]),
        reporting=Reporting(data["reporting"]),
    )


def _sentence_to_dict(item: Sentence, attribution_index: Mapping[int, int]) -> dict[str, Any]:
    return {
        "start": item.start,
        "end": item.end,
        "paragraph": item.paragraph,
        "headline": item.headline,
        "label": str(item.label),
        "attribution": str(item.attribution),
        "content": str(item.content),
        "hedges": [span.to_dict() for span in item.hedges],
        "loaded": [span.to_dict() for span in item.loaded],
        "attributions": [attribution_index[id(a)] for a in item.attributions],
        "probabilities": item.probabilities.to_dict(),
    }


def _sentence_from_dict(
    data: Mapping[str, Any], text: str, attributions: tuple[Attribution, ...]
) -> Sentence:
    return Sentence(
        document=text,
        start=data["start"],
        end=data["end"],
        paragraph=data["paragraph"],
        headline=data["headline"],
        label=Label(data["label"]),
        attribution=AttributionKind(data["attribution"]),
        content=ContentKind(data["content"]),
        hedges=tuple(Span.from_dict(h, text) for h in data["hedges"]),
        loaded=tuple(Span.from_dict(w, text) for w in data["loaded"]),
        attributions=tuple(attributions[i] for i in data["attributions"]),
        probabilities=Probabilities.from_dict(data["probabilities"]),
    )
