"""What the adapters do to a batch of rows, without any of their engines."""

from __future__ import annotations

import pickle
from dataclasses import replace

import pytest

pa = pytest.importorskip("pyarrow")

from sourcing.batch import work  # noqa: E402
from sourcing.batch.run import score_files  # noqa: E402
from sourcing.batch.schema import TABLES, arrow_schema  # noqa: E402
from sourcing.batch.settings import Settings, Wishes  # noqa: E402
from sourcing.errors import InputError, ModelError  # noqa: E402
from sourcing.integrations import weights  # noqa: E402
from sourcing.integrations.nested import Layout, RowScorer, picked  # noqa: E402
from sourcing.integrations.weights import Weights  # noqa: E402
from tests.batches import ROWS, table, write  # noqa: E402

INPUT = [
    {**row, "n": None if i == 2 else 2**60 + i, "text": None if i == 3 else row["text"]}
    for i, row in enumerate(ROWS)
]


@pytest.fixture(scope="module")
def settings(model_folder) -> Settings:
    return Settings(model=str(model_folder.path), batch_rows=5, workers=1)


@pytest.fixture
def scored(settings):
    rows = pa.Table.from_pylist([{"row": i, **row} for i, row in enumerate(INPUT)])
    return pa.concat_tables(RowScorer(settings, Weights.of(settings.model)).slices(rows))


def test_tables_are_those_of_the_batch_command(scored, settings, tmp_path):
    score_files([str(write(tmp_path / "a.parquet", INPUT))], tmp_path / "out", settings)
    assert scored.num_rows == len(INPUT)
    for name, columns in TABLES.items():
        assert picked(scored, name).to_pylist() == table(tmp_path / "out", name)
        known = picked(scored, name).schema
        assert [known.field(f.name).type for f in arrow_schema(columns)] == [
            f.type for f in arrow_schema(columns)
        ]
    assert picked(scored, "errors").to_pylist() == [
        {"row": 3, "id": "a3", "reason": "the text is missing"}
    ]


@pytest.mark.parametrize("rows", [0, 1])
def test_a_batch_may_hold_nothing_that_can_be_scored(settings, rows):
    batch = pa.Table.from_pylist(
        [{"row": 9, "text": None}], pa.schema([("row", pa.int64()), ("text", pa.string())])
    ).slice(0, rows)
    scored = RowScorer(settings, Weights.of(settings.model))(batch)
    found = {name: picked(scored, name).num_rows for name in (*TABLES, "errors")}
    assert found == {"documents": 0, "sentences": 0, "attributions": 0, "errors": rows}


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (["row", "body"], "there is no column 'text', only 'body'"),
        (["row", "text", "words"], "a second 'words' in the table documents"),
        (["row", "text", "sentence_rows"], "already has a column 'sentence_rows'"),
    ],
)
def test_a_wrong_column_is_named(columns, message):
    with pytest.raises(InputError, match=message):
        Layout.of(pa.schema([(name, pa.string()) for name in columns]), Settings())


def test_columns_are_renamed_and_dropped():
    wishes = Wishes(text="body", rename={"words": "count"}, drop=frozenset({"n"}))
    names = ["row", "body", "words", "n", "outlet"]
    layout = Layout.of(pa.schema([(name, pa.string()) for name in names]), Settings(wishes))
    assert list(layout.carried) == ["count", "outlet"]


def test_a_model_travels_whole(model_folder, monkeypatch):
    monkeypatch.setattr(weights, "_loaded", {})
    sent = pickle.loads(pickle.dumps(Weights.of(model_folder.path)))
    name = sent.load()
    assert name != str(model_folder.path)
    assert sent.load() == name, "a second time in this process is free"
    here = work.analyzer(str(model_folder.path))
    text = ROWS[1]["text"]
    assert work.analyzer(name)(text) == here(text)


def test_another_version_is_refused(model_folder, monkeypatch):
    monkeypatch.setattr(weights, "_loaded", {})
    sent = Weights.of(model_folder.path)
    with pytest.raises(ModelError, match=r"the version is .* install the same sourcing"):
        replace(sent, identity={**sent.identity, "version": "0.0.1"}).load()
