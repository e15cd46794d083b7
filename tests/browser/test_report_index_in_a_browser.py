"""The index of many articles in a real browser: it sorts, finds, and opens each article."""

from __future__ import annotations

from typing import Any

import pytest

TITLES = "[...document.querySelectorAll('.index tbody th a')].map(a => a.textContent)"
SHARES = """[...document.querySelectorAll('.index tbody tr')].map(row => row.cells[1].dataset.value)
    .map(value => value === '' ? null : Number(value))"""
IN_ORDER = [f"Story {n}" for n in range(1, 25)]


def order_of(page: Any, name: str) -> str | None:
    return page.get_by_role("columnheader", name=name).get_attribute("aria-sort")


@pytest.mark.parametrize("width", [360, 1180])
def test_columns_sort_by_click_and_by_key(open_page: Any, width: int) -> None:
    page = open_page("many.html", width)
    as_read = page.evaluate(TITLES)
    assert as_read != IN_ORDER
    article = page.get_by_role("button", name="Article")
    article.click()
    assert (page.evaluate(TITLES), order_of(page, "Article")) == (IN_ORDER, "ascending")
    article.press("Enter")
    assert (page.evaluate(TITLES), order_of(page, "Article")) == (IN_ORDER[::-1], "descending")
    article.press("Space")
    assert (page.evaluate(TITLES), order_of(page, "Article")) == (as_read, None)
    assert page.complaints == []


def test_articles_with_nothing_to_count_come_last_both_ways(open_page: Any) -> None:
    page = open_page("many.html", 1180)
    page.get_by_role("button", name="Article").click()
    for turn, reverse in (("descending", True), ("ascending", False)):
        page.get_by_role("button", name="Named sources").click()
        shares = page.evaluate(SHARES)
        counted = [share for share in shares if share is not None]
        assert counted == sorted(counted, reverse=reverse)
        assert len(set(counted)) > 1
        assert shares == counted + [None] * 8
        assert (order_of(page, "Named sources"), order_of(page, "Article")) == (turn, None)


def test_an_article_opens_from_the_index_and_leads_back(open_page: Any) -> None:
    page = open_page("many.html", 1180)
    title = page.evaluate(TITLES)[3]
    page.get_by_role("link", name=title, exact=True).click()
    page.wait_for_url("**/many-articles/3.html")
    assert page.locator("h1").inner_text() == title
    page.get_by_role("link", name="All articles").click()
    page.wait_for_url("**/many.html")
    assert [url for url in page.requested if not url.startswith("file:")] == []


def test_above_twenty_rows_a_field_finds_by_name(open_page: Any) -> None:
    page = open_page("many.html", 360)
    page.get_by_role("searchbox", name="Find an article").fill("story 2")
    assert page.locator(".index tbody tr:visible").count() == 6
    assert page.locator(".find output").inner_text() == "6 of 24"
    assert open_page("index.html", 360).get_by_role("searchbox").count() == 0


def test_without_javascript_the_table_reads_in_input_order(open_page: Any) -> None:
    page = open_page("many.html", 1180, script=False)
    assert page.locator(".index tbody th a").first.inner_text() == "Story 1"
    assert page.locator(".index tbody th a").nth(1).inner_text() == "Story 6"
    assert page.locator(".index :is(button, input)").count() == 0


def test_on_paper_the_table_fits_the_sheet(open_page: Any) -> None:
    page = open_page("many.html", 673)  # A4 less its margins, in CSS pixels
    page.emulate_media(media="print")
    assert page.evaluate("document.documentElement.scrollWidth") == 673
    assert not page.get_by_role("searchbox").is_visible()
