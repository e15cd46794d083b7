"""Who stands behind each sentence of a news article, and how much of it rests on named sources.

text ─ segment ─▶ sentences ─ tagger ─▶ tags ─ decode ─▶ spans ─ link ─▶ attributions
                                                   │                      │ resolve
                                                   ▼                      ▼
                              scores ◀─ score ─ labels ◀───── label ─── sources

import sourcing

analyzer = sourcing.load()
article = analyzer(text)
article.scores.named_share
article.findings
"""

from sourcing.analyzer import Analyzer, load
from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Label,
    Probabilities,
    Quote,
    Reporting,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.batch.frames import score_dataset, to_frames
from sourcing.errors import InputError, MissingExtraError, ModelError, SourcingError
from sourcing.findings import Finding, Severity
from sourcing.scores import Scores

__all__ = [
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
__version__ = "0.3.0"
