"""The model card: filled by the training run, so that it cannot drift from the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import jinja2
import yaml

from sourcing import __version__
from sourcing.folder import CALIBRATION, CARD, ModelFolder
from sourcing.training.diagram import draw

DIAGRAM = "reliability.svg"
TEMPLATE = Path(__file__).parent / "card.md.j2"


def write(folder: ModelFolder, recipe: Any, results: Mapping[str, Any]) -> None:
    """Write the folder's README.md, and its diagram, from its recipe and development results."""
    environment = jinja2.Environment(
        undefined=jinja2.StrictUndefined, keep_trailing_newline=True, autoescape=False
    )
    page = environment.from_string(TEMPLATE.read_text(encoding="utf-8")).render(
        recipe=yaml.safe_dump(asdict(recipe), sort_keys=False).strip(),
        name=recipe.name,
        backbone=recipe.backbone,
        version=__version__,
        numbers=list(_flat(results)),
        calibration=folder.calibration,
        calibration_file=CALIBRATION,
        diagram=DIAGRAM,
    )
    draw(results["sourcing.dev"]["reliability"], folder.path / DIAGRAM)
    (folder.path / CARD).write_text(page, encoding="utf-8")


def _flat(results: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Dotted names and numbers; lists (one entry an article) are left to the JSON."""
    for name, value in results.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        elif isinstance(value, int | float):
            yield prefix + name, f"{value:.3f}" if isinstance(value, float) else str(value)
