"""`sourcing batch --engine ray` on two nodes of one core each against one such node.

    python benchmarks/cluster.py [--articles 2000]

The nodes are started on this machine; all processes of a node are held to one core, and talk over
the loopback. The driver, which reads and writes, is not held: it shares the cores with the nodes,
which with two nodes on two cores counts against the second. Whole runs are timed, starts of
processes included. Articles are those of `scale.py`. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.scale import articles  # noqa: E402

OUT = ROOT / "benchmarks" / "results" / "cluster.json"
STORE = 100 * 1024 * 1024  # bytes of each node's object store; Ray takes no less than 75 MiB
TARGET = 1.8
ENVIRONMENT = {
    "PYTHONPATH": str(ROOT),
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0",  # here: keep to the loopback, as on those systems
}


@contextmanager
def started(nodes: int, *, cpus: int = 1) -> Iterator[Any]:
    """A Ray cluster of so many nodes, each on a core of its own, which Ray counts as `cpus`."""
    folder = tempfile.mkdtemp(prefix="ray-", dir="/tmp")  # short: sockets' names are bounded
    Path(folder, "ray").mkdir()
    os.environ |= {**ENVIRONMENT, "RAY_TMPDIR": folder}
    from ray.cluster_utils import Cluster

    cores = sorted(os.sched_getaffinity(0))
    common = {"num_cpus": cpus, "object_store_memory": STORE, "node_ip_address": "127.0.0.1"}
    cluster = Cluster()
    try:
        for i in range(nodes):
            os.sched_setaffinity(0, {cores[i % len(cores)]})  # a child inherits it
            first = {} if i else {"include_dashboard": False}
            cluster.add_node(**common, **first)
        os.sched_setaffinity(0, cores)
        yield cluster
    finally:
        os.sched_setaffinity(0, cores)
        cluster.shutdown()
        shutil.rmtree(folder, ignore_errors=True)


def seconds(source: Path, out: Path, nodes: int, model: Path | None) -> float:
    """How long the command takes on a fresh cluster."""
    with started(nodes) as cluster:
        command = [sys.executable, "-m", "sourcing", "batch", str(source), "-o", str(out)]
        command += ["--engine", "ray", "--address", cluster.address]
        command += ["--model", str(model)] if model else []
        before = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True)
        return time.perf_counter() - before


def measured(number: int, model: Path | None) -> dict[str, Any]:
    """Rates of one node and of two, and whether both wrote the same."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / "in.jsonl"
        with source.open("w", encoding="utf-8") as stream:
            stream.writelines(json.dumps({"text": text}) + "\n" for text in articles(number))
        one, two = (seconds(source, folder / f"out{n}", n, model) for n in (1, 2))
        same = _bytes(folder / "out1") == _bytes(folder / "out2")
    return {
        "articles": number,
        "seconds_one_node": round(one, 1),
        "seconds_two_nodes": round(two, 1),
        "articles_per_second_one_node": round(number / one, 2),
        "articles_per_second_two_nodes": round(number / two, 2),
        "ratio": round(one / two, 3),
        "target": TARGET,
        "same_bytes": same,
    }


def _bytes(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*.*") if path.suffix in (".parquet", ".jsonl"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--model", type=Path, help="model folder; by default the shipped one")
    parser.add_argument("--out", type=Path, default=OUT, help="where the numbers go")
    options = parser.parse_args()
    import ray

    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    numbers = {
        "machine": f"{machine}, Python {platform.python_version()}, Ray {ray.__version__}",
        **measured(options.articles, options.model),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(numbers, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(numbers, indent=2))


if __name__ == "__main__":
    main()
