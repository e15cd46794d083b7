"""What the surfaces share: an Article turned into what is shown, in plain words and pieces.

Pure conversion: nothing here knows of HTML, of a terminal or of Markdown, and nothing is
escaped. The article's text is cut at the offsets and never altered, but for characters that no
page or terminal can show (control characters, lone surrogates): those become U+FFFD one by one.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, pairwise
from pathlib import PurePath

from sourcing.article import Article, Label, Sentence, Source, SourceType, Span
from sourcing.label import CREDITED, SPOKEN
from sourcing.report.words import (
    LABELS,
    PARTS,
    ROLE_ORDER,
    SOURCE_TYPES,
    LabelText,
    Role,
    evidence,
    percent,
    reason,
    share_in_words,
)
from sourcing.scores import Basket, Interval, Scores, basket

UNSURE = 0.6
"""A label less probable than this is marked with a question mark."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence in which every character plays the same roles."""

    text: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class SentenceView:
    """A sentence as shown. `before` is the text between it and the sentence before it."""

    number: int
    before: str
    pieces: tuple[Piece, ...]
    label: LabelText
    named: bool
    probability: float
    headline: bool
    reason: str
    evidence: tuple[tuple[str, str], ...]

    @property
    def loose(self) -> bool:
        """Whether there is something to see between this sentence and the one before."""
        return any(c.isprintable() and not c.isspace() for c in self.before)

    @property
    def unsure(self) -> bool:
        return self.probability < UNSURE

    @property
    def mark(self) -> str:
        """The sign beside the colour: the label's letter, with "?" when the model is unsure."""
        return self.label.letter + ("?" if self.unsure else "")


@dataclass(frozen=True)
class Part:
    """One part of the whole: a share of the claim words."""

    key: str
    name: str
    hint: str
    share: float
    interval: Interval

    @property
    def amount(self) -> str:
        return percent(self.share)

    @property
    def range(self) -> str:
        low, high = self.interval
        return f"{round(100 * low)} to {round(100 * high)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class SourceView:
    """A row of the table of sources; `words` are those of the sentences that it carries."""

    name: str
    type: str
    named: bool
    description: str
    words: int
    sentences: tuple[int, ...]
    cues: tuple[str, ...]
    first: int | None


@dataclass(frozen=True)
class Fact:
    """A figure of the first screen: what it is called, its value, what it means."""

    term: str
    value: str
    hint: str


def _last_part(name: str | None) -> str:
    """The file's own name, where an article is known by a path."""
    return PurePath(name or "").name


class View:
    """An article as shown, part by part; each part is worked out when a surface asks for it."""

    def __init__(self, article: Article) -> None:
        self.article = article

    @cached_property
    def title(self) -> str:
        headline = next((s.text for s in self.article.sentences if s.headline), None)
        return printable(
            self.article.title or headline or _last_part(self.article.id) or "Untitled article"
        )

    @property
    def model(self) -> str:
        return printable(self.article.model or "unknown")

    # The first screen

    @property
    def scores(self) -> Scores:
        return self.article.scores

    @property
    def figure(self) -> str:
        """The headline figure in plain words."""
        return share_in_words(self.scores.named_share) if self.scores.claim_words else NO_CLAIMS

    @property
    def amount(self) -> str:
        """The headline figure as a number; a dash when there is nothing to count."""
        return percent(self.scores.named_share) if self.scores.claim_words else "–"

    @property
    def range(self) -> str:
        """The 90 % interval in plain words; empty when there is nothing to count."""
        low, high = (round(100 * end) for end in self.scores.named_share_interval)
        if not self.scores.claim_words:
            return ""
        return f"likely between {low} and {high}\N{NO-BREAK SPACE}%"

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are there, in the order of the whole; their shares add up to one."""
        scores = self.scores
        present = [kind for kind in PARTS if scores.share(kind) > 0]
        return tuple(
            Part(str(kind), *PARTS[kind], scores.share(kind), scores.interval(kind))
            for kind in present
        )

    @property
    def label_counts(self) -> tuple[tuple[LabelText, int], ...]:
        return tuple((LABELS[kind], n) for kind, n in self.scores.label_counts.items())

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(_facts(self.scores))

    # The article

    @cached_property
    def sentences(self) -> tuple[SentenceView, ...]:
        return tuple(_sentence_views(self.article))

    @property
    def paragraphs(self) -> tuple[tuple[SentenceView, ...], ...]:
        pairs = zip(self.article.sentences, self.sentences, strict=True)
        groups = groupby(pairs, key=lambda pair: pair[0].paragraph)
        return tuple(tuple(view for _, view in group) for _, group in groups)

    @property
    def tail(self) -> str:
        """The text after the last sentence."""
        end = self.article.sentences[-1].end if self.article.sentences else 0
        return printable(self.article.text[end:])

    # The sources

    @cached_property
    def sources(self) -> tuple[SourceView, ...]:
        """The sources, those that carry most words first."""
        views = [_source_view(self.article, source) for source in self.article.sources]
        return tuple(sorted((v for v in views if v.sentences), key=lambda view: -view.words))

    @property
    def unknown_speaker(self) -> tuple[int, ...]:
        """Numbers of the sentences with words whose speaker the article does not tell."""
        return tuple(
            number
            for number, sentence in enumerate(self.article.sentences, 1)
            if sentence.attribution in SPOKEN and not sentence.sources
        )


NO_CLAIMS = "This article reports nothing that would need a source."

_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with each character that cannot be shown replaced by U+FFFD; same length."""
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def cut(text: str, start: int, end: int, marks: Sequence[tuple[Span, Role]]) -> tuple[Piece, ...]:
    """`text[start:end]` cut at each edge of a mark; marks may nest, overlap or stick out."""
    inside = [(span, role) for span, role in marks if span.overlaps(start, end)]
    edges = {start, end}
    for span, _ in inside:
        edges |= {max(span.start, start), min(span.end, end)}
    return tuple(
        Piece(printable(text[a:b]), _roles(inside, a, b)) for a, b in pairwise(sorted(edges))
    )


def _roles(marks: Sequence[tuple[Span, Role]], start: int, end: int) -> tuple[Role, ...]:
    present = {role for span, role in marks if span.overlaps(start, end)}
    return tuple(role for role in ROLE_ORDER if role in present)


def _marks(sentence: Sentence) -> list[tuple[Span, Role]]:
    marks = [(span, Role.HEDGE) for span in sentence.hedges]
    marks += [(span, Role.LOADED) for span in sentence.loaded]
    for attribution in sentence.attributions if sentence.attribution in CREDITED else ():
        marks += [(span, Role.CONTENT) for span in attribution.contents]
        marks += [(span, Role.SOURCE) for span in (attribution.source_span,) if span is not None]
        marks += [(span, Role.CUE) for span in (attribution.cue,) if span is not None]
    return marks


def _sentence_views(article: Article) -> Iterator[SentenceView]:
    end = 0
    starts = [sentence.start for sentence in article.sentences]
    for number, sentence in enumerate(article.sentences, 1):
        yield SentenceView(
            number=number,
            before=printable(article.text[end : sentence.start]),
            pieces=cut(article.text, sentence.start, sentence.end, _marks(sentence)),
            label=LABELS[sentence.label],
            named=basket(sentence) is Basket.NAMED,
            probability=sentence.probability,
            headline=sentence.headline,
            reason=printable(reason(sentence)),
            evidence=tuple(
                (term, printable(text)) for term, text in evidence(sentence, starts, number)
            ),
        )
        end = sentence.end


def _source_view(article: Article, source: Source) -> SourceView:
    numbered = list(enumerate(article.sentences, 1))
    credited = [(number, s) for number, s in numbered if s.attribution in CREDITED]
    carrying = [number for number, s in credited if any(x is source for x in s.sources)]
    spoken = [a for a in article.attributions if a.source is source and a.cue is not None]
    cues = Counter(_lowered(a.cue.text) for a in spoken if a.cue is not None)
    starts = [sentence.start for sentence in article.sentences]
    mentioned = [bisect_right(starts, mention.start) for mention in source.mentions]
    return SourceView(
        name=printable(source.name),
        type=SOURCE_TYPES[source.type],
        named=source.named,
        description=printable(_beyond_the_name(source)),
        words=round(_words_carried(article, source)),
        sentences=tuple(carrying),
        cues=tuple(
            printable(cue) + (f"\N{NO-BREAK SPACE}×{count}" if count > 1 else "")
            for cue, count in cues.most_common()
        ),
        first=min(mentioned + carrying, default=None),
    )


def _lowered(cue: str) -> str:
    """The cue as in the middle of a sentence: "According to" and "according to" are one."""
    words = " ".join(cue.split())
    return words[:1].lower() + words[1:]


def _beyond_the_name(source: Source) -> str:
    """The description, unless the name says the same already."""
    described = source.description.casefold() in source.name.casefold()
    return "" if described else source.description


def _words_carried(article: Article, source: Source) -> float:
    """Words of the attributed sentences outside the headline; co-sources share equally."""
    words = 0.0
    for sentence in article.sentences:
        if sentence.label is Label.ATTRIBUTED and not sentence.headline:
            accountable = [s for s in sentence.sources if s.type is not SourceType.VAGUE]
            if any(s is source for s in accountable):
                words += sentence.words / len(accountable)
    return words


def _facts(scores: Scores) -> Iterator[Fact]:
    named = f"{scores.n_named} of {scores.n_sources} named" if scores.n_sources else "none"
    yield Fact("Sources", named, _band(scores))
    yield Fact(
        "Words", f"{scores.words:,}", f"{scores.claim_words:,} of them in claims or reported words"
    )
    backed = {True: "sourced", False: "not sourced", None: "none given"}
    lead = scores.lead_sourced if scores.body else None
    yield Fact("First paragraph", backed[lead], "the lead has an attributed sentence")
    yield Fact("Headline", backed[scores.headline_sourced], "backed by an attributed sentence")
    if scores.n_sources:
        voices = f"{scores.effective_sources:.1f} effective voices"
        yield Fact(
            "Leading source", percent(scores.top_source_share), f"of sourced words; {voices}"
        )
    yield Fact(
        "Naming distance",
        f"{scores.attribution_distance:.1f}",
        "sentences from statements to their source’s name",
    )
    yield Fact("Loaded words", f"{scores.loaded_rate:.1f}", "per 1,000 of the writer’s own words")
    yield Fact("Mind reading", str(scores.mind_reading), "thoughts stated without saying how known")


def _band(scores: Scores) -> str:
    """Where the number of named sources stands, beside the press at large (PEJ 2005)."""
    band = scores.pej_band.replace("-", "–")
    return f"PEJ band {band}; 48\N{NO-BREAK SPACE}% of US newspaper stories had 4+"
