"""The papers keep up with the code: commands, extras, dependencies, modules, words of the API."""

from __future__ import annotations

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

from sourcing import article
from sourcing.cli import main

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = chain.from_iterable(PROJECT["optional-dependencies"].values())
REQUIREMENTS = [*PROJECT["dependencies"], *EXTRAS]


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_stands_in_the_readme(command):
    assert f"| `sourcing {command} " in README


@pytest.mark.parametrize("target", ["demo", "test", "lint", "evaluate", "train", "bench", "clean"])
def test_every_make_target_exists(target):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE)
    assert f"make {target} " in makefile, "no line of help"


@pytest.mark.parametrize("kind", [*article.Label, *article.SourceType])
def test_every_label_and_source_type_has_its_row(kind):
    assert f"\n| `{kind}` |" in README
    assert f"`{kind}`" in (ROOT / "docs" / "codebook.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("requirement", REQUIREMENTS)
def test_every_dependency_has_its_reason(requirement):
    name = re.split(r"[^\w.-]", requirement)[0]
    assert re.search(rf"^\|.*\b{re.escape(name)}\b.*\|$", CONTRIBUTING, re.MULTILINE)


@pytest.mark.parametrize("path", sorted((ROOT / "sourcing").glob("*.py")), ids=lambda p: p.name)
def test_every_module_is_on_the_map(path):
    assert path.name.startswith("__") or f"| `sourcing/{path.name}` |" in CONTRIBUTING


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_every_link_and_path_leads_somewhere(page):
    links = re.findall(r"\]\((?!http)([^)#]+)\)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_changelog_has_the_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## [{PROJECT['version']}] - " in changelog
