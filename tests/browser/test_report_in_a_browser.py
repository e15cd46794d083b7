"""The page in a real browser, without JavaScript: it fits, asks for nothing, opens its notes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from sourcing.report import to_html, to_index_html
from tests import report_articles as articles

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = (360, 1600)

playwright = pytest.importorskip(
    "playwright.sync_api", reason="browser tests need: pip install playwright"
)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="browser tests need chromium: apt-get install chromium"
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    hostile = articles.hostile()
    (folder / "page.html").write_text(to_html(articles.harbour()), encoding="utf-8")
    (folder / "index.html").write_text(
        to_index_html([articles.harbour(), hostile, articles.empty()]), encoding="utf-8"
    )
    return folder.as_uri()


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    contexts = []

    def open_it(name: str, width: int, script: bool = False, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
            has_touch=width < 500,
        )
        contexts.append(context)
        page = context.new_page()
        page.requested = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.goto(f"{address}/{name}")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["page.html", "index.html"])
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_asks_for_nothing(open_page: Any, name: str, width: int) -> None:
    page = open_page(name, width, script=True)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in page.requested if not url.startswith("file:")] == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_note_opens_by_keyboard_and_by_address(open_page: Any, width: int) -> None:
    page = open_page("page.html", width)
    note = page.locator("#n4")
    assert not note.is_visible()
    page.locator("#s4 .t").focus()
    assert note.is_visible()
    page.keyboard.press("Tab")
    assert not note.is_visible()
    assert page.locator("#n5").is_visible()
    page.locator(".sources a[href='#s8']").first.click()
    assert page.locator("#n8").is_visible()


def test_pointing_opens_one_note_at_a_time(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    page.locator(".sources a[href='#s8']").first.click()
    page.locator("#s9 .k-cue").hover()
    shown = [i for i in range(1, 21) if page.locator(f"#n{i}").is_visible()]
    assert shown == [9]
    text, note = page.locator(".body").bounding_box(), page.locator("#n9").bounding_box()
    assert note["x"] >= text["x"] + text["width"]
    assert note["x"] + note["width"] <= 1600


def test_a_tap_opens_the_note_and_the_cross_closes_it(open_page: Any) -> None:
    page = open_page("page.html", 360)
    page.locator("#s6 .k-cue").tap()
    assert page.locator("#n6").is_visible()
    page.locator("#n6 .x").tap()
    page.locator("#n6").wait_for(state="hidden")
    page.locator(".sources a[href='#s8']").first.tap()
    assert page.locator("#n8").is_visible()
    page.locator("#n8 .x").tap()
    page.locator("#n8").wait_for(state="hidden")


def test_dark_is_dark_and_paper_is_light(open_page: Any) -> None:
    page = open_page("page.html", 1600, script=True, scheme="dark")
    colour = "getComputedStyle(document.body).getPropertyValue('--paper')"
    assert page.evaluate(colour) == "#171613"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "#fcfbf8"
    page.locator("#n4").wait_for(state="hidden")
