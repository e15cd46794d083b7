"""What attributed, hedged, asserted and unattributed mean: the codebook's section 6 in code.

Four questions are asked of a sentence, in this order, and the first "yes" decides:

1. Does somebody other than the writer say it, and is at least one of them more than a rumour?
2. Does the writer hold back, or does it rest on rumour only?
3. Is it a claim that could be checked, about the past, the present or the future?
4. Otherwise: an opinion, a question, a byline. It needs no source.

`label` answers for a sentence whose facets are known. `label_probabilities` asks the same
questions of a sentence whose facets are only probable.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sourcing.article import AttributionKind, ContentKind, Label, SourceType

Kind = TypeVar("Kind")

SPOKEN = frozenset({AttributionKind.STATED, AttributionKind.IMPLICIT})
"""Somebody other than the writer says it."""

CREDITED = SPOKEN | {AttributionKind.THOUGHT}
"""It is put in somebody's mouth or mind; a mind read by the writer is the writer's own claim."""

CLAIMS = frozenset({ContentKind.FACT, ContentKind.PREDICTION})
"""Content that somebody could check, now or later."""


def label(
    attribution: AttributionKind,
    source_types: Collection[SourceType],
    hedged: bool,
    content: ContentKind,
) -> Label:
    """The one-word label of a sentence (codebook section 6).

    `source_types` are the types of the sentence's sources. When there are none, the source is
    somebody, only unknown: that is not the same as vague. `hedged` says whether the sentence
    has at least one hedge.
    """
    rests_on_rumour = attribution in CREDITED and only_vague(source_types)

    if attribution in SPOKEN and not rests_on_rumour:
        return Label.ATTRIBUTED
    if hedged or rests_on_rumour:
        return Label.HEDGED
    if content in CLAIMS:
        return Label.ASSERTED
    return Label.UNATTRIBUTED


def only_vague(source_types: Collection[SourceType]) -> bool:
    """Whether there are sources, and nobody among them who could be held to it."""
    return bool(source_types) and all(kind is SourceType.VAGUE for kind in source_types)


def label_probabilities(
    attribution: Mapping[AttributionKind, float],
    content: Mapping[ContentKind, float],
    source_type: Mapping[SourceType, float],
    hedged: float,
) -> dict[Label, float]:
    """The same rule for facets that are only probable and independent of one another.

    Each mapping sums to one; `source_type` is that of the sentence's one source, given that it
    has one, and is empty when the source is unknown. `hedged` is the probability of at least
    one hedge. The result sums to one. Where every probability is 0 or 1 it agrees with `label`.
    """
    rests_on_rumour = rumour_probability(attribution, source_type)
    attributed = _total(attribution, SPOKEN) * (1.0 - source_type.get(SourceType.VAGUE, 0.0))
    own_voice = _total(attribution, AttributionKind) - attributed - rests_on_rumour
    plain = max(0.0, own_voice) * (1.0 - hedged)
    claim = _total(content, CLAIMS)
    return {
        Label.ATTRIBUTED: attributed,
        Label.HEDGED: rests_on_rumour + max(0.0, own_voice) * hedged,
        Label.ASSERTED: plain * claim,
        Label.UNATTRIBUTED: plain * (1.0 - claim),
    }


def rumour_probability(
    attribution: Mapping[AttributionKind, float], source_type: Mapping[SourceType, float]
) -> float:
    """Probability that the sentence is credited to a source, and that the source is vague."""
    return _total(attribution, CREDITED) * source_type.get(SourceType.VAGUE, 0.0)


def _total(distribution: Mapping[Kind, float], kinds: Iterable[Kind]) -> float:
    return sum(distribution.get(kind, 0.0) for kind in kinds)
