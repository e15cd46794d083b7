"""The whole pipeline over arbitrary rows: what comes out is well formed whatever goes in."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import sourcing
from sourcing.analyzer import ARTICLES_AT_ONCE, Analyzer
from sourcing.article import Article, Span
from sourcing.errors import InputError
from sourcing.folder import ModelFolder
from sourcing.segment import segment
from tests.conftest import SEEDS
from tests.fakes import TableTagger

TEXT = """Bridge is safe, mayor says

Mayor Ida Holm said on Tuesday that the bridge is safe. “It will open in May,” she said.

An engineer who had seen the report disagreed: “Nobody can know that.” He may be right."""

PIECES = [*"Ida Holm said the bridge is safe . “It will open” she he , ’s 1.5 U.S.".split(), "\n\n"]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=80).map(" ".join)
ANY_STRING = st.text(alphabet=st.characters(), max_size=200)


def check(article: Article, text: str) -> None:
    """Everything that holds for every article."""
    paragraphs = segment(text).paragraphs
    assert article.text == text
    for sentence in article.sentences:
        assert 0 <= sentence.start < sentence.end <= len(text)
        assert sentence.text == text[sentence.start : sentence.end]
        assert _inside(sentence.start, sentence.end, [paragraphs[sentence.paragraph]])
        for span in (*sentence.hedges, *sentence.loaded):
            assert sentence.start <= span.start < span.end
        mappings = sentence.probabilities
        for shares in (mappings.label, mappings.attribution, mappings.content):
            assert sum(shares.values()) == pytest.approx(1, abs=2e-3)
        assert 0 <= sentence.probability <= 1
        touching = [a for a in article.attributions if a.touches(sentence.start, sentence.end)]
        assert [id(a) for a in sentence.attributions] == [id(a) for a in touching]
    assert all(a.end <= b.start for a, b in pairwise(article.sentences))
    known = [id(source) for source in article.sources]
    for attribution in article.attributions:
        assert attribution.spans
        assert attribution.source is None or id(attribution.source) in known
    for span in all_spans(article):
        assert span.text == text[span.start : span.end]
        assert span.start < span.end
        assert _inside(span.start, span.end, paragraphs)
        assert 0 <= span.probability <= 1
    for source in article.sources:
        starts = [mention.start for mention in source.mentions]
        assert starts == sorted(set(starts))
        assert source.name


def all_spans(article: Article) -> Iterator[Span]:
    for attribution in article.attributions:
        yield from attribution.spans
    for source in article.sources:
        yield from source.mentions
    for sentence in article.sentences:
        yield from (*sentence.hedges, *sentence.loaded)


def _inside(
    start: int, end: int, bounds: list[tuple[int, int]] | tuple[tuple[int, int], ...]
) -> bool:
    return any(a <= start and end <= b for a, b in bounds)


@given(text=st.one_of(NEWSLIKE, ANY_STRING))
@example(text=TEXT)
@example(text="")
@example(text=" \n\n ")
@example(text="\x00")
@example(text="\ud800 said \udfff.")
@example(text="😀 “said” 😀")
@example(text="a" * 3000)
def test_any_string_gives_a_well_formed_article(analyzer: Analyzer, text: str) -> None:
    article = analyzer(text)
    check(article, text)
    assert Article.from_dict(json.loads(json.dumps(article.to_dict()))) == article
    assert article.to_html().startswith("<!doctype html>")


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", [1, 2])
def test_sample_articles_over_arbitrary_rows(
    weightless: ModelFolder, path: Path, seed: int
) -> None:
    text = path.read_text(encoding="utf-8")
    article = Analyzer(weightless, TableTagger(seed))(text)
    check(article, text)
    assert article.attributions
    assert len(article.sentences) == len(segment(text).sentences)


@given(texts=st.lists(NEWSLIKE, max_size=6), data=st.data())
def test_one_by_one_is_all_at_once(
    analyzer: Analyzer, texts: list[str], data: st.DataObject
) -> None:
    together = list(analyzer.pipe(texts))
    assert together == [analyzer(text) for text in texts]
    shuffled = data.draw(st.permutations(range(len(texts))))
    again = list(analyzer.pipe([texts[i] for i in shuffled]))
    assert again == [together[i] for i in shuffled]


def test_pipe_gives_as_many_as_it_gets_in_order(analyzer: Analyzer) -> None:
    texts = [f"Hall said {i}." if i % 3 else "" for i in range(2 * ARTICLES_AT_ONCE + 3)]
    assert [article.text for article in analyzer.pipe(texts)] == texts


def test_pipe_reads_no_further_than_it_must(analyzer: Analyzer) -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield f"Hall said {taken}."

    articles = analyzer.pipe(endless())
    assert taken == 0
    for i in range(1, 2 * ARTICLES_AT_ONCE):
        assert next(articles).text == f"Hall said {i}."
        assert taken <= i + ARTICLES_AT_ONCE


def test_pipe_hands_contexts_through(analyzer: Analyzer) -> None:
    known = {"id": "a1", "title": "Bridge is safe, mayor says", "outlet": "The Mill"}
    pairs: list[tuple[str, object]] = [(TEXT, known), ("", 7), (TEXT, None)]
    out = list(analyzer.pipe(pairs, as_tuples=True))
    assert [context for _, context in out] == [known, 7, None]
    assert [article.id for article, _ in out] == ["a1", None, None]
    assert [article.sentences[0].headline for article, _ in (out[0], out[2])] == [True, False]


def test_what_is_known_of_an_article(analyzer: Analyzer) -> None:
    article = analyzer(TEXT, id="a1", title="Bridge is safe, mayor says")
    assert (article.id, article.title, article.model) == ("a1", article.title, "weightless 0")
    assert [s.headline for s in article.sentences] == [True, *[False] * 4]
    assert analyzer("").sentences == ()


@pytest.mark.parametrize("value", [None, b"bytes", 7, ["a list"]])
def test_only_strings(analyzer: Analyzer, value: object) -> None:
    with pytest.raises(InputError, match=f"must be a string, not {type(value).__name__}"):
        analyzer(value)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="must be a string"):
        list(analyzer.pipe(["fine", value]))  # type: ignore[list-item]


LONG = 50_000  # characters


@pytest.mark.slow
@pytest.mark.parametrize(
    ("case", "unit"),
    [
        ("one word", "a"),
        ("one sentence", "mill "),
        ("one paragraph", "Ida Holm said the mill is safe. "),
        ("many paragraphs", "Ida Holm said the mill is safe. She left.\n\n"),
        ("nothing but quotation marks", "“"),
        ("single quotation marks", "'a "),
        ("capitals", "Ida Holm Tom Hall "),
        ("line breaks", "\n"),
    ],
)
def test_long_texts_in_bounded_time(weightless: ModelFolder, case: str, unit: str) -> None:
    """With spans about as often as in news; nothing in the pipeline may grow with the square."""
    analyzer = Analyzer(weightless, TableTagger(reserve=1.0))
    text = (unit * LONG)[:LONG]
    began = time.perf_counter()
    article = analyzer(text)
    assert time.perf_counter() - began < 120, case
    assert article.text == text


def test_the_exported_model_reads_an_article(model_folder: ModelFolder) -> None:
    read = sourcing.load(model_folder.path, threads=1)
    article = read(TEXT)
    check(article, TEXT)
    assert article == next(read.pipe(["Another text.", TEXT, ""][1:]))
    assert article.model.startswith("tiny ")


def test_the_two_backends_agree(model_folder: ModelFolder) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))[:3]]
    onnx, torch = (
        [
            s
            for article in sourcing.load(model_folder.path, backend=b).pipe(texts)
            for s in article.sentences
        ]
        for b in ("onnx", "torch")
    )
    same = sum(
        a.attribution == b.attribution and a.content == b.content
        for a, b in zip(onnx, torch, strict=True)
    )
    assert len({s.content for s in torch}) > 1
    assert same / len(onnx) > 0.9


def test_what_stands_before_a_bad_text_is_handed_out_first(analyzer: Analyzer) -> None:
    found: list[Article] = []
    with pytest.raises(InputError, match="must be a string, not int"):
        found.extend(analyzer.pipe(["Tom Hall left.", "", 5, "Ida Holm stayed."]))  # type: ignore[list-item]
    assert [article.text for article in found] == ["Tom Hall left.", ""]


@pytest.mark.parametrize("seed", range(8))
def test_no_span_ends_inside_a_word(weightless: ModelFolder, seed: int) -> None:
    text = "The U.S. said the so-called U.N. envoy of J.R. Moss, a well-known ex-aide, left."
    article = Analyzer(weightless, TableTagger(seed))(text)
    spans = [span for item in article.attributions for span in item.spans]
    spans += [s for sentence in article.sentences for s in (*sentence.hedges, *sentence.loaded)]
    assert spans
    assert [s.text for s in spans if re.match(r"-\w|\.[A-Z]", text[s.end :])] == []
