"""Small articles by hand, for tests: marked-up pieces in, an `Article` out.

    tom = Who("Tom Hall", SourceType.NAMED_PERSON)
    article = build(
        piece("Bridge is safe", headline=True, content="other"),
        piece("[Tom Hall] <said> {the bridge is safe}.", by=tom),
        piece("{It will open in May}.", by=tom, attribution="implicit", content="prediction"),
        piece("It is ~probably~ a *shameful* affair.", paragraph=1),
    )

In a piece `[source]`, `<cue>`, `{content}`, `~hedge~` and `*loaded*` mark spans; the marks are
taken out before offsets are counted. A piece that names sources (`by`) is one attribution for
each of them, all with the same spans; with `attribution="none"` its `[source]` is a mention and
nothing more. With `by=None` and an attribution of its own, the source is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Label,
    Probabilities,
    Quote,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.label import label, label_probabilities
from sourcing.lexicon import reporting

Kind = TypeVar("Kind", bound=StrEnum)
PAIRS = {"[": "]", "<": ">", "{": "}", "~": "~", "*": "*"}


@dataclass(frozen=True)
class Who:
    """A source before its mentions are known."""

    name: str
    type: SourceType
    probability: float = 1.0


@dataclass(frozen=True)
class Piece:
    """A sentence without marks; `marks` has the spans of each kind, counted inside the piece."""

    text: str
    marks: Mapping[str, list[tuple[int, int]]]
    by: tuple[Who, ...]
    attribution: AttributionKind
    content: ContentKind
    headline: bool
    paragraph: int
    certainty: float


def piece(
    marked: str,
    *,
    by: Who | tuple[Who, ...] | None = None,
    attribution: str | None = None,
    content: str = "fact",
    headline: bool = False,
    paragraph: int = 0,
    certainty: float = 1.0,
) -> Piece:
    """A sentence in marks. `certainty` is the probability of each facet that it shows."""
    who = () if by is None else by if isinstance(by, tuple) else (by,)
    text, marks = _unmark(marked)
    kind = AttributionKind(attribution or ("stated" if who else "none"))
    return Piece(text, marks, who, kind, ContentKind(content), headline, paragraph, certainty)


def build(*pieces: Piece, title: str | None = None) -> Article:
    """An article of these sentences; labels follow from the facets by the codebook's rule."""
    following = (*pieces[1:], None)[: len(pieces)]
    text = "".join(p.text + _separator(p, n) for p, n in zip(pieces, following, strict=True))
    starts = [sum(len(p.text) + 1 for p in pieces[:i]) for i in range(len(pieces))]
    sources = _sources(pieces, starts, text)
    sentences = tuple(_sentence(p, at, text, sources) for p, at in zip(pieces, starts, strict=True))
    attributions = tuple(a for sentence in sentences for a in sentence.attributions)
    return Article(text, sentences, attributions, tuple(sources.values()), title=title)


def spread(kinds: type[Kind], chosen: Kind, certainty: float) -> dict[Kind, float]:
    """A distribution with `certainty` on one kind and the rest even on the others."""
    rest = (1.0 - certainty) / (len(kinds) - 1)
    return {kind: certainty if kind is chosen else rest for kind in kinds}


def _unmark(marked: str) -> tuple[str, dict[str, list[tuple[int, int]]]]:
    marks: dict[str, list[tuple[int, int]]] = {kind: [] for kind in PAIRS}
    text, opened = "", dict[str, int]()
    for char in marked:
        closes = next((k for k, end in PAIRS.items() if char == end and k in opened), None)
        if closes:
            marks[closes].append((opened.pop(closes), len(text)))
        elif char in PAIRS:
            opened[char] = len(text)
        else:
            text += char
    return text, marks


def _separator(this: Piece, following: Piece | None) -> str:
    if following is None:
        return ""
    return " " if following.paragraph == this.paragraph and not this.headline else "\n"


def _sources(pieces: Iterable[Piece], starts: list[int], text: str) -> dict[Who, Source]:
    mentions: dict[Who, list[Span]] = {}
    for p, at in zip(pieces, starts, strict=True):
        for who in p.by:
            mentions.setdefault(who, []).extend(_spans(p, "[", at, text))
    return {
        who: Source(who.name, who.type, tuple(spans), probability=who.probability)
        for who, spans in mentions.items()
    }


def _spans(p: Piece, mark: str, at: int, text: str) -> list[Span]:
    return [Span(text, at + start, at + end) for start, end in p.marks[mark]]


def _sentence(p: Piece, at: int, text: str, sources: Mapping[Who, Source]) -> Sentence:
    hedges = tuple(_spans(p, "~", at, text))
    types = [who.type for who in p.by]
    return Sentence(
        document=text,
        start=at,
        end=at + len(p.text),
        paragraph=p.paragraph,
        headline=p.headline,
        label=label(p.attribution, types, bool(hedges), p.content),
        attribution=p.attribution,
        content=p.content,
        hedges=hedges,
        loaded=tuple(_spans(p, "*", at, text)),
        attributions=_attributions(p, at, text, sources),
        probabilities=_probabilities(p),
    )


def _attributions(
    p: Piece, at: int, text: str, sources: Mapping[Who, Source]
) -> tuple[Attribution, ...]:
    if p.attribution is AttributionKind.NONE:
        return ()
    spans = {mark: _spans(p, mark, at, text) for mark in "[<{"}
    contents = tuple(spans["{"]) or (Span(text, at, at + len(p.text)),)
    source_span, cue = (next(iter(spans[mark]), None) for mark in "[<")
    known = [sources[who] for who in p.by] or [None]
    quotes = {content.text[:1] in '“"‘' for content in contents}
    quote = Quote.MIXED if len(quotes) > 1 else Quote.DIRECT if True in quotes else Quote.INDIRECT
    stance = reporting(cue.text if cue else "")
    return tuple(Attribution(s, source_span, cue, contents, quote, stance) for s in known)


def _probabilities(p: Piece) -> Probabilities:
    attribution = spread(AttributionKind, p.attribution, p.certainty)
    content = spread(ContentKind, p.content, p.certainty)
    main = next((who for who in p.by if who.type is not SourceType.VAGUE), next(iter(p.by), None))
    types = spread(SourceType, main.type, p.certainty) if main else {}
    hedged = p.certainty if p.marks["~"] else 1.0 - p.certainty
    loaded = p.certainty if p.marks["*"] else 1.0 - p.certainty
    labels: Mapping[Label, float] = label_probabilities(attribution, content, types, hedged)
    return Probabilities(labels, attribution, content, types, hedged, loaded)
