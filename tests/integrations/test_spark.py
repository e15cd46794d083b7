"""Spark in local-cluster mode: a master, and executors that are processes of their own."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from threading import Thread
from typing import Any

import pytest

if find_spec("pyspark") is None:
    pytest.skip("pyspark is not installed: make test-cluster", allow_module_level=True)
if not (which("java") or os.environ.get("JAVA_HOME")):
    pytest.skip("Spark needs Java: apt-get install default-jre-headless", allow_module_level=True)
pa = pytest.importorskip("pyarrow")

from sourcing.batch.run import score_files  # noqa: E402
from sourcing.batch.schema import TABLES  # noqa: E402
from sourcing.batch.settings import Settings  # noqa: E402
from sourcing.errors import InputError  # noqa: E402
from tests.batches import TEXTS, table, write  # noqa: E402

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

ROOT = Path(__file__).parents[2]
INPUT = [
    {
        "row": i,
        "id": f"a{i}",
        "text": " ".join(TEXTS[i % 4 :] * 3),
        "n": 2**60 + i if i % 5 else None,
    }
    for i in range(80)
]
INPUT[3]["text"] = None
CONFIG = {
    "spark.driver.memory": "512m",
    "spark.executor.memory": "512m",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.executorEnv.PYTHONPATH": str(ROOT),
}
EXECUTOR = "org.apache.spark.executor.CoarseGrainedExecutorBackend"


@pytest.fixture(scope="module")
def spark(tmp_path_factory) -> Iterator[Any]:
    """Two executors of one core and half a gigabyte."""
    import pyspark
    from pyspark.sql import SparkSession

    home = Path(pyspark.__file__).parent
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPARK_HOME", str(home))
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("SPARK_WORKER_DIR", str(tmp_path_factory.mktemp("work")))
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("PYTHONPATH", str(ROOT))
        builder = SparkSession.builder.master("local-cluster[2,1,1024]")
        for name, value in CONFIG.items():
            builder = builder.config(name, value)
        session = builder.getOrCreate()
        yield session
        session.stop()


@pytest.fixture(scope="module")
def settings(model_folder) -> Settings:
    return Settings(model=str(model_folder.path), batch_rows=8, workers=1)


@pytest.fixture(scope="module")
def expected(settings, tmp_path_factory) -> dict[str, list[dict[str, Any]]]:
    """What one process writes; its `row` counts as ours does."""
    folder = tmp_path_factory.mktemp("expected")
    rows = [{name: value for name, value in row.items() if name != "row"} for row in INPUT]
    score_files([str(write(folder / "a.parquet", rows))], folder / "out", settings)
    return {name: table(folder / "out", name) for name in TABLES}


def frame(spark: Any, partitions: int) -> Any:
    return spark.createDataFrame(pa.Table.from_pylist(INPUT)).repartition(partitions)


def by_number(rows: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    key = {"documents": "row", "sentences": "sentence", "attributions": "attribution"}[name]
    return sorted(rows, key=lambda row: (row["row"], row[key]))


def test_the_tables_are_those_of_one_process(spark, settings, expected):
    from sourcing.integrations.spark import score, tables

    scored = score(frame(spark, 4), settings).cache()
    found = {n: f.toArrow().to_pylist() for n, f in tables(scored)._asdict().items()}
    assert found.pop("errors") == [{"row": 3, "id": "a3", "reason": "the text is missing"}]
    for name, rows in found.items():
        assert by_number(rows, name) == expected[name]


def test_an_executor_that_dies_costs_nothing(spark, settings, expected):
    from sourcing.integrations.spark import score, tables

    killed: list[int] = []
    killer = Thread(target=_kill_a_busy_executor, args=(killed,))
    killer.start()
    scored = score(frame(spark, 40), settings)
    documents = tables(scored).documents.toArrow().to_pylist()
    killer.join(timeout=60)
    assert killed, "no executor was killed while it worked"
    assert by_number(documents, "documents") == expected["documents"]


def _kill_a_busy_executor(killed: list[int]) -> None:
    """Kills one that has a Python process, after a moment's work."""
    end = time.monotonic() + 60
    while not killed and time.monotonic() < end:
        for pid in _below(os.getpid()):
            if EXECUTOR in _words(pid) and any("pyspark" in _words(c) for c in _below(pid)):
                time.sleep(0.3)
                os.kill(pid, signal.SIGKILL)
                killed.append(pid)
                return
        time.sleep(0.02)


def _below(pid: int) -> list[int]:
    """All processes that descend from one."""
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = [int(child) for child in task.read_text().split()]
        except OSError:
            continue
        for child in children:
            found += [child, *_below(child)]
    return found


def _words(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:  # gone in the meantime
        return ""


def test_rows_are_numbered_where_the_input_does_not(spark, settings):
    from sourcing.integrations.spark import score, tables

    rows = tables(score(frame(spark, 3).drop("row"), settings)).documents.select("row").collect()
    assert len({row["row"] for row in rows}) == len(INPUT) - 1


def test_a_wrong_column_is_named_before_anything_runs(spark, settings):
    from sourcing.integrations.spark import score

    with pytest.raises(InputError, match="no column 'text', only 'id', 'n'"):
        score(frame(spark, 2).drop("text"), settings)
