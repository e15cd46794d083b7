"""The three tables as plain data: column names, types and meaning.

A change of a name, a type or a meaning raises `SCHEMA`; `docs/batch.md` shows these tables and a
test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sourcing.article import Label
from sourcing.scores import COUNTS, SHARES, Scores

if TYPE_CHECKING:
    import pyarrow as pa

SCHEMA = 1


@dataclass(frozen=True)
class Column:
    """One column; `type` is bool, int32, int64, double, string or list<int32>."""

    name: str
    type: str
    meaning: str
    nullable: bool = False


_TYPES = {"int": "int32", "float": "double", "bool": "bool", "str": "string"}


def _meaning(score: str) -> str:
    """The first sentence of a score's own docstring."""
    text = " ".join((getattr(Scores, score).__doc__ or "").split("\n\n")[0].split())
    return text.rstrip(".").replace("|", "or")


def _count_column(score: str) -> Column:
    """A score's column, of the type that its property declares."""
    declared = getattr(Scores, score)
    function = declared.func if isinstance(declared, cached_property) else declared.fget
    kind, _, none = str(function.__annotations__["return"]).partition(" | ")
    return Column(score, _TYPES[kind], _meaning(score), nullable=none == "None")


def _share_columns(share: str) -> tuple[Column, ...]:
    return (
        Column(share, "double", _meaning(share)),
        Column(f"{share}_low", "double", f"lower end of the 90 % interval of `{share}`"),
        Column(f"{share}_high", "double", f"upper end of the 90 % interval of `{share}`"),
    )


_KEY = (
    Column("row", "int64", "number of the input row, from 0, bad rows counted; joins the tables"),
    Column("id", "string", "the id given, else file:line, else the file's name", nullable=True),
)

DOCUMENTS = (
    *_KEY,
    Column("title", "string", "the headline where it is known", nullable=True),
    Column("characters", "int32", "length of the text, to which all offsets refer"),
    Column("sentences", "int32", "sentences, headlines included"),
    *(Column(f"{label}_sentences", "int32", f"sentences labelled `{label}`") for label in Label),
    Column("attributions", "int32", "rows of the table attributions"),
    *(column for share in SHARES for column in _share_columns(share)),
    *(_count_column(name) for name in COUNTS),
)

SENTENCES = (
    *_KEY,
    Column("sentence", "int32", "number of the sentence in its text, from 0"),
    Column("start", "int32", "first character"),
    Column("end", "int32", "the character after the last"),
    Column("paragraph", "int32", "number of its paragraph, from 0"),
    Column("headline", "bool", "whether it is the headline"),
    Column("text", "string", "its words; null with `--no-text`", nullable=True),
    Column("words", "int32", "words, split at white space"),
    Column("label", "string", "attributed, hedged, asserted or unattributed"),
    Column("probability", "double", "calibrated probability of `label`"),
    Column("attribution", "string", "stated, implicit, thought or none"),
    Column("attribution_probability", "double", "calibrated probability of `attribution`"),
    Column("content", "string", "fact, prediction, opinion or other"),
    Column("content_probability", "double", "calibrated probability of `content`"),
    Column("basket", "string", "the share that its words count for; a headline's count for none"),
    Column("source_name", "string", "its first source", nullable=True),
    Column("source_type", "string", "type of that source", nullable=True),
    Column("source_named", "bool", "whether that source counts as named", nullable=True),
    Column("hedged_probability", "double", "probability that the writer hedges"),
    Column("hedge_start", "list<int32>", "first character of each hedge"),
    Column("hedge_end", "list<int32>", "the character after the last of each hedge"),
    Column("loaded_probability", "double", "probability that it has a loaded word"),
    Column("loaded_start", "list<int32>", "first character of each loaded word"),
    Column("loaded_end", "list<int32>", "the character after the last of each loaded word"),
)

ATTRIBUTIONS = (
    *_KEY,
    Column("attribution", "int32", "number of the attribution in its text, from 0"),
    Column("sentence", "int32", "the first sentence that it touches", nullable=True),
    Column("source", "int32", "number of its source in its text, from 0", nullable=True),
    Column("source_name", "string", "the fullest name that the text gives", nullable=True),
    Column("source_type", "string", "type of the source", nullable=True),
    Column("source_named", "bool", "whether the source counts as named", nullable=True),
    Column("source_description", "string", "what the text says the source is", nullable=True),
    Column("source_probability", "double", "probability of `source_type`", nullable=True),
    Column("source_start", "int32", "first character of the words for it here", nullable=True),
    Column("source_end", "int32", "the character after the last of these words", nullable=True),
    Column("cue", "string", "the reporting words", nullable=True),
    Column("cue_start", "int32", "first character of the cue", nullable=True),
    Column("cue_end", "int32", "the character after the last of the cue", nullable=True),
    Column("content_start", "list<int32>", "first character of each stretch that is reported"),
    Column("content_end", "list<int32>", "the character after the last of each stretch"),
    Column("content_words", "int32", "words of all these stretches"),
    Column("quote", "string", "direct, indirect or mixed"),
    Column("reporting", "string", "neutral, doubting or implying"),
)

TABLES: Mapping[str, tuple[Column, ...]] = {
    "documents": DOCUMENTS,
    "sentences": SENTENCES,
    "attributions": ATTRIBUTIONS,
}


def arrow_schema(columns: Iterable[Column]) -> pa.Schema:
    """The columns as pyarrow knows them."""
    import pyarrow as pa

    types = {"bool": pa.bool_(), "string": pa.string(), "double": pa.float64()}
    types |= {"int32": pa.int32(), "int64": pa.int64(), "list<int32>": pa.list_(pa.int32())}
    return pa.schema([pa.field(c.name, types[c.type], c.nullable) for c in columns])
