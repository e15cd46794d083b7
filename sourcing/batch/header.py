"""The first line of a manifest: all that the tables depend on, and how two of them differ."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sourcing import __version__
from sourcing.batch.schema import SCHEMA
from sourcing.batch.settings import Settings
from sourcing.batch.survey import Survey
from sourcing.errors import InputError
from sourcing.folder import CALIBRATION, CONFIG, ONNX, TOKENIZER, ModelFolder

Header = dict[str, Any]


def header_of(known: Survey, folder: ModelFolder, settings: Settings) -> Header:
    """The header of a run; two runs with the same one write the same tables."""
    roles = known.roles
    return {
        **identity(folder),
        "input": {"files": known.files, "rows": known.rows, "digest": known.digest},
        "options": {
            "--text": roles.text,
            "--id": roles.id,
            "--title": roles.title,
            **settings.that_matter,
        },
    }


def identity(folder: ModelFolder) -> dict[str, str]:
    """What scores: it stands in the manifest, and in the metadata of each Parquet file."""
    return {
        "schema": str(SCHEMA),
        "version": __version__,
        "model": folder.name,
        "model_digest": _digest(folder),
    }


def _digest(folder: ModelFolder) -> str:
    """Of all that decides what a model says."""
    digest = hashlib.blake2b(digest_size=16)
    for name in (CONFIG, ONNX, TOKENIZER, CALIBRATION):
        digest.update(folder.file(name).read_bytes())
    return digest.hexdigest()


def check_same(earlier: Header, now: Header, inputs: Path, listing: Path) -> None:
    """Raise InputError, naming what differs, unless a run may go on where an earlier one stopped.

    `inputs` and `listing` list the input files, as they were then and as they are now.
    """
    changes = list(_changes(earlier, now, inputs, listing))
    if changes:
        raise InputError(
            f"{inputs.parent} was begun differently: {'; '.join(changes)}. Give what was given "
            "then, or name another folder with -o"
        )


def _changes(earlier: Header, now: Header, inputs: Path, listing: Path) -> Iterator[str]:
    if earlier["input"] != now["input"]:
        yield f"the input has changed ({_first_difference(inputs, listing)})"
    for name in ("schema", "version", "model", "model_digest"):
        if earlier[name] != now[name]:
            yield f"the {name.replace('_', ' ')} was {earlier[name]} and is {now[name]}"
    then: Mapping[str, Any] = earlier["options"]
    for name, value in now["options"].items():
        if then.get(name) != value:
            yield f"{name} was {then.get(name)} and is {value}"


def _first_difference(inputs: Path, listing: Path) -> str:
    with inputs.open(encoding="utf-8") as before, listing.open(encoding="utf-8") as after:
        for one, other in zip(before, after, strict=False):
            if one != other:
                names = [json.loads(line)["file"] for line in (one, other)]
                return " is now ".join(dict.fromkeys(names))
    return "there are more files, or fewer"
