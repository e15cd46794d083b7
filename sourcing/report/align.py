"""Which sentence of one article is which of another: difflib first, then the likest in between.

Sentences with the same words are found by difflib's longest runs. Inside each stretch that
differs, sentences are paired in order so that the sum of their likeness (Dice coefficient of
their sets of words) is as large as it can be, and none is paired that shares less than half.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

Couple = tuple[int | None, int | None]
Words = tuple[str, ...]

LIKE = 0.5
"""Two sentences that share less than this are not one sentence edited."""


def words_of(text: str) -> Words:
    """The words of a sentence, whatever its capitals, quotation marks and spaces."""
    return tuple(re.findall(r"\w+", text.casefold()))


def align(before: Sequence[str], after: Sequence[str]) -> tuple[Couple, ...]:
    """Pairs of indices into both lists, in order; None where a sentence has no partner."""
    left, right = [words_of(text) for text in before], [words_of(text) for text in after]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    couples: list[Couple] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            couples += zip(range(a, b), range(c, d), strict=True)
        else:
            couples += _pair_up(left, right, range(a, b), range(c, d))
    return tuple(couples)


def _pair_up(
    left: Sequence[Words], right: Sequence[Words], rows: range, columns: range
) -> Iterator[Couple]:
    """The couples of a stretch that differs, by dynamic programming from its end."""
    likeness = [[_dice(left[i], right[j]) for j in columns] for i in rows]
    best = [[0.0] * (len(columns) + 1) for _ in range(len(rows) + 1)]
    for i in reversed(range(len(rows))):
        for j in reversed(range(len(columns))):
            paired = likeness[i][j] + best[i + 1][j + 1] if likeness[i][j] >= LIKE else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    i = j = 0
    while i < len(rows) and j < len(columns):
        if likeness[i][j] >= LIKE and best[i][j] == likeness[i][j] + best[i + 1][j + 1]:
            yield rows[i], columns[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            yield rows[i], None
            i += 1
        else:
            yield None, columns[j]
            j += 1
    yield from ((row, None) for row in rows[i:])
    yield from ((None, column) for column in columns[j:])


def _dice(one: Words, other: Words) -> float:
    left, right = set(one), set(other)
    return 2 * len(left & right) / (len(left) + len(right)) if left or right else 0.0
