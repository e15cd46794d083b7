"""Article → report: a web page, a notebook fragment, a terminal rendering, Markdown, plain text.

Article ─ view ─▶ what is shown ─┬─ html ─▶ page, fragment
                                 ├─ index ─▶ page of many articles, or a page each and an index
                                 ├─ diff ─▶ page with two articles side by side
                                 ├─ terminal ─▶ rich renderable
                                 ├─ markdown ─▶ text for pull requests
                                 └─ plain ─▶ text for mail

    words.py      every word that a reader sees
    figures.py    the first screen's numbers
    remarks.py    the findings, numbered, ranked and grouped
    pieces.py     a sentence cut where its marks begin and end
    speakers.py   the sources
    align.py      which sentence of one article is which of another
    pagenames.py  what the page of an article is called on disk
    view.py       all of these for one article
"""

from sourcing.report.diff import to_diff_html
from sourcing.report.html import articles_in, to_fragment, to_html
from sourcing.report.index import NO_LIMIT, PAGE_LIMIT, report_pages, to_index_html
from sourcing.report.markdown import to_markdown
from sourcing.report.plain import to_text
from sourcing.report.terminal import to_terminal

__all__ = [
    "NO_LIMIT",
    "PAGE_LIMIT",
    "articles_in",
    "report_pages",
    "to_diff_html",
    "to_fragment",
    "to_html",
    "to_index_html",
    "to_markdown",
    "to_terminal",
    "to_text",
]
