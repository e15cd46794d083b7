"""A body → what is to be read, or the sentence that says what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sourcing.errors import InputError
from sourcing.files import check_text

FIELDS = ("text", "title", "id")
MOST_OF_A_NAME = 1_000
"""Most characters of a title or an id."""


class MalformedError(InputError):
    """A body that is not of the described form."""


@dataclass(frozen=True)
class Asked:
    """What a request asks to be read."""

    text: str
    title: str | None = None
    id: str | None = None


def parse(body: bytes, most_characters: int) -> Asked:
    """The request in a JSON body.

    Raises MalformedError when it is not of the described form, InputError when its text cannot be
    scored.
    """
    asked = Asked(**_fields(_object(body)))
    if len(asked.text) > most_characters:
        raise TooLongError(len(asked.text), most_characters)
    check_text(asked.text)
    if asked.title:
        _check_encodable(asked.title, "title")
    if asked.id:
        _check_encodable(asked.id, "id")
    return asked


class TooLongError(InputError):
    """A text that is longer than what is served."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__(
            f"the text has {length:,} characters, more than the {most:,} that are read here: "
            "read it with sourcing label, or start the server with a larger --most-characters"
        )


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise MalformedError("the body is no JSON in UTF-8: send an object with a text") from None
    if not isinstance(data, dict):
        raise MalformedError(f"the body is a JSON {type(data).__name__}: send an object")
    return data


def _fields(data: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in data.items():
        if name not in FIELDS:
            raise MalformedError(f"unknown field {name!r:.80}: known are {', '.join(FIELDS)}")
        if name != "text" and value is None:
            continue
        if not isinstance(value, str):
            raise MalformedError(f"{name!r} is a {type(value).__name__}: it must be a string")
        if name != "text" and len(value) > MOST_OF_A_NAME:
            raise MalformedError(f"{name!r} is too long: {MOST_OF_A_NAME:,} characters at most")
    if "text" not in data:
        raise MalformedError("'text' is missing: it is the article to read")
    return dict(data)


def _check_encodable(value: str, name: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InputError(f"the {name} holds half of a surrogate pair: write it whole") from None
