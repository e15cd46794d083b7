"""Rules on the article as a whole: whose side is heard, and what nobody stands behind."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sourcing.article import Article, Label, Sentence, SourceType, Span
from sourcing.findings.model import Place
from sourcing.findings.reading import (
    SURE,
    around,
    body,
    in_own_voice,
    in_prose,
    introduces,
    sentence_at,
    telling,
)
from sourcing.findings.words import LINK, NO_COMMENT, ORIGIN, RESPONSE, SET
from sourcing.label import SPOKEN

FEWEST_SENTENCES = 8
"""A brief of fewer sentences may rest on one source."""

_NEAR = 5  # sentences around an accusation in which an answer to it is expected

_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov)\.? )?[A-Z][\w’'-]+(?: [A-Z][\w’'-]+){0,3}"
_ACCUSED = re.compile(
    rf"\baccus(?:e|es|ed|ing) (?P<a>{_NAME}) of\b"
    rf"|(?P<b>{_NAME}) (?:was|were|is|has been|had been|stands) accused of\b"
    rf"|\b(?:accusations|allegations|claims) against (?P<c>{_NAME})"
    rf"|\balleg(?:e|es|ed|ing) that (?P<d>{_NAME}) (?:had|has|was|used|took|stole|lied|paid|knew)\b"
)
_NO_NAME = frozenset(
    "The A An It He She They I We This That His Her Their Its In On But And".split()
)

# Percentages, and counts from ten thousand: what nobody counts on the spot. Sums of money are left
# out: most are prices, wages and deals, which belong to their thing and are public.
_FIGURE = re.compile(
    r"(?<![\w.,/:$€£-])(?:"
    r"(?P<percent>\d+(?:\.\d+)?)(?:\s?%|\s(?:percent|per cent|percentage points?)\b)"
    r"|(?P<count>\d{2,3}(?:,\d{3})+)\b(?![,.]?\d)(?![- ](?:square|cubic|foot|feet|met|kilo|mile|"
    r"acre|hectare|ton|seat|year)))"
)
_ROUGHLY = re.compile(
    r"(?:about|around|roughly|nearly|almost|some|approximately|over|more than|less than|fewer than|"
    r"at least|at most|up to|under|estimated|close to|as (?:many|much|few) as|or so|maybe|perhaps|"
    r"likely|an? average of)\s+$",
    re.IGNORECASE,
)

_DOCUMENT = re.compile(
    r"\b(?:reports?|stud(?:y|ies)|surveys?|polls?|filings?|records|ruling|letters?|memos?|documents?|"
    r"papers?|analys[ie]s|audits?|statements?|lawsuits?|complaints?|indictment|transcripts?|census|"
    r"contracts?|e-?mails?|review|figures|data|statistics|affidavit|opinion|order)$",
    re.IGNORECASE,
)
_LINKS = 2
"""An article with fewer links has them for something else than its sources."""


def single_source(article: Article) -> Iterator[Place]:
    """Everything that is attributed rests on one source."""
    credited = [s for s in body(article) if s.label is Label.ATTRIBUTED and s.sources]
    long_enough = len(body(article)) >= FEWEST_SENTENCES and len(credited) > 2
    if long_enough and article.scores.single_source:
        source = credited[0].sources[0]
        start, end = next(iter(telling(source)), (credited[0].start, credited[0].end))
        yield Place(start, end, source.name)


def no_response(article: Article) -> Iterator[Place]:
    """Somebody is accused by name, and neither answers nor is said to have been asked."""
    if any(NO_COMMENT.search(s.text) for s in article.sentences):
        return
    seen = set(_NO_NAME)
    for match in in_own_voice(article, _ACCUSED):
        start, end = next(match.span(group) for group in "abcd" if match[group])
        name = article.text[start:end].split()[-1].removesuffix("’s").removesuffix("'s")
        sentence = article.sentences[sentence_at(article, start)]
        answered = _speaks(article, name) or _answers(article, start)
        if sentence.attribution in SPOKEN and name not in seen and not answered:
            yield Place(start, end)
        seen.add(name)


def _answers(article: Article, offset: int) -> bool:
    """Whether a denial or an answer stands in the sentences around an accusation."""
    at = sentence_at(article, offset)
    near = article.sentences[max(0, at - _NEAR) : at + _NEAR + 1]
    return any(RESPONSE.search(sentence.text) for sentence in near)


def _speaks(article: Article, name: str) -> bool:
    """Whether somebody of that name, or for them, is a source."""
    words = (
        w for s in article.sources for w in (s.name, s.description, *(m.text for m in s.mentions))
    )
    return any(name in text for text in words)


def unsourced_number(article: Article) -> Iterator[Place]:
    """A precise figure on nobody's authority."""
    for sentence in body(article):
        sure = sentence.probabilities.label.get(Label.ASSERTED, 0.0) >= SURE
        counted = sentence.label is Label.ASSERTED and not SET.search(sentence.text)
        if counted and sure and not _has_origin(article, sentence):
            figure = _precise_figure(sentence)
            if figure is not None:
                yield Place(figure.start, figure.end)


def _precise_figure(sentence: Sentence) -> Span | None:
    """The first figure that is exact: two digits other than zero, and no "about" before it."""
    for match in _FIGURE.finditer(sentence.text):
        number = match["percent"] or match["count"]
        exact = len(re.sub(r"[,.]", "", number).strip("0")) > 1
        if exact and not _ROUGHLY.search(sentence.text[: match.start()]):
            start = sentence.start + match.start()
            return Span(sentence.document, start, start + len(match[0]))
    return None


def _has_origin(article: Article, sentence: Sentence) -> bool:
    """Whether the paragraph credits anybody, or says where its figures come from."""
    beside = (s for s in article.sentences if s.paragraph == sentence.paragraph)
    credited = any(s.attribution in SPOKEN for s in beside)
    return credited or bool(ORIGIN.search(around(article, sentence.start)))


def document_without_link(article: Article) -> Iterator[Place]:
    """A document is the source, other things are linked, and it is not."""
    if len(LINK.findall(article.text)) < _LINKS:
        return
    for source in article.sources:
        places = [(start, end) for start, end in telling(source) if in_prose(article, start)]
        if source.type is not SourceType.DOCUMENT or source.probability < SURE or not places:
            continue
        words = article.text[slice(*places[0])].rstrip(" ,")
        linked = any(LINK.search(around(article, start)) for start, _ in places)
        if _DOCUMENT.search(words) and introduces(article, *places[0]) and not linked:
            yield Place(*places[0])
