"""A trained model -> a model folder: fused int8 ONNX, fp16 weights, tokenizer, configuration."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import onnx
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.transformers.fusion_options import FusionOptions
from onnxruntime.transformers.optimizer import optimize_model
from safetensors.torch import save_file
from tokenizers import Tokenizer
from torch import Tensor, nn

from sourcing import __version__
from sourcing.folder import CONFIG, LAYOUT, ONNX, TOKENIZER, WEIGHTS
from sourcing.training.model import SourcingModel

OPSET = 17


class _AllPieces(nn.Module):
    """The network as the runtime runs it: a row for every piece; the runtime picks the words."""

    def __init__(self, model: SourcingModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, ids: Tensor, segments: Tensor, mask: Tensor) -> Tensor:
        return self.model.rows(ids, segments, mask)


def export(
    model: SourcingModel, tokenizer: Tokenizer, out: Path, *, name: str, window: int
) -> None:
    """Write everything of a model folder but its calibration and its card."""
    out.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(out / TOKENIZER))
    half = {key: value.half().contiguous() for key, value in model.state_dict().items()}
    save_file(half, out / WEIGHTS)
    config = {
        "name": name,
        "version": __version__,
        "layout": LAYOUT,
        "window": window,
        "overlap": window // 4,
        "transitions": model.transitions.detach().double().round(decimals=4).tolist(),
        "network": model.config.to_dict(),
    }
    (out / CONFIG).write_text(json.dumps(config, indent=1) + "\n", encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        fused = Path(folder) / "fused.onnx"
        write_fp32(model, fused)
        quantize_dynamic(
            fused,
            out / ONNX,
            weight_type=QuantType.QInt8,
            per_channel=True,
            op_types_to_quantize=["MatMul", "Attention", "Gather", "EmbedLayerNormalization"],
            extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
        )


def write_fp32(model: SourcingModel, path: Path) -> None:
    """The fused graph before quantization."""
    kernel = model.encoder.config._attn_implementation
    model.encoder.set_attn_implementation("eager")  # the pattern that the fusion knows
    example = torch.ones(2, 16, dtype=torch.long)
    dynamic = {0: "windows", 1: "pieces"}
    plain = path.with_suffix(".plain.onnx")
    torch.onnx.export(
        _AllPieces(model).eval(),
        (example, example * 0, example),
        str(plain),
        input_names=["ids", "segments", "mask"],
        output_names=["rows"],
        dynamic_axes=dict.fromkeys(("ids", "segments", "mask", "rows"), dynamic),
        opset_version=OPSET,
        dynamo=False,
    )
    model.encoder.set_attn_implementation(kernel)  # the next round trains with the fast one
    encoder = model.encoder.config
    fused = optimize_model(
        str(plain),
        model_type="bert",
        num_heads=encoder.num_attention_heads,
        hidden_size=encoder.hidden_size,
        optimization_options=FusionOptions("bert"),
    )
    fused.save_model_to_file(str(path))
