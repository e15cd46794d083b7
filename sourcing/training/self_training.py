"""Self-training: what a corpus does not annotate, the model of the round before fills in.

PolNeAR has no facets and the project's annotations have no spans. A trained model reads the texts
of each; the next round learns from the gold and, for the rest, from what was read: spans as they
were decoded, facets as whole distributions (Hinton et al. 2015), so that doubt is handed on too.
"""

from __future__ import annotations

from collections.abc import Sequence

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


def fill(examples: Sequence[Example], folder: ModelFolder, tagger: Tagger) -> None:
    """Fill the gaps of the examples, in place. Gold stays as it is."""
    tokens = [example.tokens for example in examples]
    overlap, frame = folder.config["overlap"], folder.frame
    rows = read(tokens, tagger, frame, overlap=overlap, batch_size=WINDOWS_AT_ONCE)
    for example, row in zip(examples, rows, strict=True):
        decoder = Decoder(row, example.tokens.paragraphs, folder.transitions, {})
        _fill_layers(example, decoder)
        _fill_facets(example, decoder)


def _fill_layers(example: Example, decoder: Decoder) -> None:
    for layer in LAYERS:
        if layer not in example.layers:
            example.layers[layer] = [(span.begin, span.end) for span in decoder.spans(layer)]


def _fill_facets(example: Example, decoder: Decoder) -> None:
    gaps = [facet for facet in FACETS if facet not in example.facets]
    for facet in gaps:
        example.facets[facet] = [
            (span, np.asarray(decoder.facet(facet, *span), dtype=np.float32))
            for span in example.sentences
            if facet != "source_type" or _credited(decoder, *span)
        ]


def _credited(decoder: Decoder, begin: int, end: int) -> bool:
    probabilities = decoder.facet("attribution", begin, end)
    classes = FACETS["attribution"]
    return bool(sum(probabilities[classes.index(kind)] for kind in CREDITED) >= CREDITED_ENOUGH)
