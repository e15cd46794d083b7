"""The shape of an article: where a reader learns who speaks, and what backs a headline."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from sourcing.article import Attribution, Sentence, Span

_WORD = re.compile(r"\w+")
_TITLES = frozenset("The Mr Mrs Ms Dr Sir Lord Lady Sen Rep Gov President Senator Governor".split())


def waits(
    attributions: Sequence[Attribution], body: Sequence[Sentence]
) -> Iterator[tuple[Attribution, int]]:
    """How many sentences a reader waits to learn whose words they are reading.

    For each statement of a source that is named somewhere, and not in the sentence where the
    statement begins: the sentences from there to the first that names the source, 0 when an
    earlier one has.
    """
    starts = [sentence.start for sentence in body]
    words = [set(_WORD.findall(sentence.text)) for sentence in body]
    for attribution in attributions:
        source, spans = attribution.source, attribution.spans
        if source is None or not source.named or not spans:
            continue
        name = _capitalised(source.name)
        naming = {number for number, present in enumerate(words) if name & present}
        begin = _place(spans[0], starts)
        if naming and begin >= 0 and begin not in naming:
            yield attribution, max(0, min(naming) - begin)


def _capitalised(name: str) -> set[str]:
    """The words of a name that a shorter form may keep."""
    return {word for word in _WORD.findall(name) if word[0].isupper()} - _TITLES


def _place(span: Span, starts: Sequence[int]) -> int:
    """Number of the sentence where a span begins; -1 before the first."""
    return bisect_right(starts, span.start) - 1


def repeats(headline: str, sentence: str) -> bool:
    """Whether a sentence holds at least half of the headline's words of four letters or more."""
    wanted, present = _stems(headline), _stems(sentence)
    return bool(wanted) and 2 * len(wanted & present) >= len(wanted)


def _stems(text: str) -> set[str]:
    """Longer words cut to five letters, so that "resigns" meets "resigned"."""
    return {word[:5] for word in _WORD.findall(text.lower()) if len(word) >= 4}
