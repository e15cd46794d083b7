"""Stand-ins for the network: rows made by hand, and a tagger that needs no weights.

    decoder, words = scripted("a[Hall] a<said> a{it is safe} .")

In a script `[source]`, `<cue>` and `{content}` mark spans; spans with the same letter before
the bracket belong together, spans without a letter to nobody. `¶` begins a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sourcing.decode import Decoder
from sourcing.heads import (
    BEGIN,
    COLUMNS,
    FACETS,
    INSIDE,
    LAYERS,
    OUTSIDE,
    POOLING_HEADS,
    TAGS,
    WIDTH,
)
from sourcing.windows import Window

Floats = npt.NDArray[np.float32]

STRONG = 20.0
NO_TRANSITIONS = np.zeros((len(LAYERS), len(TAGS), len(TAGS)), np.float32)
OPENING = {"[": "source", "<": "cue", "{": "content"}
CLOSING = {"]": "source", ">": "cue", "}": "content"}


class TableTagger:
    """A tagger whose row for a word depends on the word's first piece alone.

    The higher its `reserve`, the fewer spans it finds.
    """

    def __init__(self, seed: int = 0, *, reserve: float = 0.0, pieces: int = 4000) -> None:
        rng = np.random.default_rng(seed)
        self.table = rng.standard_normal((pieces, WIDTH), dtype=np.float32)
        self.table[:, OUTSIDE : COLUMNS["tags"].stop : len(TAGS)] += reserve

    def __call__(self, batch: Sequence[Window]) -> list[Floats]:
        return [self.table[window.ids[window.rows] % len(self.table)] for window in batch]


def scripted(script: str, facets: Mapping[str, str] | None = None) -> tuple[Decoder, list[str]]:
    """A decoder whose rows say what the script marks, and the script's words without marks.

    `facets`: facet name -> the class that every word votes for.
    """
    words: list[str] = []
    starts, rows = [0], []
    layer, letter = None, ""
    for item in script.split():
        if item == "¶":
            starts.append(len(words))
            continue
        opening = re.match(r"(\w?)([\[<{])", item)
        if opening:
            letter, layer = opening[1], OPENING[opening[2]]
            item = item[opening.end() :]
        closes = item[-1] in CLOSING
        words.append(item[:-1] if closes else item)
        rows.append(_row(layer, letter, begins=opening is not None, facets=facets or {}))
        layer = None if closes else layer
    paragraphs = list(zip(starts, [*starts[1:], len(words)], strict=True))
    table = np.array(rows, np.float32).reshape(-1, WIDTH)
    return Decoder(table, paragraphs, NO_TRANSITIONS, {}), words


def _row(layer: str | None, letter: str, *, begins: bool, facets: Mapping[str, str]) -> Floats:
    row = np.zeros(WIDTH, np.float32)
    tags = row[COLUMNS["tags"]].reshape(len(LAYERS), len(TAGS))
    tags[:, OUTSIDE] = STRONG
    if layer is not None:
        tags[LAYERS.index(layer)] = 0
        tags[LAYERS.index(layer), BEGIN if begins else INSIDE] = STRONG
    if begins and letter:
        for link in _links(layer):
            row[COLUMNS[link]][ord(letter) - ord("a")] = STRONG
    for facet, chosen in facets.items():
        values = row[COLUMNS[facet]][POOLING_HEADS:].reshape(POOLING_HEADS, -1)
        values[:, FACETS[facet].index(chosen)] = STRONG
    return row


def _links(layer: str | None) -> tuple[str, ...]:
    return {
        "source": ("source_to_cue",),
        "cue": ("cue_to_source", "cue_to_content"),
        "content": ("content_to_cue",),
    }[layer or ""]
