"""Rules on how words are reported: who speaks, when a reader learns it, and with which verb."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from sourcing.article import (
    Article,
    Attribution,
    Quote,
    Reporting,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.findings.model import Place
from sourcing.findings.reading import (
    SURE,
    body,
    in_own_voice,
    is_thought,
    says_something,
    sentence_at,
    spoken,
)
from sourcing.findings.words import NON_SPEECH, OF_THE_MIND, REFUSAL
from sourcing.resolve.mentions import SINGULAR

_APART = 20  # characters between a source and its cue that still read as one phrase
_WORDS_OF_A_CUE = 4  # more of them tell more than who said it
_THE_SAME = re.compile(r"(?:the|these|those|that|this)\s+\w+", re.IGNORECASE)

LATEST = 3
"""Sentences after which a speaker's name comes too late (Reuters: never after the third)."""

_NAMED = (SourceType.NAMED_PERSON, SourceType.NAMED_ORG)
_NEGATED = re.compile(r"\b(?:not|never|no|without|neither|nor|refus\w+|declin\w+)\b|n['’]t\b", re.I)
# "Revealed" and "realised" tell how somebody came to know, more than how they spoke.
_FINDS_OUT = re.compile(
    r"\b(?:reali[sz]|reveal|revelation|expos|veer|close to|appear|seem)", re.IGNORECASE
)
_CLAIMED_OTHERWISE = re.compile(
    r"responsibility|credit|victory|victims?\b|lives\b|asylum|attack|bombing", re.IGNORECASE
)
_DEMANDED = re.compile(
    r"\s+(?:up)?on\b|[^.;“\"]{0,80}(?<!will)(?<!would)(?<!could)(?<!to)(?<!not) be\b"
)
_LEGAL = re.compile(
    r"court|lawsuit|suit\b|sued|complaint|indict|prosecut|charge|police|attorney|lawyer|judge|"
    r"filing|trial|jury|affidavit|authorities|investigators|petition|legal|violat|commission",
    re.IGNORECASE,
)
_SPEAKS = re.compile(r"\b(?:said|says?|saying|asked|asks|told|tells|added|adds)\b", re.IGNORECASE)
_VAGUE_CUE = re.compile(
    r"\b(?:said|believed|thought|rumou?r\w*|reported|alleged|speculat\w*|understood|estimated|told|"
    r"claimed|suggested|feared|expected|known)\b",
    re.IGNORECASE,
)


def late(article: Article) -> Iterator[Place]:
    """The speaker is named too late: a quotation runs on, or nobody has been named yet."""
    for attribution in article.attributions:
        source, spans = attribution.source, attribution.spans
        if source is None or source.type is not SourceType.NAMED_PERSON or not spans:
            continue
        begin = sentence_at(article, spans[0].start)
        named = _named_after(article, attribution, begin)
        if named - begin >= LATEST and not article.sentences[begin].headline:
            yield Place(
                spans[0].start, spans[0].end, f"{source.name} comes {named - begin} sentences later"
            )


def _named_after(article: Article, attribution: Attribution, begin: int) -> int:
    """Index of the sentence that names the speaker of words that begin in sentence `begin`.

    It is `begin` itself where a reader may know already: the name, or another that the words
    could belong to, stands before them.
    """
    source, span = attribution.source, attribution.source_span
    before = article.text[: article.sentences[begin].end]
    if source is None or source.name.split()[-1] in before:
        return begin
    if span is not None and attribution.quote is Quote.DIRECT and source.name in span.text:
        named = sentence_at(article, span.start)
        run = article.sentences[begin : named + 1]
        return named if all(_only_speaker(sentence, source) for sentence in run) else begin
    if span is not None and span.text.lower() not in SINGULAR:
        return begin
    others = (s.name.split()[-1] in before for s in article.sources if s.type in _NAMED)
    known = any(others) or not _only_speaker(article.sentences[begin], source)
    first = article.text.find(source.name)
    return begin if first < 0 or known else sentence_at(article, first)


def _only_speaker(sentence: Sentence, source: Source) -> bool:
    """Whether a sentence is credited to one source and to nobody else."""
    return bool(sentence.sources) and all(other is source for other in sentence.sources)


def adjacent_speakers(article: Article) -> Iterator[Place]:
    """Two quotations side by side, and the second speaker is named only after the words."""
    for before, after in pairwise(body(article)):
        one, two = _only_quotation(before), _only_quotation(after)
        if one is None or two is None or one.source is two.source:
            continue
        speaker = two.source_span
        opens = two.contents[0].start <= after.start + 1
        if opens and speaker is not None and after.start < speaker.start < after.end:
            yield Place(after.start, speaker.end, speaker.text)


def _only_quotation(sentence: Sentence) -> Attribution | None:
    """The quotation that a sentence is, by a speaker who is known: "she" may be anybody."""
    found = [a for a in sentence.attributions if a.quote is Quote.DIRECT and a.contents]
    if len(found) != 1 or len(sentence.attributions) != 1:
        return None
    source = found[0].source
    return found[0] if source is not None and source.type in _NAMED else None


def vague(article: Article) -> Iterator[Place]:
    """Nobody could be held to it."""
    seen: set[int] = set()
    for sentence, attribution in spoken(article):
        source = attribution.source
        if source is None or source.type is not SourceType.VAGUE or source.probability < SURE:
            continue
        place = _vague_words(sentence, attribution)
        if place is not None and not sentence.headline and place.start not in seen:
            seen.add(place.start)
            yield Place(place.start, place.end)


def _vague_words(sentence: Sentence, attribution: Attribution) -> Span | None:
    """The words that name nobody: "some say", or a passive ("is believed")."""
    span, cue = attribution.source_span, attribution.cue
    if span is None or not span.overlaps(sentence.start, sentence.end):
        return cue if cue is not None and _VAGUE_CUE.search(cue.text) else None
    if _THE_SAME.fullmatch(span.text):  # reports that the article named before
        return None
    if cue is None or not 0 <= cue.start - span.end <= _APART:
        return span
    return Span(span.document, span.start, cue.end)


def loaded_cue(article: Article) -> Iterator[Place]:
    """A reporting verb that lets the writer's stance show."""
    quoted = article.scores.quoted
    for sentence, attribution in spoken(article):
        cue = attribution.cue
        if cue is None or quoted[cue.start] or sentence.headline:
            continue
        if _loads(attribution, cue) and not _literal(cue, sentence):
            yield Place(cue.start, cue.end)
    for match in in_own_voice(article, REFUSAL):
        yield Place(match.start(), match.end())


def _loads(attribution: Attribution, cue: Span) -> bool:
    source = attribution.source
    if source is None or source.type in (SourceType.DOCUMENT, SourceType.VAGUE):
        return False
    long = len(cue.text.split()) > _WORDS_OF_A_CUE
    plain = long or _NEGATED.search(cue.text) or _FINDS_OUT.search(cue.text)
    return attribution.reporting is not Reporting.NEUTRAL and not plain


def _literal(cue: Span, sentence: Sentence) -> bool:
    """Whether the verb is the plain word for what was done.

    A charge is alleged, an attack is claimed, and who insists on something demands it.
    """
    verb, after = cue.text.lower(), sentence.text[cue.end - sentence.start :]
    if "alleg" in verb or "claim" in verb:
        legal = _LEGAL.search(sentence.text)
        return bool(legal or _CLAIMED_OTHERWISE.search(after[:40]))
    return "insist" in verb and _DEMANDED.match(after) is not None


def non_speech_cue(article: Article) -> Iterator[Place]:
    """Words that somebody "smiled"."""
    for _, attribution in spoken(article):
        cue = attribution.cue
        if cue is None or attribution.quote is not Quote.DIRECT or not NON_SPEECH.search(cue.text):
            continue
        home = article.sentences[sentence_at(article, cue.start)]
        beside = any(content.overlaps(home.start, home.end) for content in attribution.contents)
        if beside and not _SPEAKS.search(cue.text):
            yield Place(cue.start, cue.end)


def mind_reading(article: Article) -> Iterator[Place]:
    """A thought of somebody whom the article never shows saying anything."""
    quoted = article.scores.quoted
    for sentence in body(article):
        if not is_thought(sentence) or sentence.hedges or quoted[sentence.start]:
            continue
        for attribution in sentence.attributions:
            source, cue = attribution.source, attribution.cue
            mind = cue is not None and OF_THE_MIND.search(cue.text)
            if source is None or cue is None or not mind or source.type not in _NAMED:
                continue
            if not says_something(article, source):
                yield Place(cue.start, cue.end, source.name)
