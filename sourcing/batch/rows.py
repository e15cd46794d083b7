"""An article → its rows in the three tables, as plain dictionaries (`schema.py` says what)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from sourcing.article import Article, Attribution, Sentence, Source, Span
from sourcing.scores import COUNTS, SHARES, basket

Row = dict[str, Any]


def rows_of(article: Article, row: int) -> dict[str, list[Row]]:
    """The rows of one article by table name; `row` is its number among all inputs."""
    key = {"row": row, "id": article.id}
    return {
        "documents": [key | _document(article)],
        "sentences": [
            key | {"sentence": i} | _sentence(s) for i, s in enumerate(article.sentences)
        ],
        "attributions": [key | item for item in _attributions(article)],
    }


def scores_of(article: Article) -> Row:
    """The article scores as columns: a share with its interval is three of them."""
    scores = article.scores
    result: Row = {}
    for name, kind in SHARES.items():
        low, high = scores.interval(kind)
        result |= {name: scores.share(kind), f"{name}_low": low, f"{name}_high": high}
    return result | {name: getattr(scores, name) for name in COUNTS}


def _document(article: Article) -> Row:
    counts = article.scores.label_counts.items()
    return {
        "title": article.title,
        "characters": len(article.text),
        "sentences": len(article.sentences),
        **{f"{label}_sentences": count for label, count in counts},
        "attributions": len(article.attributions),
        **scores_of(article),
    }


def _sentence(sentence: Sentence) -> Row:
    chances = sentence.probabilities
    return {
        "start": sentence.start,
        "end": sentence.end,
        "paragraph": sentence.paragraph,
        "headline": sentence.headline,
        "text": sentence.text,
        "words": sentence.words,
        "label": str(sentence.label),
        "probability": sentence.probability,
        "attribution": str(sentence.attribution),
        "attribution_probability": chances.attribution[sentence.attribution],
        "content": str(sentence.content),
        "content_probability": chances.content[sentence.content],
        "basket": str(basket(sentence)),
        **_source(next(iter(sentence.sources), None)),
        "hedged_probability": chances.hedged,
        **_spans("hedge", sentence.hedges),
        "loaded_probability": chances.loaded,
        **_spans("loaded", sentence.loaded),
    }


def _attributions(article: Article) -> Iterable[Row]:
    numbers = {id(source): i for i, source in enumerate(article.sources)}
    starts = [sentence.start for sentence in article.sentences]
    for i, item in enumerate(article.attributions):
        place = {"attribution": i, "sentence": _first_sentence(item, starts)}
        yield place | {"source": numbers.get(id(item.source))} | _attribution(item)


def _first_sentence(item: Attribution, starts: Sequence[int]) -> int | None:
    if not item.spans or not starts:
        return None
    return max(0, bisect_right(starts, item.spans[0].start) - 1)


def _attribution(item: Attribution) -> Row:
    source = item.source
    return {
        **_source(source),
        "source_description": source.description if source else None,
        "source_probability": source.probability if source else None,
        **_span("source", item.source_span),
        "cue": item.cue.text if item.cue else None,
        **_span("cue", item.cue),
        **_spans("content", item.contents),
        "content_words": sum(len(span.text.split()) for span in item.contents),
        "quote": str(item.quote),
        "reporting": str(item.reporting),
    }


def _source(source: Source | None) -> Row:
    return {
        "source_name": source.name if source else None,
        "source_type": str(source.type) if source else None,
        "source_named": source.named if source else None,
    }


def _span(name: str, span: Span | None) -> Row:
    start, end = (span.start, span.end) if span else (None, None)
    return {f"{name}_start": start, f"{name}_end": end}


def _spans(name: str, spans: Sequence[Span]) -> Row:
    return {f"{name}_start": [s.start for s in spans], f"{name}_end": [s.end for s in spans]}
