"""Paths, folders and globs → the files to read, in an order that is always the same."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sourcing.errors import InputError

_FORMATS = {
    ".txt": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_COMPRESSIONS = {".gz": "gzip", ".zst": "zstd"}
FORMATS = tuple(dict.fromkeys(_FORMATS.values()))


@dataclass(frozen=True)
class Source:
    """One file to read. `name` is what ids and errors call it."""

    path: Path
    name: str
    format: str
    compression: str | None


def find(item: str, format: str | None, without: Path) -> Iterator[Source]:
    """The files that a path, a folder or a glob stands for, lazily and sorted.

    In a folder, hidden files, those of unknown suffix and the folder `without` are passed over.
    Raises InputError for what does not exist or holds no file, and for a file whose suffix says
    nothing while `format` is None.
    """
    found = False
    for path in _expand(item):
        for source in _walk(path, without.resolve(), format):
            found = True
            yield source
    if not found:
        raise InputError(f"{item} holds no file of a known suffix ({', '.join(_FORMATS)})")


def _expand(item: str) -> list[Path]:
    if os.path.exists(item):
        return [Path(item)]
    matches = [Path(match) for match in sorted(glob.glob(item, recursive=True))]
    if not matches:
        raise InputError(f"{item} matches no file: check the path")
    return matches


def _walk(path: Path, without: Path, format: str | None) -> Iterator[Source]:
    if not path.is_dir():
        yield _named(path, format)
        return
    for child in sorted(path.iterdir()):
        if child.name.startswith((".", "_")) or child.resolve() == without:
            continue
        if child.is_dir():
            yield from _walk(child, without, format)
        elif format or _suffixes(child)[0]:
            yield _named(child, format)


def _named(path: Path, format: str | None) -> Source:
    known, compression = _suffixes(path)
    if not (format or known):
        raise InputError(
            f"{path} has none of the suffixes {', '.join(_FORMATS)}: say what it is with --from"
        )
    return Source(path, path.as_posix(), format or known or "", compression)


def _suffixes(path: Path) -> tuple[str | None, str | None]:
    """The format and the compression that a file name stands for."""
    compression = _COMPRESSIONS.get(path.suffix.lower())
    inner = Path(path.stem) if compression else path
    return _FORMATS.get(inner.suffix.lower()), compression
