"""A tiny random encoder, made here: small enough to train, export and run in seconds."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

# One thread is fastest for a network this small, and leaves the machine to others.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
import pytest
from hypothesis import settings
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from sourcing.analyzer import Analyzer
from sourcing.folder import CALIBRATION, CONFIG, LAYOUT, TOKENIZER, ModelFolder
from sourcing.heads import FACETS, LAYERS, TAGS
from tests.fakes import TableTagger

settings.register_profile("default", deadline=None, max_examples=50)
settings.load_profile("default")

SEEDS = Path(__file__).parents[1] / "seeds"
MARKS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
WINDOW = 48
CALIBRATED: dict[str, Any] = {
    "temperatures": dict.fromkeys(FACETS, 1.0),
    "thresholds": {"spoken": 0.5, "hedged": 0.5, "loaded": 0.5},
    "bonuses": {},
}


@pytest.fixture(scope="session")
def tokenizer() -> Tokenizer:
    """WordPiece over single characters and the commonest words of the sample articles."""
    text = " ".join(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt")))
    counts = Counter(re.findall(r"[a-z]{2,}", text.lower()))
    common = sorted(counts, key=lambda word: (-counts[word], word))[:300]
    characters = [chr(i) for i in range(33, 127) if not chr(i).isupper()] + list("“”‘’—–…«»")
    pieces = [*MARKS, *characters, *(f"##{c}" for c in characters), *common]
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    made = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=30))
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    return made


@pytest.fixture(scope="session")
def weightless(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> ModelFolder:
    """A model folder without a network, for taggers that need none."""
    path = tmp_path_factory.mktemp("weightless")
    tokenizer.save(str(path / TOKENIZER))
    transitions = np.zeros((len(LAYERS), len(TAGS), len(TAGS))).tolist()
    config = {"name": "weightless", "version": "0", "layout": LAYOUT, "transitions": transitions}
    config |= {"window": WINDOW, "overlap": WINDOW // 4}
    (path / CONFIG).write_text(json.dumps(config), encoding="utf-8")
    (path / CALIBRATION).write_text(json.dumps(CALIBRATED), encoding="utf-8")
    return ModelFolder(path)


@pytest.fixture(scope="session")
def analyzer(weightless: ModelFolder) -> Analyzer:
    """The whole pipeline over arbitrary rows: nothing that it says is right, all is well formed."""
    return Analyzer(weightless, TableTagger())


@pytest.fixture(scope="session")
def network() -> Any:
    """A SourcingModel with random weights and random transitions."""
    torch = pytest.importorskip("torch")
    from sourcing.training.model import SourcingConfig, SourcingModel

    torch.manual_seed(5)
    model = SourcingModel(SourcingConfig(encoder=tiny_encoder(), hidden=32))
    torch.nn.init.normal_(model.transitions, std=0.5)
    for head in (model.tags, model.facets, model.links):
        torch.nn.init.normal_(head.weight, std=0.5)  # far apart, so that labels differ
    return model.eval()


def tiny_encoder() -> dict[str, Any]:
    """What stands in the config.json of a BERT with two small layers."""
    sizes = {
        "model_type": "bert",
        "hidden_size": 32,
        "intermediate_size": 64,
        "num_hidden_layers": 2,
    }
    return sizes | {"num_attention_heads": 4, "vocab_size": 600, "max_position_embeddings": 128}


@pytest.fixture(scope="session")
def model_folder(
    network: Any, tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory
) -> ModelFolder:
    """The network, exported: a complete model folder but for its card."""
    from sourcing.training.export import export

    path = tmp_path_factory.mktemp("tiny")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # torch's exporter and ONNX Runtime's optimizer
        export(network, tokenizer, path, name="tiny", window=WINDOW)
    (path / CALIBRATION).write_text(json.dumps(CALIBRATED), encoding="utf-8")
    return ModelFolder(path)
