"""Article → report: a web page, a notebook fragment, a terminal rendering, Markdown.

Article ─ view ─▶ what is shown ─┬─ html ─▶ page, index page, fragment
                                 ├─ terminal ─▶ rich renderable
                                 └─ markdown ─▶ text
"""

from sourcing.report.html import to_fragment, to_html, to_index_html
from sourcing.report.markdown import to_markdown
from sourcing.report.terminal import to_terminal

__all__ = ["to_fragment", "to_html", "to_index_html", "to_markdown", "to_terminal"]
