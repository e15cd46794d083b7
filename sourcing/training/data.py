"""The corpora, read into one form: `Example`, a tokenized text with whatever gold it carries.

Files are gzipped JSON lines in one folder (`--data`, or `$SOURCING_DATA`). What ships may be
trained on PolNeAR, the project's own annotations and WikiWeasel; everything else is for measuring.
PUBLIC says where each public corpus comes from.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from sourcing.article import AttributionKind, ContentKind, SourceType
from sourcing.errors import InputError
from sourcing.heads import FACETS
from sourcing.segment import segment
from sourcing.windows import Tokens, tokenize

PUBLIC = {
    "polnear": "https://github.com/networkdynamics/PolNeAR",
    "wikiweasel": "https://rgai.inf.u-szeged.hu/node/160 (Szeged Uncertainty Corpus 2.0)",
    "conll2010wiki": "https://rgai.sed.hu/node/118 (CoNLL-2010 shared task)",
    "newsdiscourse": "https://github.com/prafulla77/Discourse_Profiling",
    "checkthat": "https://gitlab.com/checkthat_lab (task 2, subjectivity)",
    "babe": "https://github.com/Media-Bias-Group (BABE)",
    "gum": "https://github.com/amir-zeldes/gum",
    "markkula": "https://huggingface.co/datasets (Markkula Center, sourced statements)",
}

OWN = Path(__file__).resolve().parents[2] / "models" / "data"

ATTRIBUTION = dict(zip("SITN", AttributionKind, strict=True))
CONTENT = dict(zip("FPOX", ContentKind, strict=True))

Range = tuple[int, int]  # half-open, in words


@dataclass(frozen=True)
class Link:
    """One gold attribution, in words."""

    sources: tuple[Range, ...]
    cues: tuple[Range, ...]
    contents: tuple[Range, ...]


@dataclass
class Example:
    """A text and its gold; a layer or a facet that the corpus does not annotate is absent.

    `sentences`: all of the text's. `layers`: layer name -> ranges. `facets`: facet name -> list
    of (range, class distribution).
    """

    id: str
    text: str
    tokens: Tokens
    sentences: list[Range] = field(default_factory=list)
    layers: dict[str, list[Range]] = field(default_factory=dict)
    facets: dict[str, list[tuple[Range, npt.NDArray[np.float32]]]] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def data_folder(data: Path | None = None) -> Path:
    """The data folder: the argument, `$SOURCING_DATA`, or `../shared/data`."""
    folder = data or Path(os.environ.get("SOURCING_DATA", "../shared/data"))
    if not folder.is_dir():
        message = f"no data folder at {folder}: name one with --data or $SOURCING_DATA"
        raise InputError(message)
    return folder


def rows(data: Path, name: str) -> list[dict[str, Any]]:
    """All rows of one corpus file, such as "polnear.train"; the project's own ship with it."""
    file = f"{name}.jsonl.gz"
    path = OWN / file if (OWN / file).exists() else data / file
    if not path.exists():
        origin = PUBLIC.get(name.split(".")[0], "the project's annotations")
        raise InputError(
            f"{path} is missing: it holds {origin}; put it there or drop it from the recipe"
        )
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def first_annotations(records: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """PolNeAR: one annotator a text, the first."""
    return list({record["id"]: record for record in reversed(list(records))}.values())[::-1]


def polnear(records: Iterable[Mapping[str, Any]], tokenizer: Tokenizer) -> Iterator[Example]:
    """Source, cue and content spans with their links, of each text's first annotator."""
    for record in first_annotations(records):
        example = _example(record["id"], record["text"], tokenizer)
        tokens = example.tokens
        example.links = links = [
            Link(*(_ranges(tokens, item[name]) for name in ("source", "cue", "content")))
            for item in record["attributions"]
        ]
        example.layers = {
            "source": sorted({span for link in links for span in link.sources}),
            "cue": sorted({span for link in links for span in link.cues}),
            "content": sorted({span for link in links for span in link.contents}),
        }
        yield example


def annotated(records: Iterable[Mapping[str, Any]], tokenizer: Tokenizer) -> Iterator[Example]:
    """The project's annotations: facets of every sentence, hedges, loaded words, source types."""
    for record in records:
        example = _example(record["id"], record["text"], tokenizer)
        example.layers = {"hedge": [], "loaded": []}
        example.facets = {name: [] for name in FACETS}
        for sentence in record["sentences"]:
            _add_sentence(example, record["text"], sentence)
        yield example


def with_texts(
    annotations: Iterable[Mapping[str, Any]], texts: Iterable[Mapping[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Annotations that name a text by its id, joined with it; one without its text is left out."""
    by_id = {record["id"]: record["text"] for record in texts}
    for annotation in annotations:
        if annotation["id"] in by_id:
            yield {**annotation, "text": by_id[annotation["id"]]}


def held_back(id: object) -> bool:
    """Whether a WikiWeasel document is one of the tenth that measures and never trains."""
    return crc32(str(id).encode()) % 10 == 0


def wikiweasel(records: Iterable[Mapping[str, Any]], tokenizer: Tokenizer) -> Iterator[Example]:
    """Speculation cues of the Szeged Uncertainty Corpus, in training documents that have any."""
    for record in records:
        if held_back(record["id"]) or not any(s["cues"] for s in record["sentences"]):
            continue
        text, spans = "", []
        for sentence in record["sentences"]:
            spans += [(len(text) + start, len(text) + end) for start, end, _ in sentence["cues"]]
            text += sentence["text"] + "\n"
        example = _example(str(record["id"]), text, tokenizer)
        example.layers = {"speculation": sorted(_ranges(example.tokens, spans))}
        yield example


def gold_spans(text: str, start: int, end: int, verbatim: Sequence[str]) -> list[Range]:
    """Character bounds of verbatim strings inside text[start:end], each found once, in order."""
    found: list[Range] = []
    for words in verbatim:
        for match in re.finditer(
            rf"(?<!\w){re.escape(words)}(?!\w)", text[start:end], re.IGNORECASE
        ):
            span = (start + match.start(), start + match.end())
            if all(span[1] <= other[0] or other[1] <= span[0] for other in found):
                found.append(span)
                break
    return found


def merge(corpora: Mapping[str, Iterable[Example]]) -> dict[str, list[Example]]:
    """One example a text: what a later corpus says of a text is added to the earlier one's."""
    by_text: dict[str, Example] = {}
    out: dict[str, list[Example]] = {}
    for name, examples in corpora.items():
        out[name] = []
        for example in examples:
            known = by_text.setdefault(example.text, example)
            if known is example:
                out[name].append(example)
            else:
                known.layers |= example.layers
                known.facets |= example.facets
                known.links += example.links
    return out


def _example(id: str, text: str, tokenizer: Tokenizer) -> Example:
    layout = segment(text)
    tokens = tokenize(text, layout.paragraphs, tokenizer)
    ranges = [tokens.words_between(s.start, s.end) for s in layout.sentences]
    return Example(id, text, tokens, [(begin, end) for begin, end in ranges if begin < end])


def _ranges(tokens: Tokens, spans: Iterable[Sequence[int]]) -> tuple[Range, ...]:
    ranges = (tokens.words_between(start, end) for start, end in spans)
    return tuple((begin, end) for begin, end in ranges if begin < end)


def _add_sentence(example: Example, text: str, sentence: Mapping[str, Any]) -> None:
    start, end = sentence["start"], sentence["end"]
    span = example.tokens.words_between(start, end)
    if span[0] == span[1]:
        return
    hedges, loaded = sentence.get("h", []), sentence.get("l", [])
    facets = example.facets
    facets["attribution"].append((span, _one_hot("attribution", ATTRIBUTION[sentence["a"]])))
    facets["content"].append((span, _one_hot("content", CONTENT[sentence["c"]])))
    facets["hedged"].append((span, _one_hot("hedged", "yes" if hedges else "no")))
    facets["loaded"].append((span, _one_hot("loaded", "yes" if loaded else "no")))
    for layer, words in (("hedge", hedges), ("loaded", loaded)):
        example.layers[layer] += _ranges(example.tokens, gold_spans(text, start, end, words))
    facets["source_type"] += _typed_ranges(example.tokens, text, sentence, span)


def _typed_ranges(
    tokens: Tokens, text: str, sentence: Mapping[str, Any], whole: Range
) -> Iterator[tuple[Range, npt.NDArray[np.float32]]]:
    """The sentence with the types of its sources, and each findable mention with its own."""
    sources = sentence.get("src", [])
    if not sources:
        return
    types = [_one_hot("source_type", SourceType(source["t"])) for source in sources]
    weights = [1.0] + [0.5] * (len(types) - 1)  # the first source is the sentence's main one
    yield whole, np.average(types, axis=0, weights=weights).astype(np.float32)
    for source, target in zip(sources, types, strict=True):
        for name in (source["n"], source["n"].split()[-1]):
            mention = _ranges(tokens, gold_spans(text, sentence["start"], sentence["end"], [name]))
            if mention:
                yield mention[0], target
                break


def _one_hot(facet: str, value: str) -> npt.NDArray[np.float32]:
    target = np.zeros(len(FACETS[facet]), dtype=np.float32)
    target[FACETS[facet].index(value)] = 1
    return target
