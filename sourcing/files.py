"""Files and streams → records: plain text, HTML pages and JSON Lines in, one shape out.

    for item in read("articles.jsonl"):      # also .txt, .html and "-", the standard input
        match item:
            case Record(): ...               # a text that can be scored, and what is known of it
            case BadRecord(): ...            # a line that cannot: its number, id and the reason

A file is decoded as UTF-8, or as UTF-16 where a byte order mark says so, or as the page itself
declares (HTML). Nothing is guessed: a text that would be read wrongly is refused with the byte
at which it fails.
"""

from __future__ import annotations

import codecs
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from sourcing.errors import InputError, MissingExtraError

MAX_CHARACTERS = 1_000_000
"""Longest text that is scored: about 160,000 words, a thick book."""

MAX_BYTES = 16 * MAX_CHARACTERS
"""Most that is read of one file or JSON line: markup and JSON escapes are longer than the text."""

STDIN = "-"


@dataclass(frozen=True)
class Record:
    """One text to score. `id` is the one given, or else the place: `file` or `file:line`."""

    text: str
    id: str
    title: str | None = None
    outlet: str | None = None
    date: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class BadRecord:
    """A JSON line (counted from 1) that cannot be scored, and why; `id` where it could be read."""

    line: int
    id: str | None
    reason: str

    def __str__(self) -> str:
        known = "" if self.id is None else f" (id {self.id!r})"
        return f"line {self.line}{known}: {self.reason}"


def read(path: str | Path, *, format: str | None = None) -> Iterator[Record | BadRecord]:
    """The records of a file, lazily and in order; "-" is the standard input.

    `format` is one of `FORMATS`; by default the suffix decides, and what is neither HTML nor
    JSON Lines is plain text. Raises InputError when the file as a whole cannot be read or scored;
    a JSON line that cannot becomes a BadRecord, and the others go on. Raises MissingExtraError
    for HTML without the extra `html`.
    """
    name = name_of(path)
    try:
        with _open(path) as stream:
            yield from _READERS[format or format_of(path)](stream, name)
    except IsADirectoryError:
        raise InputError(f"{name} is a directory: name the files in it") from None
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{name} cannot be read ({reason}): check the path") from None


def name_of(path: str | Path) -> str:
    """What a path is called in messages and ids."""
    return "stdin" if str(path) == STDIN else str(path)


def format_of(path: str | Path) -> str:
    """The format that the suffix of `path` stands for."""
    return _SUFFIXES.get(Path(path).suffix.lower(), "text")


def check_text(text: str, name: str = "the text") -> None:
    """Raise InputError, in one sentence that begins with `name`, unless `text` can be scored.

    A text can be scored when it has words, is text (no NUL, few control characters, no halves of
    surrogate pairs), has at most `MAX_CHARACTERS` characters, and is in English.
    """
    if not text.strip():
        raise InputError(f"{name} is empty: give the text of a news article")
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{name} has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that are read "
            "at once: split it into its articles"
        )
    _check_characters(text, name)
    _check_english(text, name)


# Is it text?

_BINARY_OPENINGS = (b"%PDF-", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_MOST_CONTROLS = 0.01  # of the characters; stray ones survive in real articles


def _check_characters(text: str, name: str) -> None:
    found = len(_CONTROLS.findall(text))
    if "\x00" in text or found > _MOST_CONTROLS * len(text):
        raise InputError(
            f"{name} holds control characters ({found:,}), so it is no plain text: "
            "give the article's words alone"
        )
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError(
            f"{name} holds half of a surrogate pair at character {error.start}: "
            "write the whole character"
        ) from None


def _check_not_binary(data: bytes, name: str) -> None:
    if data.startswith(_BINARY_OPENINGS):
        raise InputError(f"{name} is a binary file: save the article as plain text or HTML")
    if b"\x00" in data and not data.startswith(_UTF16_MARKS):
        raise InputError(
            f"{name} is binary (a NUL at byte {data.index(0)}), or UTF-16 without a byte order "
            "mark: save it as UTF-8 text"
        )


def _decode(data: bytes, name: str, encoding: str = "utf-8") -> str:
    """The text of `data`; a UTF-16 byte order mark overrules `encoding`, and marks are dropped."""
    if data.startswith(_UTF16_MARKS):
        encoding = "utf-16"
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{name} is not valid {encoding.upper()} (byte 0x{data[error.start]:02x} at offset "
            f"{error.start}): save it as UTF-8, for example with iconv -f WINDOWS-1252 -t UTF-8"
        ) from None


# Is it English?

ENGLISH_WORDS = frozenset(
    "the of and to that with from it he she they his their its this which who not are were been "
    "be would will said about or has you what there when after than".split()
)
"""Frequent function words of English that are rare as words of the other languages of Europe."""

ENGLISH_SHARE = 0.035
"""Least share of `ENGLISH_WORDS`; other languages have next to none. Of 1,697 US news texts, 99 in
100 have .16 or more in their first 500 words, and the lowest has .07."""

_WORDS_LOOKED_AT = 500
_FEWEST_WORDS = 20  # fewer say nothing about the language
_LETTERS_LOOKED_AT = 5_000
_WORD = re.compile(r"[^\W\d_]+")


def _check_english(text: str, name: str) -> None:
    letters = list(islice(filter(str.isalpha, text), _LETTERS_LOOKED_AT))
    if not letters:
        raise InputError(f"{name} has no words: give the text of a news article")
    if sum(map(_is_latin, letters)) < len(letters) / 2:
        raise InputError(
            f"{name} is mostly not in the Latin script, and only English is read: "
            "give an English text"
        )
    words = [match[0].lower() for match in islice(_WORD.finditer(text), _WORDS_LOOKED_AT)]
    share = sum(word in ENGLISH_WORDS for word in words) / len(words)
    if len(words) >= _FEWEST_WORDS and share < ENGLISH_SHARE:
        raise InputError(
            f"{name} does not look English ({share:.1%} of its first {len(words)} words are common "
            f"English words, and {ENGLISH_SHARE:.1%} is the least): give an English text"
        )


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff"


# One reader a format: a binary stream and its name in, records out.


def _open(path: str | Path) -> AbstractContextManager[BinaryIO]:
    # The standard input is not ours to close.
    return nullcontext(sys.stdin.buffer) if str(path) == STDIN else open(path, "rb")


def _read_whole(stream: BinaryIO, name: str) -> bytes:
    data = stream.read(MAX_BYTES + 1)
    _check_not_binary(data, name)
    if len(data) > MAX_BYTES:
        raise InputError(
            f"{name} is larger than {MAX_BYTES:,} bytes, the most that is read at once "
            f"({MAX_CHARACTERS:,} characters of text): split it into its articles"
        )
    return data


def _read_text(stream: BinaryIO, name: str) -> Iterator[Record]:
    text = _decode(_read_whole(stream, name), name)
    check_text(text, name)
    yield Record(text, id=name, title=headline_of(text))


# A headline is a first line on its own, followed by an empty one, without a full stop at its end
# and no longer than headlines are. A plain text has no other way to say that it has one.
_HEADLINE = re.compile(r"\s*([^\n]{3,160}[^\s.:,;])[ \t]*\n[ \t]*\n\s*\S")
_HEADLINE_WORDS = 22


def headline_of(text: str) -> str | None:
    """The headline of a plain text, or None where its first line does not look like one."""
    match = _HEADLINE.match(text.replace("\r\n", "\n"))
    if match is None or len(match[1].split()) > _HEADLINE_WORDS:
        return None
    return match[1]


# A page may declare its encoding in its first 1,024 bytes. Pages that say Latin-1 or ASCII mean
# Windows-1252 (WHATWG Encoding Standard, section 4.2); no other legacy encoding carries English.
_DECLARED = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_WEB_ENCODINGS = dict.fromkeys((b"iso-8859-1", b"latin1", b"us-ascii", b"windows-1252"), "cp1252")


def _read_html(stream: BinaryIO, name: str) -> Iterator[Record]:
    """The title and the paragraphs of a page; the title is the first paragraph of the text."""
    try:
        from trafilatura import bare_extraction
        from trafilatura.settings import Document
    except ImportError:
        raise MissingExtraError("Reading HTML", "html") from None
    html = _decode_page(_read_whole(stream, name), name)
    page = bare_extraction(html, include_comments=False, include_tables=False, with_metadata=True)
    if not isinstance(page, Document) or not page.text:
        raise InputError(f"no article was found in {name}: save its text as a .txt file")
    text = _with_title(page.title, page.text)
    check_text(text, name)
    yield Record(text, name, page.title, page.sitename, page.date, page.url)


def _decode_page(data: bytes, name: str) -> str:
    declared = _DECLARED.search(data[:1024])
    encoding = _WEB_ENCODINGS.get(declared[1].lower(), "utf-8") if declared else "utf-8"
    html = _decode(data, name, encoding)
    if not html.strip():
        raise InputError(f"{name} is empty: give the page of a news article")
    return html


def _with_title(title: str | None, body: str) -> str:
    paragraphs = [line for line in body.splitlines() if line.strip()]
    if title and paragraphs[0] != title:
        paragraphs.insert(0, title)
    return "\n\n".join(paragraphs)


def _read_jsonl(stream: BinaryIO, name: str) -> Iterator[Record | BadRecord]:
    empty = True
    for number, line in enumerate(_lines(stream), start=1):
        if number == 1:
            _check_jsonl_opening(line, name)
        if line.strip():
            empty = False
            yield _parse_line(line, number, name)
    if empty:
        raise InputError(f'{name} is empty: give one JSON object with a "text" per line')


def _check_jsonl_opening(line: bytes, name: str) -> None:
    _check_not_binary(line, name)
    if line.startswith(_UTF16_MARKS):
        raise InputError(
            f"{name} is UTF-16, and JSON Lines are UTF-8 (RFC 8259): "
            "convert it with iconv -f UTF-16 -t UTF-8"
        )


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines in bounded memory: one over MAX_BYTES is cut there, and its rest is skipped."""
    while line := stream.readline(MAX_BYTES + 1):
        yield line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES + 1)


def _parse_line(line: bytes, number: int, name: str) -> Record | BadRecord:
    data: Mapping[str, Any] = {}
    try:
        data = _json_object(line)
        return _record(data, place=f"{name}:{number}")
    except InputError as error:
        known = data.get("id")
        return BadRecord(number, known if isinstance(known, str) else None, str(error))


def _json_object(line: bytes) -> Mapping[str, Any]:
    if len(line) > MAX_BYTES:
        raise InputError(f"the line is longer than {MAX_BYTES:,} bytes: split the text")
    text = _decode(line, "the line")
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        detail = f"{error.msg} at column {error.colno}"
        raise InputError(f"not valid JSON ({detail}): write one JSON object per line") from None
    except (ValueError, RecursionError) as error:  # numbers or nesting beyond reason
        raise InputError(f"not usable as JSON ({error}): write one JSON object per line") from None
    if not isinstance(data, dict):
        raise InputError(f'{_kind(data)}, not a JSON object: write {{"text": "..."}}')
    return data


def _record(data: Mapping[str, Any], place: str) -> Record:
    if "text" not in data:
        raise InputError('the field "text" is missing: put the article\'s text there')
    text = _string(data, "text")
    if text is None:
        raise InputError('"text" is null: put the article\'s text there')
    check_text(text, '"text"')
    identifier = _string(data, "id")
    known = {field: _string(data, field) for field in ("title", "outlet", "date", "url")}
    return Record(text, id=place if identifier is None else identifier, **known)


def _string(data: Mapping[str, Any], field: str) -> str | None:
    value = data.get(field)
    if field == "id" and type(value) is int:
        return str(value)
    if value is not None and not isinstance(value, str):
        raise InputError(f'"{field}" is {_kind(value)}, not a string: put it in quotation marks')
    if value is not None and field != "text":
        _check_characters(value, f'"{field}"')
    return value


_KINDS = {bool: "a boolean", int: "a number", float: "a number", str: "a string", list: "an array"}


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "an object")


_READERS: Mapping[str, Callable[[BinaryIO, str], Iterator[Record | BadRecord]]] = {
    "text": _read_text,
    "html": _read_html,
    "jsonl": _read_jsonl,
}
FORMATS = tuple(_READERS)
_SUFFIXES = {
    **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    **dict.fromkeys((".jsonl", ".ndjson"), "jsonl"),
}
