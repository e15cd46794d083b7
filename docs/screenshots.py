"""The picture in the README: the report on a seed article, as headless Chromium shows it.

python docs/screenshots.py [--model FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "investigation.txt"
PICTURE = ROOT / "docs" / "report.png"
NOTE = "s5"  # the sentence whose evidence is shown
SIZE = {"width": 1180, "height": 1440}  # pixels


def write_report(target: Path, model: Path | None) -> None:
    """The same page as `make demo`."""
    chosen = [] if model is None else ["--model", str(model.resolve())]
    command = [sys.executable, "-m", "sourcing", "report", str(SEED), *chosen, "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


def photograph(page: Path, picture: Path) -> None:
    """The top of a page, with one note open as it is under the pointer."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is missing: install it, for example with apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        view = browser.new_page(viewport=SIZE, color_scheme="light")
        view.goto(page.as_uri())
        view.locator(f"#{NOTE} .t").hover()
        view.screenshot(path=picture)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        write_report(page, options.model)
        photograph(page, PICTURE)
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
