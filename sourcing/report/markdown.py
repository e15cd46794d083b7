"""Article → Markdown, for pull requests: the same report without colour.

Text of the article is escaped, so that it can neither format nor link nor mention anybody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sourcing.article import Article
from sourcing.findings import Profile
from sourcing.report.figures import PRESS, PRESS_SOURCE
from sourcing.report.view import SentenceView, View
from sourcing.report.words import CAVEATS, LABELS

_SPECIAL = re.compile(r"[\\`*_{}\[\]|~$]")
_REFERENCE = re.compile(r"[@#](?=\w)")


def to_markdown(article: Article, by: Profile | None = None) -> str:
    """The report as GitHub-flavoured Markdown; ends with a newline.

    What a reviewer needs comes first; the article with its evidence is folded away.
    """
    view = View(article, by)
    blocks = [*_summary(view), *_findings(view), *_sources(view), *_article(view), *_guide(view)]
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """Text on one line that Markdown shows as it is, when other words stand before it.

    "@name" and "#1" get an empty comment inside: forges would notify or link them otherwise.
    """
    line = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _REFERENCE.sub(r"\g<0><!-- -->", _SPECIAL.sub(r"\\\g<0>", line))


def _summary(view: View) -> Iterator[str]:
    figures = view.figures
    yield f"# {escape(view.title)}"
    likely = f" ({figures.range})" if figures.range else ""
    yield f"**{figures.amount}**{likely}: {figures.sentence}"
    if figures.parts:
        rows = [(part.amount, part.name, part.range) for part in figures.parts]
        yield _table(("Share", "Rests on", "Likely"), rows)
    yield f"{figures.named_sources} {PRESS} ({PRESS_SOURCE})"
    yield "Sentences: " + ", ".join(
        f"{n} {label.name.lower()} ({label.letter})" for label, n in view.label_counts
    )


def _findings(view: View) -> Iterator[str]:
    yield "## Findings"
    if not view.remarks:
        yield f"None of {len(view.profile.rules)} checks found anything."
    for group in view.remark_groups:
        rule = group.rule
        yield f"**{rule.name}** ({rule.grave}, `{rule.rule}`)"
        yield "\n".join(
            f"- sentence {remark.sentence}: {escape(remark.message)}" for remark in group.remarks
        )
        yield f"{escape(rule.why)} {escape(rule.fine)} *{escape(rule.basis)}.*"


def _article(view: View) -> Iterator[str]:
    yield "<details><summary>The article, sentence by sentence</summary>"
    for paragraph in view.paragraphs:
        yield from _loose(paragraph[0].before)
        yield "> " + " ".join(_sentence(sentence) for sentence in paragraph)
    yield from _loose(view.tail)
    if view.sentences:
        rows = [_evidence(sentence) for sentence in view.sentences]
        yield _table(("Sentence", "Sure", "Reason", "Evidence"), rows)
    yield "</details>"


def _loose(text: str) -> Iterator[str]:
    """Text that belongs to no sentence, if there is any but blanks."""
    if text.strip():
        yield f"> *{escape(text)}*"


def _sentence(sentence: SentenceView) -> str:
    text = escape(sentence.text)
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
            source.what,
            str(source.words),
            ", ".join(map(str, source.sentences)),
            escape(", ".join(source.cues)) or "–",
        )
        for source in view.sources
    ]
    yield _table(("Source", "Type", "Words", "Sentences", "Reported with"), rows)


def _guide(view: View) -> Iterator[str]:
    yield "## How to read this"
    yield "\n".join(f"- **{x.letter}** {x.name}: {x.definition}" for x in LABELS.values())
    yield "\n".join(f"- {fact.term}: {fact.value} ({fact.hint})" for fact in view.figures.facts)
    yield "What the numbers do not mean:"
    yield "\n".join(f"- {caveat}" for caveat in CAVEATS)
    yield f"Read by {escape(view.model)}."


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
