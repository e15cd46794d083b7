"""Which characters of a paragraph stand inside quotation marks, of every kind.

Double marks, curly, straight, low and guillemets, open and close by their shape;
where the shape says nothing or the wrong thing, by their place: a mark between a blank and a word
opens, one between a word and a blank closes. A single mark opens only where no word ends before
it and one begins after it, and only if a mark that can close it follows: an apostrophe is no
quotation mark. A mark left open runs to the end of its paragraph, as the convention for
quotations over several paragraphs has it.
"""

from __future__ import annotations

import re

_DOUBLE_OPENING, _DOUBLE_CLOSING, _STRAIGHT = "“„«", "”»", '"'
_GERMAN = ("„“", "»«")
_DOUBLE = frozenset(_DOUBLE_OPENING + _DOUBLE_CLOSING + _STRAIGHT)
_SINGLE_OPENING = re.compile(r"(?<![\w'’‘])['‘](?=[^\s'’])")
_SINGLE_CLOSING = re.compile(r"(?<=[^\s'‘])['’](?!\w)")

_DOUBLED = ((re.compile(r"(?<![^\s(\[])(?:``|'')(?=\S)"), "“ "), (re.compile("''"), " ”"))
_BEFORE_OPENING = re.compile(r"[\s(\[—–-]|\Z")
_AFTER_CLOSING = re.compile(r"[\s.,;:!?)\]—–]|\Z")


def with_double_marks(paragraph: str) -> str:
    """The paragraph, at the same length, with a double mark where two single ones stand for it.

    The flags that the network reads do without: it was not trained with them.
    """
    for doubled, mark in _DOUBLED:
        paragraph = doubled.sub(mark, paragraph)
    return paragraph


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
        flags[i] = bool(opened)
        if character in _DOUBLE:
            place = _place(paragraph[max(0, i - 1) : i], paragraph[i + 1 : i + 2])
            if opened and _closes(character, opened, place):
                opened = ""
            elif _opens(character, place):
                opened, flags[i] = character, 1
    return flags


def _place(before: str, after: str) -> str:
    """What the neighbours of a mark say that it does: "open", "close", or nothing."""
    if _BEFORE_OPENING.match(before) and after.isalnum():
        return "open"
    return "close" if before.strip() and _AFTER_CLOSING.match(after) else ""


def _opens(character: str, place: str) -> bool:
    if character in _STRAIGHT:
        return place != "close"
    return character in _DOUBLE_OPENING or (character == "»" and place == "open")


def _closes(character: str, opened: str, place: str) -> bool:
    if character in _STRAIGHT:
        return place != "open"
    pairs = character in _DOUBLE_CLOSING or opened + character in _GERMAN
    return pairs or (character in _DOUBLE_OPENING and place == "close")
