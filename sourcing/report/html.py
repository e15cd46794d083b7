"""Article → HTML: the whole page, the index page, the notebook fragment.

No script and no network: notes open by hover, focus or the address's fragment, in CSS alone.
Everything passes through an autoescaping template; no markup is made by hand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from sourcing.article import Article
from sourcing.report.view import View
from sourcing.report.words import CAVEATS, LABELS, PARTS, ROLES

Palette = Mapping[str, str]

LIGHT: Palette = {
    "paper": "#fcfbf8",
    "raised": "#ffffff",
    "ink": "#1c1b19",
    "muted": "#5f5b53",
    "rule": "#dcd7cb",
    "attributed": "#1d4f7c",
    "attributed-tint": "#e6eff6",
    "hedged": "#7a4f00",
    "hedged-tint": "#fbefd0",
    "asserted": "#94303c",
    "asserted-tint": "#f9e6e4",
    "unattributed": "#5f5b53",
    "unattributed-tint": "#f1efe9",
}

DARK: Palette = {
    "paper": "#171613",
    "raised": "#211f1b",
    "ink": "#e9e5db",
    "muted": "#aba598",
    "rule": "#3a3730",
    "attributed": "#9ac5ea",
    "attributed-tint": "#1b2f41",
    "hedged": "#eac468",
    "hedged-tint": "#392d10",
    "asserted": "#f2a7a5",
    "asserted-tint": "#43211f",
    "unattributed": "#b3aea2",
    "unattributed-tint": "#25231f",
}


def to_html(article: Article) -> str:
    """A whole self-contained page: figures, the highlighted article, its sources, how to read it.

    Readable without JavaScript, in light and dark, on a phone and on paper; asks for nothing
    over the network.
    """
    return _render("page.html.j2", view=View(article), prefix="")


def to_index_html(articles: Iterable[Article]) -> str:
    """Several articles in one self-contained page, with an index at the top."""
    views = [(f"a{number}-", View(article)) for number, article in enumerate(articles, 1)]
    return _render("index.html.j2", views=views)


def to_fragment(article: Article) -> str:
    """A fragment for a notebook: no `<html>`, styles and ids that stay inside it."""
    digest = hashlib.sha256(article.text.encode("utf-8", "surrogatepass")).hexdigest()
    return _render("fragment.html.j2", view=View(article), prefix=f"s{digest[:8]}-")


def _render(template: str, **values: Any) -> str:
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sourcing.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        labels=tuple(LABELS.values()),
        roles=ROLES,
        kinds=tuple(PARTS),
        caveats=CAVEATS,
        light=LIGHT,
        dark=DARK,
    )
    return environment
