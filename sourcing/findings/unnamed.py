"""Rules on sources whose names are withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.article import Article, Attribution, ContentKind, Sentence
from sourcing.findings.model import Place
from sourcing.findings.reading import (
    PERSON_LIKE,
    SURE,
    around,
    body,
    description_grade,
    in_own_voice,
    rests_on_the_withheld,
    sentence_at,
    spoken,
    withheld_sources,
)
from sourcing.findings.words import ANONYMITY, ATTACK, BOILERPLATE, REASON

_SAID = re.compile(r"\b(?:said|says?|told|tells?|added|adds?|explained)\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:statement|letter|report|release|e-?mail|filing|wr[io]t|petition|tweet|post|sign|chant|"
    r"shout|sang\b|sing(?:s|ing)?\b|yell|complaint|memo|document|ruling|note\b|lawsuit|banner|"
    r"slogan|survey|poll)",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?:sources|officials|people|insiders|aides|advis[eo]rs|staffers|employees|lawmakers|"
    r"diplomats|executives|analysts|experts|lawyers|investigators|allies|friends|witnesses)$",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w’'-]+")
_WORDS_OF_A_QUOTATION = 6  # fewer may be a phrase that many use


def bare(article: Article) -> Iterator[Place]:
    """ "A source said": nothing tells who that could be."""
    described = False  # "sources" after "two sources at the ministry" may be the same two
    for source, start, end in withheld_sources(article):
        new = not described or article.text[start:end].lower().startswith(("a ", "another "))
        if description_grade(article, source) == 0 and new:
            yield Place(start, end)
        described = described or description_grade(article, source) > 0


def no_reason(article: Article) -> Iterator[Place]:
    """A name is withheld, and the article never says why."""
    if _explains(article):
        return
    for source, start, end in withheld_sources(article):
        reasons = (REASON.search(around(article, mention.start)) for mention in source.mentions)
        if not any(reasons):
            yield Place(start, end)


def _explains(article: Article) -> bool:
    """Whether any sentence of the article gives a reason for anonymity."""
    return any(
        BOILERPLATE.search(s.text) or (ANONYMITY.search(s.text) and REASON.search(s.text))
        for s in article.sentences
    )


def boilerplate_reason(article: Article) -> Iterator[Place]:
    """ "Not authorised to speak": a formula where the reason should stand."""
    for match in in_own_voice(article, BOILERPLATE):
        sentence = article.sentences[sentence_at(article, match.start())]
        unnamed = any(source.type in PERSON_LIKE for source in sentence.sources)
        if unnamed or ANONYMITY.search(sentence.text):
            yield Place(match.start(), match.end())


def opinion(article: Article) -> Iterator[Place]:
    """A judgement that nobody signs for; an attack has a rule of its own."""
    for sentence in _opinions(article):
        if not _attacks(sentence):
            yield Place(sentence.start, sentence.end, sentence.sources[0].name)


def attack(article: Article) -> Iterator[Place]:
    """An attack on somebody that nobody signs for."""
    for sentence in _opinions(article):
        if _attacks(sentence):
            yield Place(sentence.start, sentence.end, sentence.sources[0].name)


def _opinions(article: Article) -> Iterator[Sentence]:
    for sentence in body(article):
        sure = sentence.probabilities.content.get(ContentKind.OPINION, 0.0) >= SURE
        if sure and sentence.content is ContentKind.OPINION and rests_on_the_withheld(sentence):
            yield sentence


def _attacks(sentence: Sentence) -> bool:
    reported = (span.text for a in sentence.attributions for span in a.contents)
    return any(ATTACK.search(words) for words in reported)


def lead(article: Article) -> Iterator[Place]:
    """The first paragraph rests on a source without a name."""
    first = [s for s in body(article) if s.paragraph == body(article)[0].paragraph]
    credited = [s for s in first if s.sources]
    if credited and all(map(rests_on_the_withheld, credited)):
        yield Place(credited[0].start, credited[0].end, credited[0].sources[0].name)


def plural_one_voice(article: Article) -> Iterator[Place]:
    """ "Sources said" with one quotation: several people do not speak the same words."""
    quoted = article.scores.quoted
    for _, attribution in spoken(article):
        source, span, cue = attribution.source, attribution.source_span, attribution.cue
        if source is None or span is None or cue is None or source.type not in PERSON_LIKE:
            continue
        home = article.sentences[sentence_at(article, cue.start)]
        joint = _TOGETHER.search(home.text) or not _SAID.search(cue.text)
        words = _quoted_words(home, attribution, quoted)
        if _is_plural(span.text) and words >= _WORDS_OF_A_QUOTATION and not joint:
            yield Place(min(span.start, cue.start), max(span.end, cue.end), span.text)


def _quoted_words(home: Sentence, attribution: Attribution, quoted: bytearray) -> int:
    """Words in quotation marks of the contents that touch the sentence of the cue."""
    beside = [c for c in attribution.contents if c.overlaps(home.start, home.end)]
    words = (content.start + w.start() for content in beside for w in _WORD.finditer(content.text))
    return sum(quoted[at] for at in words)


def _is_plural(words: str) -> bool:
    """Whether the head of a description is a plural of people, and not "one of ..."."""
    head = re.split(
        r"[,;(]| (?:of|in|at|for|with|who|from|on|to|by|close|familiar|briefed)\b", words
    )[0]
    single = re.match(r"(?:an?|one|another)\b", words, re.IGNORECASE)
    return single is None and bool(_PLURAL.search(head.strip()))
