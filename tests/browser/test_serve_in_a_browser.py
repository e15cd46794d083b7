"""The served page in Chromium, with real keys, a real clipboard and dropped files."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("starlette", reason="needs: pip install 'sourcing[serve]'")

from sourcing.analyzer import Analyzer
from sourcing.serve.app import Limits, make_app
from sourcing.serve.command import listening, server_of
from sourcing.training import corrections
from tests.browser.test_report_in_a_browser import AXE, RULES

TEXT = "The bridge is safe, Ada Quill said 🌉.\n\nIt may open in May. Nobody saw the report."
SENTENCES = 3


@pytest.fixture(scope="module")
def local(analyzer: Analyzer) -> Iterator[str]:
    """The address of a server on a thread."""
    listener = listening("127.0.0.1", 0)
    server = server_of(make_app(analyzer, limits=Limits(characters=2_000)))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


@pytest.fixture
def open_served(browser: Any, local: str) -> Iterator[Any]:
    contexts = []

    def open_it(width: int = 1600, scheme: str = "light") -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.requested, page.complaints = [], []
        page.on("request", lambda request: page.requested.append(request.url))
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(local)
        return page

    yield open_it
    for context in contexts:
        context.close()


def wait_for(page: Any, said: str) -> None:
    page.locator("#status").filter(has_text=said).wait_for()


def reads(page: Any) -> int:
    return sum(url.endswith("/read") for url in page.requested)


def drop(page: Any, name: str, content: bytes, kind: str) -> None:
    """A file let go over the page."""
    transfer = page.evaluate_handle(
        """([name, bytes, kind]) => {
            const transfer = new DataTransfer();
            transfer.items.add(new File([new Uint8Array(bytes)], name, {type: kind}));
            return transfer;
        }""",
        [name, list(content), kind],
    )
    for event in ("dragover", "drop"):
        page.dispatch_event("#text", event, {"dataTransfer": transfer})


# Reading


@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (1600, "light")])
def test_what_is_typed_is_read_when_typing_stops(
    open_served: Any, local: str, width: int, scheme: str
) -> None:
    page = open_served(width, scheme)
    page.locator("#text").press_sequentially(TEXT, delay=5)
    assert reads(page) == 0
    wait_for(page, f"{SENTENCES} sentences")
    assert reads(page) == 1
    shown = page.locator("#read .s")
    assert shown.count() == SENTENCES
    assert "Nobody saw the report." in shown.last.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert [url for url in page.requested if not url.startswith(local)] == []
    assert page.complaints == []


def test_the_fragment_has_its_style(open_served: Any) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    note = page.locator("#read .n").first
    assert not note.is_visible()
    page.locator("#read .s .t").first.focus()
    assert note.is_visible()
    band = page.locator("#read .para .band i").first
    assert float(band.evaluate("band => getComputedStyle(band).flexGrow")) > 1


def test_what_is_pasted_is_read_at_once_and_an_edit_again(open_served: Any) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    page.locator("#text").press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+x")
    page.keyboard.press("ControlOrMeta+v")
    wait_for(page, f"{SENTENCES} sentences")
    page.locator("#text").press("End")
    page.keyboard.type(" It is closed.")
    wait_for(page, f"{SENTENCES + 1} sentences")
    page.get_by_role("button", name="Clear").click()
    wait_for(page, "Nothing to read yet.")
    assert page.locator("#read .s").count() == 0


def test_a_text_that_is_typed_back_is_not_read_again(open_served: Any) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    page.locator("#text").press("End")
    page.keyboard.type("x")
    page.keyboard.press("Backspace")
    page.wait_for_timeout(900)
    assert reads(page) == 1
    wait_for(page, f"{SENTENCES} sentences")


@pytest.mark.parametrize(
    ("name", "content", "kind", "said"),
    [
        ("a.txt", TEXT.encode(), "text/plain", f"{SENTENCES} sentences"),
        ("a.md", TEXT.encode(), "", f"{SENTENCES} sentences"),
        ("a.pdf", b"%PDF-1.7 \x00\xff", "application/pdf", "“a.pdf” is no plain text"),
        ("a.html", b"<!doctype html><p>A b.</p>", "text/html", "“a.html” is no plain text"),
        ("a.txt", b"caf\xe9", "text/plain", "“a.txt” is no plain text in UTF-8"),
        ("a.txt", b"a" * 9_000, "text/plain", "“a.txt” is longer than 2000 characters"),
        ("a.txt", b"word " * 500, "text/plain", "Not read: the text has 2,500 characters"),
    ],
)
def test_a_file_is_dropped(
    open_served: Any, name: str, content: bytes, kind: str, said: str
) -> None:
    page = open_served()
    drop(page, name, content, kind)
    wait_for(page, said)


def test_what_is_read_cannot_run(open_served: Any) -> None:
    page = open_served()
    page.locator("#text").fill("<img src=x onerror=alert(1)> <script>alert(2)</script> he said.")
    wait_for(page, "sentence")
    assert page.locator("#read :is(img, script)").count() == 0
    assert page.complaints == []


def test_a_server_that_is_gone_is_told(open_served: Any, local: str) -> None:
    page = open_served()
    page.route("**/read", lambda route: route.abort())
    page.locator("#text").fill(TEXT)
    wait_for(page, "the server does not answer")
    assert "wrong" in page.locator("#status").get_attribute("class")


# Correcting


def judge(page: Any, number: int) -> Any:
    """The dialog on a sentence, opened from its note by keys alone."""
    place = page.locator("#read .s").nth(number)
    place.locator(".t").first.focus()
    place.locator(".fix-button").press("Enter")
    return page.locator(".fix-dialog")


def export(page: Any, folder: Path) -> list[dict[str, Any]]:
    with page.expect_download() as download:
        page.get_by_role("button", name="Export corrections").click()
    assert download.value.suggested_filename == "corrections.jsonl"
    path = folder / "corrections.jsonl"
    download.value.save_as(path)
    corrections.read([path])
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def correct(page: Any, number: int) -> None:
    """Stated by the vague "some", an opinion, "may" a hedge."""
    dialog = judge(page, number)
    dialog.locator("input[name=a][value=S]").check()
    for remove in dialog.get_by_role("button", name="Remove").all():
        remove.click()
    dialog.get_by_role("button", name="Add a source").click()
    page.keyboard.type("some")
    dialog.get_by_label("Type of the source").select_option("vague")
    dialog.locator("input[name=c][value=O]").check()
    if dialog.locator("details").get_attribute("open") is None:
        dialog.locator("summary").click()
    dialog.locator("textarea[name=h]").fill("may")
    dialog.locator("textarea[name=l]").fill("")
    dialog.get_by_role("button", name="Save").click()


CORRECTED = {"a": "S", "c": "O", "src": [{"n": "some", "t": "vague"}], "h": ["may"], "l": []}


def test_what_was_judged_is_exported_in_the_training_form(
    open_served: Any, analyzer: Analyzer, tmp_path: Path
) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    tray = page.locator(".fix-tray")
    assert not tray.is_visible()
    correct(page, 1)
    judge(page, 2).get_by_role("button", name="Save").click()
    assert "2 sentences judged, 1 corrected." in tray.inner_text()
    marks = [s.get_attribute("data-judged") for s in page.locator("#read .s").all()]
    assert marks == [None, "changed", "confirmed"]

    (row,) = export(page, tmp_path)
    first, second, third = analyzer(TEXT).sentences
    assert (row["corpus"], row["text"]) == ("corrections", TEXT)
    assert row["sentences"][0] == {"start": second.start, "end": second.end, **CORRECTED}
    assert [s["start"] for s in row["sentences"]] == [second.start, third.start]
    page.get_by_label("I read all of it: the rest is right").check()
    (row,) = export(page, tmp_path)
    assert [s["start"] for s in row["sentences"]] == [first.start, second.start, third.start]

    page.get_by_role("button", name="Discard them").click()
    assert not tray.is_visible()
    assert page.locator("#read [data-judged]").count() == 0


def test_an_edit_keeps_what_was_judged(open_served: Any, tmp_path: Path) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    correct(page, 1)
    page.locator("#text").fill(f"It is new. {TEXT}")
    wait_for(page, f"{SENTENCES + 1} sentences")
    assert page.locator("#read .s").nth(2).get_attribute("data-judged") == "changed"
    (row,) = export(page, tmp_path)
    (sentence,) = row["sentences"]
    assert row["text"][sentence["start"] : sentence["end"]] == "It may open in May."


def test_words_that_do_not_stand_there_are_refused(open_served: Any) -> None:
    page = open_served()
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    dialog = judge(page, 1)
    if dialog.locator("details").get_attribute("open") is None:
        dialog.locator("summary").click()
    dialog.locator("textarea[name=l]").fill("ma")
    dialog.get_by_role("button", name="Save").click()
    assert "“ma” does not stand in the sentence." in dialog.get_by_role("alert").inner_text()
    page.keyboard.press("Escape")
    dialog.wait_for(state="detached")
    assert not page.locator(".fix-tray").is_visible()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1600), ("dark", 360)])
def test_axe_finds_no_barrier(open_served: Any, axe: str, scheme: str, width: int) -> None:
    page = open_served(width, scheme)
    page.evaluate(axe)
    assert page.evaluate(AXE, [RULES]) == []
    page.locator("#text").fill(TEXT)
    wait_for(page, "sentences")
    correct(page, 1)
    page.evaluate("scrollTo(0, 0)")  # where the tray lies over nothing
    assert page.evaluate(AXE, [RULES]) == []
    judge(page, 1)
    assert page.evaluate(AXE, [RULES]) == []


# On the report from disk

SCRIPT = Path(corrections.__file__).parents[1] / "report" / "templates" / "corrections.js"


@pytest.mark.parametrize(
    ("name", "place"), [("page.html", "#s4"), ("index.html", "#a1-s4"), ("diff.html", None)]
)
def test_the_report_takes_corrections_too(
    open_page: Any, tmp_path: Path, name: str, place: str | None
) -> None:
    page = open_page(name, 1600)
    if not page.evaluate("'sourcingCorrections' in window"):
        page.evaluate(SCRIPT.read_text(encoding="utf-8"))
    if place is None:
        assert page.locator(".fix-button").count() == 0
        return
    page.locator(f"{place} .t").first.focus()
    page.locator(f"{place} .fix-button").press("Enter")
    dialog = page.locator(".fix-dialog")
    dialog.locator("input[name=c][value=X]").check()
    page.keyboard.press("j")  # a key of the page, and none of the dialog
    dialog.get_by_role("button", name="Save").click()
    (row,) = export(page, tmp_path)
    article = json.loads(page.locator("script.data").first.text_content())
    sentence = article["sentences"][3]
    assert row["text"] == article["text"]
    assert [(s["start"], s["end"], s["c"]) for s in row["sentences"]] == [
        (sentence["start"], sentence["end"], "X")
    ]
    assert page.complaints == []
