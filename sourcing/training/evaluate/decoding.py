"""What the network says before it becomes an `Article`: for layers that no article shows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sourcing.analyzer import WINDOWS_AT_ONCE
from sourcing.analyzer import Analyzer as Loaded
from sourcing.decode import Decoder
from sourcing.segment import segment
from sourcing.tagger import read
from sourcing.windows import Tokens, tokenize

Decoded = tuple[Tokens, Decoder]


def decoded(analyzer: Loaded, texts: Iterable[str]) -> Iterator[Decoded]:
    """The words of each text and a decoder of their rows, in order."""
    model = analyzer.model
    tokens = [tokenize(text, segment(text).paragraphs, model.tokenizer) for text in texts]
    rows = read(
        tokens,
        analyzer.tagger,
        model.frame,
        overlap=model.config["overlap"],
        batch_size=WINDOWS_AT_ONCE,
    )
    for words, row in zip(tokens, rows, strict=True):
        calibration = model.calibration
        temperatures, bonuses = calibration["temperatures"], calibration["bonuses"]
        yield words, Decoder(row, words.paragraphs, model.transitions, temperatures, bonuses)
