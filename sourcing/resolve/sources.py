"""Mentions -> sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

Mentions are read in text order. For each, the names, descriptions and earlier sources that it may
stand for are collected (`candidates`), described by numbers (`features`) and
compared by a small trained scorer (`scorer`). What finds no better partner stands for
itself, under its own words: an unresolved "he" stays "he".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sourcing.article import Source
from sourcing.resolve.candidates import Candidate, Cast
from sourcing.resolve.features import Rater
from sourcing.resolve.mentions import Mention, source_of
from sourcing.resolve.scorer import Floats, shipped

Choice = Callable[[Mention, list[Candidate], Floats], int]


def resolve(text: str, mentions: Sequence[Mention]) -> dict[int, Source]:
    """The source of each mention, by the mention's start offset."""
    scorer = shipped()
    chosen = choose(text, mentions, lambda _m, _c, rows: int(scorer(rows).argmax()))
    entities = {id(c): c.entity for c in chosen.values() if c.entity is not None}
    sources = {key: source_of(entity) for key, entity in entities.items()}
    return {start: sources[id(candidate)] for start, candidate in chosen.items()}


def choose(text: str, mentions: Sequence[Mention], choice: Choice) -> dict[int, Candidate]:
    """Whom each mention stands for, as `choice` picks among the candidates' rows."""
    ordered = sorted(mentions, key=lambda m: m.span.start)
    cast = Cast(text, ordered)
    chosen: dict[int, Candidate] = {}
    for mention in ordered:
        candidate = cast.certain(mention)
        if candidate is None:
            candidates = cast.of(mention)
            values = Rater(cast, mention, candidates[-1]).rows(candidates)
            candidate = candidates[choice(mention, candidates, values)]
        cast.take(mention, candidate)
        chosen[mention.span.start] = candidate
    return chosen
