"""A model that goes to other machines, and says the same there or is refused."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sourcing.batch.header import identity
from sourcing.batch.work import analyzer
from sourcing.errors import ModelError
from sourcing.folder import CALIBRATION, CONFIG, ONNX, TOKENIZER, find

_loaded: dict[tuple[str, ...], str | None] = {}


@dataclass(frozen=True)
class Weights:
    """A model to load elsewhere. `files`: name → bytes; none of the shipped one, which is there."""

    identity: Mapping[str, str]
    files: Mapping[str, bytes]

    @classmethod
    def of(cls, model: str | Path | None) -> Weights:
        """What `sourcing.load(model)` would load here, some 24 MB unless it is the shipped one."""
        folder = find(model)
        names = () if model is None else (CONFIG, ONNX, TOKENIZER, CALIBRATION)
        return cls(identity(folder), {name: folder.file(name).read_bytes() for name in names})

    def load(self) -> str | None:
        """Load the model in this process, once; returns the name that `work.analyzer` knows it by.

        Raises ModelError where this machine's version of sourcing, or its shipped model, is
        another than that of the machine that sent the work.
        """
        key = tuple(self.identity.values())
        if key not in _loaded:
            _loaded[key] = self._load()
        return _loaded[key]

    def _load(self) -> str | None:
        if not self.files:
            return self._checked(None)
        with TemporaryDirectory(prefix="sourcing-") as folder:
            for name, data in self.files.items():
                Path(folder, name).write_bytes(data)
            return self._checked(folder)

    def _checked(self, model: str | None) -> str | None:
        here = identity(find(model))
        for name, value in self.identity.items():
            if here[name] != value:
                raise ModelError(
                    f"the {name.replace('_', ' ')} is {here[name]} on {platform.node()} and "
                    f"{value} where the work comes from: install the same sourcing on every machine"
                )
        analyzer(model)("Once.")  # reads every file, so that none is needed from now on
        return model
