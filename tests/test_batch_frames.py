"""The tables in pandas, and the scores in a dataset."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

pytest.importorskip("pyarrow")

import sourcing
from sourcing.analyzer import Analyzer
from sourcing.article import SourceType
from sourcing.batch import frames, schema, work
from sourcing.errors import InputError, MissingExtraError
from sourcing.folder import ModelFolder
from tests.batches import TEXTS
from tests.builders import Who, build, piece
from tests.fakes import TableTagger

TOM = Who("Tom Hall", SourceType.NAMED_PERSON)
ARTICLES = [
    build(
        piece("Bridge is safe", headline=True, content="other"),
        piece("[Tom Hall] <said> {the bridge is safe}.", by=TOM, paragraph=1),
        piece("{Quite safe}, it ~seems~.", attribution="implicit", paragraph=1),
        title="Bridge is safe",
    ),
    build(piece("It is a *shameful* affair.", content="opinion")),
]


# pandas


def test_frames_have_the_columns_of_the_tables():
    pytest.importorskip("pandas")
    for name, frame in sourcing.to_frames(ARTICLES)._asdict().items():
        assert list(frame.columns) == [column.name for column in schema.TABLES[name]]


def test_frames_say_what_the_articles_say():
    pytest.importorskip("pandas")
    documents, sentences, attributions = sourcing.to_frames(iter(ARTICLES))
    assert documents["row"].tolist() == [0, 1]
    assert documents["named_share"].tolist() == [a.scores.named_share for a in ARTICLES]
    assert documents["title"].fillna("").tolist() == ["Bridge is safe", ""]
    assert sentences["row"].tolist() == [0, 0, 0, 1]
    assert sentences["label"].tolist() == [
        "unattributed",
        "attributed",
        "attributed",
        "unattributed",
    ]
    for row in sentences.itertuples():
        text = ARTICLES[row.row].text
        assert text[row.start : row.end] == row.text
        assert [text[a:b] for a, b in zip(row.hedge_start, row.hedge_end, strict=True)] == (
            ["seems"] if "seems" in row.text else []
        )
        assert len(row.loaded_start) == ("shameful" in row.text)
    first, second = attributions.itertuples()
    assert (first.source_name, first.source_type, first.source_named) == (
        "Tom Hall",
        "named_person",
        True,
    )
    assert (first.cue, first.sentence, first.source, first.content_words) == ("said", 1, 0, 4)
    assert ARTICLES[0].text[first.source_start : first.source_end] == "Tom Hall"
    assert attributions[["source", "source_name", "cue_start"]].isna().to_numpy().tolist() == [
        [False] * 3,
        [True] * 3,
    ]
    assert second.sentence == 2
    assert str(attributions["source"].dtype) == "Int32", "whole numbers, also where some miss"


def test_no_articles_are_three_empty_frames():
    pytest.importorskip("pandas")
    assert [len(frame) for frame in sourcing.to_frames([])] == [0, 0, 0]


@pytest.mark.parametrize(("package", "extra"), [("pandas", "pandas"), ("datasets", "datasets")])
def test_a_missing_extra_names_the_command(monkeypatch, package, extra):
    monkeypatch.setattr(frames, "find_spec", lambda name: None if name == package else name)
    call = {"pandas": sourcing.to_frames, "datasets": sourcing.score_dataset}[package]
    with pytest.raises(MissingExtraError, match=rf"sourcing\[{extra}\]"):
        call([])


# datasets


@pytest.fixture
def hf(monkeypatch, tmp_path):
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    datasets = pytest.importorskip("datasets")
    datasets.disable_progress_bars()
    return datasets


@pytest.fixture
def model(weightless: ModelFolder, tmp_path, monkeypatch) -> Path:
    folder = tmp_path / "model"
    shutil.copytree(weightless.path, folder)
    (folder / "model.onnx").write_bytes(b"no network")
    fake = Analyzer(ModelFolder(folder), TableTagger())
    monkeypatch.setattr(work, "analyzer", lambda path: fake)
    monkeypatch.delitem(sys.modules, "sourcing.batch.dataset", raising=False)
    return folder


DATA = {"body": [TEXTS[0], None, TEXTS[1]], "outlet": ["Tern", "Gull", "Tern"], "n": [1, 2, 3]}


@pytest.mark.parametrize("streaming", [False, True])
def test_a_dataset_keeps_its_rows_and_gains_the_scores(hf, model, streaming):
    dataset = hf.Dataset.from_dict(DATA)
    dataset = dataset.to_iterable_dataset() if streaming else dataset
    found = sourcing.score_dataset(dataset, text_column="body", model=model, batch_size=2)
    rows = list(found)
    assert type(found) is type(dataset)
    assert [row["outlet"] for row in rows] == DATA["outlet"]
    reader = work.analyzer(None)
    scores = [reader(text).scores if text else None for text in DATA["body"]]
    assert [row["named_share"] for row in rows] == [s.named_share if s else None for s in scores]
    assert [row["n_sources"] for row in rows] == [s.n_sources if s else None for s in scores]
    assert [row["sourcing_error"] for row in rows] == [None, "the text is missing", None]


def test_the_types_do_not_hang_on_the_values(hf, model):
    dataset = hf.Dataset.from_dict(
        {"text": [None], "n": [1]},
        hf.Features({"text": hf.Value("string"), "n": hf.Value("int64")}),
    )
    found = sourcing.score_dataset(dataset, model=model)
    assert found.features["named_share"].dtype == "float64"
    assert found.features["single_source"].dtype == "bool"
    assert found.features["words"].dtype == "int32"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"body": ["Hm."]}, "has no column 'text'"),
        ({"text": ["Hm."], "words": [1]}, "'words': ren"),
    ],
)
def test_columns_that_miss_or_clash_are_refused(hf, model, data, message):
    with pytest.raises(InputError, match=message):
        sourcing.score_dataset(hf.Dataset.from_dict(data), model=model)
