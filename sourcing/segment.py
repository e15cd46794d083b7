"""Text to paragraphs and sentences, with exact offsets into the untouched text.

    text ── line breaks ──▶ paragraphs ── view ──▶ BlingFire ──▶ ends ── mend ──▶ sentences

BlingFire's finite-state model finds the ends; two general corrections surround it. Before: it
reads a *view* of the paragraph, of the same length, in which marks that mislead it (the dot of
"Sen.", quotation marks that it does not know) are replaced, so that its offsets stay ours.
After: a cut is dropped where no sentence can begin.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from livekit.blingfire import text_to_sentences_with_offsets

Bounds = tuple[int, int]


@dataclass(frozen=True)
class SentenceBounds:
    """Where a sentence lies: `text[start:end]`, and the index of its paragraph."""

    start: int
    end: int
    paragraph: int
    headline: bool


@dataclass(frozen=True)
class Layout:
    """The paragraphs and sentences of a text, both in order, trimmed and without overlap."""

    paragraphs: tuple[Bounds, ...]
    sentences: tuple[SentenceBounds, ...]


def segment(text: str, title: str | None = None) -> Layout:
    """Finds the paragraphs of a text and the sentences inside them.

    Bounds are half-open character offsets into `text`. The sentences of the first paragraph are
    the headline when that paragraph equals `title`, white space aside. A line without a letter
    or digit ("* * *", a lone quotation mark) is no paragraph. Any string is accepted.
    """
    paragraphs = tuple(_paragraphs(text))
    has_headline = title is not None and _same(_cut(text, (paragraphs or ((0, 0),))[0]), title)
    sentences = (
        SentenceBounds(start, end, index, headline=has_headline and index == 0)
        for index, bounds in enumerate(paragraphs)
        for start, end in _sentences(text, bounds)
    )
    return Layout(paragraphs, tuple(sentences))


# White space, and what is as invisible without counting as such: NUL, zero-width space, word
# joiner, byte order mark.
_BLANK = "".join(filter(str.isspace, map(chr, range(0x3001)))) + "\x00\u200b\u2060\ufeff"
_WORD = re.compile(r"[^\W_]")


def _cut(text: str, bounds: Bounds) -> str:
    return text[slice(*bounds)]


def _same(text: str, title: str) -> bool:
    return text.split() == title.strip(_BLANK).split()


def _trim(text: str, start: int, end: int) -> Bounds:
    """The same bounds without the blanks at both ends."""
    piece = text[start:end].rstrip(_BLANK)
    return start + len(piece) - len(piece.lstrip(_BLANK)), start + len(piece)


# ── Paragraphs ──────────────────────────────────────────────────────────────────────────────

_NEWLINE = r"(?:\r\n|[\n\r\v\f\x85\u2028\u2029])"
_BREAK = re.compile(rf"{_NEWLINE}(?P<empty_line>[{_BLANK}]*{_NEWLINE})?[{_BLANK}]*")
_FIRST_WORD = re.compile(r"\S*")

# A text is hard-wrapped when most of its single line breaks come where the next word no longer
# fitted, and some fall before a lower-case word. Lines that are paragraphs or sentences of
# their own do neither: they end anywhere and the next begins with a capital.
_WRAPPED_FULL_LINES = 0.7
_WRAPPED_LOWER_STARTS = 0.25
_WIDTH_QUANTILE = 0.95  # below the longest line, which may be a web address


@dataclass(frozen=True)
class _LineBreak:
    start: int
    end: int
    empty_line: bool  # an empty line follows
    before: int  # length of the line that it ends
    next_word: str

    def is_full(self, width: int) -> bool:
        return self.before + 1 + len(self.next_word) > width

    def is_soft(self, width: int) -> bool:
        """Whether the break only wraps a line of a text wrapped at `width`."""
        return not self.empty_line and (self.is_full(width) or self.next_word[:1].islower())


def _paragraphs(text: str) -> Iterator[Bounds]:
    breaks = list(_line_breaks(text))
    width = _wrap_width([b for b in breaks if not b.empty_line])
    hard = [b for b in breaks if width is None or not b.is_soft(width)]
    starts = [0, *(b.end for b in hard)]
    ends = [*(b.start for b in hard), len(text)]
    for start, end in zip(starts, ends, strict=True):
        if _WORD.search(text, start, end):
            yield _trim(text, start, end)


def _line_breaks(text: str) -> Iterator[_LineBreak]:
    line_start = 0
    for found in _BREAK.finditer(text):
        word = _FIRST_WORD.match(text, found.end())
        yield _LineBreak(
            start=found.start(),
            end=found.end(),
            empty_line=found["empty_line"] is not None,
            before=found.start() - line_start,
            next_word=word.group() if word else "",
        )
        line_start = found.end()


def _wrap_width(breaks: list[_LineBreak]) -> int | None:
    """The width at which a text with these single line breaks was wrapped, if it was."""
    if not breaks:
        return None
    lengths = sorted(b.before for b in breaks)
    width = lengths[math.ceil(_WIDTH_QUANTILE * (len(lengths) - 1))]
    full = sum(b.is_full(width) for b in breaks) / len(breaks)
    lower = sum(b.next_word[:1].islower() for b in breaks) / len(breaks)
    wrapped = full >= _WRAPPED_FULL_LINES and lower >= _WRAPPED_LOWER_STARTS
    return width if wrapped else None


# ── Sentences ───────────────────────────────────────────────────────────────────────────────

# Abbreviations that stand before a name, hence never end a sentence. BlingFire knows them only
# in running text: after a full stop ("… in Ohio. Sen. Lee left") it cuts on the wrong side.
_TITLES = (
    "Mr|Mrs|Ms|Messrs|Dr|Prof|Rev|Hon|Gov|Sens?|Reps?|Gen|Brig|Maj|Col|Lt|Capt|Cmdr|Adm"
    "|Sgt|Cpl|Pvt|vs?"
)

# What the splitter shall see instead, always of the same length: every quotation mark straight
# and hugging its quotation, no dot after a title or an item number, no accent on a capital (it
# does not let "Élysée" begin a sentence), no character it rejects.
_VIEW: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"[\n\r\v\f\x00-\x08\x85\u2028\u2029\ufeff\u200b\u2060]"), " "),
    (re.compile(r"[\ud800-\udfff]"), "\ufffd"),
    (re.compile(r"[À-ÖØ-Þ]"), "A"),
    (re.compile(rf"\b({_TITLES})\.(?=\s+[^\W\d_])"), r"\1_"),
    (re.compile(r"\A(\d{1,3})\.(?=\s)"), r"\1_"),
    (re.compile(r"(?<!\S)(?:''|``|«\s)"), ' "'),
    (re.compile(r"''|\s»(?!\w)"), "'\""),
    (re.compile(r"[“”„«»]|(?<!\w)‘|(?<=[.!?,…])’(?!\w)"), '"'),
)

# A quotation woven into a sentence, which goes on behind it: 'It read "Stop. Danger." in red.'
_WOVEN = re.compile(r'(?<=\w) "(?=\S)[^"]*"(?=\s+[^\W\d_A-Z])')


def _view(paragraph: str) -> str:
    for pattern, replacement in _VIEW:
        paragraph = pattern.sub(replacement, paragraph)
    return paragraph


def _sentences(text: str, paragraph: Bounds) -> Iterator[Bounds]:
    offset = paragraph[0]
    view = _view(_cut(text, paragraph))
    cuts = list(_cuts(view))
    for start, end in zip([0, *cuts], [*cuts, len(view)], strict=True):
        yield _trim(text, offset + start, offset + end)


def _cuts(view: str) -> Iterator[int]:
    """The splitter's cuts that have a word before them and a possible beginning after them."""
    last, woven = 0, {i for match in _WOVEN.finditer(view) for i in range(*match.span())}
    for _, cut in text_to_sentences_with_offsets(view)[1][:-1]:
        following = _WORD.search(view, cut)
        begins = following is not None and not following.group().islower() and cut not in woven
        if begins and _WORD.search(view, last, cut):
            yield cut
            last = cut
