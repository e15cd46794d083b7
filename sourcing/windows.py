"""Words, and the windows of whole paragraphs in which the encoder reads them.

A *word* is what the tokenizer splits off before it looks for word pieces: a run of letters or
digits, or one punctuation mark. All spans begin and end at words. The encoder sees every word
piece; what it says of a word is what it says of the word's first piece.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from sourcing.errors import ModelError
from sourcing.quotes import inside_quotes

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

# Segment ids tell an uncased encoder what lower-casing hides, and where quotation marks are open:
# shape (0 lower case or no letter, 1 capitalised, 2 capitals) + 3 * (inside quotation marks).
SEGMENTS = 6
_SURROGATES = re.compile("[\ud800-\udfff]")
# Outlets differ in their quotation marks, and what they mean does not: the encoder sees one kind.
_MARKS = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛‹›", "'")})


@dataclass(frozen=True)
class Tokens:
    """A tokenized text: word pieces, and the words that they make.

    `ids`, `segments`: one a piece. `first`: index of each word's first piece.
    `starts`, `ends`: character offsets of each word. `paragraphs`: (first word, end word) each.
    """

    ids: Ints
    segments: Ints
    first: Ints
    starts: Ints
    ends: Ints
    paragraphs: tuple[tuple[int, int], ...]

    def words_between(self, start: int, end: int) -> tuple[int, int]:
        """Half-open range of the words that lie in the characters start:end."""
        low = int(np.searchsorted(self.ends, start, side="right"))
        return low, max(low, int(np.searchsorted(self.starts, end, side="left")))


def tokenize(text: str, paragraphs: Sequence[tuple[int, int]], tokenizer: Tokenizer) -> Tokens:
    """Tokenize the paragraphs (character bounds) of a text."""
    # Both keep the length; the tokenizer cannot encode surrogates.
    safe = _SURROGATES.sub("�", text).translate(_MARKS)
    encodings = tokenizer.encode_batch(
        [safe[start:end] for start, end in paragraphs], add_special_tokens=False
    )
    ids: list[int] = []
    segments: list[int] = []
    first: list[int] = []
    starts: list[int] = []
    ends: list[int] = []
    bounds: list[tuple[int, int]] = []
    for (base, end), encoding in zip(paragraphs, encodings, strict=True):
        quoted = inside_quotes(text[base:end])
        begin, last_word = len(first), None
        for piece, word, (a, b) in zip(
            encoding.ids, encoding.word_ids, encoding.offsets, strict=True
        ):
            if word != last_word:
                first.append(len(ids))
                starts.append(base + a)
                ends.append(base + b)
                last_word = word
            ends[-1] = base + b
            ids.append(piece)
            segments.append(0)
        for w in range(begin, len(first)):
            segments[first[w]] = _shape(text[starts[w] : ends[w]]) + 3 * quoted[starts[w] - base]
        bounds.append((begin, len(first)))
    _spread(segments, first)
    ids_, segments_, first_, starts_, ends_ = (
        np.asarray(values, dtype=np.int64) for values in (ids, segments, first, starts, ends)
    )
    return Tokens(ids_, segments_, first_, starts_, ends_, tuple(bounds))


def _spread(segments: list[int], first: list[int]) -> None:
    """All pieces of a word carry the word's segment."""
    for begin, end in pairwise([*first, len(segments)]):
        segments[begin:end] = [segments[begin]] * (end - begin)


def _shape(word: str) -> int:
    if not word[:1].isupper():
        return 0
    return 2 if len(word) > 1 and word.isupper() else 1


@dataclass(frozen=True)
class Window:
    """A stretch of words as the encoder reads it: [CLS] paragraph [SEP] paragraph [SEP] ...

    `words`: (first, end). `rows`: for each of its words, the position of its first piece.
    """

    words: tuple[int, int]
    ids: Ints
    segments: Ints
    rows: Ints


@dataclass(frozen=True)
class Frame:
    """How much a window holds, and the marks that it needs."""

    size: int
    cls: int
    sep: int


def mark_id(tokenizer: Tokenizer, *marks: str) -> int:
    """The id of the first mark that the tokenizer has, such as [MASK] or <mask>.

    Raises ModelError where it has none.
    """
    for mark in marks:
        found = tokenizer.token_to_id(mark)
        if found is not None:
            return int(found)
    raise ModelError(f"the tokenizer has none of {marks}: take that of a BERT-like encoder")


def frame_of(tokenizer: Tokenizer, size: int) -> Frame:
    return Frame(size, mark_id(tokenizer, "[CLS]", "<s>"), mark_id(tokenizer, "[SEP]", "</s>"))


def windows(tokens: Tokens, frame: Frame, overlap: int) -> list[Window]:
    """Windows that cover every word, neighbours sharing about `overlap` pieces where they can."""
    longest = frame.size - 2
    units = list(_units(tokens, longest, min(longest, overlap - 1) if overlap > 1 else longest))
    costs = [min(_pieces(tokens, unit), longest) + 1 for unit in units]
    out: list[Window] = []
    begin = 0
    while begin < len(units):
        end, room = begin, frame.size - 1
        while end < len(units) and costs[end] <= room:
            end, room = end + 1, room - costs[end]
        out.append(build(tokens, units[begin:end], frame))
        if end == len(units):
            break
        # What comes next must find room beside what is shared.
        spare = min(overlap, frame.size - 1 - costs[end])
        begin = next(i for i in range(begin + 1, end + 1) if sum(costs[i:end]) <= spare)
    return out


def paragraph_windows(tokens: Tokens, frame: Frame) -> list[Window]:
    """Each paragraph in a window of its own, or in several where one cannot hold it."""
    longest = frame.size - 2
    return [build(tokens, [unit], frame) for unit in _units(tokens, longest, longest)]


def build(tokens: Tokens, units: Sequence[tuple[int, int]], frame: Frame) -> Window:
    """One window of the given runs of words; a separator ends each paragraph, and the window."""
    ids: list[Ints] = [np.array([frame.cls])]
    segments: list[Ints] = [np.array([0])]
    rows: list[Ints] = []
    at = 1
    for begin, end in _joined(units, {end for _, end in tokens.paragraphs}):
        low, high = _bounds(tokens, (begin, end))
        high = min(high, low + frame.size - 2)  # of a word longer than a window, its beginning
        ids += [tokens.ids[low:high], np.array([frame.sep])]
        segments += [tokens.segments[low:high], np.array([0])]
        rows.append(tokens.first[begin:end] - low + at)
        at += high - low + 1
    return Window(
        (units[0][0], units[-1][1]),
        np.concatenate(ids),
        np.concatenate(segments),
        np.concatenate(rows),
    )


def _joined(
    units: Sequence[tuple[int, int]], paragraph_ends: Container[int]
) -> list[tuple[int, int]]:
    """Neighbouring parts of one paragraph as one run."""
    runs: list[tuple[int, int]] = []
    for begin, end in units:
        if runs and begin not in paragraph_ends:
            begin = runs.pop()[0]
        runs.append((begin, end))
    return runs


def _units(tokens: Tokens, longest: int, part: int) -> Iterator[tuple[int, int]]:
    """Paragraphs as runs of words; one longer than a window, in parts of about `part` pieces."""
    edges = np.append(tokens.first, len(tokens.ids))
    for begin, end in tokens.paragraphs:
        size = longest if edges[end] - edges[begin] <= longest else part
        while begin < end:
            stop = int(np.searchsorted(edges, edges[begin] + size, side="right")) - 1
            stop = min(max(stop, begin + 1), end)
            yield begin, stop
            begin = stop


def _bounds(tokens: Tokens, words: tuple[int, int]) -> tuple[int, int]:
    end = tokens.first[words[1]] if words[1] < len(tokens.first) else len(tokens.ids)
    return int(tokens.first[words[0]]), int(end)


def _pieces(tokens: Tokens, words: tuple[int, int]) -> int:
    low, high = _bounds(tokens, words)
    return high - low


def most_context(spans: Sequence[tuple[int, int]], n_words: int) -> Ints:
    """For each word, the window (by its word bounds) in which it stands farthest from an edge.

    The ends of the text are no edges: nothing is missing beyond them.
    """
    word = np.arange(n_words)
    margin = np.full((len(spans), n_words), -1)
    for i, (begin, end) in enumerate(spans):
        left = word - begin if begin > 0 else np.full(n_words, n_words)
        right = end - 1 - word if end < n_words else np.full(n_words, n_words)
        inside = (word >= begin) & (word < end)
        margin[i, inside] = np.minimum(left, right)[inside]
    owner: Ints = margin.argmax(axis=0)
    return owner
