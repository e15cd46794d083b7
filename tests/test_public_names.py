"""The public names: adding or dropping one is a decision, not an accident."""

from __future__ import annotations

import sourcing


def test_the_public_names() -> None:
    assert sorted(sourcing.__all__) == [
        "Analyzer",
        "Article",
        "Attribution",
        "AttributionKind",
        "ContentKind",
        "Finding",
        "InputError",
        "Label",
        "MissingExtraError",
        "ModelError",
        "Probabilities",
        "Quote",
        "Reporting",
        "Scores",
        "Sentence",
        "Severity",
        "Source",
        "SourceType",
        "SourcingError",
        "Span",
        "load",
        "score_dataset",
        "to_frames",
    ]
    assert all(hasattr(sourcing, name) for name in sourcing.__all__)
