"""The exported network says what the trained one says."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sourcing.folder import CONFIG, LAYOUT, ONNX, TOKENIZER, WEIGHTS, ModelFolder
from sourcing.heads import WIDTH
from sourcing.windows import SEGMENTS
from tests.conftest import WINDOW

torch = pytest.importorskip("torch")

SHAPES = [(1, 5), (1, 40), (3, 17)]
Inputs = dict[str, npt.NDArray[np.int64]]


def inputs(windows: int, pieces: int, lengths: list[int] | None = None) -> Inputs:
    """Random pieces; with lengths, padded."""
    rng = np.random.default_rng(7)
    made = {
        "ids": rng.integers(5, 400, (windows, pieces)),
        "segments": rng.integers(0, SEGMENTS, (windows, pieces)),
        "mask": np.ones((windows, pieces), np.int64),
    }
    for row, length in enumerate(lengths or []):
        for values in made.values():
            values[row, length:] = 0
    return made


def session(path: Path) -> Any:
    import onnxruntime

    return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])


@pytest.fixture(scope="module")
def fused(network: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The fp32 graph."""
    from sourcing.training.export import write_fp32

    path = tmp_path_factory.mktemp("fused") / "fused.onnx"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        write_fp32(network, path)
    return session(path)


def in_torch(network: Any, given: Inputs) -> npt.NDArray[np.float32]:
    with torch.inference_mode():
        rows: npt.NDArray[np.float32] = network.rows(
            **{name: torch.from_numpy(values) for name, values in given.items()}
        ).numpy()
    return rows


@pytest.mark.parametrize(("windows", "pieces"), SHAPES)
def test_the_fused_graph(fused: Any, network: Any, windows: int, pieces: int) -> None:
    given = inputs(windows, pieces)
    (rows,) = fused.run(None, given)
    assert rows.shape == (windows, pieces, WIDTH)
    assert rows == pytest.approx(in_torch(network, given), abs=1e-3)


@pytest.mark.parametrize(("windows", "pieces"), SHAPES)
def test_the_int8_graph(model_folder: ModelFolder, network: Any, windows: int, pieces: int) -> None:
    given = inputs(windows, pieces)
    (rows,) = session(model_folder.file(ONNX)).run(None, given)
    expected = in_torch(network, given)
    assert np.corrcoef(rows.ravel(), expected.ravel())[0, 1] > 0.99
    assert np.abs(rows - expected).mean() < 0.1 * np.abs(expected).mean()


def test_padding_is_not_read(fused: Any, network: Any) -> None:
    """A window says the same alone and beside a longer one."""
    padded = inputs(2, 30, lengths=[30, 11])
    alone = {name: values[1:, :11] for name, values in padded.items()}
    (rows,), (expected,) = fused.run(None, padded), fused.run(None, alone)
    assert rows[1, :11] == pytest.approx(expected[0], abs=1e-3)
    assert in_torch(network, padded)[1, :11] == pytest.approx(expected[0], abs=1e-3)
    unmasked = padded | {"mask": np.ones_like(padded["mask"])}
    assert np.abs(fused.run(None, unmasked)[0][1, :11] - expected[0]).max() > 1e-2


def test_the_folder(model_folder: ModelFolder, network: Any) -> None:
    config = json.loads(model_folder.file(CONFIG).read_text(encoding="utf-8"))
    assert (config["name"], config["layout"], config["window"]) == ("tiny", LAYOUT, WINDOW)
    assert 0 < config["overlap"] < WINDOW
    assert model_folder.transitions == pytest.approx(network.transitions.detach().numpy(), abs=1e-4)
    for name in (ONNX, WEIGHTS, TOKENIZER):
        assert model_folder.file(name).stat().st_size > 0


def test_the_tokenizer_comes_through(model_folder: ModelFolder, tokenizer: Any) -> None:
    text = "“Élysée” said Hall’s 1,204 neighbours."
    assert model_folder.tokenizer.encode(text).ids == tokenizer.encode(text).ids


def test_half_weights_are_the_weights(model_folder: ModelFolder, network: Any) -> None:
    from sourcing.training.torch_tagger import load_network

    given = inputs(2, 20)
    rows = in_torch(load_network(model_folder), given)
    assert rows == pytest.approx(in_torch(network, given), abs=0.05)
