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

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "investigation.txt"
PICTURE = ROOT / "docs" / "report.png"
NOTE = "s5"  # the sentence whose evidence is shown
SIZE = "1280,1460"


def write_report(target: Path, model: Path | None) -> None:
    """The same page as `make demo`."""
    chosen = [] if model is None else ["--model", str(model.resolve())]
    command = [sys.executable, "-m", "sourcing", "report", str(SEED), *chosen, "-o", str(target)]
    subprocess.run(command, cwd=ROOT, check=True)


def photograph(page: Path, picture: Path) -> None:
    """The top of a page in a window of `SIZE`, with one note open."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("chromium is missing: install it, for example with apt-get install chromium")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
    shot = [f"--window-size={SIZE}", f"--screenshot={picture}", f"{page.as_uri()}#{NOTE}"]
    subprocess.run([chromium, *flags, *shot], check=True, capture_output=True, timeout=60)


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
