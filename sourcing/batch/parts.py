"""The output folder: parts that are whole or absent, and the manifest that says which are done.

    OUT/manifest.jsonl                  first line: what was scored by which model, and how;
                                        then a line for each part that is done
    OUT/inputs.jsonl                    the files that were read: bytes, rows, digest
    OUT/documents/part-00000.parquet    and likewise sentences/ and attributions/
    OUT/errors.jsonl                    the rows that could not be scored

A part is written under another name, made durable and renamed; errors are appended; then the
manifest gets its line, and only that makes the part count. What a crash leaves behind beyond the
last whole line is cut off when the run goes on.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from sourcing.batch.schema import TABLES
from sourcing.errors import InputError

MANIFEST, INPUTS, ERRORS, LOCK = "manifest.jsonl", "inputs.jsonl", "errors.jsonl", ".lock"
ASIDE = ".tmp-"


@dataclass
class Done:
    """What the manifest says is done, summed over its parts."""

    parts: int = 0
    rows: int = 0
    documents: int = 0
    sentences: int = 0
    attributions: int = 0
    errors: int = 0
    errors_bytes: int = 0

    def add(self, line: Mapping[str, int]) -> None:
        self.parts += 1
        for name in ("rows", *TABLES, "errors"):
            setattr(self, name, getattr(self, name) + line[name])
        self.errors_bytes = line["errors_bytes"]


class Output:
    """An output folder of one format; opened under a lock, so that two runs cannot mix."""

    def __init__(self, folder: Path, format: str) -> None:
        self.folder = folder
        self.format = format
        self.done = Done()

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Makes the folder, locks it, and clears what an earlier run left unfinished aside."""
        self._check_ours()
        for name in TABLES:
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        with _locked(self.folder):
            self.clear_aside()
            yield

    def clear_aside(self) -> None:
        """Remove what lies aside."""
        for leftover in (*self.folder.glob(f"{ASIDE}*"), *self.folder.glob(f"*/{ASIDE}*")):
            leftover.unlink()

    def _check_ours(self) -> None:
        if self.folder.exists() and not self.folder.is_dir():
            raise InputError(f"{self.folder} is a file: name a folder with -o")
        ours = {MANIFEST, INPUTS, ERRORS, LOCK, *TABLES}
        names = set(os.listdir(self.folder)) if self.folder.exists() else set()
        foreign = sorted(name for name in names - ours if not name.startswith(ASIDE))
        if foreign:
            raise InputError(
                f"{self.folder} holds {foreign[0]!r}, which is none of ours: name an empty or a "
                "new folder with -o"
            )

    def header(self) -> dict[str, Any] | None:
        """The first line of the manifest; None where nothing was begun."""
        try:
            with (self.folder / MANIFEST).open(encoding="utf-8") as stream:
                header: dict[str, Any] = json.loads(stream.readline())
        except FileNotFoundError:
            return None
        return header

    def begin(self, header: Mapping[str, Any], listing: Path) -> None:
        """Start a manifest. `listing` becomes the list of inputs."""
        for name in (ERRORS, INPUTS):
            (self.folder / name).unlink(missing_ok=True)
        _rename(listing, self.folder / INPUTS)
        line = json.dumps(header, ensure_ascii=False) + "\n"
        _write_aside(self.folder / MANIFEST, lambda path: path.write_text(line, "utf-8"))
        self.resume()

    def resume(self) -> None:
        """Go back to the last part that counts."""
        manifest = self.folder / MANIFEST
        whole = 0
        with manifest.open("rb") as stream:
            for number, line in enumerate(stream):
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                if number:
                    self.done.add(json.loads(line))
        os.truncate(manifest, whole)
        (self.folder / ERRORS).touch()
        os.truncate(self.folder / ERRORS, self.done.errors_bytes)
        self._remove_parts_that_do_not_count()

    def _remove_parts_that_do_not_count(self) -> None:
        known = {self.part(name, i).name for name in TABLES for i in range(self.done.parts)}
        for name in TABLES:
            for path in (self.folder / name).iterdir():
                if path.name not in known:
                    path.unlink()

    def part(self, table: str, number: int) -> Path:
        return self.folder / table / f"part-{number:05d}.{self.format}"

    def add(
        self, tables: Mapping[str, pa.Table], errors: Sequence[Mapping[str, Any]], rows: int
    ) -> None:
        """Write the next part: `rows` input rows, which are in the tables or among the errors."""
        for name, table in tables.items():
            write = partial(_WRITERS[self.format], table)
            _write_aside(self.part(name, self.done.parts), write)
        lines = "".join(json.dumps(error, ensure_ascii=False) + "\n" for error in errors)
        if errors:
            _append(self.folder / ERRORS, lines)
        counts = {name: table.num_rows for name, table in tables.items()}
        line = {"part": self.done.parts, "rows": rows, **counts, "errors": len(errors)}
        line["errors_bytes"] = self.done.errors_bytes + len(lines.encode())
        _append(self.folder / MANIFEST, json.dumps(line) + "\n")
        self.done.add(line)

    def copy_aside(self, stream: Any, name: str) -> Path:
        """A copy of a stream that can be read only once; it lies aside, and goes at the end."""
        path = self.folder / f"{ASIDE}{name}"
        with path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        return path


# What must last


def _write_aside(path: Path, write: Callable[[Path], object]) -> None:
    aside = path.with_name(ASIDE + path.name)
    write(aside)
    _rename(aside, path)


def _rename(aside: Path, path: Path) -> None:
    """Give a file its name once its bytes are safe on the disk."""
    with aside.open("rb+") as stream:
        os.fsync(stream.fileno())
    os.replace(aside, path)
    _sync_folder(path.parent)


def _append(path: Path, text: str) -> None:
    with path.open("ab") as stream:
        stream.write(text.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":  # folders cannot be opened there, and need no such call
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Holds the folder for this run; the lock goes with the process, however it ends."""
    try:
        import fcntl
    except ImportError:  # not on Windows
        yield
        return
    with (folder / LOCK).open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                f"another run is writing to {folder}: wait for it, or name another folder with -o"
            ) from None
        yield


# Formats. The same table gives the same bytes: no times, fixed compression, one chunk.


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table.combine_chunks(), path, compression="zstd", compression_level=3)


def _write_jsonl(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for row in _plain(table).to_pylist():
            stream.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")


def _write_csv(table: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.schema.names)
        for row in _plain(table).to_pylist():
            writer.writerow(map(_cell, row.values()))


def _plain(table: pa.Table) -> pa.Table:
    """Times as text, since neither JSON nor CSV has them."""
    for i, field in enumerate(table.schema):
        if pa.types.is_temporal(field.type):
            table = table.set_column(i, field.name, pc.cast(table[i], pa.string()))
    return table


def _cell(value: Any) -> Any:
    """CSV has neither lists nor booleans of its own: they are written as in JSON."""
    if isinstance(value, bool | list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return value


_WRITERS: Mapping[str, Callable[[pa.Table, Path], None]] = {
    "parquet": _write_parquet,
    "jsonl": _write_jsonl,
    "csv": _write_csv,
}
FORMATS = tuple(_WRITERS)
