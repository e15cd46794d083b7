"""A sentence cut where its marks begin and end, so that any surface can render it in a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sourcing.article import Sentence, Span
from sourcing.label import CREDITED
from sourcing.report.remarks import Remark
from sourcing.report.words import ROLE_ORDER, Role, printable

Mark = tuple[Span, Role]


@dataclass(frozen=True)
class Piece:
    """A stretch of a sentence in which every character plays the same roles.

    `remarks` are the findings whose words end with it.
    """

    text: str
    roles: tuple[Role, ...]
    remarks: tuple[Remark, ...] = ()


def pieces(sentence: Sentence, found: Sequence[Remark]) -> tuple[Piece, ...]:
    """A sentence with its evidence and its findings; a finding that goes on is cut at the end."""
    text, start, end = sentence.document, sentence.start, sentence.end
    marks = evidence_marks(sentence)
    marks += [(Span(text, remark.start, remark.end), Role.FINDING) for remark in found]
    ends: dict[int, list[Remark]] = {}
    for remark in found:
        ends.setdefault(min(max(remark.end, start + 1), end), []).append(remark)
    return cut(text, start, end, marks, ends)


def cut(
    text: str,
    start: int,
    end: int,
    marks: Sequence[Mark],
    ends: dict[int, list[Remark]] | None = None,
) -> tuple[Piece, ...]:
    """`text[start:end]` cut at each edge of a mark; marks may nest, overlap or stick out.

    `ends` are the findings by the place where their words end: there is a cut, too.
    """
    ends = ends or {}
    inside = [(span, role) for span, role in marks if span.overlaps(start, end)]
    edges = {start, end, *ends}
    for span, _ in inside:
        edges |= {max(span.start, start), min(span.end, end)}
    return tuple(
        Piece(printable(text[a:b]), _roles(inside, a, b), tuple(ends.get(b, ())))
        for a, b in pairwise(sorted(edges))
    )


def _roles(marks: Sequence[Mark], start: int, end: int) -> tuple[Role, ...]:
    present = {role for span, role in marks if span.overlaps(start, end)}
    return tuple(role for role in ROLE_ORDER if role in present)


def evidence_marks(sentence: Sentence) -> list[Mark]:
    """The words that the label rests on; those of a thought that credits nobody stay plain."""
    marks = [(span, Role.HEDGE) for span in sentence.hedges]
    marks += [(span, Role.LOADED) for span in sentence.loaded]
    for attribution in sentence.attributions if sentence.attribution in CREDITED else ():
        marks += [(span, Role.CONTENT) for span in attribution.contents]
        marks += [(span, Role.SOURCE) for span in (attribution.source_span,) if span is not None]
        marks += [(span, Role.CUE) for span in (attribution.cue,) if span is not None]
    return marks
