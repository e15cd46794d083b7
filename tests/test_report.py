"""The report: nothing of the text is lost or altered, everything is escaped, all is shown."""

from __future__ import annotations

import base64
import hashlib
import html as html_lib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from rich.console import Console

from sourcing.article import Article, Span
from sourcing.findings import RULES, Severity, profiles
from sourcing.report import (
    articles_in,
    to_fragment,
    to_html,
    to_index_html,
    to_markdown,
    to_terminal,
    to_text,
)
from sourcing.report import html as html_module
from sourcing.report.html import DARK, LIGHT
from sourcing.report.pieces import cut
from sourcing.report.remarks import Remark, explained, grouped, most_important
from sourcing.report.view import View
from sourcing.report.words import (
    LABELS,
    SOURCE_TYPES,
    Role,
    band_in_words,
    capital,
    interval_in_words,
    percent,
    printable,
    share_in_words,
)
from sourcing.report.words import RULES as RULE_NAMES
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
        self.classes: list[str] = []
        self.article = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [values["id"]] if "id" in values else []
        self.hrefs += [values["href"]] if "href" in values else []
        self.references += [v for k, v in values.items() if k == "aria-describedby"]
        self.classes += values.get("class", "").split()
        assert not any(name.startswith("on") or name == "src" for name in values)
        if tag not in VOID:
            self.open.append((tag, set(values.get("class", "").split())))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        classes = [names for _, names in self.open]
        inside = any("body" in names for names in classes)
        if inside and not any(names & {"n", "t", "f"} for names in classes):
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


def shown(html: str) -> str:
    """A page without what cannot load anything: its JSON data, and the script's comments."""
    html = re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)
    return re.sub(r"^ *// .*$", "", html, flags=re.MULTILINE)


@each_article
def test_pages_are_well_formed_and_closed_to_the_network(make: Callable[[], Article]) -> None:
    html = to_html(make())
    page = Page(html)
    assert page.open == []
    assert not {"img", "link", "iframe", "object", "base"} & set(page.tags)
    assert len(page.ids) == len(set(page.ids))
    assert set(page.references) <= set(page.ids)
    assert {href[1:] for href in page.hrefs} <= {*page.ids, "-"}
    assert not re.search(r"url\(|@import|\b(?:https?:)?//\w|fetch\(|XMLHttp|WebSocket", shown(html))
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
    assert raw not in to_html(article).replace(f"<script>{SCRIPT}</script>", "")
    assert raw not in to_fragment(article)
    assert raw not in to_markdown(article)


TEMPLATES = Path(html_module.__file__).parent / "templates"
SCRIPT = "\n".join((TEMPLATES / name).read_text("utf-8") for name in html_module.SCRIPTS)


def test_the_policy_lets_the_one_script_run_and_nothing_else() -> None:
    html = to_html(articles.harbour())
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy is not None
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert html.count("<script") == 2
    assert f"<script>{SCRIPT}</script>" in html


@each_article
def test_the_data_of_a_page_reads_back(make: Callable[[], Article]) -> None:
    article = make()
    assert articles_in(to_html(article)) == (article,)


def test_the_data_of_an_index_reads_back() -> None:
    made = [make() for make in FIXTURES]
    assert articles_in(to_index_html(made)) == tuple(made)


def test_a_fragment_has_no_script() -> None:
    assert "script" not in Page(to_fragment(articles.harbour())).tags


def test_terminal_and_mail_never_see_control_characters() -> None:
    shown = terminal_text(articles.hostile()) + to_text(articles.hostile())
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]", shown.replace("\r", ""))
    assert "<script>alert('one')</script>" in " ".join(shown.split())


def test_markdown_mentions_and_links_nobody() -> None:
    shown = to_markdown(articles.hostile())
    assert "@someone" not in shown
    assert "[x](" not in shown
    assert "| a |" not in shown


def test_a_page_of_1500_words_stays_small() -> None:
    article = articles.long_article(1500)
    words, sentences = len(article.text.split()), len(article.sentences)
    assert words >= 1500
    assert words / sentences <= 21  # `sourcing.dev` has 21
    assert len(to_html(article).encode()) < 250_000


SURFACES = {
    "html": to_html,
    "fragment": to_fragment,
    "terminal": terminal_text,
    "markdown": to_markdown,
    "text": to_text,
}


@pytest.mark.parametrize("surface", ["html", "fragment", "terminal", "markdown"])
def test_every_label_source_and_part_is_shown(surface: str) -> None:
    article = articles.harbour()
    words = " ".join(SURFACES[surface](article).split())
    wanted = [part.name for part in View(article).figures.parts]
    wanted += [label.name.lower() for label in LABELS.values()]
    wanted += [
        "About two fifths of what this article reports rests on named sources",
    ]
    missing = [text for text in wanted if text not in words]
    assert missing == []
    assert {s.type for s in article.sources} == set(SOURCE_TYPES)


@pytest.mark.parametrize("surface", SURFACES)
def test_findings_stand_on_every_surface(surface: str) -> None:
    words = " ".join(re.sub("<[^>]*>", "", SURFACES[surface](articles.harbour())).split())
    first = View(articles.harbour()).first_remarks
    assert len(first) >= 2
    assert [r.message for r in first if r.message not in html_lib.unescape(words)] == []


@pytest.mark.parametrize("surface", SURFACES)
def test_an_article_without_findings_says_so(surface: str) -> None:
    words = " ".join(SURFACES[surface](articles.empty()).split())
    told = "checks found anything" in words
    assert told == (surface != "terminal")


def test_every_finding_has_its_number_in_the_text_and_a_jump_to_it() -> None:
    article = articles.harbour()
    page = Page(to_html(article))
    numbers = [remark.number for remark in View(article).remarks]
    assert numbers == list(range(1, len(numbers) + 1))
    assert [i for i in page.ids if re.fullmatch(r"f\d+", i)] == [f"f{n}" for n in numbers]
    assert {f"#f{n}" for n in numbers} <= set(page.hrefs)
    cut_out = [p for s in View(article).sentences for p in s.pieces if p.remarks]
    assert [r.number for p in cut_out for r in p.remarks] == numbers


def test_a_profile_decides_on_the_findings() -> None:
    article = articles.harbour()
    quiet = profiles()["ap"].with_rules({"loaded-cue": "off"})
    assert "loaded-cue" in {r.rule for r in View(article).remarks}
    assert "loaded-cue" not in {r.rule for r in View(article, quiet).remarks}
    assert quiet.title in to_html(article, quiet)


def test_every_rule_has_its_name() -> None:
    assert set(RULE_NAMES) == set(RULES)


def remark(number: int, rule: str, severity: Severity = Severity.NOTE) -> Remark:
    return Remark(number, 1, 0, 1, rule, str(severity), "", "", "", "", "")


ERROR, WARNING, NOTE = Severity


@pytest.mark.parametrize(
    ("found", "numbers"),
    [
        ([], []),
        ([("a", NOTE), ("b", ERROR), ("c", WARNING), ("d", NOTE)], [2, 3, 1]),
        ([("a", NOTE), ("a", NOTE), ("a", NOTE), ("b", NOTE)], [1, 4, 2]),
        ([("a", WARNING), ("a", WARNING), ("b", NOTE)], [1, 2, 3]),
    ],
)
def test_the_gravest_of_as_many_rules_come_first(
    found: list[tuple[str, Severity]], numbers: list[int]
) -> None:
    remarks = [remark(n, rule, severity) for n, (rule, severity) in enumerate(found, 1)]
    assert [r.number for r in most_important(remarks)] == numbers


def test_a_rule_is_explained_once() -> None:
    found = [replace(remark(n, rule), why="why") for n, rule in enumerate("aba", 1)]
    assert [why for _, why in explained(found)] == ["why", "why", ""]


def test_findings_are_grouped_by_rule() -> None:
    groups = grouped([remark(1, "a"), remark(2, "b", ERROR), remark(3, "a")])
    assert [[r.number for r in group.remarks] for group in groups] == [[2], [1, 3]]


def test_plain_text_fits_a_mail() -> None:
    lines = to_text(articles.hostile()).splitlines() + to_text(articles.harbour()).splitlines()
    assert max(map(len, lines)) <= 72


def test_filters_know_every_label_and_type() -> None:
    html = to_html(articles.harbour())
    for kind in [*(label.key for label in LABELS.values()), *map(str, SOURCE_TYPES)]:
        assert f'class="only-{kind}"' in html
        assert f".only-{kind}:checked" in html
    assert {f"by-{kind}" for kind in SOURCE_TYPES} <= set(Page(html).classes)


def test_the_band_of_the_press_is_marked() -> None:
    here = re.search(r'class="here" aria-current="true">([^<]+)<', to_html(articles.harbour()))
    assert here is not None
    assert here[1] == View(articles.harbour()).figures.band


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
        "Or else: <b>unattributed (16\xa0%)",
    ):
        assert text in html


def test_only_named_sources_fill_the_sign() -> None:
    view = View(articles.harbour())
    assert [s.number for s in view.sentences if s.named] == [1, 2, 4, 5, 6, 8]
    assert [s.mark for s in view.sentences if s.unsure] == ["S?"]


def test_parts_add_up_to_the_whole() -> None:
    parts = View(articles.harbour()).figures.parts
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
    ("low", "high", "text"),
    [(0.254, 0.376, "likely between 25 and 38\xa0%"), (0.98, 0.981, "likely close to 98\xa0%")],
)
def test_interval_in_words(low: float, high: float, text: str) -> None:
    assert interval_in_words(low, high) == text


@pytest.mark.parametrize(
    ("named", "sources", "text"),
    [
        (0, 0, "The article has no source."),
        (0, 1, "The only source is not named."),
        (1, 1, "The only source is named."),
        (1, 3, "1 of 3 sources is named."),
        (2, 3, "2 of 3 sources are named."),
    ],
)
def test_band_in_words(named: int, sources: int, text: str) -> None:
    assert band_in_words(named, sources) == text


@pytest.mark.parametrize(
    ("text", "expected"), [("", ""), ("“is said”", "“Is said”"), ("...", "..."), ("Tom", "Tom")]
)
def test_capital(text: str, expected: str) -> None:
    assert capital(text) == expected


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
        pairs += [(key, "paper"), (key, "raised"), (key, f"{key}-tint")]
        pairs += [("ink", f"{key}-tint"), ("muted", f"{key}-tint")]
    pairs += [("ink", "mark"), ("paper", "ink")]
    weak = {pair for pair in pairs if contrast(palette[pair[0]], palette[pair[1]]) < 4.5}
    assert weak == set()
