"""Spans -> attributions: which source and which content belong to which cue, and who goes on.

Links are the network's: each cue asks for a source, each content for a cue, among the candidates
in its paragraph, and "none" is an answer. Then the sentences that are attributed without a source
are joined to the speaker who still has the floor: a quotation that runs on.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sourcing.article import AttributionKind, SourceType
from sourcing.decode import Decoder, Found, Range
from sourcing.heads import FACETS

FAR = 400  # words: more than a window of the encoder holds, and a bound on what is compared
FLOOR = 4  # attributions back in which the speaker who goes on is looked for
SUSPECTED = 0.15  # an attributed sentence without a span: the likeliest one, from here on
SPOKEN = (AttributionKind.STATED, AttributionKind.IMPLICIT)


@dataclass(frozen=True)
class Joined:
    """An attribution in words, before its source is known by name.

    `goes_on`: the source span of an earlier attribution, where the words of this one name none.
    """

    source: Found | None
    cue: Found | None
    contents: tuple[Found, ...]
    goes_on: Found | None = None

    @cached_property
    def spans(self) -> list[Found]:
        parts = [span for span in (self.source, self.cue, *self.contents) if span is not None]
        return sorted(parts, key=lambda span: span.begin)

    @cached_property
    def begin(self) -> int:
        return self.spans[0].begin

    @cached_property
    def end(self) -> int:
        return max(span.end for span in self.spans)

    def touches(self, begin: int, end: int) -> bool:
        if self.end <= begin or end <= self.begin:
            return False
        return any(span.begin < end and begin < span.end for span in self.spans)


@dataclass(frozen=True)
class Carried:
    """A sentence in words, and who carries it."""

    begin: int
    end: int
    attribution: AttributionKind
    introduces: bool = False  # ends with a colon
    signed: int | None = None  # begins with a dash: the word after it, in "— Ida Holm, Elm"
    closes: bool = False  # ends with a closing quotation mark, and none opens after it

    @property
    def spoken(self) -> bool:
        return self.attribution in SPOKEN


def join(decoder: Decoder, sentences: Sequence[Carried]) -> list[Joined]:
    """The attributions of a text, in text order."""
    joined = _plausible(_by_scores(decoder), sentences)
    joined = [_within_quotation(item, sentences) for item in joined]
    joined = _filled(joined, sentences, decoder)
    for at, sentence in enumerate(sentences):
        if sentence.signed is not None and at and sentences[at - 1].closes:
            joined = _signed(joined, sentence, sentences[:at], decoder)
    for sentence in sentences:
        if sentence.attribution is AttributionKind.STATED and _rests_on_rumour(sentence, decoder):
            joined = [part for item in joined for part in _apart(item, sentence)]
    sourced = _covered(decoder, (span for i in joined if i.source for span in i.spans))
    for previous, sentence in zip((None, *sentences), sentences, strict=False):
        if sentence.spoken and not any(sourced[sentence.begin : sentence.end]):
            introduction = previous if previous and previous.introduces else None
            joined = _give_the_floor(joined, sentence, introduction, decoder)
    return sorted(joined, key=lambda item: item.begin)


def _covered(decoder: Decoder, spans: Iterable[Found]) -> bytearray:
    """One byte a word: 1 in one of the spans."""
    covered = bytearray(len(decoder.rows))
    for span in spans:
        covered[span.begin : span.end] = b"\x01" * (span.end - span.begin)
    return covered


def _filled(
    joined: Sequence[Joined], sentences: Sequence[Carried], decoder: Decoder
) -> list[Joined]:
    """Whoever is credited with a cue says something: the likeliest content, if none is sure."""
    reported = _covered(decoder, (content for item in joined for content in item.contents))
    ends = [sentence.end for sentence in sentences]
    out: list[Joined] = []
    for item in joined:
        home = bisect_right(ends, item.cue.begin) if item.cue else len(ends)
        if item.source and not item.contents and home < len(ends):
            item = _with_likeliest_content(item, sentences[home], reported, decoder)
        out.append(item)
    return out


def _with_likeliest_content(
    item: Joined, sentence: Carried, reported: bytearray, decoder: Decoder
) -> Joined:
    stated = sentence.attribution is AttributionKind.STATED
    if not stated or any(reported[sentence.begin : sentence.end]):
        return item
    found = decoder.likeliest_span("content", sentence.begin, sentence.end)
    return replace(item, contents=(found,)) if found.probability >= SUSPECTED else item


def _within_quotation(item: Joined, sentences: Sequence[Carried]) -> Joined:
    """No content goes on behind the sentence in which its quotation is closed."""
    return replace(item, contents=tuple(_shut(span, sentences) for span in item.contents))


def _shut(content: Found, sentences: Sequence[Carried]) -> Found:
    first = bisect_right(sentences, content.begin, key=lambda sentence: sentence.end)
    for sentence in sentences[first:]:
        if sentence.end >= content.end:
            break
        if sentence.closes:
            return replace(content, end=sentence.end)
    return content


def _signed(
    joined: list[Joined], signature: Carried, before: Sequence[Carried], decoder: Decoder
) -> list[Joined]:
    """The signature's name, as the source of the quotation that stands right before it."""
    cued = _covered(decoder, (item.cue for item in joined if item.cue))
    home = bisect_right(decoder.paragraphs, signature.begin, key=lambda bounds: bounds[1])
    begin = signature.begin
    for sentence in reversed(before):
        if sentence.begin < decoder.paragraphs[home][0] or not sentence.spoken:
            break
        if any(cued[sentence.begin : sentence.end]):  # it has a speaker of its own
            break
        begin = sentence.begin
    if begin == signature.begin or signature.signed is None:
        return joined
    source = Found(signature.signed, signature.end, 1.0)
    rest = [part for item in joined for part in _outside(item, begin, signature.end)]
    return [*rest, Joined(source, None, (Found(begin, signature.begin, 1.0),))]


def _outside(item: Joined, begin: int, end: int) -> Iterator[Joined]:
    """An attribution without what it has in the words begin:end."""

    def kept(span: Found | None) -> Found | None:
        return None if span is not None and begin <= span.begin < end else span

    contents = tuple(content for content in item.contents if kept(content))
    source, cue = kept(item.source), kept(item.cue)
    if source or cue or contents:
        yield replace(item, source=source, cue=cue, contents=contents)


def _rests_on_rumour(sentence: Carried, decoder: Decoder) -> bool:
    scores = decoder.scores("source_type", sentence.begin, sentence.end)
    return FACETS["source_type"][int(scores.argmax())] == SourceType.VAGUE


def _apart(item: Joined, sentence: Carried) -> Iterator[Joined]:
    """What a rumour says is not what the speaker of another sentence says."""

    def inside(span: Found | None) -> bool:
        return span is not None and sentence.begin <= span.begin < sentence.end

    theirs = [content for content in item.contents if inside(content)]
    if not theirs or inside(item.source) or inside(item.cue) or not (item.source or item.cue):
        yield item
        return
    rest = tuple(content for content in item.contents if not inside(content))
    yield replace(item, contents=rest)
    yield Joined(None, None, tuple(theirs))


def _plausible(joined: Iterable[Joined], sentences: Sequence[Carried]) -> list[Joined]:
    """Where somebody is credited, a lone source finds the cue without one, or stays alone.

    Where nobody is, a name alone is no attribution and is dropped.
    """
    ends = [sentence.end for sentence in sentences]
    by_sentence: dict[int, list[Joined]] = {}
    for item in joined:
        by_sentence.setdefault(bisect_right(ends, item.begin), []).append(item)
    out: list[Joined] = []
    for home, items in by_sentence.items():
        credited = home < len(ends) and sentences[home].attribution is not AttributionKind.NONE
        out += _united(items) if credited else [i for i in items if i.cue or i.contents]
    return out


def _united(items: list[Joined]) -> list[Joined]:
    """One lone source and one cue without a source, in one sentence, belong together."""
    lone = [item for item in items if item.source and not item.cue]
    mute = [item for item in items if item.cue and not item.source]
    if len(lone) != 1 or len(mute) != 1:
        return items
    rest = [item for item in items if item is not lone[0] and item is not mute[0]]
    return [*rest, replace(mute[0], source=lone[0].source)]


def _by_scores(decoder: Decoder) -> Iterator[Joined]:
    sources, cues, contents = (decoder.spans(name) for name in ("source", "cue", "content"))
    paragraphs = _Paragraphs(decoder.paragraphs)
    said: dict[Found, list[Found]] = {cue: [] for cue in cues}
    for content in contents:
        cue = _choose(decoder, "content_to_cue", content, paragraphs.near(content, cues))
        if cue is None:
            yield Joined(None, None, (content,))
        else:
            said[cue].append(content)
    idle = set(sources)
    for cue in cues:
        source = _choose(decoder, "cue_to_source", cue, paragraphs.near(cue, sources))
        idle.discard(source)
        yield Joined(source, cue, tuple(said[cue]))
    yield from (Joined(source, None, ()) for source in idle)


@dataclass(frozen=True)
class _Paragraphs:
    bounds: Sequence[Range]

    def near(self, span: Found, offers: Sequence[Found]) -> Sequence[Found]:
        """The offers, which are in order, in the same paragraph and at most FAR words away."""
        home = bisect_right(self.bounds, span.begin, key=lambda bounds: bounds[1])
        first, last = self.bounds[home]
        low, high = max(first, span.begin - FAR), min(last, span.begin + FAR)
        begins = [bisect_left(offers, word, key=lambda offer: offer.begin) for word in (low, high)]
        return offers[slice(*begins)]


def _choose(decoder: Decoder, link: str, ask: Found, offers: Sequence[Found]) -> Found | None:
    if not offers:
        return None
    scores = decoder.link(link, ask.begin, [offer.begin for offer in offers])
    best = int(scores.argmax())
    return offers[best] if scores[best] > 0 else None


def _give_the_floor(
    joined: list[Joined], sentence: Carried, introduction: Carried | None, decoder: Decoder
) -> list[Joined]:
    """A source for a spoken sentence that has none: named in it after all, or still speaking.

    A sentence before it that ends with a colon introduces its speaker.
    """
    here = [item for item in joined if item.touches(sentence.begin, sentence.end)]
    if any(item.source or item.goes_on for item in here):
        return joined  # the sentence before gave it one, together with a content that they share
    rest = [item for item in joined if item not in here]
    if sentence.attribution is AttributionKind.STATED:
        suspect = decoder.likeliest_span("source", sentence.begin, sentence.end)
        if suspect.probability >= SUSPECTED:
            first = next((item for item in here if item.cue), Joined(None, None, ()))
            return [*rest, *(i for i in here if i is not first), replace(first, source=suspect)]
    speaker = _speaker(rest, sentence, decoder)
    if introduction and not any(i.touches(introduction.begin, introduction.end) for i in joined):
        introduced = decoder.likeliest_span("source", introduction.begin, introduction.end)
        speaker = Joined(introduced, None, ())
    if speaker is None:
        whole = Found(sentence.begin, sentence.end, 1.0)
        return joined if here else [*joined, Joined(None, None, (whole,))]
    return [*(i for i in rest if i is not speaker), *_go_on(speaker, here, sentence)]


def _go_on(speaker: Joined, here: Sequence[Joined], sentence: Carried) -> list[Joined]:
    """Contents without a cue become the speaker's; a cue keeps its own attribution."""
    cued = [replace(item, goes_on=speaker.source) for item in here if item.cue]
    loose = [content for item in here if not item.cue for content in item.contents]
    if not here:
        loose = [Found(sentence.begin, sentence.end, 1.0)]
    return [replace(speaker, contents=(*speaker.contents, *loose)), *cued]


def _speaker(joined: Sequence[Joined], sentence: Carried, decoder: Decoder) -> Joined | None:
    """The latest source before the sentence that is of the type which the sentence asks for.

    Where there is none, a sentence that goes on without a cue goes on with whoever came last.
    """
    kind = decoder.scores("source_type", sentence.begin, sentence.end).argmax()
    before = sorted(
        (i for i in joined if i.source is not None and i.begin < sentence.begin),
        key=lambda item: item.end,
    )
    for item in reversed(before[-FLOOR:]):
        source = item.source
        if source and decoder.scores("source_type", source.begin, source.end).argmax() == kind:
            return item
    goes_on = sentence.attribution is AttributionKind.IMPLICIT
    return before[-1] if before and goes_on else None
