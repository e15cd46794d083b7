"""Self-training: what a corpus does not annotate, a finished model, the teacher, fills in.

PolNeAR has few facets and the project's annotations have no spans. The teacher reads the texts
of each; the student learns from the gold and, for the rest, from what was read: spans as they
were decoded, facets as whole distributions (Hinton et al. 2015), so that doubt is handed on too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from sourcing.analyzer import WINDOWS_AT_ONCE
from sourcing.decode import Decoder
from sourcing.folder import ModelFolder
from sourcing.heads import FACETS
from sourcing.label import CREDITED
from sourcing.tagger import Tagger, read
from sourcing.training.data import Example

LAYERS = ("source", "cue", "content", "hedge", "loaded")
CREDITED_ENOUGH = 0.5  # the source type of a sentence that may have no source teaches nothing


def filled(examples: Sequence[Example], folder: ModelFolder, tagger: Tagger) -> list[Example]:
    """The examples with their gaps filled by a model. Gold stays as it is."""
    tokens = [example.tokens for example in examples]
    overlap, frame = folder.config["overlap"], folder.frame
    rows = read(tokens, tagger, frame, overlap=overlap, batch_size=WINDOWS_AT_ONCE)
    return [
        _filled(example, Decoder(row, example.tokens.paragraphs, folder.transitions, {}))
        for example, row in zip(examples, rows, strict=True)
    ]


def _filled(example: Example, decoder: Decoder) -> Example:
    layers = {
        layer: [(span.begin, span.end) for span in decoder.spans(layer)]
        for layer in LAYERS
        if layer not in example.layers
    }
    facets = {
        facet: [
            (span, np.asarray(decoder.facet(facet, *span), dtype=np.float32))
            for span in example.sentences
            if facet != "source_type" or _credited(decoder, *span)
        ]
        for facet in FACETS
        if facet not in example.facets
    }
    return replace(example, layers=example.layers | layers, facets=example.facets | facets)


def _credited(decoder: Decoder, begin: int, end: int) -> bool:
    probabilities = decoder.facet("attribution", begin, end)
    classes = FACETS["attribution"]
    return bool(sum(probabilities[classes.index(kind)] for kind in CREDITED) >= CREDITED_ENOUGH)
