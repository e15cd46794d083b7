"""Chromium, and pages of the report on disk. Skipped where either is missing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sourcing.article import Article
from sourcing.report import report_pages, to_diff_html, to_fragment, to_html, to_index_html
from tests import report_articles as articles

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="browser tests need: pip install playwright"
    )
    if CHROMIUM is None:
        pytest.skip("browser tests need chromium: apt-get install chromium")
    with playwright.sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("report")
    (folder / "many-articles").mkdir()
    for name, html in PAGES.items():
        (folder / name).write_text(html(), encoding="utf-8")
    for path, html in report_pages(many(), folder / "many.html", split=True):
        path.write_text(html, encoding="utf-8")
    return folder.as_uri()


def many() -> Iterator[Article]:
    """Twenty-four articles of three kinds, in no order."""
    kinds = (articles.harbour, articles.empty, articles.harbour_again)
    for number in range(24):
        title = f"Story {(5 * number) % 24 + 1}"
        yield replace(kinds[number % 3](), id=f"desk/{number}.txt", title=title)


PAGES = {
    "page.html": lambda: to_html(articles.harbour()),
    "index.html": lambda: to_index_html([articles.harbour(), articles.hostile(), articles.empty()]),
    "fragment.html": lambda: NOTEBOOK.replace("{}", to_fragment(articles.harbour())),
    "diff.html": lambda: to_diff_html(articles.harbour(), articles.harbour_again()),
}
NOTEBOOK = (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A notebook</title></head>'
    '<body data-jp-theme-light="false" style="background:#111;color:#eee"><main><h1>A notebook</h1>'
    "<h2>A cell</h2>{}</main></body></html>"
)


@pytest.fixture
def open_page(browser: Any, address: str) -> Iterator[Any]:
    contexts = []

    def open_it(name: str, width: int, script: bool = True, scheme: str = "light") -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme=scheme,
            has_touch=width < 500,
        )
        contexts.append(context)
        page = context.new_page()
        page.requested = []
        page.complaints = []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{address}/{name}")
        return page

    yield open_it
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, which `make test` puts beside the packages of the environment."""
    import sys

    script = Path(sys.prefix) / "axe" / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        pytest.skip(
            f"no axe-core in {script.parent}: npm install --prefix {sys.prefix}/axe axe-core"
        )
    return script.read_text(encoding="utf-8")
