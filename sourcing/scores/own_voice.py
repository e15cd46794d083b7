"""The writer's own words: what is reported, and what stands in quotation marks, is left out."""

from __future__ import annotations

import re
from itertools import groupby

from sourcing.article import Article, Sentence, Span
from sourcing.quotes import inside_quotes


def own_words(sentence: Sentence) -> int:
    """Words of a sentence, split at white space, that touch nothing reported."""
    words = re.finditer(r"\S+", sentence.text)
    reported = _reported(sentence)
    at = sentence.start
    return sum(not _touches(at + w.start(), at + w.end(), reported) for w in words)


def own_loaded(article: Article, quoted: bytearray) -> tuple[Span, ...]:
    """The loaded words of the writer: words inside quotation marks never are the outlet's own."""
    return tuple(
        word
        for sentence in article.sentences
        for word in sentence.loaded
        if not quoted[word.start] and not _touches(word.start, word.end, _reported(sentence))
    )


def quoted_characters(article: Article) -> bytearray:
    """One byte a character of the text: 1 inside quotation marks, paragraph by paragraph."""
    flags = bytearray(len(article.text))
    for _, group in groupby(article.sentences, key=lambda s: (s.paragraph, s.headline)):
        sentences = list(group)
        start, end = sentences[0].start, sentences[-1].end
        flags[start:end] = inside_quotes(article.text[start:end])
    return flags


def _reported(sentence: Sentence) -> list[Span]:
    return [span for a in sentence.attributions for span in a.contents]


def _touches(start: int, end: int, spans: list[Span]) -> bool:
    return any(span.overlaps(start, end) for span in spans)
