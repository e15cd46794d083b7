"""A report on many articles: the rows of its index, its files, their names and their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pytest

from sourcing.article import Article
from sourcing.compare.links import links_to
from sourcing.report import articles_in, report_pages, to_html, to_index_html
from sourcing.report.index import Row, spread
from sourcing.report.pagenames import PageNames, plain_name
from sourcing.report.view import View
from tests import report_articles as articles
from tests.test_report import Page

PAGE = Path("out/report.html")


def named(*ids: str | None) -> Iterator[Article]:
    return (replace(articles.harbour(), id=id) for id in ids)


def rows(html: str) -> list[list[str]]:
    """The text of each cell of the index, row by row."""
    (table,) = re.findall(r'<table class="index">.*?</table>', html, re.DOTALL)
    body = table.partition("<tbody>")[2]
    cells = [re.findall(r"<t[hd]\b.*?</t[hd]>", row, re.DOTALL) for row in body.split("</tr>")[:-1]]
    return [[" ".join(re.sub("<[^>]*>", " ", cell).split()) for cell in row] for row in cells]


def test_a_row_tells_what_an_article_rests_on() -> None:
    harbour = replace(articles.harbour(), id="harbour.txt")
    first, second = rows(to_index_html([harbour, articles.empty()]))
    low, high = (round(100 * end) for end in harbour.scores.named_share_interval)
    assert first == [
        f"{harbour.title} harbour.txt, {harbour.scores.words} words",
        f"{100 * harbour.scores.named_share:.0f} % likely {low}–{high}",
        "",
        f"{harbour.scores.n_sources} {harbour.scores.n_named} named",
        f"{100 * harbour.scores.hedged_share:.0f} %",
        f"{harbour.scores.loaded_rate:.1f}",
        str(len(harbour.findings)),
    ]
    assert second == ["Untitled article 0 words", "–", "–", "0", "–", "0.0", "0"]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ([], "What each article rests on"),
        ([0.2, None, 0.9], "What each article rests on"),
        ([0.2, 0.9, None, 0.4], "From article to article, 20 to 90\xa0% of what is reported"),
        ([0.2, 0.9, None, 0.4], "in the middle one it is 40\xa0%."),
    ],
)
def test_the_articles_together_in_words(shares: list[float | None], words: str) -> None:
    row = Row.of(View(articles.empty()), "")
    assert words in spread([replace(row, share=share) for share in shares])


@pytest.mark.parametrize(
    ("ids", "split", "limit", "files"),
    [
        ([], False, 10, []),
        ([], True, 10, []),
        (["a"], False, 10, ["report.html"]),
        (["a", "b"], False, 10**6, ["report.html"]),
        (["a", "b", "c"], False, 10, ["a.html", "b.html", "c.html", "report.html"]),
        (["a", None], True, 10**6, ["a.html", "2.html", "report.html"]),
    ],
)
def test_the_files_of_a_report(
    ids: list[str | None], split: bool, limit: int, files: list[str]
) -> None:
    found = list(report_pages(named(*ids), PAGE, split=split, limit=limit))
    assert [path.name for path, _ in found] == files
    folders = {path.parent for path, _ in found if path != PAGE}
    assert folders == ({Path("out/report-articles")} if len(found) > 1 else set())


def test_the_limit_is_that_of_the_whole_page() -> None:
    size = len(to_index_html(named("a", "b")).encode())
    for limit, count in ((size, 1), (size - 1, 3)):
        assert len(list(report_pages(named("a", "b"), PAGE, limit=limit))) == count


def test_one_page_with_many_articles_is_that_of_to_index_html() -> None:
    ((_, page),) = report_pages(named("a", "b"), PAGE)
    assert page == to_index_html(named("a", "b"))
    ((_, page),) = report_pages(named("a"), PAGE)
    assert page == to_html(replace(articles.harbour(), id="a"))


def test_links_lead_from_the_index_to_each_article_and_back() -> None:
    ids = ["news/ein #1 %.txt", "b", "ünïcode"]
    pages = dict(report_pages(named(*ids), PAGE, split=True))
    index = Page(pages.pop(PAGE))
    assert [PAGE.parent / unquote(href) for href in index.hrefs] == list(pages)
    for (path, html), id in zip(pages.items(), ids, strict=True):
        page = Page(html)
        assert (path.parent / page.hrefs[0]).parts[-2:] == ("..", "report.html")
        assert {href[1:] for href in page.hrefs[1:]} <= {*page.ids, "-"}
        assert articles_in(html) == (replace(articles.harbour(), id=id),)


def test_articles_are_read_one_at_a_time() -> None:
    read = 0

    def stream() -> Iterator[Article]:
        nonlocal read
        for read, article in enumerate(named(*"abcdef"), 1):  # noqa: B007
            yield article

    pages = report_pages(stream(), PAGE, limit=10)
    seen = [read for _ in pages]
    assert seen == [2, 2, 3, 4, 5, 6, 6]


def test_the_index_of_files_runs_its_own_script_and_carries_no_article() -> None:
    *_, (_, index) = report_pages(named("a", "b"), PAGE, split=True)
    assert index.count("<script") == 1
    assert articles_in(index) == ()


DIGEST = r"-?[0-9a-f]{8}"


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("a1", "a1"),
        ("story.txt", "story"),
        ("desk/today/story.html", "story"),
        ("v1.2", r"v1\.2"),
        ("Zürich", "Zürich"),
        ("lines.jsonl:3", r"lines\.jsonl-3" + DIGEST),
        ("../../etc/passwd", "passwd"),
        ("..", DIGEST),
        ("", DIGEST),
        ("a\\b:c*?", "a-b-c" + DIGEST),
        ("CON", "CON" + DIGEST),
        ("lpt1.txt", "lpt1" + DIGEST),
        ("x" * 300, "x{120}" + DIGEST),
        ("ü" * 300, "ü{60}" + DIGEST),
        (".hidden", "hidden" + DIGEST),
        ("\ud800", DIGEST),
    ],
)
def test_names_are_safe(id: str, name: str) -> None:
    assert re.fullmatch(name, plain_name(id))
    assert PurePosixPath(f"{plain_name(id)}.html").parts == (f"{plain_name(id)}.html",)


@pytest.mark.parametrize(
    "ids",
    [
        ["a/x.txt", "b/x.txt", "c/x.txt"],
        ["Story", "STORY", "story"],
        ["same", "same", "same"],
        ["a:b", "a:b", "a*b"],
        ["é", "e\N{COMBINING ACUTE ACCENT}"],
    ],
)
def test_no_two_pages_share_a_name(ids: list[str]) -> None:
    names = PageNames()
    taken = [names.take(id) for id in ids]
    assert len({name.casefold() for name in taken}) == len(ids)
    assert taken[0] == plain_name(ids[0])


def test_compare_links_each_article_to_its_own_page(tmp_path: Path) -> None:
    ids = ["a1", "a/x.txt", "b/x.txt", "x", "lines.jsonl:3", "lines.jsonl:4"]
    for path, html in report_pages(named(*ids), tmp_path / "report.html", split=True):
        path.parent.mkdir(exist_ok=True)
        path.write_text(html, encoding="utf-8")
    links = links_to(tmp_path / "report-articles", tmp_path / "compare.html")
    for number, id in enumerate(ids, 1):
        page = tmp_path / unquote(links.of(number, id))
        assert [one.id for one in articles_in(page.read_text(encoding="utf-8"))] == [id]
