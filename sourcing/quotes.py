"""Which characters of a paragraph stand inside quotation marks, of every kind.

Double marks, curly, straight, low and guillemets, open and close by their shape or in turn. A
single mark opens only where no word ends before it and one begins after it, and only if a mark
that can close it follows: an apostrophe is no quotation mark. A mark left open runs to the end of
its paragraph, as the convention for quotations over several paragraphs has it.
"""

from __future__ import annotations

import re

_DOUBLE_OPENING, _DOUBLE_CLOSING, _STRAIGHT = "“„«", "”»", '"'
_SINGLE_OPENING = re.compile(r"(?<![\w'’‘])['‘](?=[^\s'’])")
_SINGLE_CLOSING = re.compile(r"(?<=[^\s'‘])['’](?!\w)")


def inside_quotes(paragraph: str) -> bytearray:
    """One byte a character: 1 inside quotation marks, the marks themselves included."""
    flags = _inside_double(paragraph)
    at = 0
    while opening := _SINGLE_OPENING.search(paragraph, at):
        closing = _SINGLE_CLOSING.search(paragraph, opening.end())
        if closing is None:
            break
        at = closing.end()
        if not flags[opening.start()]:
            flags[opening.start() : at] = b"\x01" * (at - opening.start())
    return flags


def _inside_double(paragraph: str) -> bytearray:
    opened, flags = "", bytearray(len(paragraph))
    for i, character in enumerate(paragraph):
        closes = opened and character in _closing(opened)
        if not closes and character in _DOUBLE_OPENING + _STRAIGHT:
            opened = character
        flags[i] = bool(opened)
        if closes:
            opened = ""
    return flags


def _closing(opened: str) -> str:
    """What closes a quotation: any closing mark, and the one that German pairs with a low mark."""
    return _DOUBLE_CLOSING + _STRAIGHT + ("“" if opened == "„" else "")
