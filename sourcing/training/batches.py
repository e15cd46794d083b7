"""Examples -> windows cut at random paragraphs -> padded batches of tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from sourcing.heads import BEGIN, FACETS, INSIDE, LAYERS, OUTSIDE
from sourcing.training.data import Example, Range
from sourcing.windows import Frame, Window, paragraph_windows, windows

STEP = 32
POOL = 1200  # windows, of which batches of about the same length are made


@dataclass(frozen=True)
class Piece:
    """A window of an example."""

    example: Example
    window: Window


def cut(
    examples: Sequence[Example], frame: Frame, rng: random.Random, alone: float = 0.0
) -> list[Piece]:
    """Windows that cover all examples once, each example cut at a random window size.

    A share of the examples, `alone`, is cut into single paragraphs: readers paste those too.
    """
    pieces = []
    for example in examples:
        size = rng.randint(frame.size * 2 // 3, frame.size)
        if rng.random() < alone:
            cuts = paragraph_windows(example.tokens, frame)
        else:
            cuts = windows(example.tokens, Frame(size, frame.cls, frame.sep), overlap=0)
        pieces += [Piece(example, window) for window in cuts]
    return pieces


def batches(pieces: list[Piece], room: int, rng: random.Random) -> Iterator[list[Piece]]:
    """Random batches of windows of about the same length, padded to at most `room` word pieces."""
    pieces = rng.sample(pieces, len(pieces))
    groups: list[list[Piece]] = []
    for at in range(0, len(pieces), POOL):
        groups += _groups(sorted(pieces[at : at + POOL], key=_length), room)
    yield from rng.sample(groups, len(groups))


def _groups(rising: Sequence[Piece], room: int) -> Iterator[list[Piece]]:
    """Windows of rising length, as many at a time as there is room for."""
    group: list[Piece] = []
    for piece in rising:
        if group and (len(group) + 1) * _length(piece) > room:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _length(piece: Piece) -> int:
    return len(piece.window.ids)


def collate(pieces: Sequence[Piece]) -> dict[str, Tensor]:
    """The tensors that `model.forward` and the losses read; see there for their shapes."""
    batch = {
        "ids": _pad([p.window.ids for p in pieces], 0),
        "segments": _pad([p.window.segments for p in pieces], 0),
        "mask": _pad([np.ones_like(p.window.ids) for p in pieces], 0),
        "rows": _pad([p.window.rows for p in pieces], 0),
        "breaks": _pad([_breaks(p) for p in pieces], False),
        "tags": _tags(pieces),
    }
    for facet, classes in FACETS.items():
        items = [row for i, piece in enumerate(pieces) for row in _facet_rows(piece, facet, i)]
        batch[facet] = torch.tensor(np.array(items, dtype=np.float32).reshape(-1, 3 + len(classes)))
    links = [_links(piece) for piece in pieces]
    return batch | {name: _pad([link[name] for link in links], -1) for name in links[0]}


def _pad(arrays: Sequence[npt.NDArray[Any]], value: float) -> Tensor:
    width = _rounded(max(len(array) for array in arrays))
    out = np.full((len(arrays), width), value, dtype=arrays[0].dtype)
    for row, array in zip(out, arrays, strict=True):
        row[: len(array)] = array
    return torch.from_numpy(out)


def _rounded(width: int) -> int:
    """Few different shapes: CPU kernels are compiled anew for each."""
    return max(1, -(-width // STEP)) * STEP


def _breaks(piece: Piece) -> npt.NDArray[Any]:
    begin, end = piece.window.words
    flags = np.zeros(end - begin, dtype=bool)
    for start, _ in piece.example.tokens.paragraphs:
        if begin <= start < end:
            flags[start - begin] = True
    return flags


def _tags(pieces: Sequence[Piece]) -> Tensor:
    width = _rounded(max(len(piece.window.rows) for piece in pieces))
    tags = np.full((len(pieces), len(LAYERS), width), -1)
    for row, piece in zip(tags, pieces, strict=True):
        for i, layer in enumerate(LAYERS):
            if layer in piece.example.layers:
                row[i, : len(piece.window.rows)] = OUTSIDE
                for begin, end in _clipped(piece, piece.example.layers[layer]):
                    row[i, begin:end] = INSIDE
                    row[i, begin] = BEGIN
    return torch.from_numpy(tags)


def _inside(piece: Piece, ranges: Sequence[Range]) -> list[Range]:
    """The ranges that lie in the window, counted from its first word."""
    first, last = piece.window.words
    return [(b - first, e - first) for b, e in ranges if first <= b and e <= last]


def _clipped(piece: Piece, ranges: Sequence[Range]) -> list[Range]:
    """What the window shows of the ranges: a content may go on in the next paragraph."""
    first, last = piece.window.words
    shown = [(max(b, first) - first, min(e, last) - first) for b, e in ranges]
    return [(b, e) for b, e in shown if b < e]


def _facet_rows(piece: Piece, facet: str, index: int) -> Iterator[npt.NDArray[Any]]:
    first, last = piece.window.words
    for (begin, end), target in piece.example.facets.get(facet, ()):
        if first <= begin and end <= last:
            yield np.concatenate([[index, begin - first, end - first], target])


def _links(piece: Piece) -> dict[str, npt.NDArray[Any]]:
    """First words of the spans of the window, and who belongs to whom (0: nobody; -1: unknown)."""
    links = piece.example.links
    sources = sorted({word for link in links for word in _firsts(piece, link.sources)})
    cues = sorted({word for link in links for word in _firsts(piece, link.cues)})
    cue_source: dict[int, int] = dict.fromkeys(cues, -1)
    content_cue: dict[int, int] = {}
    for link in links:
        source, cue = _firsts(piece, link.sources), _firsts(piece, link.cues)
        if cue and (source or not link.sources):
            cue_source[cue[0]] = sources.index(source[0]) + 1 if source else 0
        of_contents = cues.index(cue[0]) + 1 if cue else 0
        content_cue |= dict.fromkeys(_firsts(piece, link.contents), of_contents)
    columns = {
        "source_at": sources,
        "cue_at": cues,
        "content_at": list(content_cue),
        "cue_source": list(cue_source.values()),
        "content_cue": list(content_cue.values()),
    }
    return {name: np.array(values, dtype=np.int64) for name, values in columns.items()}


def _firsts(piece: Piece, ranges: Sequence[Range]) -> list[int]:
    return [begin for begin, _ in _inside(piece, ranges)]
