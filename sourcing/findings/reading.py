"""What the rules look up in an article: who speaks where, and what stands around it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from sourcing.article import Article, Attribution, AttributionKind, Sentence, Source, SourceType
from sourcing.findings.words import ANONYMITY, BARE, DESCRIBES, HOW_THEY_KNOW
from sourcing.label import SPOKEN
from sourcing.resolve.mentions import PRONOUNS
from sourcing.scores import accountable

SURE = 0.6
"""A rule speaks only where the model is at least so sure of what the rule stands on."""

PERSON_LIKE = (
    SourceType.ANONYMOUS,
    SourceType.ORG_OFFICIAL,
    SourceType.UNNAMED_PERSON,
    SourceType.UNNAMED_GROUP,
)
"""People without a name, of whatever kind."""


def sentence_at(article: Article, offset: int) -> int:
    """Index of the sentence that holds a character, or of the last one before it."""
    return max(0, bisect_right(article.sentences, offset, key=lambda s: s.start) - 1)


def body(article: Article) -> tuple[Sentence, ...]:
    """The sentences outside the headline."""
    return article.scores.body


def spoken(article: Article) -> Iterator[tuple[Sentence, Attribution]]:
    """Each attribution with the sentence where it begins, where that sentence credits somebody."""
    for attribution in article.attributions:
        if attribution.spans:
            sentence = article.sentences[sentence_at(article, attribution.spans[0].start)]
            if sentence.attribution in SPOKEN:
                yield sentence, attribution


def withheld(source: Source) -> bool:
    """Whether the identity of a source is withheld on purpose, and the model is sure of it."""
    return source.type is SourceType.ANONYMOUS and source.probability >= SURE


def withheld_sources(article: Article) -> Iterator[tuple[Source, int, int]]:
    """The sources without a name by intention, each with the mention that introduces it."""
    for source in article.sources:
        mentions = [place for place in telling(source) if in_prose(article, place[0])]
        if withheld(source) and mentions and introduces(article, *mentions[0]):
            yield source, *mentions[0]


def introduces(article: Article, start: int, end: int) -> bool:
    """Whether a mention brings somebody new: "the source" and "one of them" were there before."""
    return _KNOWN_BEFORE.match(article.text, start, end) is None


_KNOWN_BEFORE = re.compile(
    r"(?:the|this|that|these|those|both|all|his|her|their|its)\b"
    r"|(?:one|two|three|some|several|many|most|all|none|another) of\b"
    r"|(?:an)?other(?:s)?\b(?! (?:sources?|person|people|insiders?)\b)",
    re.IGNORECASE,
)


def in_prose(article: Article, offset: int) -> bool:
    """Whether a place stands in a whole sentence of the body: headlines end without a mark."""
    sentence = article.sentences[sentence_at(article, offset)]
    return not sentence.headline and _SENTENCE_END.search(sentence.text) is not None


_SENTENCE_END = re.compile(r"[.!?…:][\"”’'»)\]]*$")


def telling(source: Source) -> list[tuple[int, int]]:
    """The places of the mentions that are no pronouns, in text order."""
    spans = (m for m in source.mentions if m.text.lower().strip() not in PRONOUNS)
    return sorted((m.start, m.end) for m in spans)


def rests_on_the_withheld(sentence: Sentence) -> bool:
    """Whether nobody but sources without a name stand behind an attributed sentence."""
    sources = accountable(sentence)
    return sentence.attribution in SPOKEN and bool(sources) and all(map(withheld, sources))


def description_grade(article: Article, source: Source) -> int:
    """How much a reader learns of a source without a name, 0 to 3.

    0 "a source"; 1 "an official"; 2 "a senior Treasury official"; 3 the same with how they know.
    The best of its mentions counts.
    """
    return max((_grade(article, *place) for place in telling(source)), default=0)


def _grade(article: Article, start: int, end: int) -> int:
    sentence_end = article.sentences[sentence_at(article, start)].end
    words, after = article.text[start:end], article.text[end:sentence_end]
    bare = BARE.match(words)
    rest = words[bare.end() :] + after if bare else ""
    knows = HOW_THEY_KNOW.search(words) or HOW_THEY_KNOW.match(after.lstrip(" ,"))
    if bare and not DESCRIBES.match(rest) and (not words[bare.end() :] or ANONYMITY.search(words)):
        return 0
    if knows and not bare:
        return 3
    told = re.search(r"\s[A-Z]", words) or len(words.split()) > 3 or knows
    return 2 if told else 1


def around(article: Article, offset: int) -> str:
    """The paragraph that holds a character."""
    number = article.sentences[sentence_at(article, offset)].paragraph
    inside = [s for s in article.sentences if s.paragraph == number]
    return article.text[inside[0].start : inside[-1].end]


def in_own_voice(article: Article, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
    """Matches of a pattern outside the headline and outside quotation marks."""
    quoted = article.scores.quoted
    for sentence in body(article):
        for match in pattern.finditer(article.text, sentence.start, sentence.end):
            if not quoted[match.start()]:
                yield match


def says_something(article: Article, source: Source) -> bool:
    """Whether the article credits words to a source anywhere, under any of its mentions."""
    return any(
        sentence.attribution in SPOKEN and any(x is source for x in sentence.sources)
        for sentence in article.sentences
    )


def is_thought(sentence: Sentence) -> bool:
    """Whether a sentence tells a thought, and the model is sure of it."""
    thought = AttributionKind.THOUGHT
    return (
        sentence.attribution is thought
        and sentence.probabilities.attribution.get(thought, 0.0) >= SURE
    )
