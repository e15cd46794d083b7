"""Temperatures and thresholds, chosen on held-out articles (Guo et al. 2017).

A facet's temperature is the one number that makes its probabilities fit best (lowest negative
log-likelihood). The thresholds of "spoken" (stated or implicit), "hedged" and "loaded" are those
of the best F1: where one side is rarer or harder, half is not the best place to cut.
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
from sourcing.training.data import annotated

Floats = npt.NDArray[np.float32]

PRESENCE = ("hedged", "loaded")
TEMPERATURES = (0.3, 5.0)
NEUTRAL = {
    "temperatures": dict.fromkeys(FACETS, 1.0),
    "thresholds": dict.fromkeys((*PRESENCE, "spoken"), 0.5),
}
THRESHOLDS = (0.25, 0.6)  # a held-out set of some dozen cases is not trusted beyond these


def calibrate(folder: ModelFolder, tagger: Tagger, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write `calibration.json` from gold rows kept out of training; neutral without."""
    calibration = _chosen(folder, tagger, rows) if rows else NEUTRAL
    path = folder.path / CALIBRATION
    path.write_text(json.dumps(calibration, indent=1) + "\n", encoding="utf-8")


def _chosen(
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


def collect(
    folder: ModelFolder, tagger: Tagger, rows: Iterable[Mapping[str, Any]]
) -> dict[str, tuple[Floats, Floats]]:
    """For each facet: scores and gold distributions, (sentences, classes) both."""
    found: dict[str, tuple[list[Floats], list[Floats]]] = {facet: ([], []) for facet in FACETS}
    for decoder, facets in _decoded(folder, tagger, rows):
        for facet, items in facets.items():
            for (begin, end), gold in items:
                found[facet][0].append(decoder.scores(facet, begin, end))
                found[facet][1].append(gold)
    return {facet: (np.array(scores), np.array(gold)) for facet, (scores, gold) in found.items()}


def _decoded(
    folder: ModelFolder, tagger: Tagger, rows: Iterable[Mapping[str, Any]]
) -> Iterator[tuple[Decoder, Mapping[str, Sequence[Any]]]]:
    examples = list(annotated(rows, folder.tokenizer))
    tokens = [example.tokens for example in examples]
    overlap, frame = folder.config["overlap"], folder.frame
    read_rows = read(tokens, tagger, frame, overlap=overlap, batch_size=WINDOWS_AT_ONCE)
    for example, row in zip(examples, read_rows, strict=True):
        yield Decoder(row, example.tokens.paragraphs, folder.transitions, {}), example.facets


def _temperature(scores: Floats, gold: Floats) -> float:
    def loss(temperature: float) -> float:
        return float(-(gold * np.log(softmax(scores / temperature) + 1e-9)).sum(axis=1).mean())

    return round(float(minimize_scalar(loss, bounds=TEMPERATURES, method="bounded").x), 3)


def _threshold(probabilities: Floats, gold: Floats) -> float:
    precision, recall, thresholds = precision_recall_curve(gold > 0.5, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    best = float(thresholds[min(int(f1.argmax()), len(thresholds) - 1)])
    return round(float(np.clip(best, *THRESHOLDS)), 3)
