"""A Ray cluster of two nodes on this machine, one of them killed in the middle of the run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

if find_spec("ray") is None:  # it may be imported only when `started` has set the scene
    pytest.skip("Ray is not installed: make test-cluster", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

from benchmarks.cluster import ENVIRONMENT, started  # noqa: E402
from sourcing.batch.run import score_files  # noqa: E402
from sourcing.batch.schema import TABLES  # noqa: E402
from sourcing.batch.settings import Settings  # noqa: E402
from sourcing.errors import SourcingError  # noqa: E402
from tests.batches import TEXTS, lines, table, tree, write  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROOT = Path(__file__).parents[2]
ROWS = 240
SECONDS = 420  # after which a test that hangs fails
CORPUS = [
    {"id": str(i), "text": " ".join(TEXTS[i % 4 :] * 12), "n": i if i % 5 else None}
    for i in range(ROWS)
]
CORPUS[7]["text"] = None


@pytest.fixture(autouse=True)
def bounded() -> Iterator[None]:
    """No test waits forever for a cluster."""

    def stop(*_: object) -> None:
        raise TimeoutError(f"not done after {SECONDS} seconds")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def settings(model_folder) -> Settings:
    return Settings(model=str(model_folder.path), part_rows=16, batch_rows=4, workers=1)


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("corpus") / "a.parquet", CORPUS)


@pytest.fixture(scope="module")
def expected(corpus, settings, tmp_path_factory) -> Path:
    """What one process writes."""
    out = tmp_path_factory.mktemp("expected") / "out"
    score_files([str(corpus)], out, settings)
    return out


def working(node) -> list[int]:
    """The processes of a node that have been given work."""
    (raylet,) = node.all_processes["raylet"]
    children = Path(f"/proc/{raylet.process.pid}/task/{raylet.process.pid}/children").read_text()
    names = {int(pid): Path(f"/proc/{pid}/cmdline").read_text() for pid in children.split()}
    return [pid for pid, name in names.items() if "_score" in name or "RowScorer" in name]


def wait_for(condition: Callable[[], object]) -> None:
    end = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < end, "nothing happened for 90 seconds"
        time.sleep(0.02)


def test_a_batch_goes_on_when_a_node_dies(corpus, expected, settings, tmp_path):
    out = tmp_path / "out"
    with started(2) as cluster:
        command = [sys.executable, "-m", "sourcing", "batch", str(corpus), "-o", str(out)]
        command += ["--model", settings.model, "--part-rows", "16", "--batch-rows", "4"]
        command += ["--engine", "ray", "--address", cluster.address]
        process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stderr=subprocess.PIPE, text=True
        )
        (second,) = cluster.worker_nodes
        wait_for(lambda: working(second) or process.poll() is not None)
        wait_for(lambda: any(out.glob("documents/part-*")) or process.poll() is not None)
        assert process.poll() is None, process.communicate()
        cluster.remove_node(second, allow_graceful=False)
        left = len(list(out.glob("documents/part-*")))
        _, said = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, said
    assert left < ROWS // 16, "the node died when all was done"
    assert tree(out) == tree(expected)
    rows = [row["row"] for row in table(out, "documents")]
    rows += [error["row"] for error in lines(out / "errors.jsonl")]
    assert sorted(rows) == list(range(ROWS)), "nothing lost, nothing twice"


def test_ray_data_goes_on_when_a_node_dies(corpus, expected, settings):
    with started(2, cpus=2) as cluster, connected(cluster.address) as ray:
        from sourcing.integrations.ray import score, tables

        (second,) = cluster.worker_nodes
        source = ray.data.read_parquet(str(corpus))
        scored = score(source, replace(settings, part_rows=4, workers=4))
        seen = []
        for batch in scored.iter_batches(batch_size=None, batch_format="pyarrow"):
            seen.append(batch)
            if len(seen) == 4:
                wait_for(lambda: working(second))
                cluster.remove_node(second, allow_graceful=False)
        stored = ray.data.from_arrow(pa.concat_tables(seen))
        found = {name: data.take_all() for name, data in tables(stored)._asdict().items()}
    assert len({row["row"] for row in found["documents"]}) == ROWS - 1
    assert [(row["id"], row["reason"]) for row in found["errors"]] == [("7", "the text is missing")]
    for name in TABLES:
        assert without_row(found[name]) == without_row(table(expected, name))


@contextmanager
def connected(address: str) -> Iterator[Any]:
    import ray

    ray.init(address=address, log_to_driver=False, logging_level="ERROR")
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()


def sorted_rows(rows: list[dict]) -> list[dict]:
    return sorted(rows, key=lambda row: (int(row["id"]), *_place(row)))


def _place(row: dict) -> tuple[int, ...]:
    return tuple(
        row[name] for name in ("sentence", "attribution") if isinstance(row.get(name), int)
    )


def without_row(rows: list[dict]) -> list[dict]:
    """`row` has gaps where Ray makes it."""
    return [
        {name: value for name, value in row.items() if name != "row"} for row in sorted_rows(rows)
    ]


def test_no_cluster_is_an_error_with_a_next_step(corpus, settings, tmp_path):
    from sourcing.integrations.ray import on_cluster

    with pytest.raises(SourcingError, match="check --address"):
        score_files([str(corpus)], tmp_path / "out", settings, engine=on_cluster("nowhere"))
