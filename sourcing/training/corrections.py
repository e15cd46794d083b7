"""What readers corrected in a report or on the served page, as training rows.

A file is JSON Lines, a text a line, in the form of the project's own annotations:

    {"id": "…", "corpus": "corrections", "text": "…", "sentences": [
        {"start": 0, "end": 52, "a": "S", "c": "F", "h": [], "l": [],
         "src": [{"n": "Ada Quill", "t": "named_person"}]}]}

Only the sentences that a reader judged are there, so the rest of the text teaches nothing. Where a
text is annotated already, what the reader judged replaces the annotation of those sentences. A text
that anything is measured on is refused: a model that has seen it would measure itself.
"""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from sourcing.article import SourceType
from sourcing.errors import InputError
from sourcing.segment import segment
from sourcing.training.data import (
    ATTRIBUTION,
    CONTENT,
    OWN,
    Example,
    annotated,
    gold_spans,
    held_back,
)

CORPUS = "corrections"
CODES: Mapping[str, Iterable[str]] = {"a": ATTRIBUTION, "c": CONTENT}

Row = dict[str, Any]


# Reading and checking


def read(paths: Iterable[Path]) -> list[Row]:
    """The rows of several files, one a text; what was judged twice counts as judged last.

    Raises InputError that names file, line and field.
    """
    by_text: dict[str, Row] = {}
    for path in paths:
        for number, line in enumerate(_lines(path), 1):
            if line.strip():
                row = _checked(line, f"{path}, line {number}")
                known = by_text.setdefault(row["text"], row)
                known["sentences"] = replaced(known["sentences"], row["sentences"])
    return list(by_text.values())


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path} cannot be read ({reason}): export it again") from None


def _checked(line: str, place: str) -> Row:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: no JSON ({error}): export it again") from None
    _require(isinstance(row, dict), place, row, "an object")
    for field in ("id", "text"):
        value = row.get(field)
        _require(isinstance(value, str) and value.strip(), f"{place}: {field}", value, "a string")
    sentences = row.get("sentences")
    _require(isinstance(sentences, list) and sentences, f"{place}: sentences", sentences, "a list")
    end = 0
    for i, sentence in enumerate(sentences):
        _check_sentence(sentence, row["text"], f"{place}: sentences[{i}]")
        _require(
            sentence["start"] >= end,
            f"{place}: sentences[{i}].start",
            sentence["start"],
            f"{end} or more, after the sentence before",
        )
        end = sentence["end"]
    return {"id": row["id"], "corpus": CORPUS, "text": row["text"], "sentences": sentences}


def _check_sentence(sentence: Any, text: str, place: str) -> None:
    _require(isinstance(sentence, dict), place, sentence, "an object")
    start, end = sentence.get("start"), sentence.get("end")
    for name, value in (("start", start), ("end", end)):
        _require(type(value) is int, f"{place}.{name}", value, "a whole number")
    _require(
        0 <= start < end <= len(text),
        place,
        [start, end],
        f"inside the {len(text)} characters",
    )
    for name, codes in CODES.items():
        value = sentence.get(name)
        _require(value in tuple(codes), f"{place}.{name}", value, f"one of {', '.join(codes)}")
    _check_sources(sentence, place)
    for name in ("h", "l"):
        _check_words(sentence.get(name, []), text[start:end], f"{place}.{name}")


def _check_sources(sentence: Mapping[str, Any], place: str) -> None:
    sources = sentence.get("src", [])
    _require(isinstance(sources, list), f"{place}.src", sources, "a list")
    own_voice = sentence["a"] == "N" and bool(sources)
    _require(not own_voice, f"{place}.src", sources, "empty where a is N, the writer's own voice")
    for i, source in enumerate(sources):
        where = f"{place}.src[{i}]"
        _require(isinstance(source, dict), where, source, "an object")
        name, kind = source.get("n"), source.get("t")
        _require(
            isinstance(name, str) and name.strip(), f"{where}.n", name, "a name or description"
        )
        kinds = [str(value) for value in SourceType]
        _require(kind in kinds, f"{where}.t", kind, f"one of {', '.join(kinds)}")


def _check_words(words: Any, sentence: str, place: str) -> None:
    _require(isinstance(words, list), place, words, "a list")
    for i, phrase in enumerate(words):
        there = (
            isinstance(phrase, str)
            and phrase.strip()
            and gold_spans(sentence, 0, len(sentence), [phrase])
        )
        _require(there, f"{place}[{i}]", phrase, "words that stand in the sentence, verbatim")


def _found(phrase: str, sentence: str) -> bool:
    return bool(gold_spans(sentence, 0, len(sentence), [phrase]))


def _require(met: object, place: str, value: object, rule: str) -> None:
    if not met:
        raise InputError(f"{place} is {value!r:.80}: it must be {rule}")


# Into the training data


def replaced(old: Iterable[Row], new: Sequence[Row]) -> list[Row]:
    """Annotations of sentences, with the new ones in the place of those that they overlap."""
    kept = [
        one
        for one in old
        if not any(one["start"] < other["end"] and other["start"] < one["end"] for other in new)
    ]
    return sorted([*kept, *new], key=lambda sentence: sentence["start"])


def amended(rows: Iterable[Row], corrections: Mapping[str, Row]) -> Iterator[Row]:
    """Annotated rows with what was corrected of their texts (text -> row)."""
    for row in rows:
        judged = corrections.get(row["text"], {"sentences": []})["sentences"]
        yield {**row, "sentences": replaced(row["sentences"], judged)}


def examples(rows: Sequence[Row], tokenizer: Tokenizer) -> Iterator[Example]:
    """Facets of the judged sentences; hedges and loaded words where all of a text was judged.

    Which words are hedges is learned from whole texts alone: in a sentence that nobody judged, a
    word that is not marked is not known to be none.
    """
    for example in annotated(rows, tokenizer):
        judged = {word for span, _ in example.facets["attribution"] for word in range(*span)}
        if not all(judged.issuperset(range(*span)) for span in example.sentences):
            example.layers = {}
        yield example


# What is measured on


FEWEST_WORDS = 8  # of a sentence that tells one text from another
IN_COMMON = 2  # sentences; one is shared by many texts, a statement for instance


def refuse_measured(rows: Sequence[Row], data: Path, held_out: Sequence[Row]) -> None:
    """Raise InputError for a new text that is measured on, or a part of one.

    Measured on is every text of the data folder that no recipe may train on, and `held_out`.
    """
    measured = _measured(data)
    measured |= {_named("held out for calibration", row): row["text"] for row in held_out}
    owners: dict[str, set[str]] = {}
    for name, text in measured.items():
        for key in _keys(text):
            owners.setdefault(key, set()).add(name)
    for row in rows:
        keys = _keys(row["text"])
        shared = Counter(name for key in keys for name in owners.get(key, ()))
        name, number = max(shared.items(), key=lambda item: item[1], default=("", 0))
        if number >= min(IN_COMMON, len(keys)) > 0:
            raise InputError(
                f"the correction of {row['id']!r} shares {number} of its sentences with {name}, "
                "which is measured on and must not be learned: take it out of the file"
            )


def _keys(text: str) -> set[str]:
    """The sentences of a text, letters and digits alone; all of it where no sentence is long."""
    sentences = [text[s.start : s.end] for s in segment(text).sentences]
    long = [one for one in sentences if len(one.split()) >= FEWEST_WORDS]
    return {re.sub(r"[\W_]+", "", one.lower()) for one in long or [text]}


def _measured(data: Path) -> dict[str, str]:
    """Name -> text of all that is measured on, as far as it is there."""
    texts = {}
    for path in sorted([*data.glob("*.jsonl.gz"), *OWN.glob("*.jsonl.gz")]):
        corpus = path.name.removesuffix(".jsonl.gz")
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                row = json.loads(line)
                if _is_measured(corpus, row) and (text := _text(row)):
                    texts[_named(corpus, {"id": number, **row})] = text
    return texts


def _is_measured(corpus: str, row: Mapping[str, Any]) -> bool:
    if corpus == "wikiweasel.train":
        return held_back(row["id"])
    return corpus not in TRAINABLE


TRAINABLE = tuple(f"{name}.train" for name in ("polnear", "polnear-facets", "sourcing", "written"))
"""Files that a recipe may train on; of wikiweasel.train a tenth is measured on."""


def _named(corpus: str, row: Mapping[str, Any]) -> str:
    return f"{row['id']!r} ({corpus})"


def _text(row: Mapping[str, Any]) -> str:
    """A row's text, where it carries one, as a whole or in sentences."""
    if "text" in row:
        return str(row["text"])
    return "\n".join(s["text"] for s in row.get("sentences", []) if "text" in s)
