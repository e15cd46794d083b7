"""A model folder: a declared layout, no code in it, no pickle.

config.json         name, version, windows, the tags' transition scores, the encoder's sizes
model.onnx          the network, fused and int8: all that the default runtime reads
model.safetensors   the same weights, fp16, for torch and for further training
tokenizer.json      the tokenizer, whole
calibration.json    temperatures, thresholds and tag bonuses, chosen after training
README.md           the model card
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from sourcing.errors import MissingExtraError, ModelError
from sourcing.windows import Frame, frame_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

CONFIG, ONNX, WEIGHTS = "config.json", "model.onnx", "model.safetensors"
TOKENIZER, CALIBRATION, CARD = "tokenizer.json", "calibration.json", "README.md"
LAYOUT = 1  # of the rows in heads.py; a folder of another layout cannot be read


@dataclass(frozen=True)
class ModelFolder:
    """The files of one model, read when they are asked for."""

    path: Path

    @cached_property
    def config(self) -> dict[str, Any]:
        config = self._json(CONFIG)
        if config.get("layout") != LAYOUT:
            raise ModelError(
                f"{self.path / CONFIG} has layout {config.get('layout')!r}, this version of "
                f"sourcing reads {LAYOUT}: train the model again or install the fitting version"
            )
        return config

    @cached_property
    def calibration(self) -> dict[str, Any]:
        return self._json(CALIBRATION)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # not needed to import the library, and not light

        return Tokenizer.from_file(str(self.file(TOKENIZER)))

    @cached_property
    def transitions(self) -> npt.NDArray[np.float32]:
        """(layers, from, to)"""
        return np.asarray(self.config["transitions"], dtype=np.float32)

    @property
    def name(self) -> str:
        """Name and version, as it stands in every result."""
        return f"{self.config['name']} {self.config['version']}"

    @property
    def frame(self) -> Frame:
        return frame_of(self.tokenizer, self.config["window"])

    def file(self, name: str) -> Path:
        path = self.path / name
        if not path.is_file():
            raise ModelError(f"{self.path} is no complete model folder: {name} is missing")
        return path

    def _json(self, name: str) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self.file(name).read_text(encoding="utf-8"))
        except ValueError as error:
            raise ModelError(f"{self.path / name} is not valid JSON: {error}") from error
        return data


def find(model: str | Path | None) -> ModelFolder:
    """The shipped model for None, a local folder, or `owner/name` from the Hugging Face Hub."""
    if model is None:
        return ModelFolder(_shipped())
    path = Path(model)
    if path.is_dir():
        return ModelFolder(path)
    if isinstance(model, str) and model.count("/") == 1 and not model.startswith((".", "/")):
        return ModelFolder(_download(model))
    raise ModelError(
        f"no model folder at {model}: give a folder, owner/name on the Hub, or nothing"
    )


def _shipped() -> Path:
    """Inside the package where it was installed, beside it in a checkout."""
    here = Path(__file__).parent
    for path in (here / "models" / "default", here.parent / "models" / "default"):
        if (path / CONFIG).is_file():
            return path
    raise ModelError("the shipped model is missing from this installation: install sourcing again")


def _download(repo: str) -> Path:
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise MissingExtraError(f"Loading {repo!r} from the Hub", "hub") from error
    files = [CONFIG, ONNX, WEIGHTS, TOKENIZER, CALIBRATION, CARD]
    try:
        return Path(snapshot_download(repo, allow_patterns=files))
    except Exception as error:  # the Hub client has no common base for what can go wrong
        raise ModelError(f"cannot load {repo!r} from the Hub: {error}") from error
