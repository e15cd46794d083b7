"""Segmentation: tables of original sentences, and the invariants of every layout."""

from __future__ import annotations

import textwrap
import time
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sourcing.segment import Layout, segment


def cut(text: str, layout: Layout) -> list[str]:
    return [text[s.start : s.end] for s in layout.sentences]


# "|" marks where a sentence must end; the marks are taken out before the text is segmented.
SENTENCES = [
    # abbreviations, initials, titles
    "U.S. officials met on Monday. |Talks failed.",
    "They spoke with Gen. David H. Petraeus. |He declined.",
    "The bridge closed on Sept. 11 for repairs. |It reopened in May.",
    "She walked to No. 10 at noon. |Nobody came out.",
    "The bill by Rep. Carl Seel died. |Nobody mourned it.",
    "Turnout was low in Ohio. |Sen. Lee left early.",
    "Prices rose 3 percent. |Mr. Okafor blamed fuel.",
    "“I agree.” |Mrs. Dahl sat down.",
    "Brig. Gen. Ana Ruiz and Lt. Col. Bo Berg testified. |Both were brief.",
    "The case, Alder v. Birch, was dropped. |Both sides cheered.",
    "J. K. Moreno signed it. |So did A.B. Quist.",
    "Acme Inc. said no. |Its rival said yes.",
    "It ended at 5 p.m. |Then the hall emptied.",
    "They left the U.S. |The trip was over.",
    "Dr. Ines Vall, e.g. in her thesis, said so. |Few read it.",
    # numbers
    "Shares fell 3.5 percent to $1.2 billion. |Trading was thin.",
    "The count stood at 10. |Then it rose.",
    "1. Wash the rice. |Soak it overnight.",
    # quotation marks of every kind
    '"It is over." |He sat down.',
    '"It is over," he said. |"Go home."',
    "“It is over.” |“Go home.” |She left.",
    "“We won,” she said. |“Nobody believed us.”",
    "‘It is over.’ |‘Go home.’ |She left.",
    "‘We won,’ she said. |‘Nobody believed us.’",
    "The workers’ demands grew. |The owners’ did not.",
    "«It is over.» |He left.",
    "« It is over. » |He left.",
    "»It is over«, he said. |»Go home.« |She left.",
    "„It is over.“ |He left.",
    "''It is over.'' |He left. |''Go home.''",
    "``It is over.'' |He left.",
    "He called it “a ‘grand’ mess.” |She laughed.",
    "“Is it over?” asked the clerk. |No one knew.",
    "“Stop!” she cried. |They did.",
    "The sign read “No entry. Danger of death.” in red. |They went in.",
    "He asked “Why now? Why us?” and left. |She stayed.",
    "He said, “We came. |We won,” and left.",
    # an unclosed quotation mark
    "“It is over. |Go home. |We lost.",
    "She said it was “over. |They went home.",
    # ellipses
    "He waited ... and left. |She stayed.",
    "He waited... |Then he left.",
    "He waited… |Then he left.",
    "“I thought … well, never mind.” |He left.",
    # datelines
    "WASHINGTON (Reuters) - The bank cut its rate. |Markets rose.",
    "BEIJING, March 1 (Xinhua) -- The port reopened. |Ships came.",
    "FORT BRAGG, N.C. (AP) — The unit came home. |Families waited.",
    "PARIS — The museum shut. |Tourists shrugged.",
    # no final mark, brackets, other marks
    "Council votes to close the library",
    "The vote was close. |The mayor abstained",
    "(It rained.) |The match went on.",
    "The plan (see page 3.) was dropped. |Nobody knew why.",
    "Who pays? |We do! |Really?!",
    "He wrote to a.b@example.com on Friday. |No answer came.",
    "Émile sang. |Ångström wept. |Über alles lachte 😀. |Fin.",
]


@pytest.mark.parametrize("marked", SENTENCES)
def test_sentences(marked: str) -> None:
    text = marked.replace("|", "")
    assert cut(text, segment(text)) == [piece.strip() for piece in marked.split("|")]


LONG = (
    "The harbour board voted on Tuesday to close the eastern quay for two years while divers "
    "repair the sea wall. Fishermen said they had not been told. A spokeswoman promised a "
    "meeting next week, and the mayor, who opposed the plan, called it a start."
)
WRAPPED = textwrap.fill(LONG, 60)

PARAGRAPHS = [
    ("empty", "", []),
    ("blank", " \r\n\t\n", []),
    ("one", "One line.", ["One line."]),
    ("a line each", "First one.\nSecond one.\nThird.", ["First one.", "Second one.", "Third."]),
    ("empty lines", "First one.\n\n \n\nSecond one.\n", ["First one.", "Second one."]),
    ("title, then lines", "Quay shuts\n\nA one.\nB two.", ["Quay shuts", "A one.", "B two."]),
    ("CRLF", "First one.\r\nSecond.\r\n\r\nThird.", ["First one.", "Second.", "Third."]),
    ("old Mac", "First one.\rSecond.", ["First one.", "Second."]),
    ("separators", "First.\u2029Second.\x85Third.", ["First.", "Second.", "Third."]),
    ("BOM", "\ufeffFirst one.\nSecond.", ["First one.", "Second."]),
    ("divider", "First one.\n* * *\nSecond.", ["First one.", "Second."]),
    ("lone quotation mark", "“First one.\n”\nSecond.", ["“First one.", "Second."]),
    ("long lines", f"{LONG}\n{LONG}", [LONG, LONG]),
    ("hard-wrapped", f"{WRAPPED}\n\n{WRAPPED}", [WRAPPED, WRAPPED]),
    ("wrapped below a title", f"Quay shuts\n\n{WRAPPED}", ["Quay shuts", WRAPPED]),
    ("wrapped, no empty line", f"{WRAPPED}\n{WRAPPED}", [WRAPPED, WRAPPED]),
]


@pytest.mark.parametrize(("name", "text", "expected"), PARAGRAPHS)
def test_paragraphs(name: str, text: str, expected: list[str]) -> None:
    assert [text[slice(*bounds)] for bounds in segment(text).paragraphs] == expected, name


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapping_changes_no_sentence(newline: str) -> None:
    wrapped = WRAPPED.replace("\n", newline)
    assert [" ".join(s.split()) for s in cut(wrapped, segment(wrapped))] == cut(LONG, segment(LONG))


@pytest.mark.parametrize(
    ("text", "title", "headlines"),
    [
        ("Quay shuts\n\nIt rained.", "Quay shuts", 1),
        ("\ufeff Quay  shuts \nIt rained.", "\n Quay shuts", 1),
        ("Quay shuts. Anglers angry.\nIt rained.", "Quay shuts. Anglers angry.", 2),
        ("Quay shuts\n\nIt rained.", None, 0),
        ("Quay shuts\n\nIt rained.", "Another title", 0),
        ("It rained.\n\nQuay shuts", "Quay shuts", 0),
        ("", "", 0),
    ],
)
def test_headline(text: str, title: str | None, headlines: int) -> None:
    flags = [s.headline for s in segment(text, title).sentences]
    assert flags == [True] * headlines + [False] * (len(flags) - headlines)


# Pieces that meet in news, and hostile ones, in every order; and any string at all.
_MARKS = ". ? … ... “ ” '' ‘ ’ « » \" ( ) --"
PIECES = [
    *_MARKS.split(),
    "He left",
    "Sen.",
    "U.S.",
    "1.",
    "x",
    "É",
    "😀",
    " ",
    "\n",
    "\r\n",
    "\n\n",
]
PIECES += ["\x00", "\ud800", "\ufeff", "\u200b"]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(
    st.characters(exclude_categories=())
)


@given(TEXTS)
@example("\ud83d He left. \ud83d")
@example("\x00“\x00")
def test_layout_invariants(text: str) -> None:
    layout = segment(text)
    assert layout == segment(text)
    for bounds in (layout.paragraphs, [(s.start, s.end) for s in layout.sentences]):
        assert all(start < end for start, end in bounds)
        assert all(a[1] <= b[0] for a, b in pairwise(bounds))
        assert all(text[a:b] == text[a:b].strip() for a, b in bounds)
    assert all(any(map(str.isalnum, piece)) for piece in cut(text, layout))


@given(TEXTS)
def test_sentences_tile_their_paragraphs(text: str) -> None:
    layout = segment(text)
    covered = {i for s in layout.sentences for i in range(s.start, s.end)}
    inside = {i for start, end in layout.paragraphs for i in range(start, end)}
    assert covered <= inside
    assert all(text[i].isspace() or text[i] in "\x00\u200b\u2060\ufeff" for i in inside - covered)
    letters = {i for i, character in enumerate(text) if character.isalnum()}
    assert letters <= covered
    for s in layout.sentences:
        start, end = layout.paragraphs[s.paragraph]
        assert start <= s.start < s.end <= end


@pytest.mark.parametrize("unit", ["He left. ", "! ", "“", "\n ", "\n", "'' ", "Mr. ", "a"])
def test_time_is_linear(unit: str) -> None:
    started = time.perf_counter()
    segment(unit * 50_000)
    assert time.perf_counter() - started < 5
