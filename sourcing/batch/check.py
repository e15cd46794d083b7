"""Which texts cannot be scored, and why: one sentence, or None for a text that can.

With `--lang-check`, a text is refused when another language is far more probable than English.
Short and foreign-named English ("Nguyen Van Troi, Hanoi") comes to a margin of some 10, and one
sentence in a neighbouring language to 28 and more (natural logarithms; py3langid 0.4).
"""

from __future__ import annotations

import re

from sourcing.errors import MissingExtraError

MARGIN = 20.0
_LOOKED_AT = 5_000  # characters: more do not change the verdict
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01  # of the characters; stray ones survive in real articles


def fault(text: object, longest: int) -> str | None:
    """Why a text of at most `longest` characters cannot be scored."""
    if text is None:
        return "the text is missing"
    if not isinstance(text, str):
        return f"the text is {type(text).__name__}, not a string"
    if not text.strip():
        return "the text is empty"
    if len(text) > longest:
        return f"the text has {len(text):,} characters, more than the {longest:,} allowed"
    return _no_text(text) or encoding_fault(text, "the text")


def _no_text(text: str) -> str | None:
    controls = len(_CONTROLS.findall(text))
    if "\x00" in text or controls > _MOST_CONTROLS * len(text):
        return f"the text holds {controls:,} control characters: it is no plain text"
    return None


def encoding_fault(value: str, name: str) -> str | None:
    """Why a string cannot be written as UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        return f"{name} is not valid UTF-8 at character {error.start}"
    return None


def language_fault(text: str) -> str | None:
    """Why a text does not count as English. Raises MissingExtraError without the extra `lang`."""
    try:
        from py3langid import rank
    except ImportError:
        raise MissingExtraError("--lang-check", "lang") from None
    ranked = rank(text[:_LOOKED_AT])
    best, score = ranked[0]
    if score - dict(ranked)["en"] < MARGIN:
        return None
    return f"the text is not English (it looks like {best!r})"
