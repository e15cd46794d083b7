"""The pictures in the docs: the report on a seed article, as headless Chromium shows it.

python docs/screenshots.py [--model FOLDER]

    report.png            the page, with one note open as it is under the pointer
    report-phone.png      the same on a phone, in the dark
    report-print.png      its article on paper, in grey
    report-diff.png       an earlier and a later version side by side
    report-notebook.png   the fragment in a dark notebook
    report-index.png      all seed articles, sorted by the share of named sources
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

import sourcing
from sourcing import Analyzer, Article
from sourcing.files import headline_of
from sourcing.report import to_diff_html, to_fragment, to_html, to_index_html

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "investigation.txt"
NOTEBOOK = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>A notebook</title>'
    '<body data-jp-theme-light="false" style="background:#111;margin:16px">{}</body></html>'
)


@dataclass(frozen=True)
class Picture:
    """A page, the window that it is looked at in, and what is done before the picture."""

    page: str
    width: int
    height: int
    scheme: str = "light"
    prepare: Callable[[Any], Any] = field(default=lambda view: None)


def _on_paper(view: Any) -> None:
    view.emulate_media(media="print")
    view.evaluate("document.documentElement.style.filter = 'grayscale(1)'")
    view.evaluate("document.body.style.padding = '0 32px'")  # the margins of the sheet
    view.evaluate("document.querySelector('.article').scrollIntoView()")


def _sorted_by_share(view: Any) -> None:
    view.get_by_role("button", name="Named sources").click()


PICTURES: Mapping[str, Picture] = {
    "report": Picture("page", 1180, 1440, prepare=lambda view: view.locator("#s3 .t").hover()),
    "report-phone": Picture("page", 360, 1100, "dark"),
    "report-print": Picture("page", 900, 900, prepare=_on_paper),
    "report-diff": Picture("diff", 1180, 1100),
    "report-notebook": Picture("notebook", 1000, 900, "dark"),
    "report-index": Picture("index", 1180, 1180, prepare=_sorted_by_share),
}


def pages(model: Path | None) -> dict[str, str]:
    """The pages by name. The earlier version lacks the last third of the paragraphs."""
    analyzer = sourcing.load(model)
    text = SEED.read_text(encoding="utf-8")
    paragraphs = text.split("\n\n")
    earlier = "\n\n".join(paragraphs[: len(paragraphs) * 2 // 3])
    first, second = (analyzer(version, title=headline_of(text)) for version in (earlier, text))
    return {
        "page": to_html(second),
        "diff": to_diff_html(first, second),
        "notebook": NOTEBOOK.replace("{}", to_fragment(second)),
        "index": to_index_html(_seeds(analyzer)),
    }


def _seeds(analyzer: Analyzer) -> Iterator[Article]:
    for path in sorted(SEED.parent.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        yield analyzer(text, id=path.name, title=headline_of(text))


def photograph(browser: Any, folder: Path, name: str, picture: Picture) -> None:
    view = browser.new_page(
        viewport={"width": picture.width, "height": picture.height}, color_scheme=picture.scheme
    )
    view.goto((folder / f"{picture.page}.html").as_uri())
    picture.prepare(view)
    view.screenshot(path=ROOT / "docs" / f"{name}.png")
    view.close()
    print(f"wrote docs/{name}.png")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is missing: install it, for example with apt-get install chromium")
    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        folder = Path(place)
        for name, html in pages(options.model).items():
            (folder / f"{name}.html").write_text(html, encoding="utf-8")
        flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        for name, picture in PICTURES.items():
            photograph(browser, folder, name, picture)
        browser.close()


if __name__ == "__main__":
    main()
