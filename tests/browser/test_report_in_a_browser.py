"""The page in a real browser: it fits, asks for nothing, and opens its notes by every hand."""

from __future__ import annotations

from typing import Any

import pytest

WIDTHS = (360, 1600)
PAGES = ("page.html", "index.html", "diff.html", "many.html")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_fits_and_asks_for_nothing(open_page: Any, name: str, width: int) -> None:
    page = open_page(name, width)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in page.requested if not url.startswith("file:")] == []
    assert page.complaints == []


# Without JavaScript


@pytest.mark.parametrize("width", WIDTHS)
def test_a_note_opens_by_keyboard_and_by_address(open_page: Any, width: int) -> None:
    page = open_page("page.html", width, script=False)
    note = page.locator("#n4")
    assert not note.is_visible()
    page.locator("#s4 .t").focus()
    assert note.is_visible()
    page.locator("#s5 .t").focus()
    assert not note.is_visible()
    assert page.locator("#n5").is_visible()
    page.locator(".sources a[href='#s8']").first.click()
    assert page.locator("#n8").is_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_first_screen_jumps_to_a_finding(open_page: Any, width: int) -> None:
    page = open_page("page.html", width, script=False)
    jump = page.locator(".first a.jump").first
    target = jump.get_attribute("href")
    jump.click()
    sentence = page.locator(f".s:has({target})")
    assert sentence.locator(".n").is_visible()
    assert jump.locator("span").inner_text() in sentence.locator(".n").inner_text()


def test_pointing_opens_one_note_at_a_time(open_page: Any) -> None:
    page = open_page("page.html", 1600, script=False)
    page.locator(".sources a[href='#s8']").first.click()
    page.locator("#s9 .k-cue").hover()
    shown = [i for i in range(1, 21) if page.locator(f"#n{i}").is_visible()]
    assert shown == [9]
    text, note = page.locator(".body").bounding_box(), page.locator("#n9").bounding_box()
    assert note["x"] >= text["x"] + text["width"]
    assert note["x"] + note["width"] <= 1600


def test_a_tap_opens_the_note_and_the_cross_closes_it(open_page: Any) -> None:
    page = open_page("page.html", 360, script=False)
    page.locator("#s6 .k-cue").tap()
    assert page.locator("#n6").is_visible()
    page.locator("#n6 .x").tap()
    page.locator("#n6").wait_for(state="hidden")
    page.locator(".sources a[href='#s8']").first.tap()
    page.wait_for_url("**#s8")
    page.locator("#n8").wait_for(state="visible")
    page.locator("#n8 .x").tap()
    page.wait_for_url("**#-")
    page.locator("#n8").wait_for(state="hidden")


COLOURS = """[...document.querySelectorAll('.s')].map(sentence => {
    const colour = getComputedStyle(sentence).color;  // rgb(28, 27, 25) or color(srgb 0.11 …)
    const scale = colour.startsWith('color') ? 255 : 1;
    return colour.match(/[\\d.]+/g).slice(0, 3).map(part => Math.round(part * scale)).join();
})"""
ROWS = "[...document.querySelectorAll('tbody tr')].filter(r => r.offsetParent).length"


def test_filters_by_label_and_type_hold_back_the_rest(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    ink, rows = page.evaluate(COLOURS)[0], page.evaluate(ROWS)
    page.locator(".only-hedged").check()
    assert strong(page, ink) == labelled(page, "hedged")
    page.locator(".only-asserted").check()
    assert strong(page, ink) == sorted(labelled(page, "hedged") + labelled(page, "asserted"))
    page.get_by_text("Types of source").first.click()
    page.locator(".only-vague").check()
    assert strong(page, ink) == labelled(page, "hedged.by-vague")
    assert page.evaluate(ROWS) == 1 < rows
    page.get_by_role("button", name="Show all again").click()
    assert len(strong(page, ink)) == len(page.evaluate(COLOURS))
    assert page.evaluate(ROWS) == rows


def strong(page: Any, ink: str) -> list[int]:
    """The sentences that are written in full ink."""
    return [number for number, colour in enumerate(page.evaluate(COLOURS)) if colour == ink]


def labelled(page: Any, classes: str) -> list[int]:
    every = "[...document.querySelectorAll('.s')]"
    return page.evaluate(f"{every}.flatMap((s, i) => s.matches('.{classes}') ? [i] : [])")


# With it


FOCUSED = "document.activeElement.id"


def test_keys_go_from_finding_to_finding_and_escape_closes(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    flags = page.evaluate("[...document.querySelectorAll('.body a.f')].map(f => f.id)")
    assert len(flags) >= 2
    seen = []
    for key in ("j", "n", "p", "k", "k"):
        page.keyboard.press(key)
        seen.append(page.evaluate(FOCUSED))
    assert seen == [flags[0], flags[1], flags[0], flags[-1], flags[-2]]
    note = page.locator(f".s:has(#{flags[-2]}) .n")
    assert note.is_visible()
    page.keyboard.press("Escape")
    assert not note.is_visible()
    page.keyboard.press("j")
    assert page.evaluate(FOCUSED) == flags[-1]


def test_keys_start_from_where_the_reader_is(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    page.locator(".body a.f").first.focus()
    sentence = page.evaluate("document.activeElement.closest('.s').id")
    page.locator(f"#{sentence} + .s .t, .para:has(#{sentence}) + .para .t").first.focus()
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('.s').id") == sentence


def test_escape_closes_what_the_pointer_and_the_address_opened(open_page: Any) -> None:
    page = open_page("page.html#s8", 1600)
    page.locator("#s9 .k-cue").hover()
    assert page.locator("#n9").is_visible()
    page.keyboard.press("Escape")
    assert page.locator(".n:visible").count() == 0
    page.locator("#s10").hover()
    assert [n.get_attribute("id") for n in page.locator(".n:visible").all()] == ["n10"]


def test_the_keys_can_be_switched_off(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    page.get_by_role("checkbox", name="Keys").uncheck()
    page.keyboard.press("j")
    assert page.locator(".n:visible").count() == 0


def test_dark_is_dark_and_paper_is_light(open_page: Any) -> None:
    page = open_page("page.html", 1600, scheme="dark")
    colour = "getComputedStyle(document.body).getPropertyValue('--paper')"
    assert page.evaluate(colour) == "#171613"
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colour) == "#fcfbf8"
    page.locator("#n4").wait_for(state="hidden")


def test_on_paper_each_label_has_a_filling_of_its_own(open_page: Any) -> None:
    page = open_page("page.html", 1600)
    page.emulate_media(media="print")
    look = """label => {
        const style = getComputedStyle(document.querySelector('.para .band .' + label));
        const image = style.backgroundImage.replace(/rgba?\\([^)]*\\)|color\\([^)]*\\)/g, '');
        return [image, style.borderTopWidth, style.backgroundColor === 'rgba(0, 0, 0, 0)'].join();
    }"""
    looks = {page.evaluate(look, name) for name in LABELS}
    assert len(looks) == len(LABELS)
    signs = page.evaluate("[...document.querySelectorAll('.body a.t')].map(t => t.innerText[0])")
    assert set(signs) == set("AHSU")


LABELS = ("attributed", "hedged", "asserted", "unattributed")


# For everybody

RULES = "wcag2a wcag2aa wcag21a wcag21aa wcag22aa best-practice".split()
AXE = """async ([tags]) => {
    const options = {runOnly: tags, rules: {'target-size': {enabled: true}}};
    const found = await axe.run(document, options);
    const shown = violation => violation.nodes.map(node => node.html.slice(0, 160)).join(' | ');
    return found.violations.map(violation => violation.id + ': ' + shown(violation));
}"""


@pytest.mark.parametrize("name", [*PAGES, "fragment.html", "many-articles/0.html"])
@pytest.mark.parametrize(("scheme", "width"), [("light", 1600), ("dark", 360)])
def test_axe_finds_no_barrier(open_page: Any, axe: str, name: str, scheme: str, width: int) -> None:
    page = open_page(name, width, scheme=scheme)
    page.evaluate(axe)
    assert page.evaluate(AXE, [RULES]) == []
    if name == "page.html":
        page.keyboard.press("j")
        page.locator("summary").last.click()
        page.locator(".only-hedged").check()
        assert page.evaluate(AXE, [RULES]) == []
