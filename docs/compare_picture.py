"""The picture in docs/compare.md: the page on made-up tables, as headless Chromium shows it.

python docs/compare_picture.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
PICTURE = ROOT / "docs" / "compare.png"
SIZE = {"width": 1180, "height": 1300}  # pixels

sys.path.insert(0, str(ROOT))  # the tables are those of the tests


def photograph(page: str, picture: Path) -> None:
    """The top of a page."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is missing: install it, for example with apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        view = browser.new_page(viewport=SIZE, color_scheme="light")
        view.set_content(page)
        view.screenshot(path=picture)
        browser.close()


def main() -> None:
    from sourcing.compare.compare import Wishes, compare
    from sourcing.compare.html import to_html
    from tests.compared import two_outlets

    with tempfile.TemporaryDirectory() as folder:
        photograph(to_html(compare(two_outlets(Path(folder)), Wishes("outlet"))), PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
