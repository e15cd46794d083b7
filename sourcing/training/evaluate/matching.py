"""When a prediction and gold are about the same thing: places, names, sentences."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from livekit.blingfire import text_to_sentences_with_offsets

from sourcing.article import Article, Sentence, Span

Analyzer = Callable[[str], Article]
Row = Mapping[str, Any]
Bounds = tuple[int, int]  # half-open, in characters


def names_match(gold: str, predicted: Iterable[str]) -> bool:
    """Whether one of the predicted names has at least 60 % of the words of the gold name."""
    words = normalised(gold)
    found = (sum(word in normalised(name) for word in words) for name in predicted)
    return bool(words) and any(10 * count >= 6 * len(words) for count in found)


def normalised(text: str) -> list[str]:
    """The words of a text in lower case, letters and digits only."""
    return re.findall(r"[^\W_]+", text.lower())


def overlap(item: Sentence | Span, start: int, end: int) -> int:
    """How many characters a sentence or span has in common with start:end."""
    return max(0, min(item.end, end) - max(item.start, start))


def neutral_sentences(text: str) -> Iterator[Bounds]:
    """The sentences of BlingFire, line by line: a splitter that favours no analyzer."""
    for line in re.finditer(r"[^\r\n]*\S[^\r\n]*", text):
        for start, end in text_to_sentences_with_offsets(line.group())[1]:
            yield line.start() + start, line.start() + end
