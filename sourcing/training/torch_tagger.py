"""The same weights in torch: `sourcing.load(..., backend="torch")`, on a CUDA device if any."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import load_file

from sourcing.folder import WEIGHTS, ModelFolder
from sourcing.tagger import padded
from sourcing.training.model import SourcingConfig, SourcingModel
from sourcing.windows import Window


class TorchTagger:
    """Runs `model.safetensors` of a model folder."""

    def __init__(self, folder: ModelFolder) -> None:
        self._device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self._network = load_network(folder)
        torch.nn.Module.to(self._network, self._device)

    @torch.inference_mode()
    def __call__(self, batch: Sequence[Window]) -> list[npt.NDArray[np.float32]]:
        inputs = {k: torch.from_numpy(v).to(self._device) for k, v in padded(batch).items()}
        rows = self._network.rows(**inputs).float().cpu().numpy()
        return [row[window.rows] for row, window in zip(rows, batch, strict=True)]


def load_network(folder: ModelFolder) -> SourcingModel:
    """The network of a model folder, fp32, ready to run."""
    model = SourcingModel(SourcingConfig(**folder.config["network"]))
    weights = load_file(folder.file(WEIGHTS))
    model.load_state_dict({name: value.float() for name, value in weights.items()})
    model.eval()
    return model
