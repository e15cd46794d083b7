"""The id of an article → the name of its page, one that every file system takes."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

LONGEST = 120
"""Most bytes of a name without its suffix; file systems take 255 with it."""

_SUFFIX = re.compile(r"\.[a-z][a-z0-9]{0,4}", re.IGNORECASE)
_UNSAFE = re.compile(r"[^\w.+-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # of Windows


def plain_name(id: str) -> str:
    """The id without folders and suffix, with a digest of it where that could not be kept."""
    path = PurePosixPath(id)
    wanted = path.stem if _SUFFIX.fullmatch(path.suffix) else path.name
    name = _UNSAFE.sub("-", wanted).strip(".-").encode()[:LONGEST].decode("utf-8", "ignore")
    kept = name and name == wanted and not _DEVICES.fullmatch(name)
    return name if kept else _with_digest(name, id)


def unmistakable_name(id: str) -> str:
    """The name for a page whose plain name another article of the report already has."""
    name = plain_name(id)
    digest = _digest(id)
    return name if name.endswith(digest) else f"{name}-{digest}"


class PageNames:
    """Gives each article of a report a name that no other one has, whatever the case of letters."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, id: str) -> str:
        """A name for the page of an article with this id; a second with the same id gets "-2"."""
        name = plain_name(id)
        if self._is_taken(name):
            name = unmistakable_name(id)
        number, base = 1, name
        while self._is_taken(name):
            number += 1
            name = f"{base}-{number}"
        self._taken.add(_folded(name))
        return name

    def _is_taken(self, name: str) -> bool:
        return _folded(name) in self._taken


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _digest(id: str) -> str:
    return hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _with_digest(name: str, id: str) -> str:
    return f"{name}-{_digest(id)}" if name else _digest(id)
