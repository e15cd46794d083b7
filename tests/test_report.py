"""The report: nothing of the text is lost or altered, everything is escaped, all is shown."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from rich.console import Console

from sourcing.article import Article, Span
from sourcing.report import to_fragment, to_html, to_index_html, to_markdown, to_terminal
from sourcing.report.html import DARK, LIGHT
from sourcing.report.view import View, cut, printable
from sourcing.report.words import LABELS, SOURCE_TYPES, Role, percent, share_in_words
from tests import report_articles as articles

VOID = {"meta", "br", "img", "hr", "link", "input"}


class Page(HTMLParser):
    """Reads a page: its article text without notes and signs, its tags, ids and addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, set[str]]] = []
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.hrefs: list[str] = []
        self.references: list[str] = []
        self.article = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.hrefs += [values["href"]] if "href" in values else []
        self.references += [v for k, v in values.items() if k == "aria-describedby"]
        assert not any(name.startswith("on") or name == "src" for name in values)
        if tag not in VOID:
            self.open.append((tag, set(values.get("class", "").split())))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [names for _, names in self.open]
        inside = any("body" in names for names in classes)
        if inside and not any(names & {"n", "t"} for names in classes):
            self.article += data


FIXTURES = [articles.harbour, articles.hostile, articles.empty]
FIXTURE_NAMES = ["harbour", "hostile", "empty"]
each_article = pytest.mark.parametrize("make", FIXTURES, ids=FIXTURE_NAMES)


def terminal_text(article: Article, width: int = 100) -> str:
    out = io.StringIO()
    Console(file=out, width=width, color_system=None).print(to_terminal(article))
    return out.getvalue()


@each_article
@pytest.mark.parametrize("render", [to_html, to_fragment], ids=["page", "fragment"])
def test_the_text_comes_through_whole(
    make: Callable[[], Article], render: Callable[[Article], str]
) -> None:
    article = make()
    assert Page(render(article)).article.strip("\n") == printable(article.text).strip("\n")


@each_article
def test_pages_are_well_formed_and_closed_to_the_network(make: Callable[[], Article]) -> None:
    html = to_html(make())
    page = Page(html)
    assert page.open == []
    assert not {"script", "img", "link", "iframe", "object"} & set(page.tags)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references) <= set(page.ids)
    assert {href[1:] for href in page.hrefs} <= {*page.ids, "-"}
    assert not re.search(r"url\(|@import", html)
    html.encode("utf-8")  # no lone surrogate is left


def test_index_links_to_every_article() -> None:
    page = Page(to_index_html(make() for make in FIXTURES))
    assert {f"#a{n}-top" for n in (1, 2, 3)} <= set(page.hrefs)
    assert {href[1:] for href in page.hrefs} <= {*page.ids, "-"}
    assert len(page.ids) == len(set(page.ids))


def test_an_index_of_nothing_is_a_page() -> None:
    assert "0 articles" in to_index_html([])


def test_fragments_of_two_articles_share_no_id() -> None:
    ids = [set(Page(to_fragment(make())).ids) for make in (articles.harbour, articles.hostile)]
    assert all(ids)
    assert not ids[0] & ids[1]
    assert "<html" not in to_fragment(articles.harbour())


@pytest.mark.parametrize(
    "raw", ["<script>", "<img", "</td><", "<!-- before", "\x1b", "\x00", "\ud800"]
)
def test_hostile_text_stays_text(raw: str) -> None:
    article = articles.hostile()
    assert raw not in to_html(article)
    assert raw not in to_fragment(article)
    assert raw not in to_markdown(article)


def test_the_terminal_never_sees_control_characters() -> None:
    shown = terminal_text(articles.hostile())
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", shown.replace("\r", ""))
    assert "<script>alert('one')</script>" in " ".join(shown.split())


def test_markdown_mentions_and_links_nobody() -> None:
    shown = to_markdown(articles.hostile())
    assert "@someone" not in shown
    assert "[x](" not in shown
    assert "| a |" not in shown


def test_a_page_of_1500_words_stays_small() -> None:
    article = articles.long_article(1500)
    assert len(article.text.split()) >= 1500
    assert len(to_html(article).encode()) < 250_000


@pytest.mark.parametrize("surface", ["html", "terminal", "markdown"])
def test_every_label_source_and_part_is_shown(surface: str) -> None:
    article = articles.harbour()
    shown = {"html": to_html, "terminal": terminal_text, "markdown": to_markdown}[surface](article)
    words = " ".join(shown.split())
    wanted = [part.name for part in View(article).parts]
    wanted += [label.name.lower() for label in LABELS.values()]
    wanted += [
        "About two fifths of what this article reports rests on named sources",
        "fixture 1.0",
    ]
    missing = [text for text in wanted if text not in words]
    assert missing == []
    assert {s.type for s in article.sources} == set(SOURCE_TYPES)


def test_every_sentence_has_its_evidence_on_the_page() -> None:
    html = to_html(articles.harbour())
    assert html.count(' class="n"') == len(articles.HARBOUR_LINES)
    for text in (
        "Marit Osgood: named person (93\xa0%)",
        "indirect speech, “claimed”, shows doubt",
        "a thought, and nothing shows how the writer knows it",
        "goes on reporting a neighbouring sentence",
        "unknown: the article does not tell",
        "“notoriously slow”",
        "Or else:</b> unattributed (16\xa0%)",
    ):
        assert text in html


def test_only_named_sources_fill_the_sign() -> None:
    view = View(articles.harbour())
    assert [s.number for s in view.sentences if s.named] == [1, 2, 4, 5, 6, 8]
    assert [s.mark for s in view.sentences if s.unsure] == ["S?"]


def test_parts_add_up_to_the_whole() -> None:
    parts = View(articles.harbour()).parts
    assert sum(part.share for part in parts) == pytest.approx(1)
    assert all(part.interval[0] <= part.share <= part.interval[1] for part in parts)


def test_sources_carry_their_words_and_sentences() -> None:
    rows = {source.name: source for source in View(articles.harbour()).sources}
    osgood = rows["Marit Osgood"]
    assert (osgood.sentences, osgood.first, osgood.cues) == ((4, 5, 8), 4, ("said\xa0×2",))
    assert rows["some"].words == 0
    assert (
        rows["officials at the regional ports authority"].cues[0] == "warned the council in March"
    )
    words = [source.words for source in View(articles.harbour()).sources]
    assert words == sorted(words, reverse=True)


TEXT = "abcdefgh"


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([], [("bcdefg", "")]),
        ([(0, 8, Role.CONTENT)], [("bcdefg", "content")]),
        ([(2, 4, Role.CUE)], [("b", ""), ("cd", "cue"), ("efg", "")]),
        (
            [(1, 6, Role.CONTENT), (2, 4, Role.SOURCE), (3, 5, Role.CUE)],
            [
                ("b", "content"),
                ("c", "content source"),
                ("d", "content source cue"),
                ("e", "content cue"),
                ("f", "content"),
                ("g", ""),
            ],
        ),
        ([(7, 8, Role.HEDGE), (0, 1, Role.LOADED)], [("bcdefg", "")]),
    ],
)
def test_cut(marks: list[tuple[int, int, Role]], expected: list[tuple[str, str]]) -> None:
    pieces = cut(TEXT, 1, 7, [(Span(TEXT, start, end), role) for start, end, role in marks])
    assert [(piece.text, " ".join(piece.roles)) for piece in pieces] == expected


@pytest.mark.parametrize(
    ("share", "start"),
    [
        (0.0, "Nothing that"),
        (0.004, "Almost nothing of"),
        (0.34, "About a third of"),
        (0.64, "About two thirds of"),
        (0.5, "About half of"),
        (0.99, "Almost all of"),
        (1.0, "All of"),
    ],
)
def test_share_in_words(share: float, start: str) -> None:
    assert share_in_words(share).startswith(start)


@pytest.mark.parametrize(
    ("share", "text"), [(0, "0\xa0%"), (0.001, "<1\xa0%"), (0.644, "64\xa0%"), (1, "100\xa0%")]
)
def test_percent(share: float, text: str) -> None:
    assert percent(share) == text


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(palette: dict[str, str]) -> None:
    pairs = [(text, back) for text in ("ink", "muted") for back in ("paper", "raised")]
    for key in (label.key for label in LABELS.values()):
        pairs += [(key, "paper"), (key, "raised"), (key, f"{key}-tint"), ("ink", f"{key}-tint")]
    weak = {pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 4.5}
    assert weak == set()
