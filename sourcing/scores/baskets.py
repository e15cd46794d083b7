"""The baskets: where the words of a sentence go, known or probable (codebook section 7)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import numpy as np

from sourcing.article import Label, Sentence, Source, SourceType, names_its_issuer
from sourcing.label import CLAIMS, CREDITED, only_vague, rumour_probability


class Basket(StrEnum):
    """Where the words of a sentence go; the order is that of the whole in reports."""

    NAMED = "named"
    ORG_OFFICIAL = "org_official"
    ANONYMOUS = "anonymous"
    UNNAMED = "unnamed"
    DOCUMENT = "document"
    UNKNOWN = "unknown"
    VAGUE = "vague"
    HEDGED = "hedged"
    ASSERTED = "asserted"
    UNATTRIBUTED = "unattributed"
    HEDGED_OPINION = "hedged_opinion"

    @property
    def is_claim(self) -> bool:
        """Whether its words count as claim words."""
        return self not in (Basket.UNATTRIBUTED, Basket.HEDGED_OPINION)


BASKET_OF_TYPE: Mapping[SourceType, Basket] = {
    SourceType.NAMED_PERSON: Basket.NAMED,
    SourceType.NAMED_ORG: Basket.NAMED,
    SourceType.ORG_OFFICIAL: Basket.ORG_OFFICIAL,
    SourceType.ANONYMOUS: Basket.ANONYMOUS,
    SourceType.UNNAMED_PERSON: Basket.UNNAMED,
    SourceType.UNNAMED_GROUP: Basket.UNNAMED,
    SourceType.DOCUMENT: Basket.DOCUMENT,  # when it does not count as named
}


def basket(sentence: Sentence) -> Basket:
    """The one basket of a sentence.

    With several sources it is `NAMED` as soon as one of them is: the reader then has somebody
    to hold to it. Otherwise the source that comes first and is not vague decides.
    """
    if sentence.label is Label.ATTRIBUTED:
        return _basket_of_sources(accountable(sentence))
    if sentence.label is Label.ASSERTED:
        return Basket.ASSERTED
    if sentence.label is Label.UNATTRIBUTED:
        return Basket.UNATTRIBUTED
    if sentence.content not in CLAIMS:
        return Basket.HEDGED_OPINION
    rests_on_rumour = sentence.attribution in CREDITED and only_vague(
        [source.type for source in sentence.sources]
    )
    return Basket.VAGUE if rests_on_rumour else Basket.HEDGED


def accountable(sentence: Sentence) -> tuple[Source, ...]:
    """The sources of a sentence that somebody could hold to it: the vague ones left out."""
    return tuple(s for s in sentence.sources if s.type is not SourceType.VAGUE)


def _basket_of_sources(sources: tuple[Source, ...]) -> Basket:
    if any(source.named for source in sources):
        return Basket.NAMED
    return BASKET_OF_TYPE[sources[0].type] if sources else Basket.UNKNOWN


def basket_probabilities(sentence: Sentence) -> dict[Basket, float]:
    """How probable each basket is for a sentence, from its calibrated facet probabilities.

    Baskets that are left out have probability zero; the values sum to one.
    """
    facets = sentence.probabilities
    mass = {kind: facets.label.get(kind, 0.0) for kind in Label}
    claim = sum(facets.content.get(kind, 0.0) for kind in CLAIMS)
    vague = min(rumour_probability(facets.attribution, facets.source_type), mass[Label.HEDGED])
    attributed = _basket_probabilities_of_sources(sentence)
    return {
        **{kind: mass[Label.ATTRIBUTED] * share for kind, share in attributed.items()},
        Basket.VAGUE: vague * claim,
        Basket.HEDGED: (mass[Label.HEDGED] - vague) * claim,
        Basket.HEDGED_OPINION: mass[Label.HEDGED] * (1.0 - claim),
        Basket.ASSERTED: mass[Label.ASSERTED],
        Basket.UNATTRIBUTED: mass[Label.UNATTRIBUTED],
    }


def _basket_probabilities_of_sources(sentence: Sentence) -> dict[Basket, float]:
    """The same, given that the sentence is attributed: a mixture over the types of its source.

    The facet probabilities describe the first accountable source; a further named one can only
    lift NAMED, by the probability that it is what it is taken for.
    """
    sources, types = accountable(sentence), sentence.probabilities.source_type
    known = 1.0 - types.get(SourceType.VAGUE, 0.0)
    unresolved = sentence.label is Label.ATTRIBUTED and not sources
    if unresolved or not types or known <= 0.0:
        return {Basket.UNKNOWN: 1.0}
    result = dict.fromkeys(Basket, 0.0)
    for kind, target in BASKET_OF_TYPE.items():
        result[target] += types.get(kind, 0.0) / known
    if sources and names_its_issuer(sources[0].name):
        result[Basket.NAMED] += result.pop(Basket.DOCUMENT)
    no_other_named = float(np.prod([1.0 - s.probability for s in sources[1:] if s.named]))
    result = {kind: share * no_other_named for kind, share in result.items()}
    result[Basket.NAMED] += 1.0 - no_other_named
    return {kind: share for kind, share in result.items() if share > 0.0}
