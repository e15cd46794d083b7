"""Quotation marks: which characters stand inside."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.quotes import inside_quotes, with_double_marks

TABLE = [
    ("nothing", "He said nothing.", []),
    ("straight", 'He said "no" and "never".', ['"no"', '"never"']),
    ("curly", "He said “no” and “never”.", ["“no”", "“never”"]),
    ("low", "He said „no” to it.", ["„no”"]),
    ("low, closed as in German", "He said „no“ to it.", ["„no“"]),
    ("guillemets", "He said «no» to it.", ["«no»"]),
    ("curly closed by straight", 'He said “no" to it.', ['“no"']),
    ("never closed", "He said: “It will go on", ["“It will go on"]),
    ("straight, never closed", 'He said: "It will go on', ['"It will go on']),
    ("closed without opening", "It went on.” He sat down.", []),
    ("single straight", "He called it 'a mess' then.", ["'a mess'"]),
    ("single curly", "He called it ‘a mess’ then.", ["‘a mess’"]),
    ("single inside double", "“He called it ‘a mess’,” she said.", ["“He called it ‘a mess’,”"]),
    ("double inside single", "‘He said “no” to it,’ she said.", ["‘He said “no” to it,’"]),
    ("apostrophe", "The players' union didn't sign Hall's deal.", []),
    ("curly apostrophe", "The players’ union didn’t sign Hall’s deal.", []),
    ("apostrophe in a single quotation", "It is 'Hall's mess' now.", ["'Hall's mess'"]),
    ("decade", "It was a hit in the '90s.", []),
    ("adjacent", 'He said "yes""no".', ['"yes""no"']),
    ("German guillemets", "He said »no« to it.", ["»no«"]),
    ("inches", 'The 27" screen is "new" here.', ['"new"']),
    ("closed by its place", "He said “no“ to it.", ["“no“"]),
    ("straight, closed without opening", 'It went on." He sat down.', []),
    ("straight, opened twice", '"It was. "It is," he said.', ['"It was. "It is,"']),
    ("empty quotation", 'He said "" and left.', ['""']),
]


@pytest.mark.parametrize(("case", "paragraph", "quoted"), TABLE)
def test_quotes(case: str, paragraph: str, quoted: list[str]) -> None:
    assert runs(paragraph) == quoted, case


def runs(paragraph: str) -> list[str]:
    """The stretches of characters that are flagged."""
    flags = "".join(map(str, inside_quotes(paragraph)))
    return [paragraph[run.start() : run.end()] for run in re.finditer("1+", flags)]


def test_two_single_marks_are_a_double_one() -> None:
    paragraph = "He said ``no'' and (''never'')."
    doubled = with_double_marks(paragraph)
    assert doubled == "He said “ no ” and (“ never ”)."
    assert runs(doubled) == ["“ no ”", "“ never ”"]


MARKED = st.text(alphabet="ab .,'’‘\"“”„«»\n", max_size=40)


@given(st.one_of(MARKED, st.text()))
def test_one_flag_a_character(paragraph: str) -> None:
    flags = inside_quotes(paragraph)
    assert len(flags) == len(paragraph)
    assert set(flags) <= {0, 1}


@given(st.one_of(MARKED, st.text(alphabet="a `'", max_size=20)))
def test_double_marks_take_no_room(paragraph: str) -> None:
    assert len(with_double_marks(paragraph)) == len(paragraph)


@given(MARKED)
def test_every_opening_mark_is_inside(paragraph: str) -> None:
    flags = inside_quotes(paragraph)
    outside = {c for c, flag in zip(paragraph, flags, strict=True) if not flag}
    assert not outside & set("“„«")


@given(st.text(alphabet="ab .,\n“", max_size=30), st.text(alphabet="ab .,’'\n", max_size=30))
def test_what_follows_does_not_change_what_precedes(first: str, second: str) -> None:
    """Double marks are read from left to right: a longer paragraph keeps its beginning."""
    assert inside_quotes(f"{first} {second}")[: len(first)] == inside_quotes(first)
