"""The picture in docs/serve.md: the served page on a seed article, as headless Chromium shows it.

python docs/serve_screenshot.py [--model FOLDER]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

import sourcing
from sourcing.serve.app import make_app
from sourcing.serve.command import listening, server_of

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "wire-report.txt"
PICTURE = ROOT / "docs" / "serve.png"
NOTE = 4  # the sentence whose evidence is shown
SIZE = {"width": 1440, "height": 900}  # pixels


def photograph(address: str) -> None:
    """The page once the article is read, with one note open."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is missing: install it, for example with apt-get install chromium")
    flags = ["--no-sandbox", "--disable-gpu"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=flags)
        view = browser.new_page(viewport=SIZE, color_scheme="light")
        view.goto(address)
        view.locator("#text").fill(SEED.read_text(encoding="utf-8"))
        view.locator("#text").evaluate("area => { area.scrollTop = 0; }")
        view.locator("#read .s").first.wait_for()
        view.locator("#read .s .t").nth(NOTE).focus()
        view.screenshot(path=PICTURE)
        browser.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    app = make_app(sourcing.load(parser.parse_args().model))
    listener = listening("127.0.0.1", 0)
    server = server_of(app)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    photograph(f"http://127.0.0.1:{listener.getsockname()[1]}/")
    server.should_exit = True
    thread.join()
    print(f"wrote {PICTURE.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
