"""The codebook's section 6 as a table, and its probable reading held to the certain one."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.article import AttributionKind, ContentKind, Label, SourceType
from sourcing.label import label, label_probabilities, only_vague

PERSON, ORG, VAGUE = SourceType.NAMED_PERSON, SourceType.NAMED_ORG, SourceType.VAGUE


@pytest.mark.parametrize(
    ("attribution", "source_types", "hedged", "content", "expected"),
    [
        # 1. somebody says it
        ("stated", [PERSON], False, "fact", "attributed"),
        ("implicit", [PERSON], False, "fact", "attributed"),
        ("stated", [PERSON], True, "opinion", "attributed"),
        ("stated", [VAGUE, ORG], False, "fact", "attributed"),
        ("stated", [], False, "fact", "attributed"),  # somebody, only unknown
        ("implicit", [], True, "other", "attributed"),
        # 2. the writer holds back, or it rests on rumour only
        ("stated", [VAGUE], False, "fact", "hedged"),
        ("stated", [VAGUE, VAGUE], False, "fact", "hedged"),
        ("implicit", [VAGUE], False, "opinion", "hedged"),
        ("thought", [VAGUE], False, "other", "hedged"),
        ("thought", [PERSON], True, "fact", "hedged"),
        ("none", [], True, "prediction", "hedged"),
        ("none", [], True, "opinion", "hedged"),
        # 3. and 4. the writer's own voice, a mind read included
        ("thought", [PERSON], False, "fact", "asserted"),
        ("none", [], False, "fact", "asserted"),
        ("none", [], False, "prediction", "asserted"),
        ("none", [VAGUE], False, "fact", "asserted"),  # a source that carries nothing
        ("thought", [PERSON], False, "opinion", "unattributed"),
        ("none", [], False, "opinion", "unattributed"),
        ("none", [], False, "other", "unattributed"),
    ],
)
def test_label(attribution, source_types, hedged, content, expected):
    found = label(AttributionKind(attribution), source_types, hedged, ContentKind(content))
    assert found == expected


def test_only_vague_needs_a_source():
    assert not only_vague([])
    assert only_vague([VAGUE])


@pytest.mark.parametrize("source_type", [None, *SourceType])
@pytest.mark.parametrize(
    ("attribution", "content", "hedged"), list(product(AttributionKind, ContentKind, (False, True)))
)
def test_certain_probabilities_agree_with_the_rule(attribution, content, hedged, source_type):
    types = [] if source_type is None else [source_type]
    found = label_probabilities(
        {attribution: 1.0}, {content: 1.0}, dict.fromkeys(types, 1.0), float(hedged)
    )
    expected = label(attribution, types, hedged, content)
    assert found == {kind: float(kind is expected) for kind in Label}


def distributions(kinds):
    """Distributions over an enumeration."""
    weights = st.lists(st.floats(0.01, 1.0), min_size=len(kinds), max_size=len(kinds))
    return weights.map(lambda ws: {k: w / sum(ws) for k, w in zip(kinds, ws, strict=True)})


@given(
    distributions(AttributionKind),
    distributions(ContentKind),
    distributions(SourceType),
    st.floats(0.0, 1.0),
)
def test_probabilities_are_the_rule_averaged_over_the_facets(attribution, content, types, hedged):
    expected = dict.fromkeys(Label, 0.0)
    for a, c, t, h in product(AttributionKind, ContentKind, SourceType, (False, True)):
        weight = attribution[a] * content[c] * types[t] * (hedged if h else 1.0 - hedged)
        expected[label(a, [t], h, c)] += weight
    found = label_probabilities(attribution, content, types, hedged)
    assert found == pytest.approx(expected)
    assert sum(found.values()) == pytest.approx(1.0)
