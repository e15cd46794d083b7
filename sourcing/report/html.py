"""Article → HTML: the whole page, and the notebook fragment.

A page asks for nothing over the network and carries its data as JSON. Notes and filters work by
hover, focus, checkboxes and the address's fragment, in CSS alone; the one script of a page adds
keys, and a policy in the page lets nothing else run. Everything passes through an autoescaping
template but that script and the JSON, whose own escape is `data_of`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sourcing.article import Article, SourceType
from sourcing.findings import Profile
from sourcing.report.figures import BANDS, PRESS, PRESS_SOURCE
from sourcing.report.remarks import explained
from sourcing.report.view import View
from sourcing.report.words import CAVEATS, LABELS, ROLES

Palette = Mapping[str, str]

LIGHT: Palette = {
    "paper": "#fcfbf8",
    "raised": "#ffffff",
    "ink": "#1c1b19",
    "muted": "#5f5b53",
    "rule": "#dcd7cb",
    "mark": "#ffefad",
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
    "mark": "#4d4313",
    "attributed": "#9ac5ea",
    "attributed-tint": "#1b2f41",
    "hedged": "#eac468",
    "hedged-tint": "#392d10",
    "asserted": "#f2a7a5",
    "asserted-tint": "#43211f",
    "unattributed": "#b3aea2",
    "unattributed-tint": "#25231f",
}


SCRIPTS = ("report.js", "corrections.js")
"""What the page of an article runs."""


def to_html(article: Article, by: Profile | None = None) -> str:
    """A whole self-contained page: figures, findings, the marked article, sources, method.

    `by` is the profile of the findings, the default one unless given. Readable without
    JavaScript, in light and dark, on a phone and on paper; asks for nothing over the network.
    """
    return page_of(View(article, by))


def page_of(view: View, index: str = "") -> str:
    """The whole page of an article as shown; `index` is the address of the index above it."""
    data = [data_of(view.article)]
    return render("page.html.j2", view=view, prefix="", index=index, data=data)


def to_fragment(article: Article, by: Profile | None = None) -> str:
    """A fragment for a notebook: no `<html>`, no script, styles and ids that stay inside it."""
    view = View(article, by)
    return render("fragment.html.j2", view=view, prefix=f"s{view.digest[:8]}-")


def articles_in(page: str) -> tuple[Article, ...]:
    """The articles that a page of this module carries, read back from their data."""
    data = re.findall(r'<script type="application/json" class="data">(.*?)</script>', page)
    return tuple(Article.from_dict(json.loads(one)) for one in data)


def data_of(article: Article) -> Markup:
    """The article as JSON inside a script element: no "<", ">" or "&" can end or open anything."""
    text = json.dumps(article.to_dict(), separators=(",", ":"))
    for character in "<>&":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def render(template: str, **values: Any) -> str:
    """A template of this package, filled."""
    known = {**scripts(*SCRIPTS), **values}
    return _environment().get_template(template).render(**known)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("sourcing.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["explained"] = explained
    environment.globals.update(
        labels=tuple(LABELS.values()),
        source_types=tuple(map(str, SourceType)),
        roles=ROLES,
        caveats=CAVEATS,
        bands=BANDS,
        press=PRESS,
        press_source=PRESS_SOURCE,
        light=LIGHT,
        dark=DARK,
        version=_version(),
    )
    return environment


@cache
def scripts(*names: str) -> Mapping[str, Any]:
    """The script of a page, and its hash, by which the page's policy knows it."""
    loader = PackageLoader("sourcing.report")
    script = "\n".join(loader.get_source(_environment(), name)[0] for name in names)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    return {"script": Markup(script), "script_hash": f"sha256-{digest}"}


def _version() -> str:
    from sourcing import __version__  # the package imports this one

    return __version__
