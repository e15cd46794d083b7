"""Training, on three hand-written texts in each corpus' form and an encoder of two small layers."""

from __future__ import annotations

import gzip
import json
import random
import shutil
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer

import sourcing
from sourcing.errors import InputError
from sourcing.folder import CALIBRATION, CARD, CONFIG, ONNX, TOKENIZER, WEIGHTS, ModelFolder
from sourcing.heads import BEGIN, COLUMNS, FACETS, INSIDE, LAYERS, OUTSIDE, TAGS
from sourcing.training import data
from sourcing.windows import frame_of
from tests.builders import Piece, piece
from tests.conftest import WINDOW, tiny_encoder
from tests.test_decode import random_decoder

torch = pytest.importorskip("torch")

from sourcing.training.batches import batches, collate, cut  # noqa: E402
from sourcing.training.model import (  # noqa: E402
    SourcingModel,
    allowed,
    crf_loss,
    facet_losses,
    link_loss,
    pool,
    tag_loss,
)

Row = dict[str, Any]


# ── Texts ───────────────────────────────────────────────────────────────────────────────────


def pieces(name: str, thing: str) -> list[Piece]:
    """A text of four sentences; `[source]`, `<cue>`, `{content}`, `~hedge~`, `*loaded*`."""
    return [
        piece(f"[{name}] <said> {{the {thing} is safe}}."),
        piece(f"The {thing} ~may~ open in May.", content="prediction"),
        piece(f"It is a *shameful* {thing}.", content="opinion"),
        piece(f"{{The {thing} cost a million}}, <according to> [two officials]."),
    ]


def laid_out(parts: Sequence[Piece]) -> tuple[str, list[int]]:
    """Text and starts: a paragraph for every two sentences."""
    text, starts = "", []
    for i, part in enumerate(parts):
        starts.append(len(text))
        text += part.text + (" " if i % 2 == 0 else "\n\n")
    return text.rstrip(), starts


def polnear_row(id: str, parts: Sequence[Piece]) -> Row:
    text, starts = laid_out(parts)
    kinds = {"source": "[", "cue": "<", "content": "{"}
    attributions = [
        {kind: [[at + a, at + b] for a, b in part.marks[mark]] for kind, mark in kinds.items()}
        for part, at in zip(parts, starts, strict=True)
        if part.marks["<"]
    ]
    return {"id": id, "annotator": "1", "text": text, "attributions": attributions}


def annotated_row(id: str, parts: Sequence[Piece]) -> Row:
    text, starts = laid_out(parts)

    def words(part: Piece, mark: str) -> list[str]:
        return [part.text[a:b] for a, b in part.marks[mark]]

    def sources(part: Piece) -> list[Row]:
        types = {True: "org_official", False: "named_person"}
        return [{"n": n, "t": types["officials" in n]} for n in words(part, "[")]

    sentences = [
        {
            "start": at,
            "end": at + len(part.text),
            "a": "S" if part.marks["<"] else "N",
            "c": {"fact": "F", "prediction": "P", "opinion": "O"}[str(part.content)],
            "src": sources(part),
            "h": words(part, "~"),
            "l": words(part, "*"),
        }
        for part, at in zip(parts, starts, strict=True)
    ]
    return {"id": id, "corpus": "made", "outlet": "The Mill", "text": text, "sentences": sentences}


def wikiweasel_row(id: int, parts: Sequence[Piece]) -> Row:
    sentences = [
        {"text": part.text, "cues": [[a, b, "epistemic"] for a, b in part.marks["~"]]}
        for part in parts
    ]
    return {"id": id, "sentences": sentences}


NAMES = ("Tom Hall", "Ida Holm", "Ruth Reed")


def texts(*things: str) -> list[list[Piece]]:
    return [pieces(name, thing) for name, thing in zip(NAMES, things, strict=True)]


def markkula_row(id: int, parts: Sequence[Piece]) -> Row:
    statement = {"statement": parts[0].text, "type": "Named Person", "name": "Hall", "title": ""}
    return {"id": id, "text": laid_out(parts)[0], "statements": [statement]}


CORPORA: dict[str, list[Row]] = {
    "polnear.train": [
        polnear_row(str(i), t) for i, t in enumerate(texts("bridge", "mill", "road"))
    ],
    "sourcing.train": [
        annotated_row(str(i), t) for i, t in enumerate(texts("school", "house", "river"))
    ],
    "wikiweasel.train": [
        wikiweasel_row(i, t) for i, t in enumerate(texts("park", "court", "study"))
    ],
    "polnear.dev": [polnear_row("d", pieces("Tom Hall", "office"))],
    "sourcing.dev": [annotated_row("d", pieces("Ida Holm", "bank"))],
    "markkula.dev": [markkula_row(1, pieces("Tom Hall", "team"))],
}


@pytest.fixture(scope="module")
def corpora(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    for name, rows in CORPORA.items():
        with gzip.open(folder / f"{name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


@pytest.fixture(scope="module")
def backbone(tokenizer: Tokenizer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as the Hub has them: a BERT of two segments, and its tokenizer."""
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("backbone")
    torch.manual_seed(3)
    BertModel(BertConfig(**tiny_encoder())).save_pretrained(folder)
    tokenizer.save(str(folder / TOKENIZER))
    return folder


# ── Corpora ─────────────────────────────────────────────────────────────────────────────────


def in_words(example: data.Example, ranges: Sequence[tuple[int, int]]) -> list[str]:
    tokens = example.tokens
    return [example.text[tokens.starts[a] : tokens.ends[b - 1]] for a, b in ranges]


def test_polnear(corpora: Path, tokenizer: Tokenizer) -> None:
    rows = data.rows(corpora, "polnear.train")
    second = {**rows[0], "annotator": "2", "attributions": []}
    example, *others = data.polnear([rows[0], second, *rows[1:]], tokenizer)
    assert len(others) == 2
    assert {layer: in_words(example, spans) for layer, spans in example.layers.items()} == {
        "source": ["Tom Hall", "two officials"],
        "cue": ["said", "according to"],
        "content": ["the bridge is safe", "The bridge cost a million"],
    }
    assert [in_words(example, link.sources) for link in example.links] == [
        ["Tom Hall"],
        ["two officials"],
    ]
    assert not example.facets


def test_annotated(corpora: Path, tokenizer: Tokenizer) -> None:
    example = next(data.annotated(data.rows(corpora, "sourcing.train"), tokenizer))
    assert {layer: in_words(example, spans) for layer, spans in example.layers.items()} == {
        "hedge": ["may"],
        "loaded": ["shameful"],
    }
    classes = {
        facet: [FACETS[facet][int(target.argmax())] for _, target in items]
        for facet, items in example.facets.items()
    }
    assert classes == {
        "attribution": ["stated", "none", "none", "stated"],
        "content": ["fact", "prediction", "opinion", "fact"],
        "hedged": ["no", "yes", "no", "no"],
        "loaded": ["no", "no", "yes", "no"],
        "source_type": ["named_person"] * 2 + ["org_official"] * 2,  # the sentence, the mention
    }
    (_, mention, *_), _ = zip(*example.facets["source_type"], strict=True)
    assert in_words(example, [mention]) == ["Tom Hall"]


def test_annotations_are_joined_with_their_texts() -> None:
    annotations = [{"id": "a", "sentences": []}, {"id": "gone", "sentences": []}]
    joined = list(
        data.with_texts(annotations, [{"id": "b", "text": "B."}, {"id": "a", "text": "A."}])
    )
    assert joined == [{"id": "a", "sentences": [], "text": "A."}]


def test_a_tenth_of_wikiweasel_never_trains(corpora: Path, tokenizer: Tokenizer) -> None:
    row = data.rows(corpora, "wikiweasel.train")[0]
    read = [e.id for e in data.wikiweasel([row | {"id": id} for id in range(500)], tokenizer)]
    assert read == [str(id) for id in range(500) if not data.held_back(id)]
    assert 425 <= len(read) <= 475


def test_wikiweasel(corpora: Path, tokenizer: Tokenizer) -> None:
    rows = data.rows(corpora, "wikiweasel.train")
    plain = {"id": 9, "sentences": [{"text": "Nothing here.", "cues": []}]}
    examples = list(data.wikiweasel([*rows, plain], tokenizer))
    assert [in_words(e, e.layers["speculation"]) for e in examples] == [["may"]] * 3


def test_one_text_in_two_corpora_is_one_example(tokenizer: Tokenizer) -> None:
    parts = pieces("Tom Hall", "bridge")
    merged = data.merge(
        {
            "polnear": data.polnear([polnear_row("a", parts)], tokenizer),
            "sourcing": data.annotated([annotated_row("b", parts)], tokenizer),
        }
    )
    assert {name: len(examples) for name, examples in merged.items()} == {
        "polnear": 1,
        "sourcing": 0,
    }
    (example,) = merged["polnear"]
    assert set(example.layers) == {"source", "cue", "content", "hedge", "loaded"}
    assert set(example.facets) == set(FACETS)


@pytest.mark.parametrize(
    ("verbatim", "found"),
    [
        (["may"], ["may"]),
        (["MAY"], ["may"]),
        (["may", "may"], ["may", "May"]),
        (["ma"], []),
        (["gone"], []),
        ([], []),
    ],
)
def test_gold_spans(verbatim: list[str], found: list[str]) -> None:
    text = "It maybe rained. It may open in May."
    assert [text[a:b] for a, b in data.gold_spans(text, 17, len(text), verbatim)] == found


def test_missing_data(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"polnear.train.jsonl.gz is missing: it holds https://"):
        data.rows(tmp_path, "polnear.train")
    with pytest.raises(InputError, match="no data folder at"):
        data.data_folder(tmp_path / "nothing")


# ── Batches ─────────────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def examples(corpora: Path, tokenizer: Tokenizer) -> list[data.Example]:
    read = {"polnear": data.polnear, "sourcing": data.annotated, "wikiweasel": data.wikiweasel}
    return [
        example
        for name, reader in read.items()
        for example in reader(data.rows(corpora, f"{name}.train"), tokenizer)
    ]


def test_every_window_is_in_one_batch(examples: list[data.Example], tokenizer: Tokenizer) -> None:
    rng = random.Random(1)
    windows = cut(examples, frame_of(tokenizer, WINDOW), rng)
    assert len(windows) > len(examples)
    room = 3 * WINDOW
    grouped = list(batches(windows, room, rng))
    assert sorted(id(p) for group in grouped for p in group) == sorted(map(id, windows))
    padded = [len(group) * max(len(p.window.ids) for p in group) for group in grouped]
    assert max(padded) <= room
    assert max(map(len, grouped)) > 3  # more of the shorter ones


def test_a_share_of_the_examples_is_cut_into_single_paragraphs(
    examples: list[data.Example], tokenizer: Tokenizer
) -> None:
    frame = frame_of(tokenizer, 120)
    many = examples * 40

    def alone(share: float) -> int:
        """Pieces more than one an example: each text has two paragraphs that fit one window."""
        return len(cut(many, frame, random.Random(1), share)) - len(many)

    paragraphs = sum(len(example.tokens.paragraphs) - 1 for example in many)
    assert alone(0) == 0
    assert alone(1) == paragraphs
    assert 0.15 * paragraphs < alone(0.25) < 0.35 * paragraphs


def test_a_content_of_two_paragraphs_is_content_in_the_window_of_each(tokenizer: Tokenizer) -> None:
    text = "Tom Hall said: The bridge fell.\n\nNobody was hurt."
    content = [[text.index("The"), len(text)]]
    spans = {"source": [[0, 8]], "cue": [[9, 13]], "content": content}
    (example,) = data.polnear([{"id": "a", "text": text, "attributions": [spans]}], tokenizer)
    pieces = cut([example], frame_of(tokenizer, 120), random.Random(1), alone=1)
    tags = collate(pieces)["tags"][:, LAYERS.index("content")]
    for (begin, end), row in zip([p.window.words for p in pieces], tags, strict=True):
        shown = [word for word in range(begin, end) if word >= 4]
        expected = [OUTSIDE] * (end - begin - len(shown)) + [BEGIN] + [INSIDE] * (len(shown) - 1)
        assert row[: end - begin].tolist() == expected


def test_collate(examples: list[data.Example], tokenizer: Tokenizer) -> None:
    polnear, annotated = examples[0], examples[3]
    windows = cut([polnear, annotated], frame_of(tokenizer, 120), random.Random(1))
    assert [piece.example for piece in windows] == [polnear, annotated]
    batch = collate(windows)
    words = len(polnear.tokens.first)
    tags = batch["tags"]
    assert (tags[0, LAYERS.index("hedge")] == -1).all()
    assert (tags[1, LAYERS.index("cue")] == -1).all()
    assert (tags[0, 0, :words] >= 0).all()
    assert (tags[0, 0, words:] == -1).all()
    assert tags[0, 0, :3].tolist() == [BEGIN, INSIDE, OUTSIDE]  # Tom Hall said
    first_words = torch.nonzero(batch["breaks"][0]).flatten().tolist()
    assert first_words == [begin for begin, _ in polnear.tokens.paragraphs]
    assert batch["cue_source"][0, :2].tolist() == [1, 2]
    assert batch["content_cue"][0, :2].tolist() == [1, 2]
    assert (batch["cue_source"][1] == -1).all()
    assert set(batch["content"][:, 0].tolist()) == {1.0}
    assert torch.equal(batch["mask"].sum(1), torch.tensor([len(p.window.ids) for p in windows]))


# ── Losses ──────────────────────────────────────────────────────────────────────────────────


def negative_log_likelihood(emissions: Any, gold: Any, transitions: Any, breaks: Any) -> float:
    """Of one sequence, over all tag sequences, by definition."""

    def score(path: Sequence[int]) -> float:
        previous = [OUTSIDE, *path[:-1]]
        return sum(
            float(emissions[i, tag] + transitions[OUTSIDE if breaks[i] else previous[i], tag])
            for i, tag in enumerate(path)
        )

    paths = product(range(len(TAGS)), repeat=len(gold))
    return float(np.logaddexp.reduce([score(path) for path in paths]) - score(gold.tolist()))


@pytest.mark.parametrize("seed", range(5))
def test_crf_loss_is_the_negative_log_likelihood(seed: int) -> None:
    torch.manual_seed(seed)
    emissions, transitions = torch.randn(2, 5, 3), allowed(torch.randn(2, 3, 3))
    gold = torch.tensor([[0, 1, 2, 0, 1], [2, 0, 1, -1, -1]])
    breaks = torch.tensor([[1, 0, 0, 1, 0], [1, 1, 0, 0, 0]]).bool()
    losses = crf_loss(emissions, gold, transitions, breaks).reshape(-1)
    lengths = [5, 3]
    expected = [
        negative_log_likelihood(emissions[i], gold[i, :n], transitions[i], breaks[i])
        for i, n in enumerate(lengths)
    ]
    assert losses.tolist() == pytest.approx(expected, rel=1e-4)


@pytest.mark.parametrize("facet", FACETS)
def test_training_and_decoding_pool_alike(facet: str) -> None:
    decoder = random_decoder(4, [6])
    columns = torch.from_numpy(decoder.rows[None, :, COLUMNS[facet]])
    inside = torch.tensor([[False, True, True, True, False, False]])
    expected = decoder.scores(facet, 1, 4)
    assert pool(columns, facet, inside)[0].numpy() == pytest.approx(expected, abs=1e-4)


def test_training_and_decoding_link_alike() -> None:
    decoder = random_decoder(4, [6])
    scores = decoder.link("cue_to_source", 2, [0, 5])
    choices = np.array([0.0, *scores])
    batch = {
        "source_at": torch.tensor([[0, 5, -1]]),
        "cue_at": torch.tensor([[2, -1]]),
        "content_at": torch.tensor([[-1]]),
        "cue_source": torch.tensor([[2, -1]]),
        "content_cue": torch.tensor([[-1]]),
    }
    expected = np.logaddexp.reduce(choices) - choices[2]
    loss = link_loss(torch.from_numpy(decoder.rows)[None], batch)
    assert loss.item() == pytest.approx(expected, abs=1e-3)


def losses(network: SourcingModel, batch: Mapping[str, Any]) -> Any:
    output = network(batch["ids"], batch["segments"], batch["mask"], batch["rows"])
    given = dict(batch)
    parts = facet_losses(output, given)
    return (
        sum(parts.values())
        + tag_loss(output, given, network.transitions)
        + link_loss(output, given)
    )


def test_a_batch_without_gold_teaches_nothing(network: SourcingModel, tokenizer: Tokenizer) -> None:
    text = "Nobody has read this."
    row: Row = {"id": "a", "text": text, "attributions": []}
    (example,) = data.polnear([row], tokenizer)
    example.layers = {}
    batch = collate(cut([example], frame_of(tokenizer, WINDOW), random.Random(1)))
    assert losses(network, batch).item() == 0


# ── Runs ────────────────────────────────────────────────────────────────────────────────────


def recipe_file(path: Path, backbone: Path, **changes: Any) -> Path:
    settings = {
        "name": "tiny",
        "backbone": str(backbone),
        "corpora": {"polnear": 1.0, "sourcing": 1.0, "wikiweasel": 1.0},
        "held_out": 1,
        "epochs": 40,
        "window": 64,
        "batch_size": 8,
        "learning_rate": 3e-3,
        "head_learning_rate": 1e-2,
        "masking": 0.0,
        "dropout": 0.0,
    }
    path.write_text(json.dumps(settings | changes), encoding="utf-8")  # JSON is YAML
    return path


def test_the_loss_falls(
    corpora: Path, backbone: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    from sourcing.training.train import Recipe, initial_model, load_examples, train

    recipe = Recipe.read(recipe_file(tmp_path / "recipe.yaml", backbone, held_out=0, epochs=20))
    read, held_out = load_examples(recipe, corpora, tokenizer)
    assert {name: len(of) for name, of in read.items()} == dict.fromkeys(recipe.corpora, 3)
    assert held_out == []
    frame = frame_of(tokenizer, recipe.window)
    everything = [example for name in read for example in read[name]]
    batch = collate(cut(everything, frame, random.Random(1)))
    with warnings.catch_warnings(), torch.no_grad():
        warnings.simplefilter("ignore")
        before = float(losses(initial_model(recipe).eval(), batch))
        with torch.enable_grad():
            trained = train(recipe, read, tokenizer, tmp_path)
        after = float(losses(trained, batch))
    assert after < before / 2
    assert not (tmp_path / "checkpoints").exists()


def test_a_run_leaves_a_complete_folder(corpora: Path, backbone: Path, tmp_path: Path) -> None:
    from sourcing.training.train import run

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of torch's exporter, and of scores over so few texts
        out = run(recipe_file(tmp_path / "recipe.yaml", backbone), corpora, tmp_path / "model")
    for name in (CONFIG, ONNX, WEIGHTS, TOKENIZER, CALIBRATION, CARD):
        assert ModelFolder(out).file(name).stat().st_size > 0
    calibration = ModelFolder(out).calibration
    assert set(calibration["temperatures"]) == set(FACETS)
    assert set(calibration["thresholds"]) >= {"hedged", "loaded"}
    article = sourcing.load(out)(CORPORA["sourcing.train"][0]["text"])
    assert [str(s.content) for s in article.sentences] == ["fact", "prediction", "opinion", "fact"]


def test_a_correction_is_learned(corpora: Path, backbone: Path, tmp_path: Path) -> None:
    from sourcing.training.train import run

    row = CORPORA["sourcing.train"][0]
    wrong = row["sentences"][2]
    corrected = row | {"corpus": "corrections", "sentences": [wrong | {"c": "P"}]}
    extra = tmp_path / "corrections.jsonl"
    extra.write_text(json.dumps(corrected) + "\n", encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        recipe = recipe_file(tmp_path / "recipe.yaml", backbone, held_out=0)
        out = run(recipe, corpora, tmp_path / "model", extra=[extra])
    article = sourcing.load(out)(row["text"])
    assert str(article.sentences[2].content) == "prediction"
    assert "corrections" in (out / CARD).read_text(encoding="utf-8")


def test_a_teacher_fills_what_a_corpus_left_blank(
    corpora: Path, backbone: Path, model_folder: ModelFolder, tmp_path: Path
) -> None:
    from sourcing.training.train import run

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        teacher = str(model_folder.path)
        recipe = recipe_file(tmp_path / "recipe.yaml", backbone, teacher=teacher)
        out = run(recipe, corpora, tmp_path / "model")
    article = sourcing.load(out)(CORPORA["sourcing.train"][0]["text"])
    assert [str(s.content) for s in article.sentences] == ["fact", "prediction", "opinion", "fact"]


def test_training_goes_on_from_a_finished_model(
    backbone: Path, model_folder: ModelFolder, tmp_path: Path
) -> None:
    from safetensors.torch import save_file

    from sourcing.training.train import Recipe, initial_model

    start = str(shutil.copytree(model_folder.path, tmp_path / "finished"))
    recipe = Recipe.read(recipe_file(tmp_path / "recipe.yaml", backbone))
    weights = {name: value * 2 for name, value in initial_model(recipe).state_dict().items()}
    save_file({name: value.half() for name, value in weights.items()}, Path(start) / WEIGHTS)
    for name, value in initial_model(replace(recipe, start=start)).state_dict().items():
        assert torch.equal(value, weights[name].half().float()), name


def test_self_training_fills_gaps_only(
    corpora: Path, model_folder: ModelFolder, tokenizer: Tokenizer
) -> None:
    from sourcing.tagger import OnnxTagger
    from sourcing.training.self_training import filled

    spans = list(data.polnear(data.rows(corpora, "polnear.train"), tokenizer))
    facets = list(data.annotated(data.rows(corpora, "sourcing.train"), tokenizer))
    tagger = OnnxTagger(model_folder.file(ONNX), threads=1)
    for gold, full in zip(
        spans + facets, filled(spans + facets, model_folder, tagger), strict=True
    ):
        assert set(full.layers) == {"source", "cue", "content", "hedge", "loaded"}
        assert set(full.facets) == set(FACETS)
        assert full.layers | gold.layers == full.layers
        assert all(full.facets[name] is gold.facets[name] for name in gold.facets)
        targets = [target for items in full.facets.values() for _, target in items]
        assert all(target.sum() == pytest.approx(1, abs=1e-5) for target in targets)
    assert not spans[0].facets
    assert "source" not in facets[0].layers


def test_two_runs_are_one(
    corpora: Path, backbone: Path, tokenizer: Tokenizer, tmp_path: Path
) -> None:
    from sourcing.training.train import Recipe, load_examples, train

    recipe = Recipe.read(recipe_file(tmp_path / "recipe.yaml", backbone, epochs=2))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other = (
            train(recipe, load_examples(recipe, corpora, tokenizer)[0], tokenizer, tmp_path)
            for _ in range(2)
        )
    assert all(torch.equal(a, b) for a, b in zip(one.parameters(), other.parameters(), strict=True))


def test_a_recipe_with_a_typing_error(tmp_path: Path, backbone: Path) -> None:
    from sourcing.training.train import Recipe

    path = recipe_file(tmp_path / "recipe.yaml", backbone, epoch=3)
    with pytest.raises(InputError, match="unknown setting 'epoch'"):
        Recipe.read(path)


def test_masking_spares_the_marks() -> None:
    from sourcing.training.train import mask

    ids = torch.tensor([[2, 7, 8, 3, 9, 3, 0]])
    hidden = mask({"ids": ids}, 1.0, 4, torch.tensor([0, 2, 3]))["ids"]
    assert hidden.tolist() == [[2, 4, 4, 3, 4, 3, 0]]
    assert torch.equal(mask({"ids": ids}, 0.0, 4, torch.tensor([0, 2, 3]))["ids"], ids)


# ── Calibration ─────────────────────────────────────────────────────────────────────────────


def test_calibration(corpora: Path, model_folder: ModelFolder, tmp_path: Path) -> None:
    from sourcing.tagger import OnnxTagger
    from sourcing.training.calibrate import calibrate, collect

    for name in (CONFIG, TOKENIZER):
        (tmp_path / name).symlink_to(model_folder.path / name)
    folder, tagger = ModelFolder(tmp_path), OnnxTagger(model_folder.file(ONNX), threads=1)
    rows = data.rows(corpora, "sourcing.train")
    scored = collect(folder, tagger, rows)
    assert {facet: len(scores) for facet, (scores, _) in scored.items()} == {
        "attribution": 12,
        "content": 12,
        "hedged": 12,
        "loaded": 12,
        "source_type": 12,
    }
    calibrate(folder, tagger, rows, data.rows(corpora, "polnear.train"))
    calibration = ModelFolder(tmp_path).calibration
    assert set(calibration["bonuses"]) == {"source", "cue", "content"}
    assert all(0.3 <= t <= 5 for t in calibration["temperatures"].values())
    assert all(0.2 <= t <= 0.8 for t in calibration["thresholds"].values())


def test_a_temperature_cures_overconfidence() -> None:
    from sourcing.training.calibrate import _temperature

    scores = np.array([[9.0, 0.0]] * 100, np.float32)
    gold = np.eye(2, dtype=np.float32)[[0] * 75 + [1] * 25]
    temperature = _temperature(scores, gold)
    assert np.exp(9 / temperature) / (1 + np.exp(9 / temperature)) == pytest.approx(0.86, abs=0.12)
    assert temperature > 1
