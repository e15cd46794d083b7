"""Model folders: found, read, refused with a reason."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import sourcing
from sourcing import folder
from sourcing.errors import MissingExtraError, ModelError
from sourcing.folder import CALIBRATION, CARD, CONFIG, ONNX, TOKENIZER, WEIGHTS, ModelFolder, find
from tests.conftest import WINDOW


def test_a_folder(weightless: ModelFolder) -> None:
    found = find(weightless.path)
    assert found == find(str(weightless.path)) == weightless
    assert found.name == "weightless 0"
    assert found.frame.size == WINDOW
    assert found.transitions.shape == (6, 3, 3)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"no model folder at .*give a folder, owner/name"):
        find(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (CONFIG, None, "no complete model folder: config.json is missing"),
        (CONFIG, "{", "config.json is not valid JSON"),
        (CONFIG, '{"layout": 99}', "has layout 99.*train the model again"),
    ],
)
def test_a_config_that_is_wrong(tmp_path: Path, name: str, text: str | None, message: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=message):
        _ = ModelFolder(tmp_path).config


@pytest.mark.parametrize("name", [ONNX, TOKENIZER])
def test_an_incomplete_folder_is_refused(
    name: str, model_folder: ModelFolder, tmp_path: Path
) -> None:
    for other in {CONFIG, ONNX, TOKENIZER, CALIBRATION} - {name}:
        (tmp_path / other).symlink_to(model_folder.path / other)
    with pytest.raises(ModelError, match=f"{name} is missing"):
        sourcing.load(tmp_path)("Hall said so.")


def test_the_hub(monkeypatch: pytest.MonkeyPatch, weightless: ModelFolder, tmp_path: Path) -> None:
    asked: list[tuple[str, set[str]]] = []

    def snapshot_download(repo: str, *, allow_patterns: list[str]) -> str:
        asked.append((repo, set(allow_patterns)))
        return str(weightless.path)

    hub(monkeypatch, snapshot_download=snapshot_download)
    monkeypatch.chdir(tmp_path)
    assert find("somebody/model") == weightless
    assert asked == [("somebody/model", {CONFIG, ONNX, WEIGHTS, TOKENIZER, CALIBRATION, CARD})]


def test_a_local_folder_comes_before_the_hub(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    hub(monkeypatch, snapshot_download=None)
    monkeypatch.chdir(tmp_path)
    Path("somebody/model").mkdir(parents=True)
    assert find("somebody/model").path == Path("somebody/model")


def test_the_hub_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def snapshot_download(repo: str, **_: Any) -> str:
        raise OSError("no such repository")

    hub(monkeypatch, snapshot_download=snapshot_download)
    with pytest.raises(ModelError, match=r"cannot load 'somebody/model' .*no such repository"):
        find("somebody/model")


def test_the_hub_client_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sourcing\[hub\]'"):
        find("somebody/model")


@pytest.mark.parametrize("name", ["./a/b", "/a/b", "a/b/c", "name"])
def test_what_is_no_hub_name(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    hub(monkeypatch, snapshot_download=None)
    with pytest.raises(ModelError, match="no model folder"):
        find(name)


def hub(monkeypatch: pytest.MonkeyPatch, **members: Any) -> None:
    monkeypatch.setitem(sys.modules, "huggingface_hub", SimpleNamespace(**members))


@pytest.mark.parametrize("home", ["models/default", "sourcing/models/default"])
def test_the_shipped_model(home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It lies beside the package in a checkout and inside it where it was installed."""
    monkeypatch.setattr(folder, "__file__", str(tmp_path / "sourcing" / "folder.py"))
    with pytest.raises(ModelError, match="shipped model is missing"):
        find(None)
    (tmp_path / home).mkdir(parents=True)
    (tmp_path / home / CONFIG).write_text(json.dumps({}), encoding="utf-8")
    assert find(None).path == tmp_path / home
