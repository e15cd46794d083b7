"""What the tests of `sourcing.batch` share: inputs of every format, and a whole folder's bytes."""

from __future__ import annotations

import csv
import gzip
import io
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

TEXTS = (
    "The bridge is safe, Tom Hall said.",
    "“We will open it in May,” said Ann Lee. The mayor may not agree.\n\nNobody else spoke.",
    "Police closed the road on Monday.",
    "It is said that the harbour will move.\n\nIt is a shameful plan.",
)
ROWS = [
    {"id": f"a{i}", "title": "Bridge", "outlet": "Tern" if i % 2 else "Gull", "text": text}
    for i, text in enumerate(TEXTS * 3)
]


def write(path: Path, rows: list[dict[str, Any]] = ROWS) -> Path:
    """The rows as a file of the format and compression that its name stands for."""
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
        return path
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    if ".csv" in path.name:
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)
        data = stream.getvalue().encode()
    else:
        data = "\n".join([*lines, ""]).encode()
    path.write_bytes(_compressed(data, path.suffix))
    return path


def _compressed(data: bytes, suffix: str) -> bytes:
    if suffix == ".gz":
        return gzip.compress(data)
    if suffix == ".zst":
        return bytes(pa.compress(data, "zstd", asbytes=True))
    return data


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder with its bytes, the lock apart."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != ".lock")
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def table(folder: Path, name: str) -> list[dict[str, Any]]:
    """All rows of a Parquet table."""
    return list(pq.read_table(folder / name).to_pylist())


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
