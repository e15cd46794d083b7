"""What the model is compared with, so that every table shows what each part of it buys.

    RuleBaseline()                  reporting verbs, quotation marks, capitalised names, word lists
    LinearBaseline.train(rows)      TF-IDF and one logistic regression a facet; spans by the rules
    SpansAlone(analyzer)            a model that knows spans and no facets: PolNeAR alone

All make the same `Article` as the model, so `evaluate` measures them by the same lines. They read
a text in two steps: a `Reading` of each sentence, then `assemble`, which turns readings into the
tree.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, TypeVar

import numpy as np
from sklearn.compose import ColumnTransformer, make_column_transformer
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Probabilities,
    Quote,
    Sentence,
    Source,
    SourceType,
    Span,
)
from sourcing.label import SPOKEN, label, label_probabilities
from sourcing.lexicon import reporting
from sourcing.quotes import inside_quotes
from sourcing.segment import SentenceBounds, segment
from sourcing.training.data import ATTRIBUTION, CONTENT

Kind = TypeVar("Kind", bound=StrEnum)
Bounds = tuple[int, int]  # half-open, in characters of the article


@dataclass(frozen=True)
class Reading:
    """What a baseline makes of one sentence.

    `name` is empty when the source is unknown. A facet that is missing in `probabilities` (names
    as in `heads.FACETS`) is certain.
    """

    bounds: SentenceBounds
    attribution: AttributionKind = AttributionKind.NONE
    content: ContentKind = ContentKind.FACT
    name: str = ""
    type: SourceType | None = None
    source: Bounds | None = None
    cue: Bounds | None = None
    contents: tuple[Bounds, ...] = ()
    hedges: tuple[Bounds, ...] = ()
    loaded: tuple[Bounds, ...] = ()
    probabilities: Mapping[str, Mapping[Any, float]] = field(default_factory=dict)


# ── Rules ───────────────────────────────────────────────────────────────────────────────────


def _any_of(words: str) -> str:
    return rf"\b(?:{'|'.join(word.replace('_', ' ') for word in words.split())})\b"


_SAID = _any_of(
    "said says saying told tells wrote writes tweeted added adds announced announces argued argues "
    "asked claimed claims alleged confirmed declared denied denies estimates estimated explained "
    "found insisted noted notes pointed_out predicted recalled replied reported reports revealed "
    "shows showed stated states stressed suggested suggests testified urged warned warns accused "
    "acknowledged admitted agreed called_for criticized criticised concluded ruled promised vowed "
    "blamed condemned rejected"
)
CUES = re.compile(rf"\b(?i:according to)\b|{_SAID}")
THOUGHTS = re.compile(
    _any_of(
        "thinks thought wants wanted hopes hoped fears feared knows knew believes believed plans "
        "planned expects expected worries worried sees feels felt"
    )
)
HEDGES = re.compile(
    _any_of(
        "apparently allegedly likely unlikely maybe may might perhaps possibly presumably probably "
        "purportedly reportedly reputedly rumored rumoured seem seems seemed seemingly supposedly "
        "appears_to appear_to appeared_to suspected is_believed is_thought is_expected unclear"
    ),
    re.IGNORECASE,
)
LOADED = re.compile(
    _any_of(
        "absurd appalling bizarre blasted bombshell corrupt crazed disastrous disgraceful "
        "extremist heroic infamous notorious outrageous radical reckless regime shameful "
        "shocking shockingly slammed so-called stunning thinly_disguised thugs"
    ),
    re.IGNORECASE,
)
PREDICTION = re.compile(_any_of("will would won't going_to expected_to plans_to"))
OPINION = re.compile(_any_of("should must ought best worst great terrible unfair wrong I we"))

_NAME = r"[A-Z][\w.’'-]*(?: (?:of|de|al|van|bin)(?= [A-Z]))?(?: [A-Z][\w.’'-]*)*(?<!\.)"
_NOUNS = r"(?:[\w’'-]+ ){0,4}?"
_SUBJECT = re.compile(
    rf"(?<!\w)(?:(?:[Tt]he|[Aa]n?|[Oo]ne|[Ss]ome|[Mm]any|[Tt]wo|[Ss]everal) {_NOUNS}[\w’'-]+"
    rf"|{_NAME}|\b(?:he|she|they|it)|\b(?!was|has|this|does)[a-z]{{2,}}s)"
)
_ASIDE = r"(?:,[^,]{1,80},| \([^()]{1,20}\))?(?: (?:has|have|had|also|later|repeatedly|then))* ?"
_BEFORE = re.compile(rf"({_SUBJECT.pattern}){_ASIDE}$")
_AFTER = re.compile(rf" ({_SUBJECT.pattern})")

_FULL_NAME = re.compile(r"(?=\b([A-Z][a-z]+ (?:[A-Z]\. )?[A-Z][\w’'-]+))")
_PRONOUN = re.compile(r"(?i:he|she|they|it|we|who)")
_TYPES = {
    SourceType.ANONYMOUS: _any_of("sources? familiar anonymous anonymity insiders?"),
    SourceType.ORG_OFFICIAL: _any_of(
        "officials? spokes(?:man|woman|person) aides? executives? authorities representatives? "
        "investigators prosecutors advisers? lawyers?"
    ),
    SourceType.DOCUMENT: _any_of(
        "reports? study studies polls? surveys? lawsuits? documents? filings? data figures "
        "records? letter memo video statement indictment complaint ruling"
    ),
    SourceType.NAMED_ORG: r"\b(?:[A-Z]{2,}|"
    + r"(?-i:Department|Ministry|Agency|Office|Bureau|Commission|Committee|Council|Court|Pentagon"
    + r"|House|Senate|University|Institute|Association|Company|Corp|Inc|Group|Times|Post|Journal"
    + r"|News|Reuters|Police|Party|Bank|Union|Government))\b|\b(?:company|government|police)\b",
    SourceType.VAGUE: r"^(?i:it|some|reports|rumou?rs)$",
}


class RuleBaseline:
    """A compact system of rules, with no training and no probabilities of its own."""

    def __call__(self, text: str) -> Article:
        return assemble(text, read(text), "rules")


def read(text: str) -> list[Reading]:
    """The rules' reading of every sentence; a quotation that runs on keeps its speaker."""
    layout = segment(text)
    quoted = bytearray(len(text))
    for start, end in layout.paragraphs:
        quoted[start:end] = inside_quotes(text[start:end])
    readings: list[Reading] = []
    for bounds in layout.sentences:
        readings.append(_read_sentence(text, bounds, quoted, readings[-1:]))
    return readings


def source_type(name: str) -> SourceType:
    """The type that the words of a source point to."""
    for kind, pattern in _TYPES.items():
        if re.search(pattern, name):
            return kind
    if re.match(r"(?:the )?[A-Z]", name):
        return SourceType.NAMED_PERSON if " " in name else SourceType.NAMED_ORG
    return SourceType.UNNAMED_GROUP if name.endswith("s") else SourceType.UNNAMED_PERSON


def _read_sentence(
    text: str, bounds: SentenceBounds, quoted: bytearray, previous: Sequence[Reading]
) -> Reading:
    start, end = bounds.start, bounds.end
    own = text[start:end]
    plain = "".join("_" if q else c for c, q in zip(own, quoted[start:end], strict=True))
    reading = Reading(
        bounds,
        content=_content(own),
        hedges=tuple(_places(HEDGES, plain, start)),
        loaded=tuple(_places(LOADED, plain, start)),
    )
    quotations = tuple(_runs(quoted, start, end))
    if cue := CUES.search(plain):
        return _stated(reading, plain, cue, quotations)
    if previous and previous[0].attribution in SPOKEN and quoted[start]:
        return replace(reading, attribution=AttributionKind.IMPLICIT, contents=((start, end),))
    if any(b - a > len(own) / 2 for a, b in quotations):
        return replace(reading, attribution=AttributionKind.STATED, contents=quotations)
    if (thought := THOUGHTS.search(plain)) and _BEFORE.search(plain[: thought.start()]):
        kind = AttributionKind.THOUGHT
        return replace(_stated(reading, plain, thought, quotations), attribution=kind)
    return reading


def _stated(
    reading: Reading, plain: str, cue: re.Match[str], quotations: tuple[Bounds, ...]
) -> Reading:
    """A sentence with a cue: the source stands before it or after it, the content is the rest."""
    start = reading.bounds.start
    speaker = _speaker(plain, cue)
    name = plain[slice(*speaker)] if speaker else ""
    source = (start + speaker[0], start + speaker[1]) if speaker else None
    reported = (start + cue.start(), start + cue.end())
    both = (*reported, *(source or ()))
    return replace(
        reading,
        attribution=AttributionKind.STATED,
        name=name,
        type=source_type(name) if name else None,
        source=source,
        cue=reported,
        contents=quotations or tuple(_rest(plain, reading.bounds, (min(both), max(both)))),
    )


def _speaker(sentence: str, cue: re.Match[str]) -> Bounds | None:
    """Where the source stands in the sentence: before its cue, else right after it."""
    before = sentence[: cue.start()]
    speaker = _BEFORE.search(before)
    if speaker and cue.group().lower() != "according to":
        return speaker.span(1)
    turned_round = cue.group().lower() == "according to" or before.rstrip()[-1:] in ("", ",", "_")
    speaker = _AFTER.match(sentence, cue.end()) if turned_round else None
    return speaker.span(1) if speaker else None


def _rest(plain: str, bounds: SentenceBounds, taken: Bounds) -> Iterator[Bounds]:
    """The longer part of a sentence, before or after the words that report it."""
    before = plain[: taken[0] - bounds.start].rstrip(" ,")
    after = plain[taken[1] - bounds.start :].rstrip(" .")
    content = after.lstrip(" ,:")
    if len(before) > len(content):
        yield bounds.start, bounds.start + len(before)
    elif content:
        end = taken[1] + len(after)
        yield end - len(content), end


def _content(sentence: str) -> ContentKind:
    if sentence.endswith("?") or len(sentence.split()) < 4:
        return ContentKind.OTHER
    if PREDICTION.search(sentence):
        return ContentKind.PREDICTION
    return ContentKind.OPINION if OPINION.search(sentence) else ContentKind.FACT


def _places(pattern: re.Pattern[str], sentence: str, start: int) -> Iterator[Bounds]:
    return ((start + m.start(), start + m.end()) for m in pattern.finditer(sentence))


def _runs(quoted: bytearray, start: int, end: int) -> Iterator[Bounds]:
    """The quotations of a sentence; a word or two in quotation marks is none."""
    for run in re.finditer(rb"\x01{20,}", quoted[start:end]):
        yield start + run.start(), start + run.end()


# ── Spans without facets ────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class SpansAlone:
    """Reads facets off the spans of an analyzer: a sentence with reported content is stated.

    All other sentences are facts in the writer's own voice; source types are the rules'.
    """

    analyzer: Callable[[str], Article]

    def __call__(self, text: str) -> Article:
        read = self.analyzer(text)
        readings = [_spoken(bounds, read.attributions) for bounds in segment(text).sentences]
        article = assemble(text, readings, read.model)
        return replace(article, attributions=read.attributions)


def _spoken(bounds: SentenceBounds, attributions: Sequence[Attribution]) -> Reading:
    for attribution in attributions:
        contents = [c for c in attribution.contents if c.overlaps(bounds.start, bounds.end)]
        if contents and attribution.cue:
            source = attribution.source_span
            return Reading(
                bounds,
                attribution=AttributionKind.STATED,
                name=source.text if source else "",
                type=source_type(source.text) if source else None,
                contents=tuple(
                    (max(c.start, bounds.start), min(c.end, bounds.end)) for c in contents
                ),
            )
    return Reading(bounds)


# ── Readings → Article ──────────────────────────────────────────────────────────────────────


def assemble(text: str, readings: Sequence[Reading], model: str) -> Article:
    """The tree: mentions that share their last word are one source; pronouns point back."""
    readings = list(_resolved(readings, _full_names(text)))
    sources = _sources(text, readings)
    sentences = tuple(_sentence(text, reading, sources) for reading in readings)
    attributions = tuple(a for sentence in sentences for a in sentence.attributions)
    return Article(text, sentences, attributions, tuple(sources.values()), model=model)


def _full_names(text: str) -> dict[str, str]:
    """Last name -> first and last name, as the article has them first."""
    names: dict[str, str] = {}
    for name in _FULL_NAME.findall(text):
        names.setdefault(_key(name), name)
    return names


def _resolved(readings: Iterable[Reading], full: Mapping[str, str]) -> Iterator[Reading]:
    """Short names replaced by the full one; a pronoun, or no name, by the last source."""
    known: dict[str, Reading] = {}
    last: Reading | None = None
    for reading in readings:
        if reading.attribution is AttributionKind.NONE:
            first = reading
        elif not reading.name or _PRONOUN.fullmatch(reading.name):
            first = last or reading
        else:
            name = reading.name
            if name[:1].isupper() and " " not in name:
                name = full.get(_key(name), name)
            kind = source_type(name) if name != reading.name else reading.type
            first = known.setdefault(_key(name), replace(reading, name=name, type=kind))
            last = first
        yield replace(reading, name=first.name, type=first.type)


def _key(name: str) -> str:
    return name.split()[-1].lower() if name else ""


def _sources(text: str, readings: Iterable[Reading]) -> dict[str, Source]:
    """By name; the type is the one that most of its sentences vote for."""
    mentions: dict[str, list[Span]] = defaultdict(list)
    votes: dict[str, dict[SourceType, float]] = defaultdict(lambda: defaultdict(float))
    for reading in readings:
        if not reading.name or reading.attribution is AttributionKind.NONE:
            continue
        mentions[reading.name] += [Span(text, *reading.source)] if reading.source else []
        for kind, share in _types(reading).items():
            votes[reading.name][kind] += share
    types = {name: max(shares, key=lambda k: shares[k]) for name, shares in votes.items()}
    return {
        name: Source(name, kind, tuple(mentions[name]), "", _share(votes[name], kind))
        for name, kind in types.items()
    }


def _share(votes: Mapping[SourceType, float], kind: SourceType) -> float:
    return votes[kind] / sum(votes.values())


def _types(reading: Reading) -> Mapping[SourceType, float]:
    certain = {} if reading.type is None else _certain(SourceType, reading.type)
    return reading.probabilities.get("source_type", certain)


def _sentence(text: str, reading: Reading, sources: Mapping[str, Source]) -> Sentence:
    spoken = reading.attribution is not AttributionKind.NONE
    attributions = (_attribution(text, reading, sources),) if spoken else ()
    types = [a.source.type for a in attributions if a.source]
    return Sentence(
        document=text,
        start=reading.bounds.start,
        end=reading.bounds.end,
        paragraph=reading.bounds.paragraph,
        headline=reading.bounds.headline,
        label=label(reading.attribution, types, bool(reading.hedges), reading.content),
        attribution=reading.attribution,
        content=reading.content,
        hedges=_spans(text, reading.hedges),
        loaded=_spans(text, reading.loaded),
        attributions=attributions,
        probabilities=_probabilities(reading),
    )


def _attribution(text: str, reading: Reading, sources: Mapping[str, Source]) -> Attribution:
    contents = reading.contents or ((reading.bounds.start, reading.bounds.end),)
    marked = [text[start:end].lstrip()[:1] in set("\"“‘«'") for start, end in contents]
    return Attribution(
        source=sources.get(reading.name),
        source_span=Span(text, *reading.source) if reading.source else None,
        cue=Span(text, *reading.cue) if reading.cue else None,
        contents=_spans(text, contents),
        quote=Quote.DIRECT if all(marked) else Quote.MIXED if any(marked) else Quote.INDIRECT,
        reporting=reporting(text[slice(*reading.cue)] if reading.cue else ""),
    )


def _probabilities(reading: Reading) -> Probabilities:
    given = reading.probabilities
    attribution = given.get("attribution", _certain(AttributionKind, reading.attribution))
    content = given.get("content", _certain(ContentKind, reading.content))
    hedged = given["hedged"][True] if "hedged" in given else float(bool(reading.hedges))
    loaded = given["loaded"][True] if "loaded" in given else float(bool(reading.loaded))
    types = _types(reading)
    labels = label_probabilities(attribution, content, types, hedged)
    return Probabilities(labels, attribution, content, types, hedged, loaded)


def _certain(kinds: type[Kind], chosen: Kind) -> dict[Kind, float]:
    return {kind: float(kind is chosen) for kind in kinds}


def _spans(text: str, bounds: Iterable[Bounds]) -> tuple[Span, ...]:
    return tuple(Span(text, start, end) for start, end in bounds)


# ── TF-IDF and logistic regression ──────────────────────────────────────────────────────────


@dataclass(frozen=True)
class LinearBaseline:
    """One logistic regression a facet over the sentence's words and those of the one before."""

    features: ColumnTransformer
    facets: Mapping[str, LogisticRegression]

    @classmethod
    def train(cls, records: Iterable[Mapping[str, Any]], minimum: int = 3) -> LinearBaseline:
        """Fit on rows of `sourcing.train`; words in fewer than `minimum` sentences are left out."""
        texts, gold = _training_set(records)
        features = make_column_transformer((_words(minimum), 0), (_words(minimum), 1))
        matrix = features.fit_transform(texts)
        facets = {}
        for name, answers in gold.items():
            known = np.array([answer is not None for answer in answers])
            targets = [answer for answer in answers if answer is not None]
            weight = "balanced" if name in ("hedged", "loaded") else None  # one in twenty
            model = LogisticRegression(C=5.0, max_iter=200, tol=1e-3, class_weight=weight)
            facets[name] = model.fit(matrix[known], targets)
        return cls(features, facets)

    def __call__(self, text: str) -> Article:
        readings = read(text)
        if readings:
            own = [text[r.bounds.start : r.bounds.end] for r in readings]
            matrix = self.features.transform(_with_previous(own))
            facets = [self._predict(name, matrix) for name in self.facets]
            shares = (dict(zip(self.facets, row, strict=True)) for row in zip(*facets, strict=True))
            readings = [self._read(text, *item) for item in zip(readings, shares, strict=True)]
        return assemble(text, readings, "tf-idf")

    def _predict(self, name: str, matrix: Any) -> list[dict[Any, float]]:
        model = self.facets[name]
        kind = _KINDS[name]
        classes = [kind(value) for value in model.classes_]
        return [
            dict(zip(classes, map(float, row), strict=True)) for row in model.predict_proba(matrix)
        ]

    def _read(
        self, text: str, rules: Reading, shares: Mapping[str, Mapping[Any, float]]
    ) -> Reading:
        best = {name: max(share, key=lambda k: share[k]) for name, share in shares.items()}
        return replace(
            rules,
            attribution=best["attribution"],
            content=best["content"],
            type=best["source_type"],
            hedges=self._evidence("hedged", text, rules, rules.hedges) if best["hedged"] else (),
            loaded=self._evidence("loaded", text, rules, rules.loaded) if best["loaded"] else (),
            probabilities=shares,
        )

    def _evidence(
        self, facet: str, text: str, rules: Reading, found: tuple[Bounds, ...]
    ) -> tuple[Bounds, ...]:
        """The rules' words, else the word of the sentence that weighs most for the facet."""
        if found:
            return found
        start, end = rules.bounds.start, rules.bounds.end
        words = list(re.finditer(r"\w+", text[start:end]))
        vocabulary = self.features.transformers_[0][1].vocabulary_
        weights = self.facets[facet].coef_[0]
        place = (vocabulary.get(word.group().lower()) for word in words)
        best = words[int(np.argmax([0.0 if p is None else weights[p] for p in place]))]
        return ((start + best.start(), start + best.end()),)


_KINDS: Mapping[str, Any] = {
    "attribution": AttributionKind,
    "content": ContentKind,
    "source_type": SourceType,
    "hedged": bool,
    "loaded": bool,
}


def _words(minimum: int) -> TfidfVectorizer:
    words_and_marks = r"(?u)\b\w\w+\b|[\"“”?]"
    return TfidfVectorizer(
        ngram_range=(1, 2), min_df=minimum, sublinear_tf=True, token_pattern=words_and_marks
    )


def _with_previous(sentences: Sequence[str]) -> Any:
    """An array of two columns: each sentence, and the one before it."""
    return np.array([sentences, ["", *sentences[:-1]]], dtype=object).T


def _training_set(records: Iterable[Mapping[str, Any]]) -> tuple[Any, dict[str, list[Any]]]:
    """Texts in two columns, and the answers a facet; None where it does not apply."""
    texts: list[Any] = []
    gold: dict[str, list[Any]] = {name: [] for name in _KINDS}
    for record in records:
        sentences = record["sentences"]
        texts.append(_with_previous([record["text"][s["start"] : s["end"]] for s in sentences]))
        for sentence in sentences:
            sources = sentence.get("src", [])
            gold["attribution"].append(str(ATTRIBUTION[sentence["a"]]))
            gold["content"].append(str(CONTENT[sentence["c"]]))
            gold["source_type"].append(sources[0]["t"] if sources else None)
            gold["hedged"].append(bool(sentence.get("h")))
            gold["loaded"].append(bool(sentence.get("l")))
    return np.concatenate(texts), gold
