"""Article → plain text for mail: seventy-two columns, no colour, no markup.

What an editor would put into a message: the figure, its parts, the findings with the words they
are about, the sources. The article itself is left to the page.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from sourcing.article import Article
from sourcing.findings import Profile
from sourcing.report.remarks import Remark
from sourcing.report.speakers import SourceView
from sourcing.report.view import View
from sourcing.report.words import CAVEATS

WIDTH = 72
BAR = 24  # columns of a share of 100 %


def to_text(article: Article, by: Profile | None = None) -> str:
    """The report as lines of at most 72 characters; ends with a newline."""
    view = View(article, by)
    blocks = [*_figures(view), *_findings(view), *_sources(view), *_foot(view)]
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str, indent: str = "", first: str | None = None) -> str:
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_on_hyphens=False,
    )


def _figures(view: View) -> Iterator[str]:
    figures = view.figures
    yield _wrapped(view.title) + "\n" + "=" * min(WIDTH, len(view.title))
    likely = f" ({figures.range})" if figures.range else ""
    yield _wrapped(f"{figures.amount}{likely}. {figures.sentence}")
    if figures.parts:
        yield "\n".join(
            f"{part.amount:>5}  {part.name:<23} {'#' * round(BAR * part.share)}".rstrip()
            for part in figures.parts
        )
    yield _wrapped(f"{figures.named_sources} Named sources: band {figures.band} of 0, 1, 2–3, 4+.")


def _findings(view: View) -> Iterator[str]:
    yield "FINDINGS"
    if not view.remarks:
        yield f"None of {len(view.profile.rules)} checks found anything."
    for group in view.remark_groups:
        rule = group.rule
        lines = [_wrapped(f"{rule.name} ({rule.grave}, {rule.rule})")]
        lines += [_wrapped(_place(remark), "      ", "  - ") for remark in group.remarks]
        lines.append(_wrapped(f"{rule.why} {rule.fine} {rule.basis}.", "  "))
        yield "\n".join(lines)


def _place(remark: Remark) -> str:
    return f"sentence {remark.sentence}: {remark.message}"


def _sources(view: View) -> Iterator[str]:
    yield "SOURCES"
    if not view.sources:
        yield "The article has no source."
        return
    yield "\n".join(_wrapped(_source(source), "      ", "  - ") for source in view.sources)


def _source(source: SourceView) -> str:
    who = ", ".join(filter(None, (source.name, source.description)))
    sentences = "sentence" if len(source.sentences) == 1 else "sentences"
    where = f"{sentences} {', '.join(map(str, source.sentences))}"
    return f"{who} ({source.what}): {source.words} words, {where}"


def _foot(view: View) -> Iterator[str]:
    yield _wrapped(CAVEATS[0])
    yield _wrapped(f"Read by {view.model}.")
