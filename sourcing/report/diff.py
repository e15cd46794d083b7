"""Two articles, or two versions of one, side by side: what sourcing was added, lost or changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from sourcing.article import Article
from sourcing.findings import Profile
from sourcing.report.align import align, words_of
from sourcing.report.html import data_of, render
from sourcing.report.speakers import SourceView
from sourcing.report.view import SentenceView, View
from sourcing.report.words import PARTS, percent

Stretches = tuple[tuple[str, bool], ...]


def to_diff_html(before: Article, after: Article, by: Profile | None = None) -> str:
    """A self-contained page on two articles: figures, sources and sentences beside each other."""
    diff = Diff(View(before, by), View(after, by))
    return render("diff.html.j2", diff=diff, data=[data_of(before), data_of(after)])


@dataclass(frozen=True)
class Side:
    """A sentence of one article, cut into stretches: (text, whether only this side has it)."""

    sentence: SentenceView
    stretches: Stretches


@dataclass(frozen=True)
class Pair:
    """A sentence of the first article, its counterpart in the second, or one of them alone.

    `kind` is same, edited, added or cut; `change` tells in words what became of its sourcing.
    """

    kind: str
    before: Side | None
    after: Side | None
    change: str


@dataclass(frozen=True)
class SourceChange:
    """A source of either article; `before` and `after` are None where it does not speak."""

    before: SourceView | None
    after: SourceView | None

    @property
    def source(self) -> SourceView:
        known = self.after or self.before
        assert known is not None
        return known

    @property
    def kind(self) -> str:
        if self.before is None:
            return "added"
        return "kept" if self.after else "lost"


@dataclass(frozen=True)
class PartChange:
    """A part of the whole in both articles, in per cent."""

    key: str
    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Diff:
    """What changed between two articles as shown."""

    before: View
    after: View

    @property
    def verdict(self) -> str:
        """The change of the headline figure in plain words, with its doubt."""
        was, now = self.before.scores, self.after.scores
        points = round(100 * now.named_share) - round(100 * was.named_share)
        if not points:
            return "The share that rests on named sources is the same."
        direction = "larger" if points > 0 else "smaller"
        size = f"{abs(points)} point{'' if abs(points) == 1 else 's'}"
        told = f"The share that rests on named sources is {size} {direction} in the second."
        (low, high), (other_low, other_high) = was.named_share_interval, now.named_share_interval
        if low <= other_high and other_low <= high:
            return f"{told} The likely ranges overlap: the model’s errors alone could make that."
        return told

    @property
    def parts(self) -> tuple[PartChange, ...]:
        """The parts that either article has, in the order of the whole."""
        was, now = self.before.scores, self.after.scores
        return tuple(
            PartChange(str(kind), name, percent(was.share(kind)), percent(now.share(kind)))
            for kind, (name, _) in PARTS.items()
            if was.share(kind) or now.share(kind)
        )

    @cached_property
    def sources(self) -> tuple[SourceChange, ...]:
        """The sources that were lost, that were added, and that stayed."""
        was = {_key(source): source for source in self.before.sources}
        now = {_key(source): source for source in self.after.sources}
        changes = [SourceChange(was.get(key), now.get(key)) for key in dict.fromkeys([*was, *now])]
        order = ("lost", "added", "kept")
        return tuple(sorted(changes, key=lambda change: order.index(change.kind)))

    @property
    def source_counts(self) -> Counter[str]:
        return Counter(change.kind for change in self.sources)

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        return tuple(self._pairs())

    @property
    def changed(self) -> int:
        """How many sentences are credited otherwise, or came or went with a source."""
        return sum(bool(pair.change) for pair in self.pairs)

    def _pairs(self) -> Iterator[Pair]:
        was, now = self.before.sentences, self.after.sentences
        couples = align([s.text for s in was], [s.text for s in now])
        moved = {words_of(was[i].text) for i, j in couples if i is not None and j is None}
        moved &= {words_of(now[j].text) for i, j in couples if i is None and j is not None}
        for i, j in couples:
            yield _pair(None if i is None else was[i], None if j is None else now[j], moved)


def _pair(was: SentenceView | None, now: SentenceView | None, moved: set[tuple[str, ...]]) -> Pair:
    if was is not None and now is not None:
        left, right = _stretches(was.text, now.text)
        kind = "same" if was.text == now.text else "edited"
        return Pair(kind, Side(was, left), Side(now, right), _change(was, now))
    alone = was or now
    assert alone is not None
    told = "Moved." if words_of(alone.text) in moved else alone.reason
    side = Side(alone, ((alone.text, False),))
    if was is not None:
        return Pair("cut", side, None, told)
    return Pair("added", None, side, told)


def _change(was: SentenceView, now: SentenceView) -> str:
    """What became of a sentence's sourcing; empty when it stayed."""
    if was.label is not now.label:
        return f"Was {was.label.name.lower()}, is {now.label.name.lower()}. {now.reason}"
    return "" if was.reason == now.reason else f"Was: {was.reason} Is: {now.reason}"


def _stretches(was: str, now: str) -> tuple[Stretches, Stretches]:
    """Both texts cut at the words that only one of them has."""
    left, right = re.findall(r"\s*\S+", was), re.findall(r"\s*\S+", now)
    matcher = SequenceMatcher(None, _bare(left), _bare(right), autojunk=False)
    codes = matcher.get_opcodes()
    return (
        tuple(("".join(left[a:b]), kind != "equal") for kind, a, b, _, _ in codes if a < b),
        tuple(("".join(right[c:d]), kind != "equal") for kind, _, _, c, d in codes if c < d),
    )


def _bare(words: list[str]) -> list[str]:
    return [word.strip() for word in words]


def _key(source: SourceView) -> str:
    """By which sources of two articles are one: the name without case and leading article."""
    return re.sub(r"^(?:the|an?)\s+", "", " ".join(source.name.casefold().split()))
