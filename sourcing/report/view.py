"""What the surfaces share: an Article turned into what is shown, in plain words and pieces.

Pure conversion: nothing here knows of HTML, of a terminal or of Markdown, and nothing is
escaped.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import PurePath

from sourcing.article import Article, Sentence
from sourcing.findings import Profile, find, profile
from sourcing.label import CREDITED, SPOKEN
from sourcing.report.figures import Figures
from sourcing.report.pieces import Piece, pieces
from sourcing.report.remarks import Group, Remark, grouped, most_important, remarks
from sourcing.report.speakers import SourceView, source_views
from sourcing.report.words import LABELS, SOURCE_TYPES, LabelText, evidence, printable, reason
from sourcing.scores import Basket, Scores, basket

UNSURE = 0.6
"""A label less probable than this is marked with a question mark."""


@dataclass(frozen=True)
class SentenceView:
    """A sentence as shown. `before` is the text between it and the sentence before it."""

    number: int
    before: str
    pieces: tuple[Piece, ...]
    label: LabelText
    types: tuple[str, ...]
    named: bool
    probability: float
    headline: bool
    reason: str
    evidence: tuple[tuple[str, str], ...]
    remarks: tuple[Remark, ...]

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def length(self) -> int:
        """In characters: how much of the margin the sentence takes."""
        return len(self.text)

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


def _last_part(name: str | None) -> str:
    """The file's own name, where an article is known by a path."""
    return PurePath(name or "").name


class View:
    """An article as shown, part by part; each part is worked out when a surface asks for it."""

    def __init__(self, article: Article, by: Profile | None = None) -> None:
        self.article = article
        self.profile = by or profile()

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

    @cached_property
    def figures(self) -> Figures:
        return Figures(self.scores)

    @cached_property
    def remarks(self) -> tuple[Remark, ...]:
        """The findings, in text order."""
        return remarks(find(self.article, self.profile))

    @property
    def first_remarks(self) -> tuple[Remark, ...]:
        return most_important(self.remarks)

    @property
    def remark_groups(self) -> tuple[Group, ...]:
        return grouped(self.remarks)

    @property
    def label_counts(self) -> tuple[tuple[LabelText, int], ...]:
        return tuple((LABELS[kind], n) for kind, n in self.scores.label_counts.items())

    # The article

    @cached_property
    def sentences(self) -> tuple[SentenceView, ...]:
        return tuple(_sentence_views(self.article, self.remarks))

    @property
    def paragraphs(self) -> tuple[tuple[SentenceView, ...], ...]:
        pairs = zip(self.article.sentences, self.sentences, strict=True)
        groups = groupby(pairs, key=lambda pair: pair[0].paragraph)
        return tuple(tuple(view for _, view in group) for _, group in groups)

    @property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8: which version of the article was read."""
        return hashlib.sha256(self.article.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def tail(self) -> str:
        """The text after the last sentence."""
        end = self.article.sentences[-1].end if self.article.sentences else 0
        return printable(self.article.text[end:])

    # The sources

    @cached_property
    def sources(self) -> tuple[SourceView, ...]:
        """The sources, those that carry most words first."""
        return tuple(sorted(source_views(self.article), key=lambda view: -view.words))

    @property
    def source_types(self) -> tuple[tuple[str, str, int], ...]:
        """The types that are there, with their words and the number of their sentences."""
        counts = Counter(kind for sentence in self.sentences for kind in sentence.types)
        return tuple((str(k), name, counts[k]) for k, name in SOURCE_TYPES.items() if counts[k])

    @property
    def unknown_speaker(self) -> tuple[int, ...]:
        """Numbers of the sentences with words whose speaker the article does not tell."""
        return tuple(
            number
            for number, sentence in enumerate(self.article.sentences, 1)
            if sentence.attribution in SPOKEN and not sentence.sources
        )


def _sentence_views(article: Article, found: Sequence[Remark]) -> Iterator[SentenceView]:
    end = 0
    starts = [sentence.start for sentence in article.sentences]
    for number, sentence in enumerate(article.sentences, 1):
        here = tuple(remark for remark in found if remark.sentence == number)
        yield SentenceView(
            number=number,
            before=printable(article.text[end : sentence.start]),
            pieces=pieces(sentence, here),
            label=LABELS[sentence.label],
            types=_types(sentence),
            named=basket(sentence) is Basket.NAMED,
            probability=sentence.probability,
            headline=sentence.headline,
            reason=printable(reason(sentence)),
            evidence=tuple(
                (term, printable(text)) for term, text in evidence(sentence, starts, number)
            ),
            remarks=here,
        )
        end = sentence.end


def _types(sentence: Sentence) -> tuple[str, ...]:
    """The types of the sources that a sentence rests on, each once."""
    known = sentence.sources if sentence.attribution in CREDITED else ()
    return tuple(dict.fromkeys(str(source.type) for source in known))
