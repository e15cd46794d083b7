"""PolNeAR: spans of sources, cues and contents, and their links."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from itertools import product

from sourcing.article import Attribution
from sourcing.training.data import first_annotations
from sourcing.training.evaluate.counters import Score, Share
from sourcing.training.evaluate.matching import Analyzer, Bounds, Row, neutral_sentences


@dataclass(frozen=True)
class PolnearResults:
    """Strict spans (both bounds equal, white space trimmed), micro-averaged.

    `sentence_content`: a sentence of the neutral splitter holds reported content. The links are
    the share of gold pairs whose two spans were both found that are joined in one attribution.
    """

    articles: int = 0
    source: Score = field(default_factory=Score)
    cue: Score = field(default_factory=Score)
    content: Score = field(default_factory=Score)
    sentence_content: Score = field(default_factory=Score)
    cue_source_links: Share = field(default_factory=Share)
    content_cue_links: Share = field(default_factory=Share)

    def __add__(self, other: PolnearResults) -> PolnearResults:
        return PolnearResults(*(getattr(self, f.name) + getattr(other, f.name) for f in _POLNEAR))


_POLNEAR = fields(PolnearResults)


@dataclass(frozen=True)
class Link:
    """An attribution as its bare spans."""

    source: frozenset[Bounds]
    cue: frozenset[Bounds]
    content: frozenset[Bounds]


def evaluate_polnear(analyzer: Analyzer, records: Iterable[Row]) -> PolnearResults:
    """Measure on rows of `polnear.*`, against the first annotator of each text."""
    results = (_polnear_article(analyzer, record) for record in first_annotations(records))
    return sum(results, start=PolnearResults())


def _polnear_article(analyzer: Analyzer, record: Row) -> PolnearResults:
    text, article = record["text"], analyzer(record["text"])
    gold = [Link(*(_trim(text, a[k]) for k in _LAYERS)) for a in record["attributions"]]
    predicted = [_link(text, attribution) for attribution in article.attributions]
    spans = {kind: (_all(predicted, kind), _all(gold, kind)) for kind in _LAYERS}
    sentences = list(neutral_sentences(text))
    holding = [_holding(sentences, contents) for contents in spans["content"]]
    return PolnearResults(
        1,
        **{kind: Score.of(*both) for kind, both in spans.items()},
        sentence_content=Score.of(*holding),
        cue_source_links=_joined(predicted, gold, ("cue", "source")),
        content_cue_links=_joined(predicted, gold, ("content", "cue")),
    )


_LAYERS = ("source", "cue", "content")


def _trim(text: str, spans: Iterable[Sequence[int]]) -> frozenset[Bounds]:
    cut = ((start, text[start:end]) for start, end in spans)
    bare = ((start + len(words) - len(words.lstrip()), words.strip()) for start, words in cut)
    return frozenset((start, start + len(words)) for start, words in bare if words)


def _link(text: str, attribution: Attribution) -> Link:
    parts = ([attribution.source_span], [attribution.cue], attribution.contents)
    return Link(*(_trim(text, ((s.start, s.end) for s in part if s)) for part in parts))


def _all(links: Iterable[Link], kind: str) -> set[Bounds]:
    return {span for link in links for span in getattr(link, kind)}


def _holding(sentences: Iterable[Bounds], contents: Iterable[Bounds]) -> set[Bounds]:
    """The sentences that share more than one character with a content span."""
    return {
        (start, end)
        for start, end in sentences
        if any(min(end, stop) - max(start, begin) > 1 for begin, stop in contents)
    }


def _joined(predicted: Sequence[Link], gold: Sequence[Link], kinds: tuple[str, str]) -> Share:
    def pairs(links: Iterable[Link]) -> set[tuple[Bounds, Bounds]]:
        return {
            pair for link in links for pair in product(*(getattr(link, kind) for kind in kinds))
        }

    one, other = (_all(predicted, kind) for kind in kinds)
    both_found = {pair for pair in pairs(gold) if pair[0] in one and pair[1] in other}
    return Share(len(both_found & pairs(predicted)), len(both_found))
