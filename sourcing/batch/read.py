"""A file → records, lazily: JSON Lines, CSV, Parquet and plain text, plain or compressed.

A line that cannot be read becomes a record with a `fault`, and the others go on. Text is UTF-8,
plain text also UTF-16 with a byte order mark; nothing is guessed.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import pyarrow as pa
import pyarrow.parquet as pq

from sourcing.batch.check import encoding_fault
from sourcing.batch.find import Source
from sourcing.errors import InputError
from sourcing.files import MAX_BYTES, headline_of

_ROWS_AT_ONCE = 64  # of a Parquet file
_BUFFER = 1 << 20
_DAMAGED = (EOFError, zlib.error, pa.ArrowException)


@dataclass(frozen=True)
class Raw:
    """A row as its file has it. `line`: of CSV and JSON Lines; the row's number in Parquet."""

    line: int
    values: Mapping[str, Any] = field(default_factory=dict)
    fault: str | None = None


@dataclass(frozen=True)
class Roles:
    """Which input columns hold the text, the id and the title."""

    text: str
    id: str | None
    title: str | None


@dataclass(frozen=True)
class Record:
    """A row to score; `carried` has a value for every carried column."""

    row: int
    file: str
    line: int
    id: str
    title: str | None
    text: object
    carried: Mapping[str, Any]
    fault: str | None


def raws(source: Source, text: str) -> Iterator[Raw]:
    """The rows of a file; a plain text is one, with the columns `text` and "title".

    Raises InputError when the file as a whole cannot be read.
    """
    with readable(source):
        if source.format == "parquet":
            yield from _read_parquet(source)
            return
        with _open(source) as stream:
            yield from _STREAMS[source.format](stream, source, text)


def records(
    sources: Iterable[Source], roles: Roles, carried: Mapping[str, tuple[str, pa.DataType]]
) -> Iterator[Record]:
    """All rows of all files, numbered from 0. `carried`: output name → (input name, type)."""
    pairs = ((source, raw) for source in sources for raw in raws(source, roles.text))
    for row, (source, raw) in enumerate(pairs):
        yield _record(row, source, raw, roles, carried)


def _record(
    row: int,
    source: Source,
    raw: Raw,
    roles: Roles,
    carried: Mapping[str, tuple[str, pa.DataType]],
) -> Record:
    values = {new: fitted(raw.values.get(old), kind) for new, (old, kind) in carried.items()}
    identifier = _plain(raw.values.get(roles.id)) if roles.id else None
    place = source.name if source.format == "text" else f"{source.name}:{raw.line}"
    title = _plain(raw.values.get(roles.title)) if roles.title else None
    known = {"id": identifier, "title": title, **values}
    faults = (encoding_fault(v, f"{k!r}") for k, v in known.items() if isinstance(v, str))
    return Record(
        row=row,
        file=source.name,
        line=raw.line,
        id=place if identifier is None else str(identifier),
        title=title if isinstance(title, str) else None,
        text=_plain(raw.values.get(roles.text)),
        carried=values,
        fault=raw.fault or next(filter(None, faults), None),
    )


def fitted(value: Any, kind: pa.DataType) -> Any:
    """A value as its column wants it; what is no string becomes JSON in a column of strings."""
    if isinstance(value, pa.Scalar) and value.type == kind:
        return value
    value = _plain(value)
    if value is None or isinstance(value, str):
        return value
    if pa.types.is_string(kind):
        return json.dumps(value, ensure_ascii=False, default=str)
    return float(value) if pa.types.is_floating(kind) else value


def _plain(value: Any) -> Any:
    return value.as_py() if isinstance(value, pa.Scalar) else value


@contextmanager
def readable(source: Source) -> Iterator[None]:
    """Turns what can go wrong with a file as a whole into an InputError."""
    try:
        yield
    except _DAMAGED as error:
        raise InputError(f"{source.name} is damaged ({error}): get it again") from error
    except OSError as error:
        if error.errno is None:  # not of the system, but of gzip or zstd
            raise InputError(f"{source.name} is damaged ({error}): get it again") from error
        raise InputError(f"{source.name} cannot be read ({error.strerror})") from error


def _open(source: Source) -> BinaryIO:
    if source.compression == "gzip":
        return cast(BinaryIO, gzip.open(source.path, "rb"))
    if source.compression == "zstd":
        stream = pa.input_stream(str(source.path), compression="zstd")
        return cast(BinaryIO, io.BufferedReader(stream, _BUFFER))
    return open(source.path, "rb", _BUFFER)


# Plain text


def _read_text(stream: BinaryIO, source: Source, column: str) -> Iterator[Raw]:
    data = stream.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        yield Raw(1, fault=f"the file is larger than {MAX_BYTES:,} bytes: split it")
        return
    marks = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    try:
        text = data.decode("utf-16" if data.startswith(marks) else "utf-8-sig")
    except UnicodeDecodeError as error:
        yield Raw(1, fault=_not_utf8(error))
    else:
        yield Raw(1, {column: text, "title": headline_of(text)})


def _not_utf8(error: UnicodeDecodeError) -> str:
    return f"not valid UTF-8: byte 0x{error.object[error.start]:02x} at offset {error.start}"


# JSON Lines


def _read_jsonl(stream: BinaryIO, source: Source, column: str) -> Iterator[Raw]:
    for number, line in enumerate(_bounded_lines(stream), start=1):
        if line.strip():
            yield _parsed(number, line)


def _bounded_lines(stream: BinaryIO) -> Iterator[bytes]:
    """Lines in bounded memory: one over MAX_BYTES is cut there, and its rest is skipped."""
    while line := stream.readline(MAX_BYTES + 1):
        yield line
        while len(line) > MAX_BYTES and not line.endswith(b"\n"):
            line = stream.readline(MAX_BYTES + 1)


def _parsed(number: int, line: bytes) -> Raw:
    if len(line) > MAX_BYTES:
        return Raw(number, fault=f"the line is longer than {MAX_BYTES:,} bytes")
    try:
        values = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Raw(number, fault=_not_utf8(error))
    except (ValueError, RecursionError) as error:
        return Raw(number, fault=f"not valid JSON ({error})")
    if not isinstance(values, dict):
        return Raw(number, fault=f"{type(values).__name__}, not a JSON object")
    return Raw(number, values, encoding_fault("".join(values), "a key"))


# CSV


def _read_csv(stream: BinaryIO, source: Source, column: str) -> Iterator[Raw]:
    # Bytes that are no UTF-8 pass as surrogates, so that only their own row is lost.
    with io.TextIOWrapper(stream, "utf-8-sig", "surrogateescape", newline="") as text:
        csv.field_size_limit(MAX_BYTES)
        reader = csv.reader(text, delimiter="\t" if source.format == "tsv" else ",")
        header = next(reader, [])
        if len(set(header)) < len(header):
            raise InputError(f"{source.name} has two columns of one name ({header}): rename one")
        while True:
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Raw(reader.line_num, fault=f"not valid CSV ({error})")
                continue
            if cells:
                yield _cells(reader.line_num, header, cells)


def _cells(line: int, header: list[str], cells: list[str]) -> Raw:
    if len(cells) != len(header):
        return Raw(line, fault=f"{len(cells)} cells, and the header has {len(header)}")
    for name, cell in zip(header, cells, strict=True):
        if found := encoding_fault(cell, repr(name)):
            return Raw(line, fault=found)
    return Raw(line, dict(zip(header, cells, strict=True)))


# Parquet


def _read_parquet(source: Source) -> Iterator[Raw]:
    """Rows of scalars, which keep their types exactly."""
    number = 0
    with pq.ParquetFile(source.path, buffer_size=_BUFFER) as file:
        for batch in file.iter_batches(_ROWS_AT_ONCE):
            for i in range(batch.num_rows):
                number += 1
                yield Raw(number, {name: batch[name][i] for name in batch.schema.names})


_STREAMS: Mapping[str, Callable[[BinaryIO, Source, str], Iterator[Raw]]] = {
    "text": _read_text,
    "jsonl": _read_jsonl,
    "csv": _read_csv,
    "tsv": _read_csv,
}
