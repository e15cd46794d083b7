"""Many articles → an index with a row each, and the articles: in one page, or in a page each.

Articles are taken one at a time. What is kept of each is its row; the articles themselves are
held only until it is known that one page is too small for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median
from urllib.parse import quote

from markupsafe import Markup

from sourcing.article import Article
from sourcing.findings import Profile, profile
from sourcing.report.figures import Part
from sourcing.report.html import data_of, page_of, render, scripts, to_html
from sourcing.report.pagenames import PageNames
from sourcing.report.view import View
from sourcing.report.words import PARTS, percent, printable

PAGE_LIMIT = 5_000_000
"""Most bytes of one page with all articles."""

NO_LIMIT = sys.maxsize


def to_index_html(articles: Iterable[Article], by: Profile | None = None) -> str:
    """Several articles in one self-contained page, with an index at the top."""
    return _together([_chapter(n, article, by) for n, article in enumerate(articles, 1)], by)


def report_pages(
    articles: Iterable[Article],
    page: Path,
    by: Profile | None = None,
    *,
    split: bool = False,
    limit: int = PAGE_LIMIT,
) -> Iterator[tuple[Path, str]]:
    """The files of a report, lazily: where each one goes, and its HTML.

    One file, `page`, while all articles fit into `limit` bytes. Else, and always with `split`,
    a page for each article in a folder beside it, and `page`, the index, at the end. No articles,
    no files.
    """
    waiting = iter(articles)
    held = [] if split else list(_up_to(limit, waiting, by))
    if held and (whole := _within(limit, held, by)):
        yield page, whole
    else:
        yield from _apart(chain((one.article for one in held), waiting), page, by)


@dataclass(frozen=True)
class Row:
    """What the index tells of an article. `share` is None where there is nothing to count."""

    href: str
    title: str
    id: str
    digest: str
    model: str
    words: int
    share: float | None
    interval: tuple[float, float]
    parts: tuple[Part, ...]
    named: int
    sources: int
    hedged: float
    loaded: float
    findings: int

    @classmethod
    def of(cls, view: View, href: str) -> Row:
        scores = view.scores
        name = printable(view.article.id or "")
        return cls(
            href=href,
            title=view.title,
            id=name if name != view.title else "",
            digest=view.digest,
            model=view.model,
            words=scores.words,
            share=scores.named_share if scores.claim_words else None,
            interval=scores.named_share_interval,
            parts=view.figures.parts,
            named=scores.n_named,
            sources=scores.n_sources,
            hedged=scores.hedged_share,
            loaded=scores.loaded_rate,
            findings=len(view.remarks),
        )

    @property
    def amount(self) -> str:
        return "–" if self.share is None else percent(self.share)

    @property
    def range(self) -> str:
        low, high = (round(100 * end) for end in self.interval)
        return f"{low}–{high}"


@dataclass(frozen=True)
class Legend:
    """A part of the whole that some row shows."""

    key: str
    name: str


def legend(rows: Sequence[Row]) -> tuple[Legend, ...]:
    shown = {part.key for row in rows for part in row.parts}
    return tuple(Legend(str(k), name) for k, (name, _) in PARTS.items() if str(k) in shown)


def spread(rows: Sequence[Row]) -> str:
    """The headline figures of all articles, in plain words."""
    shares = [row.share for row in rows if row.share is not None]
    if len(shares) < 3:
        return "What each article rests on: named sources, other sources, or the writer alone."
    low, high = round(100 * min(shares)), percent(max(shares))
    return (
        f"From article to article, {low} to {high} of what is reported rests on named sources; "
        f"in the middle one it is {percent(median(shares))}."
    )


# In one page


@dataclass(frozen=True)
class _Chapter:
    """An article as it stands in the page of all."""

    article: Article
    row: Row
    html: Markup
    data: Markup

    @property
    def bytes(self) -> int:
        return len(self.html.encode()) + len(self.data.encode())


def _chapter(number: int, article: Article, by: Profile | None) -> _Chapter:
    prefix = f"a{number}-"
    view = View(article, by)
    html = render("chapter.html.j2", view=view, prefix=prefix, number=number)
    return _Chapter(article, Row.of(view, f"#{prefix}top"), Markup(html), data_of(article))


def _up_to(limit: int, articles: Iterator[Article], by: Profile | None) -> Iterator[_Chapter]:
    """Chapters until there are several and they pass the limit, with the one that does."""
    size = 0
    for number, article in enumerate(articles, 1):
        chapter = _chapter(number, article, by)
        yield chapter
        size += chapter.bytes
        if size > limit and number > 1:
            return


def _within(limit: int, chapters: Sequence[_Chapter], by: Profile | None) -> str | None:
    """The page of these chapters, where it keeps to the limit; an article alone always does."""
    if len(chapters) == 1:
        return to_html(chapters[0].article, by)
    page = _together(chapters, by)
    return page if len(page.encode()) <= limit else None


def _together(chapters: Sequence[_Chapter], by: Profile | None) -> str:
    return _index(
        [one.row for one in chapters],
        by,
        ("report.js", "corrections.js", "index.js"),
        chapters=[one.html for one in chapters],
        data=[one.data for one in chapters],
    )


# In a page each


def _apart(
    articles: Iterable[Article], page: Path, by: Profile | None
) -> Iterator[tuple[Path, str]]:
    folder = page.with_name(f"{page.stem}-articles")
    names, rows = PageNames(), []
    for number, article in enumerate(articles, 1):
        name = f"{names.take(article.id or str(number))}.html"
        view = View(article, by)
        rows.append(Row.of(view, f"{quote(folder.name)}/{quote(name)}"))
        yield folder / name, page_of(view, index=f"../{quote(page.name)}")
    if rows:
        yield page, _index(rows, by, ("index.js",), chapters=[], data=[])


def _index(
    rows: Sequence[Row],
    by: Profile | None,
    script_names: tuple[str, ...],
    *,
    chapters: Sequence[Markup],
    data: Sequence[Markup],
) -> str:
    return render(
        "index.html.j2",
        rows=rows,
        profile=by or profile(),
        legend=legend(rows),
        spread=spread(rows),
        chapters=chapters,
        data=data,
        **scripts(*script_names),
    )
