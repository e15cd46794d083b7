"""Mentions -> sources: "Soleimani", "the IRGC commander" and "he" become Qassem Soleimani.

Mentions are read in text order. For each, the names, descriptions and earlier sources that it may
stand for are collected (`candidates`), described by numbers (`features`) and
compared by a small trained scorer (`scorer`). What finds no better partner stands for
itself, under its own words: an unresolved "he" stays "he".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sourcing.article import Source
from sourcing.resolve.candidates import Candidate, Cast, Kind
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
    """Whom each mention stands for, as `choice` picks among the candidates' rows.

    `choice` is also asked for the owner of what stands for itself: "her lawyer" is somebody's.
    """
    ordered = sorted(mentions, key=lambda m: m.span.start)
    cast = Cast(text, ordered)
    chosen: dict[int, Candidate] = {}
    for mention in ordered:
        candidate = cast.certain(mention) or _picked(cast, mention, choice)
        new = candidate.kind is Kind.OWN and candidate.entity is None
        owner = _picked(cast, mention.owner, choice) if new and mention.owner else None
        entity = cast.take(mention, candidate)
        if owner is not None and owner.kind is Kind.NAME:
            entity.name = f"{owner.name}’s {entity.name.partition(' ')[2]}"
        chosen[mention.span.start] = candidate
    return chosen


def _picked(cast: Cast, mention: Mention, choice: Choice) -> Candidate:
    candidates = cast.of(mention)
    values = Rater(cast, mention, candidates[-1]).rows(candidates)
    return candidates[choice(mention, candidates, values)]
