"""The reliability diagrams of the model card: accuracy over confidence, one panel a facet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

INCHES = 2.2  # a panel's side


def draw(reliability: Mapping[str, Mapping[str, Any]], path: Path) -> None:
    """Write an SVG; `reliability` as in `Results.to_dict()`: facet -> error and bins.

    The area of a dot is the share of the answers in its bin.
    """
    with matplotlib.rc_context(
        {"svg.hashsalt": "sourcing", "svg.fonttype": "none", "font.size": 8}
    ):
        figure = Figure(figsize=(INCHES * len(reliability), INCHES * 1.2), layout="constrained")
        panels = figure.subplots(1, len(reliability), sharey=True, squeeze=False)[0]
        for panel, (facet, diagram) in zip(panels, reliability.items(), strict=True):
            error = diagram["expected_calibration_error"]
            _panel(panel, f"{facet.replace('_', ' ')}, ECE {error:.3f}", diagram["bins"])
        panels[0].set_ylabel("share that was right")
        figure.supxlabel("probability of the likeliest class")
        figure.savefig(path, format="svg", metadata={"Date": None})


def _panel(panel: Axes, title: str, bins: Sequence[Sequence[float]]) -> None:
    _, answers, confidence, accuracy = zip(*bins, strict=True)
    total = sum(answers)
    panel.plot([0, 1], [0, 1], color="0.7", linewidth=1)
    panel.plot(confidence, accuracy, color="#0b5394", linewidth=1)
    panel.scatter(confidence, accuracy, [200 * n / total for n in answers], color="#0b5394")
    panel.set(title=title, xlim=(0, 1.02), ylim=(0, 1.02), aspect="equal")
