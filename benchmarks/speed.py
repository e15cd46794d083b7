"""How fast and how big: the command line from cold, the analyzer when it is warm.

    python benchmarks/speed.py [--model FOLDER] [--out benchmarks/results/speed.json]

Cold: a process of its own for each of five runs of `sourcing label` on one article of 700 words,
made of the seeds' paragraphs; the median time and the highest peak of resident memory. The files
are in the page cache, as they are for the second article of the day. Warm: all seeds, again and
again, in this process; the best of five passes.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).parent.parent
OUT = ROOT / "benchmarks" / "results" / "speed.json"
SEEDS = sorted((ROOT / "seeds").glob("*.txt"))
WORDS, RUNS = 700, 5
KILOBYTE = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in


def article(words: int = WORDS) -> str:
    """Whole paragraphs of the seeds, in order, until there are `words` words or a few more."""
    paragraphs: list[str] = []
    for seed in SEEDS:
        for paragraph in seed.read_text(encoding="utf-8").split("\n\n"):
            if len(" ".join(paragraphs).split()) >= words:
                return "\n\n".join(paragraphs)
            paragraphs.append(paragraph.strip())
    return "\n\n".join(paragraphs)


def cold(text: str, model: Path | None) -> dict[str, Any]:
    """`sourcing label` in a process of its own, several times."""
    chosen = [] if model is None else ["--model", str(model.resolve())]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.txt"
        path.write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "sourcing", "label", *chosen, str(path)]
        seconds = [_timed(lambda: _run(command)) for _ in range(RUNS)]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * KILOBYTE
    return {
        "words": len(text.split()),
        "cold_seconds": round(median(seconds), 3),
        "cold_seconds_all": [round(value, 3) for value in seconds],
        "peak_megabytes": round(peak / 1e6, 1),
    }


def importing() -> dict[str, Any]:
    """`import sourcing` alone, without the start of Python itself."""
    code = "import time; t = time.perf_counter(); import sourcing; print(time.perf_counter() - t)"
    seconds = [float(_run([sys.executable, "-c", code])) for _ in range(RUNS)]
    return {"import_seconds": round(median(seconds), 3)}


def warm(model: Path | None) -> dict[str, Any]:
    """Articles and word pieces a second over the seeds, the model loaded."""
    import sourcing

    analyzer = sourcing.load(model)
    texts = [seed.read_text(encoding="utf-8") for seed in SEEDS]
    pieces = sum(len(analyzer.model.tokenizer.encode(text).ids) for text in texts)
    seconds = min(_timed(lambda: list(analyzer.pipe(texts))) for _ in range(RUNS))
    return {
        "model": analyzer.model.name,
        "articles_per_second": round(len(texts) / seconds, 2),
        "tokens_per_second": round(pieces / seconds),
        "onnx_megabytes": round(analyzer.model.file("model.onnx").stat().st_size / 1e6, 1),
    }


def _run(command: list[str]) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def _timed(function: Callable[[], object]) -> float:
    started = time.perf_counter()
    function()
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    numbers = {"machine": f"{machine}, Python {platform.python_version()}"}
    # The warm part comes last: a child's peak would count the memory of a parent that has grown.
    numbers |= cold(article(), options.model) | importing() | warm(options.model)
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(numbers, indent=2))


if __name__ == "__main__":
    main()
