"""`sourcing evaluate`: how often an analyzer is right, on three annotated corpora.

    evaluate(analyzer, folder) ─▶ Results
        annotations   sourcing.dev   every facet, the label, sources, `named_share`
        polnear       polnear.dev    source, cue and content spans, and their links
        markkula      markkula.dev   sourced sentences of articles that nobody trained on

An analyzer is any callable `text -> Article`, so a baseline is measured by the same lines as the
model. Counts add up over all articles of a corpus (micro); `macro_f1` is the plain mean over
classes. Sentences that the analyzer cut differently: a gold sentence is matched with the
predicted one that covers most of it, and one that none covers counts as wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import product
from pathlib import Path
from typing import Any

from livekit.blingfire import text_to_sentences_with_offsets
from rich.console import RenderableType
from rich.table import Table
from sklearn.metrics import multilabel_confusion_matrix

from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Label,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.label import CLAIMS, SPOKEN, label
from sourcing.training.data import (
    ATTRIBUTION,
    CONTENT,
    data_folder,
    first_annotations,
    gold_spans,
    rows,
)

Analyzer = Callable[[str], Article]
Row = Mapping[str, Any]
Bounds = tuple[int, int]  # half-open, in characters

MISSING = "(no sentence)"
"""What a gold sentence is matched with when the analyzer found no sentence there."""


def run(model: Path | None = None, data: Path | None = None) -> Results:
    """Measure a model folder (by default the shipped model) on the development data."""
    import sourcing

    return evaluate(sourcing.load(model), data_folder(data))


def evaluate(analyzer: Analyzer, folder: Path) -> Results:
    """Measure an analyzer on the three development sets in `folder`.

    Raises InputError, which names the file, when one of them is missing.
    """
    return Results(
        evaluate_annotations(analyzer, rows(folder, "sourcing.dev")),
        evaluate_polnear(analyzer, rows(folder, "polnear.dev")),
        evaluate_markkula(analyzer, rows(folder, "markkula.dev")),
    )


# ── Counters ────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Score:
    """Things found against things that are there; scores of several articles add up."""

    right: int = 0
    predicted: int = 0
    gold: int = 0

    @classmethod
    def of(cls, predicted: Collection[Any], gold: Collection[Any]) -> Score:
        """Of two sets of things that are the same when they are equal."""
        return cls(len(set(predicted) & set(gold)), len(set(predicted)), len(set(gold)))

    def __add__(self, other: Score) -> Score:
        return Score(
            self.right + other.right, self.predicted + other.predicted, self.gold + other.gold
        )

    @property
    def precision(self) -> float:
        return _ratio(self.right, self.predicted)

    @property
    def recall(self) -> float:
        return _ratio(self.right, self.gold)

    @property
    def f1(self) -> float:
        return _ratio(2 * self.right, self.predicted + self.gold)

    def to_dict(self) -> dict[str, Any]:
        values = {name: round(getattr(self, name), 4) for name in ("precision", "recall", "f1")}
        return {**values, "support": self.gold}


@dataclass(frozen=True)
class Share:
    """How many of so many are right."""

    right: int = 0
    support: int = 0

    @classmethod
    def of(cls, answers: Iterable[bool]) -> Share:
        answers = list(answers)
        return cls(sum(answers), len(answers))

    def __add__(self, other: Share) -> Share:
        return Share(self.right + other.right, self.support + other.support)

    @property
    def accuracy(self) -> float:
        return _ratio(self.right, self.support)

    def to_dict(self) -> dict[str, Any]:
        return {"accuracy": round(self.accuracy, 4), "support": self.support}


@dataclass(frozen=True)
class Classes:
    """A choice of one class for each item: a score a class."""

    scores: Mapping[str, Score]

    @property
    def accuracy(self) -> float:
        support = sum(score.gold for score in self.scores.values())
        return _ratio(sum(score.right for score in self.scores.values()), support)

    @property
    def macro_f1(self) -> float:
        """The mean F1 of all classes, those that never occur included."""
        return _ratio(sum(score.f1 for score in self.scores.values()), len(self.scores))

    def to_dict(self) -> dict[str, Any]:
        return {
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "classes": {name: score.to_dict() for name, score in self.scores.items()},
        }


def classify(gold: Sequence[str], predicted: Sequence[str], classes: Iterable[str]) -> Classes:
    """Scores by class; a prediction outside of `classes` is wrong and counts for none of them."""
    names = [str(name) for name in classes]
    if not gold:
        return Classes(dict.fromkeys(names, Score()))
    answers = [[str(value) for value in values] for values in (gold, predicted)]
    matrices = multilabel_confusion_matrix(*answers, labels=names)
    return Classes(
        {
            name: Score(int(tp), int(tp + fp), int(tp + fn))
            for name, ((_, fp), (fn, tp)) in zip(names, matrices, strict=True)
        }
    )


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


# ── sourcing.*: the project's own annotations ───────────────────────────────────────────────


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
        return _ratio(sum(values), len(self.articles))

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
    want the type of the first gold source, `_any` that of one of them.
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
    return _ratio(named_words, claim_words)


def names_match(gold: str, predicted: Iterable[str]) -> bool:
    """Whether one of the predicted names has at least 60 % of the words of the gold name."""
    words = normalised(gold)
    found = (sum(word in normalised(name) for word in words) for name in predicted)
    return bool(words) and any(10 * count >= 6 * len(words) for count in found)


def normalised(text: str) -> list[str]:
    """The words of a text in lower case, letters and digits only."""
    return re.findall(r"[^\W_]+", text.lower())


def _covering(article: Article, gold: GoldSentence) -> Sentence | None:
    best = max(article.sentences, key=lambda s: _overlap(s, gold.start, gold.end), default=None)
    return best if best is not None and _overlap(best, gold.start, gold.end) > 0 else None


def _overlap(item: Sentence | Span, start: int, end: int) -> int:
    return max(0, min(item.end, end) - max(item.start, start))


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
    return {name: _detected(values) for name, values in answers.items()}


def _detected(answers: Iterable[tuple[bool, bool]]) -> Score:
    """Of (gold, predicted) answers to a question of yes or no."""
    gold, predicted = set[int](), set[int]()
    for number, (is_there, is_found) in enumerate(answers):
        gold |= {number} if is_there else set()
        predicted |= {number} if is_found else set()
    return Score.of(predicted, gold)


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


# ── PolNeAR: spans and links ────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class PolnearResults:
    """Strict spans (both bounds equal, white space trimmed), micro-averaged.

    `sentence_content`: a sentence of the neutral splitter holds reported content. The links are
    the share of gold pairs whose two spans were both found that are joined in one attribution.
    """

    articles: int = 0
    source: Score = Score()
    cue: Score = Score()
    content: Score = Score()
    sentence_content: Score = Score()
    cue_source_links: Share = Share()
    content_cue_links: Share = Share()

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


def neutral_sentences(text: str) -> Iterator[Bounds]:
    """The sentences of BlingFire, line by line: a splitter that favours no analyzer."""
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", text):
        for start, end in text_to_sentences_with_offsets(line.group())[1]:
            yield line.start() + start, line.start() + end


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


# ── Markkula: sourced statements, judged by trained students ────────────────────────────────


@dataclass(frozen=True)
class MarkkulaResults:
    """Sentences of the neutral splitter, of three words or more, that report a source.

    Types and names are those of the first statement that a gold sourced sentence belongs to: of
    all of them, and (`_found`) of those also predicted sourced. Names are of people and
    organisations only.
    """

    articles: int
    sentences: int
    sourced: Score
    source_type: Share
    source_type_found: Share
    source_name: Share
    source_name_found: Share
    types_found: Mapping[str, Share]


@dataclass(frozen=True)
class Judged:
    """A neutral sentence: its first gold statement, and the sources predicted for it."""

    statement: Row | None
    predicted: bool
    sources: tuple[Source, ...]

    @property
    def gold_type(self) -> str:
        return "" if self.statement is None else _markkula_type(self.statement["type"])

    @property
    def has_name(self) -> bool:
        named = self.gold_type in ("named person", "named organization")
        return self.statement is not None and named and bool(normalised(self.statement["name"]))

    @property
    def type_right(self) -> bool:
        return any(source.type in MARKKULA_TYPES[self.gold_type] for source in self.sources)

    @property
    def name_right(self) -> bool:
        return self.statement is not None and names_match(
            self.statement["name"], (source.name for source in self.sources)
        )


MARKKULA_TYPES: Mapping[str, frozenset[SourceType]] = {
    "named person": frozenset({SourceType.NAMED_PERSON}),
    "named organization": frozenset(
        {SourceType.NAMED_ORG, SourceType.ORG_OFFICIAL, SourceType.DOCUMENT}
    ),
    "document": frozenset({SourceType.DOCUMENT, SourceType.NAMED_ORG}),
    "unnamed person": frozenset({SourceType.UNNAMED_PERSON, SourceType.ANONYMOUS}),
    "unnamed group of people": frozenset({SourceType.UNNAMED_GROUP, SourceType.ANONYMOUS}),
}
"""Which of our types are right for each of theirs.

Their organisations include the unnamed officials who speak for them, and their polls and reports;
they know no source whose identity is withheld on purpose.
"""


def evaluate_markkula(analyzer: Analyzer, records: Iterable[Row]) -> MarkkulaResults:
    """Measure on rows of `markkula.*`."""
    records = list(records)
    judged = [item for record in records for item in _judge(analyzer, record)]
    typed = [item for item in judged if item.gold_type in MARKKULA_TYPES]
    named = [item for item in typed if item.has_name]
    return MarkkulaResults(
        articles=len(records),
        sentences=len(judged),
        sourced=_detected((item.statement is not None, item.predicted) for item in judged),
        source_type=Share.of(item.type_right for item in typed),
        source_type_found=Share.of(item.type_right for item in typed if item.predicted),
        source_name=Share.of(item.name_right for item in named),
        source_name_found=Share.of(item.name_right for item in named if item.predicted),
        types_found={
            kind: Share.of(i.type_right for i in typed if i.predicted and i.gold_type == kind)
            for kind in MARKKULA_TYPES
        },
    )


def belongs(sentence: Sequence[str], statement: Sequence[str]) -> bool:
    """Whether a sentence, in normalised words, is part of a statement or the other way round.

    It lies inside the statement, holds one of four words or more, or has at least half of its
    sequences of four words in common with it.
    """
    if _inside(sentence, statement) or (len(statement) >= 4 and _inside(statement, sentence)):
        return True
    sequences = _sequences(sentence)
    shared = sum(sequence in set(_sequences(statement)) for sequence in sequences)
    return bool(sequences) and 2 * shared >= len(sequences)


def _judge(analyzer: Analyzer, record: Row) -> Iterator[Judged]:
    text, article = record["text"], analyzer(record["text"])
    statements = [(normalised(item["statement"]), item) for item in record["statements"]]
    for start, end in neutral_sentences(text):
        words = normalised(text[start:end])
        if len(words) < 3:
            continue
        first = next((item for said, item in statements if said and belongs(words, said)), None)
        spoken = [s for s in article.sentences if s.attribution in SPOKEN]
        spoken = [s for s in spoken if _overlap(s, start, end)]
        covered = sum(_overlap(s, start, end) for s in spoken)
        sources = tuple(source for s in spoken for source in s.sources)
        yield Judged(first, 2 * covered > end - start, sources)


def _markkula_type(written: str) -> str:
    """The corpus spells its types in several ways; one of them misspelt."""
    return written.strip().lower().replace("unamed", "unnamed").replace("individual", "person")


def _inside(part: Sequence[str], whole: Sequence[str]) -> bool:
    return bool(part) and f" {' '.join(part)} " in f" {' '.join(whole)} "


def _sequences(words: Sequence[str], length: int = 4) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + length]) for i in range(len(words) - length + 1)]


# ── Results ─────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Results:
    """The numbers of one analyzer, as tables to read and as plain numbers to keep."""

    annotations: AnnotationResults
    polnear: PolnearResults
    markkula: MarkkulaResults

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types, rounded to four places; one key a corpus, one a measure."""
        return {name: _plain(result) for name, result in self._corpora.items()}

    def tables(self) -> list[RenderableType]:
        """Tables for `rich`: one a facet and one of the single figures, for each corpus."""
        return [table for name, result in self._corpora.items() for table in _tables(name, result)]

    @property
    def _corpora(self) -> dict[str, AnnotationResults | PolnearResults | MarkkulaResults]:
        return {
            "sourcing.dev": self.annotations,
            "polnear.dev": self.polnear,
            "markkula.dev": self.markkula,
        }


def _parts(result: Any) -> dict[str, Any]:
    return {f.name: getattr(result, f.name) for f in fields(result)}


def _plain(result: Any) -> Any:
    if isinstance(result, int):
        return result
    if isinstance(result, Mapping):
        return {name: _plain(value) for name, value in result.items()}
    if hasattr(result, "to_dict"):
        return result.to_dict()
    return _plain(_parts(result))


def _tables(corpus: str, result: Any) -> Iterator[Table]:
    parts = _parts(result)
    found = {name: value for name, value in parts.items() if isinstance(value, Score)}
    yield _score_table(f"{corpus}: found or not", found)
    for name, value in parts.items():
        if isinstance(value, Classes):
            summary = f"accuracy {value.accuracy:.3f}, macro-F1 {value.macro_f1:.3f}"
            yield _score_table(f"{corpus}: {_words(name)} ({summary})", value.scores)
    yield _figure_table(corpus, parts)


def _score_table(title: str, scores: Mapping[str, Score]) -> Table:
    table = _table(title, "precision", "recall", "F1", "support")
    for name, score in scores.items():
        values = (score.precision, score.recall, score.f1)
        table.add_row(_words(name), *(f"{value:.3f}" for value in values), f"{score.gold:,}")
    return table


def _figure_table(corpus: str, parts: Mapping[str, Any]) -> Table:
    table = _table(f"{corpus}: figures", "value", "support")
    for name, value in parts.items():
        if isinstance(value, Share):
            table.add_row(_words(name), f"{value.accuracy:.3f}", f"{value.support:,}")
        elif isinstance(value, NamedShare):
            for figure, number in value.figures().items():
                row = f"{_words(name)}: {_words(figure)}"
                table.add_row(row, f"{number:.3f}", f"{len(value.articles):,}")
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left", min_width=72)
    table.add_column("", ratio=1)
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _words(name: str) -> str:
    return name.replace("_", " ")
