"""`sourcing batch` as inputs grow: rate, peak memory of each process, size of the output.

    python benchmarks/scale.py [--articles 500 2000 10000] [--paragraphs 200000] [--workers 2]

Articles are drawn from the paragraphs of `seeds/`, some 700 words each, and so are texts of one
paragraph. Each input is scored by the real command; its start, and the pass ahead over the input,
count. The rate to compare with is that of one process with all cores over the first articles,
`Analyzer.pipe` alone: nothing is read, scored or written. Linux only: memory is read from /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
OUT = ROOT / "benchmarks" / "results" / "scale.json"
WORDS, SEED, COMPARED = 700, 7, 100
SECONDS_BETWEEN_LOOKS = 0.2


def paragraphs() -> list[str]:
    """Every paragraph of the seeds, in order."""
    texts = (path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds").glob("*.txt")))
    return [part.strip() for text in texts for part in text.split("\n\n") if part.strip()]


def articles(number: int) -> Iterator[str]:
    """Articles of `WORDS` words or a few more, of paragraphs drawn at random; always the same."""
    pool, draw = paragraphs(), random.Random(SEED)
    for _ in range(number):
        parts: list[str] = []
        while sum(len(part.split()) for part in parts) < WORDS:
            parts.append(draw.choice(pool))
        yield "\n\n".join(parts)


def single_paragraphs(number: int) -> Iterator[str]:
    pool, draw = paragraphs(), random.Random(SEED)
    return (draw.choice(pool) for _ in range(number))


def measured(texts: Iterator[str], workers: int, model: Path | None) -> dict[str, Any]:
    """One run of the command over these texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, out = folder / "in.jsonl", folder / "out"
        with source.open("w", encoding="utf-8") as stream:
            rows = sum(bool(stream.write(json.dumps({"text": text}) + "\n")) for text in texts)
        command = [sys.executable, "-m", "sourcing", "batch", str(source), "-o", str(out)]
        command += ["--workers", str(workers), *(["--model", str(model)] if model else [])]
        started = time.perf_counter()
        peaks = _peaks(command)
        seconds = time.perf_counter() - started
        written = sum(path.stat().st_size for path in out.rglob("*") if path.is_file())
        parent, *others = peaks
        return {
            "rows": rows,
            "seconds": round(seconds, 1),
            "rows_per_second": round(rows / seconds, 2),
            "peak_megabytes_parent": parent,
            "peak_megabytes_workers": sorted(others, reverse=True)[:workers],
            "input_bytes": source.stat().st_size,
            "output_bytes": written,
        }


def _peaks(command: list[str]) -> list[float]:
    """Peak resident memory in MB of a command and of its children, the command first."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        peaks: dict[int, float] = {process.pid: 0.0}
        while process.poll() is None:
            for pid in (process.pid, *_children(process.pid)):
                peaks[pid] = max(peaks.get(pid, 0.0), _peak(pid))
            time.sleep(SECONDS_BETWEEN_LOOKS)
        said = process.stderr.read() if process.stderr else ""
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{said}")
    return [round(value, 1) for value in peaks.values()]


def _children(pid: int) -> list[int]:
    try:
        return [
            int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        ]
    except OSError:
        return []


def _peak(pid: int) -> float:
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:  # gone in the meantime
        return 0.0
    lines = (line.split() for line in status.splitlines())
    return next((int(words[1]) / 1000 for words in lines if words[0] == "VmHWM:"), 0.0)


def analyzer_rate(number: int, model: Path | None) -> float:
    """Articles a second of `Analyzer.pipe` in one process, with all cores; the best of three."""
    import sourcing

    analyzer, texts = sourcing.load(model), list(articles(number))
    best = 0.0
    for _ in range(3):
        started = time.perf_counter()
        scored = sum(1 for _ in analyzer.pipe(texts))
        best = max(best, scored / (time.perf_counter() - started))
    return round(best, 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, nargs="*", default=[500, 2000, 10_000])
    parser.add_argument("--paragraphs", type=int, nargs="*", default=[200_000])
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    compared = [COMPARED, *options.articles]
    run = {"workers": options.workers, "model": options.model}
    numbers = {
        "machine": f"{machine}, Python {platform.python_version()}",
        "workers": options.workers,
        "analyzer_articles_per_second": analyzer_rate(min(compared), options.model),
        "articles": [measured(articles(number), **run) for number in options.articles],
        "paragraphs": [measured(single_paragraphs(n), **run) for n in options.paragraphs],
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(numbers, indent=2))


if __name__ == "__main__":
    main()
