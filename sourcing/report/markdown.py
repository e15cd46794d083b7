"""Article → Markdown, for mail and pull requests: the same report without colour.

Text of the article is escaped, so that it can neither format nor link nor mention anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sourcing.article import Article
from sourcing.report.view import SentenceView, View
from sourcing.report.words import CAVEATS, LABELS

_SPECIAL = re.compile(r"[\\`*_{}\[\]|~$]")
_REFERENCE = re.compile(r"[@#](?=\w)")


def to_markdown(article: Article) -> str:
    """The report as CommonMark with tables; ends with a newline."""
    view = View(article)
    blocks = [*_summary(view), *_article(view), *_sources(view), *_guide(view)]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, when other words stand before it.

    "@name" and "#1" get an empty comment inside: forges would notify or link them otherwise.
    """
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _REFERENCE.sub(r"\g<0><!-- -->", _SPECIAL.sub(r"\\\g<0>", line))


def _summary(view: View) -> Iterator[str]:
    yield f"# {escape(view.title)}"
    likely = f" ({view.range})" if view.range else ""
    yield f"**{view.amount}**{likely}: {view.figure}"
    if view.parts:
        rows = [(part.amount, part.name, part.range) for part in view.parts]
        yield _table(("Share", "Rests on", "Likely"), rows)
    yield "Sentences: " + ", ".join(
        f"{n} {label.name.lower()} ({label.letter})" for label, n in view.label_counts
    )
    yield "\n".join(f"- {fact.term}: {fact.value} ({fact.hint})" for fact in view.facts)


def _article(view: View) -> Iterator[str]:
    yield "## The article"
    for paragraph in view.paragraphs:
        yield from _loose(paragraph[0].before)
        yield "> " + " ".join(_sentence(sentence) for sentence in paragraph)
    yield from _loose(view.tail)
    if view.sentences:
        rows = [_evidence(sentence) for sentence in view.sentences]
        yield "## Why"
        yield _table(("Sentence", "Sure", "Reason", "Evidence"), rows)


def _loose(text: str) -> Iterator[str]:
    """Text that belongs to no sentence, if there is any but blanks."""
    if text.strip():
        yield f"> *{escape(text)}*"


def _sentence(sentence: SentenceView) -> str:
    text = escape("".join(piece.text for piece in sentence.pieces))
    return f"**\\[{sentence.mark}{sentence.number}\\]** {text}"


def _evidence(sentence: SentenceView) -> Sequence[str]:
    shown = "; ".join(f"{term.lower()}: {text}" for term, text in sentence.evidence)
    sure = f"{100 * sentence.probability:.0f}\N{NO-BREAK SPACE}%"
    return f"{sentence.mark}{sentence.number}", sure, escape(sentence.reason), escape(shown)


def _sources(view: View) -> Iterator[str]:
    yield "## Sources"
    if not view.sources:
        yield "The article has no source."
        return
    rows = [
        (
            escape(", ".join(filter(None, (source.name, source.description)))),
            source.type,
            "yes" if source.named else "no",
            str(source.words),
            ", ".join(map(str, source.sentences)),
            escape(", ".join(source.cues)) or "–",
        )
        for source in view.sources
    ]
    yield _table(("Source", "Type", "Named", "Words", "Sentences", "Reported with"), rows)


def _guide(view: View) -> Iterator[str]:
    yield "## How to read this"
    yield "\n".join(f"- **{x.letter}** {x.name}: {x.definition}" for x in LABELS.values())
    yield "What the numbers do not mean:"
    yield "\n".join(f"- {caveat}" for caveat in CAVEATS)
    yield f"Read by {escape(view.model)}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
