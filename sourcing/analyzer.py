"""The pipeline: text in, `Article` out.

segment -> tokenize -> tagger -> decode -> link -> resolve -> label
                       (read)    (Draft, one text at a time)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Literal, TypeVar, overload

from sourcing.article import Article
from sourcing.assemble import Draft
from sourcing.decode import Decoder
from sourcing.errors import InputError
from sourcing.folder import ONNX, ModelFolder, find
from sourcing.segment import segment
from sourcing.tagger import OnnxTagger, Tagger, read
from sourcing.windows import tokenize

Context = TypeVar("Context")

WINDOWS_AT_ONCE = 8  # more gains no speed on a CPU and costs memory
ARTICLES_AT_ONCE = 16


@dataclass(frozen=True)
class Analyzer:
    """A loaded model: `analyzer(text) -> Article`. Safe to share between threads."""

    model: ModelFolder
    tagger: Tagger

    def __call__(self, text: str, *, id: str | None = None, title: str | None = None) -> Article:
        """Score one text; any string, the empty one included.

        `title` is the headline when it is known; where the text's first paragraph repeats it,
        that paragraph counts as headline. Raises InputError when `text` is not a string.
        """
        return self._read([(text, id, title)])[0]

    @overload
    def pipe(self, texts: Iterable[str]) -> Iterator[Article]: ...
    @overload
    def pipe(self, texts: Iterable[str], *, as_tuples: Literal[False]) -> Iterator[Article]: ...
    @overload
    def pipe(
        self, texts: Iterable[tuple[str, Context]], *, as_tuples: Literal[True]
    ) -> Iterator[tuple[Article, Context]]: ...
    def pipe(self, texts: Iterable[Any], *, as_tuples: bool = False) -> Iterator[Any]:
        """Score many texts, lazily and in order: as many articles out as texts in.

        With `as_tuples` both sides are (text, context) pairs, the context handed through; a
        mapping's "id" and "title" are used as in a single call. What is not a string raises
        InputError when its turn comes; all articles before it are handed out first.
        """
        stream = iter(texts)
        while chunk := list(islice(stream, ARTICLES_AT_ONCE)):
            pairs = chunk if as_tuples else [(text, None) for text in chunk]
            good = list(takewhile(lambda pair: isinstance(pair[0], str), pairs))
            articles = self._read([(text, *_known(context)) for text, context in good])
            yield from zip(articles, (c for _, c in good), strict=True) if as_tuples else articles
            for text, _ in pairs[len(good) : len(good) + 1]:
                _check_string(text)

    def _read(self, items: list[tuple[str, str | None, str | None]]) -> list[Article]:
        for text, *_ in items:
            _check_string(text)
        layouts = [segment(text, title) for text, _, title in items]
        tokens = [
            tokenize(text, layout.paragraphs, self.model.tokenizer)
            for (text, *_), layout in zip(items, layouts, strict=True)
        ]
        rows = read(
            tokens,
            self.tagger,
            self.model.frame,
            overlap=self.model.config["overlap"],
            batch_size=WINDOWS_AT_ONCE,
        )
        calibration = self.model.calibration
        articles = []
        for (text, id, title), layout, words, row in zip(items, layouts, tokens, rows, strict=True):
            decoder = Decoder(
                row,
                words.paragraphs,
                self.model.transitions,
                calibration["temperatures"],
                calibration["bonuses"],
            )
            draft = Draft(text, layout, words, decoder, calibration["thresholds"])
            articles.append(draft.article(id=id, title=title, model=self.model.name))
        return articles


def _check_string(text: object) -> None:
    if not isinstance(text, str):
        raise InputError(f"a text must be a string, not {type(text).__name__}: {text!r:.80}")


def _known(context: object) -> tuple[str | None, str | None]:
    if isinstance(context, Mapping):
        return context.get("id"), context.get("title")
    return None, None


def load(
    model: str | Path | None = None, *, backend: Literal["onnx", "torch"] = "onnx", threads: int = 0
) -> Analyzer:
    """Load a model: the shipped one, a folder, or `owner/name` on the Hugging Face Hub.

    `backend="torch"` runs the same weights in torch, on a CUDA device where there is one (extra
    `train`). `threads` 0 lets ONNX Runtime choose. Raises ModelError, MissingExtraError.
    """
    folder = find(model)
    if backend == "torch":
        from sourcing.training.torch_tagger import TorchTagger

        return Analyzer(folder, TorchTagger(folder))
    return Analyzer(folder, OnnxTagger(folder.file(ONNX), threads))
