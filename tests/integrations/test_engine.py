"""`sourcing batch --engine`: what is said where it cannot run."""

from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

pytest.importorskip("pyarrow")

from sourcing import cli
from sourcing.errors import MissingExtraError
from tests.batches import write


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--address", "head:6379"], "--address head:6379 is for a Ray cluster: add --engine ray"),
        (["--engine", "ray"], "pip install 'sourcing[ray]'"),
    ],
)
def test_an_engine_that_cannot_run_says_what_to_do(arguments, message, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "sourcing.integrations.ray", raising=False)
    command = ["batch", str(write(tmp_path / "a.jsonl")), "-o", str(tmp_path / "out"), *arguments]
    result = CliRunner().invoke(cli.main, command)
    assert message in result.stderr
    assert result.exit_code == 2


def test_a_missing_spark_names_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    monkeypatch.delitem(sys.modules, "sourcing.integrations.spark", raising=False)
    with pytest.raises(MissingExtraError, match=r"pip install 'sourcing\[spark\]'"):
        import sourcing.integrations.spark  # noqa: F401
