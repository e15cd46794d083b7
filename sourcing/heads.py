"""What the network says about a token: one row of numbers, and which column means what.

    tags     per layer: begin / inside / outside          -> decode.py finds spans
    facets   per facet and pooling head: one attention     -> decode.py pools any stretch of tokens,
             score, then one value per class                  a sentence or a mention
    links    four vectors: cue to source, source to cue,   -> link.py joins spans
             cue to content, content to cue

Everything after the network is linear in these rows, so windows can be merged token by token and
a sentence is pooled after merging: a long article has no seam.
"""

from __future__ import annotations

from sourcing.article import AttributionKind, ContentKind, SourceType

LAYERS = ("source", "cue", "content", "hedge", "loaded", "speculation")
TAGS = ("begin", "inside", "outside")
BEGIN, INSIDE, OUTSIDE = range(3)

FACETS: dict[str, tuple[str, ...]] = {
    "attribution": tuple(AttributionKind),
    "content": tuple(ContentKind),
    "source_type": tuple(SourceType),
    "hedged": ("no", "yes"),
    "loaded": ("no", "yes"),
}
POOLING_HEADS = 4

LINKS = ("cue_to_source", "source_to_cue", "cue_to_content", "content_to_cue")
LINK_SIZE = 32


def _columns() -> tuple[dict[str, slice], int]:
    columns, at = {}, 0
    widths = {"tags": len(LAYERS) * len(TAGS)}
    widths |= {name: POOLING_HEADS * (1 + len(classes)) for name, classes in FACETS.items()}
    widths |= dict.fromkeys(LINKS, LINK_SIZE)
    for name, width in widths.items():
        columns[name] = slice(at, at + width)
        at += width
    return columns, at


COLUMNS, WIDTH = _columns()
