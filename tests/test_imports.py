"""Imports point against the arrow of the pipeline, and the heavy ones stay behind their doors."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sourcing"

# Each group may import the groups before it, and its own modules from left to right.
ORDER = (
    "errors article",
    "heads quotes segment lexicon label",
    "windows",
    "tagger decode",
    "link resolve",
    "assemble",
    "folder",
    "analyzer",
    "scores",
    "findings",
    "report",
    "files",
    "check",
    "batch",
    "integrations",
    "compare",
    "serve",
    "cli",
)
PLACE = {name: i for i, name in enumerate(" ".join(ORDER).split())}
FREE = {"__init__", "__main__"}  # they stand outside the pipeline and show it
FRAMEWORKS = {"torch", "transformers", "safetensors", "onnx", "accelerate"}
HEAVY = (
    "torch transformers sklearn scipy statsmodels onnxruntime tokenizers pandas pyarrow datasets"
).split()


def part(path: Path) -> str:
    """The part of the package that a file belongs to: a module, or a folder of them."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def modules(*, without: set[str]) -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if part(path) not in without]


def short(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def at_import(body: list[ast.stmt]) -> Iterator[str]:
    """Dotted names that are imported when the module is, by statements outside functions."""
    for node in body:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.dump(node.test):
            yield from at_import(node.body + node.orelse)
        elif isinstance(node, ast.Try):
            yield from at_import(node.body + node.orelse + node.finalbody)
            for handler in node.handlers:
                yield from at_import(handler.body)


def anywhere(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield from at_import([node])


def parts_imported(path: Path) -> set[str]:
    names = (name.split(".") for name in at_import(ast.parse(path.read_text("utf-8")).body))
    return {name[1] for name in names if name[0] == "sourcing"} - {part(path), "__version__"}


@pytest.mark.parametrize("path", modules(without={*FREE, "training"}), ids=short)
def test_imports_point_against_the_arrow(path: Path) -> None:
    assert part(path) in PLACE, f"{part(path)} has no place in ORDER: decide where it stands"
    later = {name for name in parts_imported(path) if PLACE.get(name, 99) >= PLACE[part(path)]}
    assert not later


def test_files_needs_nothing_of_the_pipeline() -> None:
    assert parts_imported(PACKAGE / "files.py") <= {"errors"}


@pytest.mark.parametrize("path", modules(without={"training"}), ids=short)
def test_frameworks_stay_in_training(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not {name.split(".")[0] for name in anywhere(tree)} & FRAMEWORKS
    assert "training" not in parts_imported(path)


def test_the_parser_sees_what_it_should() -> None:
    source = """
import a.b
from c import d
if TYPE_CHECKING:
    import hidden
try:
    import e
except ImportError:
    import f
def later():
    import torch
"""
    tree = ast.parse(source)
    assert set(at_import(tree.body)) == {"a.b", "c.d", "e", "f"}
    assert set(anywhere(tree)) == {"a.b", "c.d", "e", "f", "hidden", "torch"}


def test_importing_the_library_is_light() -> None:
    code = f"import sourcing, sys; print(sorted(set({HEAVY}) & set(sys.modules)))"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=PACKAGE.parent
    )
    assert (run.stdout, run.stderr) == ("[]\n", "")
