"""What of the result tree is a rule of its own; round trips are in test_analyzer.py."""

from __future__ import annotations

import pytest

from sourcing.article import Source, SourceType, Span, names_its_issuer


@pytest.mark.parametrize(
    ("description", "named"),
    [
        ("a Reuters/Ipsos poll", True),
        ("the Supreme Court's ruling", True),
        ("Census data", True),
        ("a report by the Harbour Board", True),
        ("A video", False),
        ("the report", False),
        ("Documents", False),
        ("", False),
        ("records obtained by The Ledger", False),
        ("Harbour Board records obtained by The Ledger", True),
        ("obtained by The Ledger", False),
    ],
)
def test_a_document_is_named_by_its_issuer(description: str, named: bool) -> None:
    assert names_its_issuer(description) is named
    assert Source(description, SourceType.DOCUMENT).named is named


@pytest.mark.parametrize(
    ("kind", "named"),
    [(kind, kind in ("named_person", "named_org")) for kind in SourceType if kind != "document"],
)
def test_other_sources_are_named_by_their_type(kind: SourceType, named: bool) -> None:
    assert Source("Tom Hall", kind).named is named


@pytest.mark.parametrize(
    ("start", "end", "overlaps"), [(0, 2, False), (0, 3, True), (4, 9, True), (5, 9, False)]
)
def test_spans_are_half_open(start: int, end: int, overlaps: bool) -> None:
    assert Span("a bridge", 2, 5).text == "bri"
    assert Span("a bridge", 2, 5).overlaps(start, end) is overlaps
