"""What a run is asked to do, and what of it the tables depend on."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sourcing.files import MAX_CHARACTERS


@dataclass(frozen=True)
class Wishes:
    """What the user says of columns; None takes the column called "id" or "title" if there is one.

    `rename`: input name → name in the table documents. `drop`: columns not to carry.
    """

    text: str = "text"
    id: str | None = None
    title: str | None = None
    rename: Mapping[str, str] = field(default_factory=dict)
    drop: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Settings:
    """How to score; `batch_rows` and `workers` change the speed, and nothing in the tables."""

    columns: Wishes = field(default_factory=Wishes)
    input_format: str | None = None  # of all inputs; by default the suffix says
    format: str = "parquet"
    model: str | None = None
    part_rows: int = 1000
    max_characters: int = MAX_CHARACTERS
    lang_check: bool = False
    keep_text: bool = True
    batch_rows: int = 16
    workers: int = 0  # 0: one a core

    @property
    def that_matter(self) -> dict[str, Any]:
        """The options that change what stands in the tables, under their command line names."""
        return {
            "--format": self.format,
            "--part-rows": self.part_rows,
            "--max-characters": self.max_characters,
            "--lang-check": self.lang_check,
            "--no-text": not self.keep_text,
            "--rename": dict(self.columns.rename),
            "--drop": sorted(self.columns.drop),
        }


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
