"""The sources as shown: who they are, how much they carry, and where."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sourcing.article import Article, Label, Source, SourceType
from sourcing.label import CREDITED
from sourcing.report.align import words_of
from sourcing.report.words import SOURCE_TYPES, printable


@dataclass(frozen=True)
class SourceView:
    """A row of the table of sources; `words` are those of the sentences that it carries."""

    name: str
    kind: str
    type: str
    named: bool
    description: str
    words: int
    sentences: tuple[int, ...]
    cues: tuple[str, ...]
    first: int | None

    @property
    def what(self) -> str:
        """The type in words; a document also tells whether the article identifies it."""
        if self.kind != SourceType.DOCUMENT:
            return self.type
        return f"{self.type}, {'identified' if self.named else 'not identified'}"


def source_views(article: Article) -> Iterator[SourceView]:
    """The sources that carry a sentence, in the order of the article."""
    views = (_source_view(article, source) for source in article.sources)
    return (view for view in views if view.sentences)


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
        kind=str(source.type),
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
    """The description, unless it has no word but articles that the name does not have."""
    described = words_of(source.description)
    known = {*words_of(source.name), "a", "an", "the"}
    return source.description if set(described) - known else ""


def _words_carried(article: Article, source: Source) -> float:
    """Words of the attributed sentences outside the headline; co-sources share equally."""
    words = 0.0
    for sentence in article.sentences:
        if sentence.label is Label.ATTRIBUTED and not sentence.headline:
            accountable = [s for s in sentence.sources if s.type is not SourceType.VAGUE]
            if any(s is source for s in accountable):
                words += sentence.words / len(accountable)
    return words
