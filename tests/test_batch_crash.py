"""No row is lost and none comes twice, whenever a run of `sourcing batch` dies."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

from sourcing.analyzer import Analyzer
from sourcing.batch import work
from sourcing.batch.parts import ASIDE, ERRORS, MANIFEST
from sourcing.batch.run import score_files
from sourcing.batch.settings import Settings
from sourcing.errors import SourcingError
from sourcing.folder import ModelFolder
from tests.batches import ROWS, TEXTS, lines, table, tree, write
from tests.fakes import TableTagger

ROOT = Path(__file__).parents[1]
KILLS = int(os.environ.get("SOURCING_KILLS", "5"))  # 100 before a release
MIXED = [*ROWS[:4], {"id": "bad", "text": 5}, *ROWS[4:9], {"id": "none"}, ROWS[9]]


pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="looks into /proc")

# In this process, every step that must last made to fail in its turn


class Crash(BaseException):
    """Nothing that anybody catches, as a power cut is."""


class Steps:
    """Lets the calls that make bytes last happen `allowed` times, and then crashes, torn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, allowed: int) -> None:
        self.left = allowed
        for name in ("fsync", "replace"):
            monkeypatch.setattr(f"sourcing.batch.parts.os.{name}", self._wrap(getattr(os, name)))

    def _wrap(self, call: Callable[..., object]) -> Callable[..., object]:
        def step(target, *rest):
            if self.left == 0:
                if isinstance(target, int):
                    _tear(target)
                raise Crash
            self.left -= 1
            return call(target, *rest)

        return step


def _tear(file: int) -> None:
    """A file that was being written loses its end: all of it is new, or its last line."""
    name = Path(os.readlink(f"/proc/self/fd/{file}")).name
    size = os.fstat(file).st_size
    if name.startswith(ASIDE):
        os.truncate(file, size // 2)
    elif name in (MANIFEST, ERRORS):
        os.truncate(file, size - 5)


@pytest.fixture
def model(weightless: ModelFolder, tmp_path, monkeypatch) -> str:
    folder = tmp_path / "model"
    shutil.copytree(weightless.path, folder)
    (folder / "model.onnx").write_bytes(b"no network")
    fake = Analyzer(ModelFolder(folder), TableTagger())
    monkeypatch.setattr(work, "analyzer", lambda path: fake)
    monkeypatch.setattr(os, "fsync", lambda file: None)  # the disk itself does not crash here
    return str(folder)


def test_a_crash_at_any_step_costs_nothing(model, tmp_path, monkeypatch):
    source = str(write(tmp_path / "a.jsonl", MIXED))
    settings = Settings(model=model, part_rows=5, workers=1, format="jsonl")
    whole = tmp_path / "whole"
    score_files([source], whole, settings)
    expected = tree(whole)
    crashes = 0
    while True:
        out = tmp_path / f"out{crashes}"
        try:
            with monkeypatch.context() as patch:
                Steps(patch, crashes)
                score_files([source], out, settings)
        except Crash:
            crashes += 1
        else:
            break
        done = score_files([source], out, settings)
        assert tree(out) == expected, f"after step {crashes}"
        assert (done.rows, done.documents, done.errors) == (len(MIXED), len(MIXED) - 2, 2)
    assert crashes > 30, "three parts of three tables, errors and a manifest"


def test_crash_upon_crash_comes_to_an_end(model, tmp_path, monkeypatch):
    source = str(write(tmp_path / "a.jsonl", MIXED))
    settings = Settings(model=model, part_rows=2, workers=1)
    score_files([source], tmp_path / "whole", settings)
    crashes, done = 0, False
    while not done and crashes < 20:
        try:
            with monkeypatch.context() as patch:
                Steps(patch, 16)  # a part takes some 11 steps, and a beginning 6
                score_files([source], tmp_path / "out", settings)
            done = True
        except Crash:
            crashes += 1
    assert 3 < crashes < 20
    assert tree(tmp_path / "out") == tree(tmp_path / "whole")


# Real processes and a real, tiny network


@pytest.fixture(scope="module")
def settings(model_folder: ModelFolder) -> Settings:
    return Settings(model=str(model_folder.path), part_rows=4, batch_rows=2, workers=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [{"id": str(i), "text": " ".join(TEXTS[i % 4 :] * 3), "n": i} for i in range(40)]
    rows[7]["text"] = None
    return write(tmp_path_factory.mktemp("corpus") / "a.jsonl", rows)


@pytest.fixture(scope="module")
def expected(corpus: Path, settings: Settings, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("expected") / "out"
    score_files([str(corpus)], out, settings)
    return out


def command(corpus: Path, out: Path, settings: Settings, workers: int) -> list[str]:
    batch = [sys.executable, "-m", "sourcing", "batch", str(corpus), "-o", str(out)]
    options = ["--model", str(settings.model), "--part-rows", "4", "--batch-rows", "2"]
    return [*batch, *options, "--workers", str(workers)]


def finish(corpus: Path, out: Path, settings: Settings, workers: int) -> None:
    line = command(corpus, out, settings, workers)
    subprocess.run(line, cwd=ROOT, check=True, capture_output=True)


def test_two_processes_write_the_same_bytes_as_one(corpus, expected, settings, tmp_path):
    finish(corpus, tmp_path / "two", settings, workers=2)
    assert tree(tmp_path / "two") == tree(expected)


@pytest.mark.parametrize("workers", [1, 2])
def test_kill_9_at_random_moments(corpus, expected, settings, tmp_path, workers):
    out, moments = tmp_path / "out", random.Random(workers)
    for _ in range(KILLS // 2 + KILLS % 2 * (workers == 2)):
        process = subprocess.Popen(
            command(corpus, out, settings, workers),
            cwd=ROOT,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        parts = sum(1 for _ in out.glob("documents/part-*"))
        until = time.monotonic() + 20
        wait_for_next = moments.random() < 0.7  # else somewhere at the start
        while wait_for_next and process.poll() is None and time.monotonic() < until:
            if sum(1 for _ in out.glob("documents/part-*")) > parts:
                break
            time.sleep(0.005)
        time.sleep(moments.random() * (0.02 if wait_for_next else 1.5))
        process.kill()
        process.wait()
    finish(corpus, out, settings, workers)
    assert tree(out) == tree(expected)
    rows = [row["row"] for row in table(out, "documents")]
    rows += [error["row"] for error in lines(out / "errors.jsonl")]
    assert sorted(rows) == list(range(40))
    assert not list(out.rglob(f"{ASIDE}*"))


def test_no_process_outlives_a_parent_that_is_killed(corpus, settings, tmp_path):
    mark = f"SOURCING_TEST={tmp_path}"
    name, _, value = mark.partition("=")
    process = subprocess.Popen(
        command(corpus, tmp_path / "out", settings, workers=2),
        cwd=ROOT,
        env={**os.environ, name: value},
        stderr=subprocess.DEVNULL,
    )
    _until(lambda: len(_marked(mark)) >= 3 or process.poll() is not None)
    process.kill()
    process.wait()
    _until(lambda: not _marked(mark))
    assert _marked(mark) == []


def _marked(mark: str) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in path.read_bytes():
                found.append(path.parent.name)
        except OSError:  # gone in the meantime, or somebody else's
            continue
    return found


def _until(condition: Callable[[], bool], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)


def dies(texts: object) -> None:
    os._exit(9)


def test_a_process_that_dies_is_an_error_with_a_next_step(monkeypatch):
    class Batch:
        texts = ()

    with pytest.raises(SourcingError, match="the same command goes on where it stopped"):
        list(work.scored(dies, [Batch()], workers=2))
