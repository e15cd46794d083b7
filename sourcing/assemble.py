"""Decoded rows -> Article: every stage from facets to labels, words turned into characters."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Probabilities,
    Quote,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.decode import Decoder, Found
from sourcing.label import CREDITED, SPOKEN, label, label_probabilities
from sourcing.lexicon import EVIDENTIAL_ADVERBS, EVIDENTIAL_PROBABILITY, reporting
from sourcing.link import Carried, Joined, join
from sourcing.quotes import inside_quotes, with_double_marks
from sourcing.resolve.mentions import Mention
from sourcing.resolve.sources import resolve
from sourcing.segment import Layout, SentenceBounds
from sourcing.windows import Tokens

DIGITS = 4  # of every probability that is handed out
PLACED = 0.05  # a hedge or loaded word that the tags place with less than this is nowhere
DIRECT, INDIRECT = 0.9, 0.1  # share of a content's letters inside quotation marks
_DASH = re.compile(r"[—–-]{1,2}\s?(?=[^\W\d_a-z])")  # before a capital
_BLANK = re.compile(r"\s*")
# What belongs to the word before it though marks divide it: "U" + ".S.", "so" + "-called".
_REST_OF_WORD = re.compile(r"(?:\.[A-Z])+(?![a-z])\.?|(?<=\.[A-Z])\.|(?:-\w+)+")


@dataclass(frozen=True)
class Reading:
    """The facets of one sentence: its words begin:end, and calibrated probabilities."""

    bounds: SentenceBounds
    begin: int
    end: int
    attribution: Mapping[AttributionKind, float]
    content: Mapping[ContentKind, float]
    source_type: Mapping[SourceType, float]
    hedged: float
    loaded: float

    spoken_threshold: float

    @cached_property
    def kind(self) -> AttributionKind:
        """Spoken or not comes first, then the likelier of the two kinds on that side."""
        spoken = sum(self.attribution[kind] for kind in SPOKEN) >= self.spoken_threshold
        side = [kind for kind in AttributionKind if (kind in SPOKEN) == spoken]
        return max(side, key=self.attribution.__getitem__)

    @cached_property
    def type(self) -> SourceType:
        """The likeliest type of its source, if it has one."""
        return max(self.source_type, key=self.source_type.__getitem__)


@dataclass(frozen=True)
class Draft:
    """One text on its way to an Article."""

    text: str
    layout: Layout
    tokens: Tokens
    decoder: Decoder
    thresholds: Mapping[str, float]  # of "spoken" (stated or implicit), "hedged" and "loaded"

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        ranges = [(b, *self.tokens.words_between(b.start, b.end)) for b in self.layout.sentences]
        return tuple(self._reading(*item) for item in ranges if item[1] < item[2])

    def _reading(self, bounds: SentenceBounds, begin: int, end: int) -> Reading:
        def distribution(facet: str, kinds: Any) -> dict[Any, float]:
            values = self.decoder.facet(facet, begin, end)
            return {k: round(float(v), DIGITS) for k, v in zip(kinds, values, strict=True)}

        return Reading(
            bounds,
            begin,
            end,
            attribution=distribution("attribution", AttributionKind),
            content=distribution("content", ContentKind),
            source_type=distribution("source_type", SourceType),
            hedged=distribution("hedged", ("no", "yes"))["yes"],
            loaded=distribution("loaded", ("no", "yes"))["yes"],
            spoken_threshold=self.thresholds["spoken"],
        )

    @cached_property
    def joined(self) -> tuple[Joined, ...]:
        return tuple(join(self.decoder, [self._carried(reading) for reading in self.readings]))

    def _carried(self, reading: Reading) -> Carried:
        end = reading.bounds.end
        return Carried(
            reading.begin,
            reading.end,
            reading.kind,
            introduces=self.text[end - 1 : end] == ":",
            signed=self._signed(reading.bounds),
            closes=self._closes_quotation(end),
        )

    def _signed(self, bounds: SentenceBounds) -> int | None:
        """The first word behind the dash that a sentence begins with."""
        dash = _DASH.match(self.text, bounds.start, bounds.end)
        return self.tokens.words_between(dash.end(), bounds.end)[0] if dash else None

    def _closes_quotation(self, end: int) -> bool:
        """Whether a quotation ends right before `end`, and none goes on or begins after it."""
        blank = _BLANK.match(self.text, end)
        after = blank.end() if blank else end
        goes_on = after < len(self.text) and self._quoted[after]
        return not self.text[end - 1].isalnum() and bool(self._quoted[end - 1]) and not goes_on

    @cached_property
    def mentions(self) -> tuple[Mention, ...]:
        """The sources' spans, each once."""
        spans = (span for item in self.joined for span in (item.source, item.goes_on))
        mentioned = dict.fromkeys(span for span in spans if span)  # cues may share one
        return tuple(self._mention(source) for source in mentioned)

    @cached_property
    def attributions(self) -> tuple[Attribution, ...]:
        named = resolve(self.text, self.mentions)
        return tuple(self._attribution(item, named) for item in self.joined)

    def _mention(self, found: Found) -> Mention:
        scores = self.decoder.scores("source_type", found.begin, found.end)
        home = self._home(found)
        if home is not None:
            scores = (
                scores + self.decoder.scores("source_type", home.begin, home.end)
            ) / np.float32(2)
        return Mention(self.span(found), scores)

    def _home(self, found: Found) -> Reading | None:
        at = bisect_right(self.readings, found.begin, key=lambda reading: reading.begin) - 1
        inside = at >= 0 and found.begin < self.readings[at].end
        return self.readings[at] if inside else None

    def _attribution(self, item: Joined, named: Mapping[int, Source]) -> Attribution:
        source_span = None if item.source is None else self.span(item.source)
        cue = None if item.cue is None else self.span(item.cue)
        contents = tuple(sorted((self.span(c) for c in item.contents), key=lambda s: s.start))
        return Attribution(
            source=self._source(item, cue, named),
            source_span=source_span,
            cue=cue,
            contents=contents,
            quote=self._quote(contents),
            reporting=reporting(cue.text if cue else ""),
        )

    def _source(self, item: Joined, cue: Span | None, named: Mapping[int, Source]) -> Source | None:
        mention = item.source or item.goes_on
        if mention is None:
            return self._rumour(item, cue)
        return named[int(self.tokens.starts[mention.begin])]

    def _rumour(self, item: Joined, cue: Span | None) -> Source | None:
        """A cue that names nobody, in a sentence that rests on nobody: "it is said"."""
        home = self._home(item.spans[0])
        if cue is None or home is None or home.kind is AttributionKind.NONE:
            return None
        if home.type is not SourceType.VAGUE:
            return None
        return Source(cue.text, home.type, (cue,), probability=home.source_type[home.type])

    def _quote(self, contents: Sequence[Span]) -> Quote:
        flags = [
            self._quoted[i]
            for content in contents
            for i in range(content.start, content.end)
            if self.text[i].isalnum()
        ]
        share = sum(flags) / len(flags) if flags else 0.0
        if share >= DIRECT:
            return Quote.DIRECT
        return Quote.INDIRECT if share <= INDIRECT else Quote.MIXED

    @cached_property
    def _quoted(self) -> bytearray:
        flags = bytearray(len(self.text))
        for start, end in self.layout.paragraphs:
            flags[start:end] = inside_quotes(with_double_marks(self.text[start:end]))
        return flags

    def article(self, *, id: str | None, title: str | None, model: str) -> Article:
        """The finished article."""
        return Article(
            text=self.text,
            sentences=tuple(self._sentence(reading) for reading in self.readings),
            attributions=self.attributions,
            sources=distinct(a.source for a in self.attributions),
            id=id,
            title=title,
            model=model,
        )

    def span(self, found: Found) -> Span:
        """The characters of a span, to the end of its last word: no "U" of a "U.S."."""
        start, end = int(self.tokens.starts[found.begin]), int(self.tokens.ends[found.end - 1])
        rest = _REST_OF_WORD.match(self.text, end)
        return Span(self.text, start, rest.end() if rest else end, round(found.probability, DIGITS))

    def _sentence(self, reading: Reading) -> Sentence:
        bounds = reading.bounds
        touching = tuple(self._touching.get(reading.begin, ()))
        adverbs = self._evidential_adverbs(reading, touching)
        if adverbs:
            reading = replace(reading, hedged=max(reading.hedged, EVIDENTIAL_PROBABILITY))
        hedged = reading.hedged >= self.thresholds["hedged"]
        hedges = self._marked("hedge", reading, hedged, adverbs)
        kind, content = reading.kind, max(reading.content, key=reading.content.__getitem__)
        types = self._source_types(reading, touching)
        return Sentence(
            document=self.text,
            start=bounds.start,
            end=bounds.end,
            paragraph=bounds.paragraph,
            headline=bounds.headline,
            label=label(kind, types, bool(hedges), content),
            attribution=kind,
            content=content,
            hedges=hedges,
            loaded=self._marked("loaded", reading, reading.loaded >= self.thresholds["loaded"], ()),
            attributions=touching,
            probabilities=_probabilities(reading, known=bool(types) or kind not in SPOKEN),
        )

    @cached_property
    def _touching(self) -> dict[int, list[Attribution]]:
        """The attributions that touch a sentence, by the sentence's first word."""
        starts = [reading.bounds.start for reading in self.readings]
        ends = [reading.bounds.end for reading in self.readings]
        found: dict[int, list[Attribution]] = {}
        for item in self.attributions:
            ranges = ((bisect_right(ends, s.start), bisect_left(starts, s.end)) for s in item.spans)
            for i in sorted({i for first, end in ranges for i in range(first, end)}):
                found.setdefault(self.readings[i].begin, []).append(item)
        return found

    @staticmethod
    def _source_types(reading: Reading, touching: Sequence[Attribution]) -> list[SourceType]:
        known = [a.source.type for a in touching if a.source is not None]
        return known or ([reading.type] if reading.type is SourceType.VAGUE else [])

    def _evidential_adverbs(
        self, reading: Reading, touching: Sequence[Attribution]
    ) -> tuple[Span, ...]:
        """Adverbs that hedge, in the writer's own voice: not quoted, not reported."""
        reported = [c for a in touching for c in a.contents] if reading.kind in CREDITED else []
        bounds = reading.bounds
        return tuple(
            Span(self.text, match.start(), match.end(), EVIDENTIAL_PROBABILITY)
            for match in EVIDENTIAL_ADVERBS.finditer(self.text, bounds.start, bounds.end)
            if not self._quoted[match.start()]
            and not any(content.overlaps(*match.span()) for content in reported)
        )

    def _marked(
        self, layer: str, reading: Reading, present: bool, known: Sequence[Span]
    ) -> tuple[Span, ...]:
        """Hedges or loaded words: the sentence says whether, the tags and known words say where."""
        if not present:
            return ()
        found = [s for s in self.decoder.spans(layer) if reading.begin <= s.begin < reading.end]
        if not found and not known:
            likeliest = self.decoder.likeliest_span(layer, reading.begin, reading.end)
            found = [likeliest] if likeliest.probability >= PLACED else []
        spans = [self.span(item) for item in found]
        spans += [k for k in known if not any(s.overlaps(k.start, k.end) for s in spans)]
        return tuple(sorted(spans, key=lambda span: span.start))


def _probabilities(reading: Reading, known: bool) -> Probabilities:
    source_type = dict(reading.source_type) if known else {}
    facets = (reading.attribution, reading.content, source_type, reading.hedged)
    labels = label_probabilities(*facets)
    return Probabilities(
        label={kind: round(value, DIGITS) for kind, value in labels.items()},
        attribution=reading.attribution,
        content=reading.content,
        source_type=source_type,
        hedged=reading.hedged,
        loaded=reading.loaded,
    )


def distinct(sources: Iterable[Source | None]) -> tuple[Source, ...]:
    """Each source object once, in order; two unknown "officials" may look equal and are not one."""
    return tuple({id(source): source for source in sources if source is not None}.values())
