"""Forms of news prose on which tools of this kind break, in `robustness.json`: all right.

Each example is a text (a list of paragraphs) and what must hold for it. A sentence or an
attribution is named by words that stand in it, once in the text:

    labels     words -> label of their sentence
    says       words -> name of who says them; null: nobody whom the text does not name
    quotes     words -> how they are rendered: direct, indirect or mixed
    types      name -> type of the source
    speakers   all sources of the text, by name
    sentences  all sentences of the text
    clean      whether the text is free of loaded words and hedges in the writer's own voice
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import sourcing
from sourcing.article import Article, Attribution, Sentence
from sourcing.quotes import inside_quotes, with_double_marks
from sourcing.segment import segment
from tests.conftest import SEEDS
from tests.test_analyzer import check

MODEL = SEEDS.parent / "models" / "default"
NEEDED = ("config.json", "model.onnx", "tokenizer.json", "calibration.json")
MISSING = [name for name in NEEDED if not (MODEL / name).is_file()]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"models/default lacks {', '.join(MISSING)}"),
]

Example = dict[str, Any]
EXAMPLES: list[Example] = json.loads(
    Path(__file__).with_name("robustness.json").read_text(encoding="utf-8")
)

# The network gets these wrong: mostly it places the reported words too short, or nowhere.
AWAITING_A_BETTER_MODEL = {
    "British single marks 1",
    "British single marks 4",
    "indirect speech 1",
    "offsets in the text as it was passed in 1",
    "offsets in the text as it was passed in 4",
    "questions and answers 1",
    "questions and answers 2",
    "quotations split around the cue 3",
    "quotations split around the cue 4",
    "sentence splits respect quotation marks 2",
    "signed and headed quotations 2",
}


@cache
def model() -> sourcing.Analyzer:
    return sourcing.load(MODEL)


@cache
def read(text: str) -> Article:
    return model()(text)


def text_of(example: Example) -> str:
    return "\n\n".join(example["text"])


def place(words: str, text: str) -> int:
    assert text.count(words) == 1, f"{words!r} must stand in the text once"
    return text.index(words)


def sentence_at(article: Article, words: str) -> Sentence:
    at = place(words, article.text)
    return next(s for s in article.sentences if s.start <= at < s.end)


def reporting(article: Article, words: str) -> list[Attribution]:
    """The attributions that have the words in what they report."""
    at = place(words, article.text)
    return [a for a in article.attributions if any(c.overlaps(at, at + 1) for c in a.contents)]


def wrong(example: Example, article: Article) -> Iterator[str]:
    """What does not hold."""
    for words, label in example.get("labels", {}).items():
        if (found := sentence_at(article, words).label) != label:
            yield f"{words!r} is {found}, not {label}"
    for words, name in example.get("says", {}).items():
        sources = [a.source for a in reporting(article, words) if a.source]
        names = [source.name for source in sources if name or source.named]
        if (name is None and names) or (name and not any(name in found for found in names)):
            yield f"{words!r} is said by {names}, not by {name}"
    for words, quote in example.get("quotes", {}).items():
        if (found := [a.quote for a in reporting(article, words)]) != [quote]:
            yield f"{words!r} is {[str(q) for q in found]}, not {quote}"
    yield from wrong_as_a_whole(example, article)


def wrong_as_a_whole(example: Example, article: Article) -> Iterator[str]:
    for name, kind in example.get("types", {}).items():
        if kind not in (found := [s.type for s in article.sources if name in s.name]):
            yield f"{name} is {found}, not {kind}"
    marked = [w.text for s in article.sentences for w in (*s.loaded, *s.hedges)]
    whole = {
        "speakers": [source.name for source in article.sources],
        "sentences": [sentence.text for sentence in article.sentences],
        "clean": not marked,
    }
    for key in whole.keys() & example.keys():
        if whole[key] != example[key]:
            yield f"{key}: {whole[key]}, not {example[key]}"


def expected(example: Example) -> Any:
    awaits = example["id"] in AWAITING_A_BETTER_MODEL
    marks = [pytest.mark.xfail(strict=False, reason="awaits a better model")] if awaits else []
    return pytest.param(example, id=example["id"], marks=marks)


@pytest.mark.parametrize("example", [expected(example) for example in EXAMPLES])
def test_an_example(example: Example) -> None:
    assert list(wrong(example, read(text_of(example)))) == []


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_the_words_that_name_a_place_stand_there_once(example: Example) -> None:
    for key in ("labels", "says", "quotes"):
        for words in example.get(key, {}):
            place(words, text_of(example))


def test_every_form_has_three_examples() -> None:
    forms = [re.sub(r" \d+$", "", example["id"]) for example in EXAMPLES]
    assert {form: forms.count(form) for form in forms if forms.count(form) < 3} == {}
    assert {example["id"] for example in EXAMPLES} >= AWAITING_A_BETTER_MODEL


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_every_example_is_well_formed(example: Example) -> None:
    """Offsets hold, every item has its probability, nothing inside quotation marks is linted."""
    text = text_of(example)
    article = read(text)
    check(article, text)
    paragraphs = segment(text).paragraphs
    for sentence in article.sentences:
        start, end = paragraphs[sentence.paragraph]
        quoted = inside_quotes(with_double_marks(text[start:end]))
        for span in (*sentence.loaded, *sentence.hedges):
            assert not quoted[span.start - start], f"{span.text!r} is quoted"


# What a copy of a text may differ in and still say the same.
COPIES: dict[str, Callable[[str], str]] = {
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "byte order mark and blank lines": lambda text: f"\ufeff\n \n{text}\n\n",
    "tabs before paragraphs": lambda text: "\t" + text.replace("\n\n", "\n\n\t"),
    "zero-width spaces around": lambda text: f"\u200b{text}\u200b",
}


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_copy_says_the_same(copy: Callable[[str], str]) -> None:
    """Labels and sources do not change, and every span stands where its words stand."""
    for example in EXAMPLES[::4]:
        text = text_of(example)
        if re.search("[\r\ufeff\u200b]", text):
            continue
        there, here = read(copy(text)), read(text)
        assert [s.text for s in there.sentences] == [s.text for s in here.sentences]
        assert [s.label for s in there.sentences] == [s.label for s in here.sentences]
        assert [s.name for s in there.sources] == [s.name for s in here.sources]
        check(there, copy(text))


@pytest.mark.parametrize(
    ("sure", "unsure"),
    [
        ("The ferry sank on Monday, the coast guard said.", "The ferry sank, they may say."),
        ("“It is safe,” said Tom Hall, the mayor.", "Tom Hall thought and spoke of its safety."),
        ("According to the Bank of Norway, prices rose.", "Prices rose as the bank sees it."),
    ],
)
def test_a_plain_case_is_surer_than_an_unclear_one(sure: str, unsure: str) -> None:
    (plain,), (unclear,) = read(sure).sentences, read(unsure).sentences
    assert plain.label == "attributed"
    assert plain.probability > unclear.probability
