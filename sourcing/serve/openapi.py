"""The description of the endpoint, in OpenAPI 3.1: written by hand, held to the truth by tests.

The schema of an article is that of `Article.to_dict`, which the tests check against it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from sourcing import __version__
from sourcing.article import (
    SCHEMA_VERSION,
    AttributionKind,
    ContentKind,
    Label,
    Quote,
    Reporting,
    SourceType,
)
from sourcing.findings import Severity
from sourcing.serve.requests import MOST_OF_A_NAME

Schema = dict[str, Any]

PROBABILITY: Schema = {"type": "number", "minimum": 0, "maximum": 1}
OFFSET: Schema = {"type": "integer", "minimum": 0, "description": "In characters of the text."}
INDEX: Schema = {"type": "integer", "minimum": 0}
STRING: Schema = {"type": "string"}
BOOLEAN: Schema = {"type": "boolean"}


def document(most_characters: int) -> Schema:
    """The OpenAPI document of a server that reads texts of at most so many characters."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "sourcing",
            "version": __version__,
            "description": "Tells, for every sentence of a news article, who stands behind it.",
        },
        "paths": {"/api/label": {"post": _label()}},
        "components": {"schemas": _request(most_characters) | _answers()},
    }


def _label() -> Schema:
    content = {"application/json": {"schema": _ref("Request")}}
    refusals = {
        "400": "The body is not of the described form.",
        "403": "Another site asked, or the server was called by a name that is not its own.",
        "413": "The text is too long.",
        "415": "The body is not declared as JSON.",
        "422": "The text cannot be scored: no words, no English, no plain text.",
        "500": "A fault of the server.",
        "503": "Too many texts wait.",
        "504": "The text took too long.",
    }
    return {
        "operationId": "label",
        "summary": "Label the sentences of an article",
        "description": "Nothing is stored and nothing is fetched.",
        "requestBody": {"required": True, "content": content},
        "responses": {
            "200": _response("The article with its labels, scores and findings.", "Answer"),
            **{status: _response(words, "Error") for status, words in refusals.items()},
        },
    }


def _response(words: str, schema: str) -> Schema:
    return {"description": words, "content": {"application/json": {"schema": _ref(schema)}}}


def _request(most_characters: int) -> dict[str, Schema]:
    name = {"type": ["string", "null"], "maxLength": MOST_OF_A_NAME}
    text = {"type": "string", "minLength": 1, "maxLength": most_characters}
    fields = {
        "text": text | {"description": "The article, plain text; paragraphs end with a new line."},
        "title": name | {"description": "The headline, when it is known apart from the text."},
        "id": name | {"description": "Handed through."},
    }
    request = _object(fields) | {"required": ["text"], "examples": [{"text": EXAMPLE}]}
    return {"Request": request, "Error": _object({"error": STRING})}


EXAMPLE = "The bridge is safe, the harbour master Ada Quill said on Monday."


def _answers() -> dict[str, Schema]:
    scores = {"description": "See the scores in the README.", "type": "object"}
    answer = {
        "article": _ref("Article"),
        "scores": scores | {"additionalProperties": True},
        "findings": _list("Finding"),
    }
    return {
        "Answer": _object(answer),
        "Article": _object(_article()),
        "Sentence": _object(_sentence()),
        "Attribution": _object(_attribution()),
        "Source": _object(_source()),
        "Finding": _object(_finding()),
        "Span": _object({"start": OFFSET, "end": OFFSET, "probability": PROBABILITY}),
    }


def _article() -> Schema:
    known = {"type": ["string", "null"]}
    return {
        "schema": {"const": SCHEMA_VERSION},
        "id": known,
        "title": known,
        "model": STRING,
        "text": STRING,
        "sources": _list("Source"),
        "attributions": _list("Attribution"),
        "sentences": _list("Sentence"),
    }


def _sentence() -> Schema:
    probabilities = {
        "label": _distribution(Label),
        "attribution": _distribution(AttributionKind),
        "content": _distribution(ContentKind),
        "source_type": _distribution(SourceType) | {"required": []},  # empty: nothing to tell
        "hedged": PROBABILITY,
        "loaded": PROBABILITY,
    }
    return {
        "start": OFFSET,
        "end": OFFSET,
        "paragraph": INDEX,
        "headline": BOOLEAN,
        "label": _one_of(Label),
        "attribution": _one_of(AttributionKind),
        "content": _one_of(ContentKind),
        "hedges": _list("Span"),
        "loaded": _list("Span"),
        "attributions": {"type": "array", "items": INDEX},
        "probabilities": _object(probabilities),
    }


def _attribution() -> Schema:
    span = {"anyOf": [_ref("Span"), {"type": "null"}]}
    return {
        "source": {"type": ["integer", "null"], "minimum": 0},
        "source_span": span,
        "cue": span,
        "contents": _list("Span"),
        "quote": _one_of(Quote),
        "reporting": _one_of(Reporting),
    }


def _source() -> Schema:
    return {
        "name": STRING,
        "type": _one_of(SourceType),
        "mentions": _list("Span"),
        "description": STRING,
        "probability": PROBABILITY,
    }


def _finding() -> Schema:
    words = dict.fromkeys(("rule", "text", "message", "why", "fine", "basis"), STRING)
    places = {"start": OFFSET, "end": OFFSET, "sentence": INDEX}
    return {"severity": _one_of(Severity), **words, **places}


def _object(properties: Schema) -> Schema:
    """An object with exactly these properties."""
    closed = {"required": list(properties), "additionalProperties": False}
    return {"type": "object", "properties": properties, **closed}


def _list(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _one_of(kind: type[StrEnum]) -> Schema:
    return {"enum": [str(value) for value in kind]}


def _distribution(kind: type[StrEnum]) -> Schema:
    return _object({str(value): PROBABILITY for value in kind})
