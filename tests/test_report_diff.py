"""Two articles side by side: which sentence is which, and what became of its sourcing."""

from __future__ import annotations

import pytest

from sourcing.report import articles_in, to_diff_html
from sourcing.report.align import align
from sourcing.report.diff import Diff
from sourcing.report.view import View
from tests import report_articles as articles

A, B, C = "The mayor signed it.", "Tom Hall said the bridge is safe.", "Nobody was hurt on Monday."


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        ([A], [], [(0, None)]),
        ([], [A], [(None, 0)]),
        ([A, B], [A, B], [(0, 0), (1, 1)]),
        ([A, B, C], [A, C], [(0, 0), (1, None), (2, 1)]),
        ([A, C], [A, B, C], [(0, 0), (None, 1), (1, 2)]),
        ([B], ["The bridge is safe, Tom Hall said on Monday."], [(0, 0)]),
        ([A], [C], [(0, None), (None, 0)]),
        (["“It is,” he said"], ["It is he said."], [(0, 0)]),
        (
            [A, "The bridge is safe.", C],
            ["The old bridge is safe, they say.", "Nobody at all was hurt."],
            [(0, None), (1, 0), (2, 1)],
        ),
    ],
)
def test_align(
    before: list[str], after: list[str], expected: list[tuple[int | None, int | None]]
) -> None:
    assert list(align(before, after)) == expected


def test_every_sentence_stands_in_one_pair() -> None:
    first, second = articles.harbour(), articles.long_article(300)
    couples = align([s.text for s in first.sentences], [s.text for s in second.sentences])
    assert [i for i, _ in couples if i is not None] == list(range(len(first.sentences)))
    assert [j for _, j in couples if j is not None] == list(range(len(second.sentences)))


@pytest.fixture
def diff() -> Diff:
    return Diff(View(articles.harbour()), View(articles.harbour_again()))


def test_sources_lost_added_and_kept(diff: Diff) -> None:
    names = {kind: [c.source.name for c in diff.sources if c.kind == kind] for kind in KINDS}
    assert names["lost"] == ["one fisherman"]
    assert names["added"] == ["Ilse Tamm"]
    assert len(names["kept"]) == len(articles.HARBOUR_SOURCES) - 1
    assert [c.kind for c in diff.sources][:2] == ["lost", "added"]


KINDS = ("lost", "added", "kept")


def test_what_became_of_a_sentence(diff: Diff) -> None:
    told = {pair.kind: pair.change for pair in diff.pairs if pair.change}
    assert told == {
        "cut": "Credited to one fisherman.",
        "edited": "Was asserted, is attributed. Credited to Marit Osgood.",
        "added": "Credited to Ilse Tamm.",
    }
    assert diff.changed == 3


def test_edited_words_are_marked_on_their_side(diff: Diff) -> None:
    edited = next(pair for pair in diff.pairs if pair.kind == "edited")
    assert edited.before is not None
    assert edited.after is not None
    assert [text for text, own in edited.before.stretches if own] == [" fees."]
    assert [text for text, own in edited.after.stretches if own] == [" fees, Ms Osgood said."]
    for side in (edited.before, edited.after):
        assert "".join(text for text, _ in side.stretches) == side.sentence.text


def test_a_sentence_that_moved_is_not_lost() -> None:
    lines = articles.HARBOUR_LINES
    there = articles.of((lines[0], lines[1], lines[2], lines[3]))
    back = articles.of((lines[0], lines[3], lines[1], lines[2]))
    changes = {pair.change for pair in Diff(View(there), View(back)).pairs if pair.change}
    assert changes == {"Moved."}


@pytest.mark.parametrize("other", ["same", "more"])
def test_the_verdict_in_words(other: str) -> None:
    second = {"same": articles.harbour, "more": articles.harbour_again}[other]()
    verdict = Diff(View(articles.harbour()), View(second)).verdict
    words = {"same": "is the same", "more": "points larger in the second. The likely ranges"}
    assert words[other] in verdict


def test_the_page_carries_both_articles() -> None:
    both = (articles.harbour(), articles.harbour_again())
    assert articles_in(to_diff_html(*both)) == both


def test_hostile_text_stays_text() -> None:
    html = to_diff_html(articles.hostile(), articles.empty())
    assert "<script>alert" not in html
    assert "<img" not in html
