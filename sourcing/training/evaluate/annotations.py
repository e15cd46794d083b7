"""`sourcing.*`, the project's own annotations: every facet, the label, sources, `named_share`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sourcing.article import (
    Article,
    AttributionKind,
    ContentKind,
    Label,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.label import CLAIMS, SPOKEN, label
from sourcing.training.data import ATTRIBUTION, CONTENT, gold_spans
from sourcing.training.evaluate.counters import Classes, Score, Share, classify, detected, ratio
from sourcing.training.evaluate.matching import Analyzer, Bounds, Row, names_match, overlap
from sourcing.training.evaluate.reliability import Reliability, answer

MISSING = "(no sentence)"
"""What a gold sentence is matched with when the analyzer found no sentence there."""


@dataclass(frozen=True)
class GoldSentence:
    """A sentence as the annotators read it; `start` and `end` index the article's text."""

    start: int
    end: int
    words: int
    attribution: AttributionKind
    content: ContentKind
    sources: tuple[Source, ...]
    hedges: tuple[Bounds, ...]
    loaded: tuple[Bounds, ...]
    hedged: bool  # also when the words are not found again verbatim
    has_loaded: bool

    @property
    def label(self) -> Label:
        types = [source.type for source in self.sources]
        return label(self.attribution, types, self.hedged, self.content)

    @property
    def accountable(self) -> tuple[Source, ...]:
        return tuple(s for s in self.sources if s.type is not SourceType.VAGUE)

    @classmethod
    def read(cls, text: str, record: Row) -> GoldSentence:
        start, end = record["start"], record["end"]
        hedges, loaded = record.get("h", []), record.get("l", [])
        return cls(
            start,
            end,
            words=len(text[start:end].split()),
            attribution=ATTRIBUTION[record["a"]],
            content=CONTENT[record["c"]],
            sources=tuple(Source(s["n"], SourceType(s["t"])) for s in record.get("src", [])),
            hedges=tuple(gold_spans(text, start, end, hedges)),
            loaded=tuple(gold_spans(text, start, end, loaded)),
            hedged=bool(hedges),
            has_loaded=bool(loaded),
        )


@dataclass(frozen=True)
class Pair:
    """A gold sentence and the predicted one that covers most of it."""

    gold: GoldSentence
    predicted: Sentence | None

    @property
    def gold_spoken(self) -> bool:
        return self.gold.attribution in SPOKEN

    @property
    def predicted_spoken(self) -> bool:
        return self.predicted is not None and self.predicted.attribution in SPOKEN

    @property
    def predicted_type(self) -> SourceType | None:
        return None if self.predicted is None else main_type(self.predicted)

    @property
    def first_type_right(self) -> bool:
        return self.predicted_type is self.gold.sources[0].type

    @property
    def any_type_right(self) -> bool:
        return self.predicted_type in {source.type for source in self.gold.sources}

    @property
    def name_right(self) -> bool:
        """Whether a predicted source carries the name of the first gold source."""
        sources = () if self.predicted is None else self.predicted.sources
        return names_match(self.gold.sources[0].name, (source.name for source in sources))


@dataclass(frozen=True)
class ArticleShare:
    """`named_share` of one article: the codebook's, by any source or the first, and ours."""

    id: str
    gold: float
    gold_first: float
    predicted: float
    low: float
    high: float

    @property
    def error(self) -> float:
        return self.predicted - self.gold

    @property
    def covered(self) -> bool:
        rounding = 1e-9
        return self.low - rounding <= self.gold <= self.high + rounding

    def to_dict(self) -> dict[str, Any]:
        values = {f.name: getattr(self, f.name) for f in fields(self)}
        return {k: v if k == "id" else round(v, 4) for k, v in values.items()}


@dataclass(frozen=True)
class NamedShare:
    """How far `named_share` lies from gold, over articles."""

    articles: tuple[ArticleShare, ...]

    @property
    def mean_absolute_error(self) -> float:
        return self._mean(abs(a.error) for a in self.articles)

    @property
    def mean_signed_error(self) -> float:
        """Above zero: the analyzer makes articles better sourced than they are."""
        return self._mean(a.error for a in self.articles)

    @property
    def mean_absolute_error_first(self) -> float:
        """Where gold counts as named only what its first source lets count so."""
        return self._mean(abs(a.predicted - a.gold_first) for a in self.articles)

    @property
    def coverage(self) -> float:
        """Share of the articles whose gold lies in the 90 % interval."""
        return self._mean(a.covered for a in self.articles)

    def _mean(self, values: Iterable[float]) -> float:
        return ratio(sum(values), len(self.articles))

    def figures(self) -> dict[str, float]:
        names = (
            "mean_absolute_error",
            "mean_signed_error",
            "mean_absolute_error_first",
            "coverage",
        )
        return {name: getattr(self, name) for name in names}

    def to_dict(self) -> dict[str, Any]:
        figures = {name: round(value, 4) for name, value in self.figures().items()}
        return {**figures, "articles": [article.to_dict() for article in self.articles]}


@dataclass(frozen=True)
class AnnotationResults:
    """Everything measured on `sourcing.*`.

    `attributed` asks whether somebody other than the writer says it (stated or implicit);
    `attributed_label` asks for the label, which leaves out what rests on rumour only. Source
    types and names are those of gold stated and implicit sentences with a source: of all of
    them, and (`_found`) of those also predicted stated or implicit. `source_type` and `_first`
    want the type of the first gold source, `_any` that of one of them. `reliability`, by facet,
    leaves out sentences that the analyzer did not find or gave no probabilities.
    """

    articles: int
    sentences: int
    label: Classes
    attribution: Classes
    content: Classes
    source_type: Classes
    attributed: Score
    attributed_label: Score
    hedged: Score
    loaded: Score
    hedge_spans: Score
    loaded_spans: Score
    source_type_first: Share
    source_type_any: Share
    source_type_first_found: Share
    source_type_any_found: Share
    source_name: Share
    source_name_found: Share
    named_share: NamedShare
    reliability: Mapping[str, Reliability]


def evaluate_annotations(analyzer: Analyzer, records: Iterable[Row]) -> AnnotationResults:
    """Measure on rows of `sourcing.*` (form: see the data's README)."""
    read = [(record, analyzer(record["text"])) for record in records]
    pairs = [pair for record, article in read for pair in match(record, article)]
    sourced = [pair for pair in pairs if pair.gold_spoken and pair.gold.sources]
    return AnnotationResults(
        articles=len(read),
        sentences=len(pairs),
        **_facets(pairs),
        **_presence(pairs),
        **_sources(sourced),
        hedge_spans=_word_spans(read, lambda s: s.hedges, lambda s: s.hedges),
        loaded_spans=_word_spans(read, lambda s: s.loaded, lambda s: s.loaded),
        named_share=NamedShare(tuple(_article_share(record, article) for record, article in read)),
        reliability=_reliability(pairs),
    )


def gold_sentences(record: Row) -> list[GoldSentence]:
    """The annotated sentences of a row."""
    return [GoldSentence.read(record["text"], sentence) for sentence in record["sentences"]]


def match(record: Row, article: Article) -> list[Pair]:
    """Each gold sentence with the predicted one that covers most of it, the first of equals."""
    return [Pair(gold, _covering(article, gold)) for gold in gold_sentences(record)]


def main_type(sentence: Sentence) -> SourceType | None:
    """The type of a sentence's first known source, else the most probable one, if any."""
    if sentence.sources:
        return sentence.sources[0].type
    types = sentence.probabilities.source_type
    return max(types, key=lambda kind: types[kind]) if types else None


def gold_named_share(record: Row, *, first_source: bool = False) -> float:
    """`named_share` by codebook section 7 from gold labels; 0.0 without claim words.

    A sentence counts when one of its sources is named; with `first_source`, when the first one
    that is not vague is.
    """
    claim_words = named_words = 0
    for sentence in gold_sentences(record):
        attributed = sentence.label is Label.ATTRIBUTED
        if attributed or sentence.content in CLAIMS:
            claim_words += sentence.words
        sources = sentence.accountable[:1] if first_source else sentence.accountable
        if attributed and any(source.named for source in sources):
            named_words += sentence.words
    return ratio(named_words, claim_words)


def _covering(article: Article, gold: GoldSentence) -> Sentence | None:
    best = max(article.sentences, key=lambda s: overlap(s, gold.start, gold.end), default=None)
    return best if best is not None and overlap(best, gold.start, gold.end) > 0 else None


def _facets(pairs: Sequence[Pair]) -> dict[str, Any]:
    kinds = {"label": Label, "attribution": AttributionKind, "content": ContentKind}
    return {
        name: classify(
            [getattr(pair.gold, name) for pair in pairs],
            [MISSING if p.predicted is None else getattr(p.predicted, name) for p in pairs],
            list(kind),
        )
        for name, kind in kinds.items()
    }


def _presence(pairs: Sequence[Pair]) -> dict[str, Any]:
    def has_label(item: GoldSentence | Sentence) -> bool:
        return item.label is Label.ATTRIBUTED

    answers = {
        "attributed": [(p.gold_spoken, p.predicted_spoken) for p in pairs],
        "attributed_label": [
            (has_label(p.gold), p.predicted is not None and has_label(p.predicted)) for p in pairs
        ],
        "hedged": [(p.gold.hedged, bool(p.predicted and p.predicted.hedges)) for p in pairs],
        "loaded": [(p.gold.has_loaded, bool(p.predicted and p.predicted.loaded)) for p in pairs],
    }
    return {name: detected(values) for name, values in answers.items()}


def _sources(sourced: Sequence[Pair]) -> dict[str, Any]:
    found = [pair for pair in sourced if pair.predicted_spoken]
    return {
        "source_type": classify(
            [pair.gold.sources[0].type for pair in sourced],
            [pair.predicted_type or MISSING for pair in sourced],
            list(SourceType),
        ),
        "source_type_first": Share.of(pair.first_type_right for pair in sourced),
        "source_type_any": Share.of(pair.any_type_right for pair in sourced),
        "source_type_first_found": Share.of(pair.first_type_right for pair in found),
        "source_type_any_found": Share.of(pair.any_type_right for pair in found),
        "source_name": Share.of(pair.name_right for pair in sourced),
        "source_name_found": Share.of(pair.name_right for pair in found),
    }


def _word_spans(
    read: Iterable[tuple[Row, Article]],
    gold: Callable[[GoldSentence], Iterable[Bounds]],
    predicted: Callable[[Sentence], Iterable[Span]],
) -> Score:
    """Strict: both character bounds are equal."""
    total = Score()
    for record, article in read:
        expected = {span for sentence in gold_sentences(record) for span in gold(sentence)}
        found = {(s.start, s.end) for sentence in article.sentences for s in predicted(sentence)}
        total += Score.of(found, expected)
    return total


def _article_share(record: Row, article: Article) -> ArticleShare:
    return ArticleShare(
        record["id"],
        gold_named_share(record),
        gold_named_share(record, first_source=True),
        article.scores.named_share,
        *article.scores.named_share_interval,
    )


def _reliability(pairs: Sequence[Pair]) -> dict[str, Reliability]:
    """Source types of gold spoken sentences that were found; everything else of all sentences."""
    answers: dict[str, list[tuple[float, bool]]] = {}
    for pair in pairs:
        for facet, distribution, gold in _distributions(pair):
            if distribution:
                answers.setdefault(facet, []).append(answer(distribution, gold))
    return {facet: Reliability.of(values) for facet, values in answers.items()}


def _distributions(pair: Pair) -> Iterator[tuple[str, Mapping[Any, float], Any]]:
    gold, predicted = pair.gold, pair.predicted
    if predicted is None:
        return
    found = predicted.probabilities
    yield "label", found.label, gold.label
    yield "attribution", found.attribution, gold.attribution
    yield "content", found.content, gold.content
    yield "hedged", {True: found.hedged, False: 1 - found.hedged}, gold.hedged
    yield "loaded", {True: found.loaded, False: 1 - found.loaded}, gold.has_loaded
    if pair.gold_spoken and pair.predicted_spoken and gold.sources:
        yield "source_type", found.source_type, gold.sources[0].type
