"""Temperatures, thresholds and tag bonuses: the few numbers that are chosen after training.

A facet's temperature is the one number that makes its probabilities fit best (lowest negative
log-likelihood, Guo et al. 2017). The thresholds of "spoken" (stated or implicit), "hedged" and
"loaded" are those of the best F1: where one side is rarer or harder, half is not the best place
to cut. Both are chosen on articles of `sourcing.train` that were kept out of training.

A layer's bonus is added to the score of every begin tag, so that as many spans are found as make
the best strict F1; the likeliest path alone finds too few. PolNeAR has no articles to spare, so
the bonuses, one number each for source, cue and content, are chosen on `polnear.dev`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.metrics import precision_recall_curve

from sourcing.analyzer import WINDOWS_AT_ONCE
from sourcing.decode import Decoder, softmax
from sourcing.folder import CALIBRATION, ModelFolder
from sourcing.heads import FACETS
from sourcing.label import SPOKEN
from sourcing.tagger import Tagger, read
from sourcing.training.data import Example, annotated, polnear

Floats = npt.NDArray[np.float32]

PRESENCE = ("hedged", "loaded")
SPANS = ("source", "cue", "content")
BONUSES = (0.0, 0.25, 0.5, 0.75, 1.0)
TEMPERATURES = (0.3, 5.0)
THRESHOLDS = (0.25, 0.6)  # a held-out set of some dozen cases is not trusted beyond these


def calibrate(
    folder: ModelFolder,
    tagger: Tagger,
    held_out: Sequence[Mapping[str, Any]],
    spans: Sequence[Mapping[str, Any]],
) -> None:
    """Write `calibration.json`: facets from `held_out` gold rows, bonuses from PolNeAR rows.

    Without `held_out` no sentence is taken for spoken, hedged or loaded: nobody taught it.
    """
    calibration: dict[str, dict[str, float]] = {
        "temperatures": dict.fromkeys(FACETS, 1.0),
        "thresholds": dict.fromkeys((*PRESENCE, "spoken"), 1.0),
        "bonuses": dict.fromkeys(SPANS, 0.0),
    }
    if held_out:
        calibration |= _of_facets(folder, tagger, held_out)
    if spans:
        calibration["bonuses"] = _bonuses(folder, tagger, spans)
    path = folder.path / CALIBRATION
    path.write_text(json.dumps(calibration, indent=1) + "\n", encoding="utf-8")


def _of_facets(
    folder: ModelFolder, tagger: Tagger, rows: Sequence[Mapping[str, Any]]
) -> dict[str, dict[str, float]]:
    scored = collect(folder, tagger, rows)
    temperatures = {facet: _temperature(*scored[facet]) for facet in FACETS}
    probability = {
        facet: softmax(scores / temperatures[facet]) for facet, (scores, _) in scored.items()
    }
    spoken = [FACETS["attribution"].index(kind) for kind in SPOKEN]
    rare = {facet: (probability[facet][:, 1], scored[facet][1][:, 1]) for facet in PRESENCE}
    attributed = (probability["attribution"], scored["attribution"][1])
    rare["spoken"] = tuple(values[:, spoken].sum(axis=1) for values in attributed)
    thresholds = {name: _threshold(*values) for name, values in rare.items()}
    return {"temperatures": temperatures, "thresholds": thresholds}


def _bonuses(
    folder: ModelFolder, tagger: Tagger, rows: Sequence[Mapping[str, Any]]
) -> dict[str, float]:
    texts = list(_read(folder, tagger, list(polnear(rows, folder.tokenizer))))
    return {
        layer: max(BONUSES, key=lambda bonus: _strict_f1(folder, texts, layer, bonus))
        for layer in SPANS
    }


def _strict_f1(
    folder: ModelFolder, texts: Sequence[tuple[Example, Floats]], layer: str, bonus: float
) -> float:
    right = found = 0
    for example, rows in texts:
        paragraphs, bonuses = example.tokens.paragraphs, {layer: bonus}
        decoder = Decoder(rows, paragraphs, folder.transitions, {}, bonuses)
        spans = {(span.begin, span.end) for span in decoder.spans(layer)}
        gold = set(example.layers[layer])
        right += len(spans & gold)
        found += len(spans) + len(gold)
    return 2 * right / max(found, 1)


def collect(
    folder: ModelFolder, tagger: Tagger, rows: Iterable[Mapping[str, Any]]
) -> dict[str, tuple[Floats, Floats]]:
    """For each facet: scores and gold distributions, (sentences, classes) both."""
    found: dict[str, tuple[list[Floats], list[Floats]]] = {facet: ([], []) for facet in FACETS}
    for example, row in _read(folder, tagger, list(annotated(rows, folder.tokenizer))):
        decoder = Decoder(row, example.tokens.paragraphs, folder.transitions, {})
        for facet, items in example.facets.items():
            for (begin, end), gold in items:
                found[facet][0].append(decoder.scores(facet, begin, end))
                found[facet][1].append(gold)
    return {facet: (np.array(scores), np.array(gold)) for facet, (scores, gold) in found.items()}


def _read(
    folder: ModelFolder, tagger: Tagger, examples: Sequence[Example]
) -> Iterator[tuple[Example, Floats]]:
    tokens = [example.tokens for example in examples]
    overlap, frame = folder.config["overlap"], folder.frame
    rows = read(tokens, tagger, frame, overlap=overlap, batch_size=WINDOWS_AT_ONCE)
    return zip(examples, rows, strict=True)


def _temperature(scores: Floats, gold: Floats) -> float:
    def loss(temperature: float) -> float:
        return float(-(gold * np.log(softmax(scores / temperature) + 1e-9)).sum(axis=1).mean())

    return round(float(minimize_scalar(loss, bounds=TEMPERATURES, method="bounded").x), 3)


def _threshold(probabilities: Floats, gold: Floats) -> float:
    precision, recall, thresholds = precision_recall_curve(gold > 0.5, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = float(thresholds[min(int(f1.argmax()), len(thresholds) - 1)])
    return round(float(np.clip(best, *THRESHOLDS)), 3)
