"""Article → a rich renderable: figure, bar, the coloured article with its evidence, sources.

Colour is never the only sign: sentences carry their letter, parts of the bar their own filling.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich import box
from rich.console import Group, RenderableType
from rich.constrain import Constrain
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sourcing.article import Article
from sourcing.report.figures import Part
from sourcing.report.remarks import Remark
from sourcing.report.speakers import SourceView
from sourcing.report.view import SentenceView, View
from sourcing.report.words import CAVEATS, LABELS, Role, percent

WIDTH = 96
BAR_WIDTH = 60

LABEL_STYLES = {"attributed": "blue", "hedged": "yellow", "asserted": "red", "unattributed": "dim"}

ROLE_STYLES = {
    Role.FINDING: "",
    Role.CONTENT: "",
    Role.SOURCE: "bold",
    Role.CUE: "underline",
    Role.HEDGE: "italic",
    Role.LOADED: "reverse",
}

PART_STYLES = {
    "named": ("█", "blue"),
    "vague": ("░", "yellow"),
    "hedged": ("▒", "yellow"),
    "asserted": ("▚", "red"),
}
OTHER_SOURCE = ("▓", "cyan")  # sourced, and the source has no name


def to_terminal(article: Article) -> RenderableType:
    """What `rich.print` shows of an article: figures, sentences with evidence, sources."""
    view = View(article)
    parts = [*_summary(view), *_paragraphs(view), *_sources(view), _foot(view)]
    return Constrain(Group(*parts), WIDTH)


def _summary(view: View) -> Iterator[RenderableType]:
    figures = view.figures
    yield Text(view.title, "bold")
    yield Text()
    yield Text.assemble((figures.amount, "bold blue"), "  ", figures.sentence)
    if figures.range:
        yield Text(" " * (len(figures.amount) + 2) + figures.range, "dim")
    yield Text()
    yield _bar(figures.parts)
    yield from (_part_line(part) for part in figures.parts)
    yield Text()
    counts = (f"[{label.letter}] {label.name.lower()} {n}" for label, n in view.label_counts)
    yield Text("   ".join(counts))
    yield Text(figures.named_sources)
    yield Text(" · ".join(f"{fact.term.lower()}: {fact.value}" for fact in figures.facts), "dim")
    yield Text()
    yield from (_remark_line(remark) for remark in view.first_remarks)
    yield Text()


def _bar(parts: tuple[Part, ...]) -> Text:
    """The whole as one line; the ends are rounded, not the lengths, so that it never overflows."""
    bar, end = Text(), 0.0
    for part in parts:
        start, end = end, end + part.share * BAR_WIDTH
        filling, style = PART_STYLES.get(part.key, OTHER_SOURCE)
        bar.append(filling * (round(end) - round(start)), style)
    return bar


def _part_line(part: Part) -> Text:
    filling, style = PART_STYLES.get(part.key, OTHER_SOURCE)
    line = Text.assemble((filling * 2, style), f" {part.amount:>5} ", part.name)
    return line.append(f"  {part.range}", "dim")


def _remark_line(remark: Remark) -> Text:
    line = Text.assemble((f"({remark.number})", "bold"), f" {remark.message} ")
    return line.append(f"sentence {remark.sentence}, {remark.rule}", "dim")


def _paragraphs(view: View) -> Iterator[RenderableType]:
    for paragraph in view.paragraphs:
        yield from _loose(paragraph[0].before)
        yield _paragraph(paragraph)
        yield Padding(_evidence(paragraph), (0, 0, 1, 4))
    yield from _loose(view.tail)


def _loose(text: str) -> Iterator[RenderableType]:
    """Text that belongs to no sentence, if there is any but blanks."""
    if text.strip():
        yield Text(text.strip() + "\n", "dim")


def _paragraph(sentences: tuple[SentenceView, ...]) -> Text:
    text = Text(style="bold" if sentences[0].headline else "")
    for sentence in sentences:
        colour = LABEL_STYLES[sentence.label.key]
        text.append("" if sentence is sentences[0] else sentence.before)
        text.append(f"[{sentence.mark}]", f"bold {colour}").append(" ")
        for piece in sentence.pieces:
            roles = " ".join(ROLE_STYLES[role] for role in piece.roles)
            text.append(piece.text, f"{colour} {roles}".strip())
            for remark in piece.remarks:
                text.append(f" ({remark.number})", "bold")
    return text


def _evidence(sentences: tuple[SentenceView, ...]) -> Table:
    """A line a sentence: number, sign, probability, why, and the words that show it."""
    lines = Table.grid(padding=(0, 1))
    lines.add_column(justify="right", style="dim")
    lines.add_column(style="dim")
    lines.add_column(justify="right", style="dim", no_wrap=True)
    lines.add_column(style="dim")
    for sentence in sentences:
        shown = [text for term, text in sentence.evidence if term in ("Reported", "Loaded")]
        why = " ".join([sentence.reason, *(f"({text})" for text in shown)])
        sure = percent(sentence.probability)
        lines.add_row(*map(Text, (str(sentence.number), sentence.mark, sure, why)))
    return lines


def _sources(view: View) -> Iterator[RenderableType]:
    if not view.sources:
        yield Text("The article has no source.", "dim")
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title="Sources", title_justify="left")
    for name in ("Source", "Type"):
        table.add_column(name)
    table.add_column("Words", justify="right")
    for name in ("Sentences", "Reported with"):
        table.add_column(name)
    for source in view.sources:
        table.add_row(*_row(source))
    yield table


def _row(source: SourceView) -> list[Text]:
    """Cells as Text: a plain string would be read as markup."""
    name = Text(source.name, "bold")
    if source.description:
        name.append(f"\n{source.description}", "not bold dim")
    numbers = ", ".join(map(str, source.sentences))
    cells = (source.what, str(source.words), numbers, ", ".join(source.cues) or "–")
    return [name, *map(Text, cells)]


def _foot(view: View) -> RenderableType:
    letters = "  ".join(f"[{label.letter}] {label.name.lower()}" for label in LABELS.values())
    return Text(f"{letters}\n{CAVEATS[0]}\nRead by {view.model}.", "dim")
