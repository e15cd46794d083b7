"""Spans -> attributions: which source and which content belong to which cue, and who goes on.

Links are the network's: each cue asks for a source, each content for a cue, among the candidates
near it, and "none" is an answer. Then the sentences that are attributed without any such span are
joined to the speaker who still has the floor: a quotation that runs on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sourcing.article import AttributionKind
from sourcing.decode import Decoder, Found, Range

FAR = 400  # words: more than a window of the encoder holds, and a bound on what is compared
REACH = 1  # paragraphs between a content and its cue; a source stands in the paragraph of its cue
SUSPECTED = 0.15  # an attributed sentence without any span: its likeliest source, from here on
SPOKEN = (AttributionKind.STATED, AttributionKind.IMPLICIT)


@dataclass(frozen=True)
class Joined:
    """An attribution in words, before its source is known by name.

    `goes_on`: the source is that of an earlier attribution, whose words do not stand here.
    """

    source: Found | None
    cue: Found | None
    contents: tuple[Found, ...]

    @property
    def spans(self) -> list[Found]:
        parts = [span for span in (self.source, self.cue, *self.contents) if span is not None]
        return sorted(parts, key=lambda span: span.begin)

    def touches(self, begin: int, end: int) -> bool:
        return any(span.begin < end and begin < span.end for span in self.spans)


@dataclass(frozen=True)
class Carried:
    """A sentence in words, and who carries it."""

    begin: int
    end: int
    paragraph: int
    attribution: AttributionKind

    @property
    def spoken(self) -> bool:
        return self.attribution in SPOKEN


def join(decoder: Decoder, sentences: Sequence[Carried]) -> list[Joined]:
    """The attributions of a text, in text order."""
    joined = list(_by_scores(decoder))
    joined = _run_on(joined, sentences)
    for sentence in sentences:
        if sentence.spoken and not any(j.touches(sentence.begin, sentence.end) for j in joined):
            joined = _take_in(joined, sentence, decoder)
    return sorted(joined, key=lambda item: item.spans[0].begin)


def _by_scores(decoder: Decoder) -> Iterator[Joined]:
    sources, cues, contents = (decoder.spans(name) for name in ("source", "cue", "content"))
    paragraphs = _Paragraphs(decoder.paragraphs)
    said: dict[Found, list[Found]] = {cue: [] for cue in cues}
    for content in contents:
        cue = _choose(decoder, "content_to_cue", content, paragraphs.near(content, cues, REACH))
        if cue is None:
            yield Joined(None, None, (content,))
        else:
            said[cue].append(content)
    for cue in cues:
        source = _choose(decoder, "cue_to_source", cue, paragraphs.near(cue, sources, 0))
        yield Joined(source, cue, tuple(said[cue]))


@dataclass(frozen=True)
class _Paragraphs:
    bounds: Sequence[Range]

    def near(self, span: Found, offers: Sequence[Found], reach: int) -> Sequence[Found]:
        """The offers, which are in order, at most `reach` paragraphs and FAR words away."""
        home = bisect_right(self.bounds, span.begin, key=lambda bounds: bounds[1])
        first, last = max(home - reach, 0), min(home + reach, len(self.bounds) - 1)
        low = max(self.bounds[first][0], span.begin - FAR)
        high = min(self.bounds[last][1], span.begin + FAR)
        begins = [bisect_left(offers, word, key=lambda offer: offer.begin) for word in (low, high)]
        return offers[slice(*begins)]


def _choose(decoder: Decoder, link: str, ask: Found, offers: Sequence[Found]) -> Found | None:
    if not offers:
        return None
    scores = decoder.link(link, ask.begin, [offer.begin for offer in offers])
    best = int(scores.argmax())
    return offers[best] if scores[best] > 0 else None


def _run_on(joined: list[Joined], sentences: Sequence[Carried]) -> list[Joined]:
    """Contents without a cue, in spoken sentences, go to the speaker who has the floor."""
    loose = [item for item in joined if item.cue is None and item.source is None]
    for item in loose:
        begin = item.spans[0].begin
        home = next((s for s in sentences if s.begin <= begin < s.end), None)
        speaker = _speaker(joined, begin)
        if home is not None and home.spoken and speaker is not None:
            joined = [i for i in joined if i not in (item, speaker)]
            joined.append(replace(speaker, contents=(*speaker.contents, *item.contents)))
    return joined


def _take_in(joined: list[Joined], sentence: Carried, decoder: Decoder) -> list[Joined]:
    """An attribution for a spoken sentence that has none."""
    whole = Found(sentence.begin, sentence.end, 1.0)
    if sentence.attribution is AttributionKind.STATED:
        source = decoder.likeliest_span("source", sentence.begin, sentence.end)
        if source.probability >= SUSPECTED:
            return [*joined, Joined(source, None, ())]
    speaker = _speaker(joined, sentence.begin)
    if speaker is None:
        return [*joined, Joined(None, None, (whole,))]
    rest = [item for item in joined if item is not speaker]
    return [*rest, replace(speaker, contents=(*speaker.contents, whole))]


def _speaker(joined: Sequence[Joined], begin: int) -> Joined | None:
    """The latest attribution with a source that begins before the word `begin`."""
    before = [item for item in joined if item.source is not None and item.spans[0].begin < begin]
    return max(before, key=lambda item: item.spans[-1].end, default=None)
