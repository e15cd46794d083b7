"""Comparison → one HTML page that needs neither a network nor JavaScript, plots as inline SVG.

Colours, type and print rules are those of the article's report.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from sourcing import __version__
from sourcing.compare import plot, words
from sourcing.compare.outliers import CLAIM_WORDS, FAR
from sourcing.compare.quoted import SOURCE
from sourcing.compare.result import Asymmetry, Comparison, Group, Quoted
from sourcing.report.html import DARK, LIGHT
from sourcing.report.words import percent
from sourcing.scores import SHARES

GREYED = 30
"""Groups that are too small and still listed one by one: the largest."""

NEAREST = 10
"""Outliers of a group that are listed: the farthest."""


def to_html(comparison: Comparison) -> str:
    """The page; every name in it is escaped."""
    template = _environment().get_template("compare.html.j2")
    return template.render(
        c=comparison,
        sections=[_section(comparison.shown, name) for name in SHARES],
        tests=_tests(comparison),
        voices={group.name: _voices(group) for group in comparison.shown},
    )


def _section(groups: tuple[Group, ...], name: str) -> dict[str, Any]:
    """One share over all groups: estimates, differences and their axes."""
    own = [group.shares[name] for group in groups]
    differences = [group.differences[name] for group in groups if group.differences]
    return {
        "name": name,
        "title": words.share_name(name),
        "scale": plot.scale_of(own),
        "difference_scale": plot.scale_of(differences, around_zero=True),
        "differ": bool(differences),
    }


def _tests(comparison: Comparison) -> dict[str, Any]:
    def sentence(item: Asymmetry) -> str:
        return words.verb_sentence(item, len(comparison.asymmetries))

    items = [(item, sentence(item)) for item in comparison.asymmetries]
    return {
        "shown": [pair for pair in items if pair[0].shown],
        "others": [pair for pair in items if not pair[0].shown],
        "scale": plot.scale_of((item.difference for item, _ in items), around_zero=True),
    }


def _voices(group: Group) -> list[tuple[str, list[Quoted]]]:
    """Who is quoted, in two tables: sources, then types and sides."""
    sources = [voice for voice in group.quoted if voice.kind == SOURCE]
    kinds = [voice for voice in group.quoted if voice.kind != SOURCE]
    return [("Named source", sources), ("Kind of source", kinds)]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("sourcing.compare"), PackageLoader("sourcing.report")]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        words=words,
        percent=percent,
        plot=plot,
        far=FAR,
        claim_words=CLAIM_WORDS,
        greyed=GREYED,
        nearest=NEAREST,
        light=LIGHT,
        dark=DARK,
        version=__version__,
    )
    return environment
