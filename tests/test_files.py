"""Files → records: what is read, what is refused, and with which sentence."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from sourcing import files
from sourcing.errors import InputError, MissingExtraError
from sourcing.files import (
    BadRecord,
    Record,
    check_text,
    format_of,
    headline_of,
    read,
)

ENGLISH = (
    "The harbour bridge will close on Monday for repairs, the port authority said. Ines Falk, who "
    "runs it, told reporters that the work would take about six weeks.\n\nShe said it was “late”.\n"
)
GERMAN = (
    "Die Hafenbrücke wird am Montag wegen Bauarbeiten gesperrt, teilte die Behörde mit. Nach "
    "Angaben der Leiterin sollen die Arbeiten ungefähr sechs Wochen dauern und zwei Millionen "
    "kosten."
)


@pytest.fixture
def put(tmp_path: Path):
    def put(name: str, data: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return put


def json_lines(*rows: object) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


# What is read


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("plain.txt", ENGLISH.encode()),
        ("no_suffix", ENGLISH.encode()),
        ("unknown.story", ENGLISH.encode()),
        ("UPPER.TXT", ENGLISH.encode()),
        ("bom.txt", ENGLISH.encode("utf-8-sig")),
        ("utf16.txt", ENGLISH.encode("utf-16")),
        ("utf16be.txt", b"\xfe\xff" + ENGLISH.encode("utf-16-be")),
    ],
)
def test_a_text_file_is_one_record_with_its_text_untouched(put, name, data):
    path = put(name, data)
    assert list(read(path)) == [Record(ENGLISH, id=str(path))]


def test_line_ends_are_kept(put):
    text = ENGLISH.replace("\n", "\r\n")
    (record,) = read(put("dos.txt", text))
    assert record.text == text


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.txt", "text"),
        ("a", "text"),
        ("a.HTM", "html"),
        ("a.html", "html"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("-", "text"),
    ],
)
def test_the_suffix_says_the_format(path, expected):
    assert format_of(path) == expected


@pytest.mark.parametrize(
    ("format", "data", "expected"),
    [
        (None, ENGLISH, Record(ENGLISH, id="stdin")),
        ("jsonl", json_lines({"text": ENGLISH, "id": "a"}), Record(ENGLISH, id="a")),
    ],
)
def test_a_dash_is_the_standard_input(monkeypatch, format, data, expected):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data.encode())))
    assert list(read("-", format=format)) == [expected]
    assert not sys.stdin.closed


def test_json_lines_carry_what_is_known(put):
    known = {"title": "Bridge", "outlet": "Tern", "date": "2024-03-05", "url": "https://e.org/1"}
    path = put(
        "some.jsonl",
        json_lines({"text": ENGLISH, "id": "a", **known, "other": [1]}, {"text": ENGLISH, "id": 7})
        + "\n"
        + json_lines({"text": ENGLISH, "title": None}),
    )
    assert list(read(path)) == [
        Record(ENGLISH, id="a", **known),
        Record(ENGLISH, id="7"),
        Record(ENGLISH, id=f"{path}:4"),
    ]


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_the_last_json_line_may_lack_its_end(put, ending):
    (record,) = read(put("a.jsonl", "\ufeff" + json.dumps({"text": ENGLISH}) + ending))
    assert record.text == ENGLISH


def test_json_lines_are_read_one_at_a_time(put):
    path = put("a.jsonl", json_lines(*[{"text": ENGLISH, "id": str(i)} for i in range(3)]))
    records = read(path)
    assert next(records).id == "0"
    records.close()


# What is refused


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("empty.txt", b"", "empty.txt is empty"),
        ("blank.txt", b" \n\t\n", "blank.txt is empty"),
        ("bom_only.txt", b"\xef\xbb\xbf", "is empty"),
        ("digits.txt", b"12 345 -- 6.7", "has no words"),
        ("nul.txt", ENGLISH.encode() + b"\x00", f"a NUL at byte {len(ENGLISH.encode())}"),
        ("image.png", b"\x89PNG\r\n\x1a\n\x00\x00", "is a binary file"),
        ("paper.pdf", b"%PDF-1.7\n%abc", "is a binary file"),
        ("latin1.txt", "A café shut".encode("latin-1"), "not valid UTF-8 (byte 0xe9 at offset 5)"),
        ("utf8_bom.txt", b"\xef\xbb\xbfab\xff", "byte 0xff at offset 5"),
        ("cut_utf16.txt", b"\xff\xfeA\x00B", "not valid UTF-16"),
        ("bare_utf16.txt", ENGLISH.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        ("controls.txt", b"\x1b[1m\x1b[2m\x07\x08 words", "control characters"),
        ("long.txt", ENGLISH.encode() * 25_000, "more than the 1,000,000 that are read"),
        ("huge.txt", b"a " * (files.MAX_BYTES // 2 + 1), "larger than 16,000,000 bytes"),
        ("german.txt", GERMAN.encode(), "does not look English (0.0% of its first"),
        ("empty.jsonl", b"\n\n", "empty.jsonl is empty"),
        ("binary.jsonl", b"\x1f\x8b\x08rest", "is a binary file"),
        ("utf16.jsonl", json_lines({"text": ENGLISH}).encode("utf-16"), "JSON Lines are UTF-8"),
    ],
)
def test_a_file_that_cannot_be_scored_is_named_with_rule_and_next_step(put, name, data, message):
    path = put(name, data)
    with pytest.raises(InputError) as caught:
        list(read(path))
    said = str(caught.value)
    assert message in said
    assert str(path) in said
    assert ": " in said.removeprefix(str(path)), "no next step"
    assert "\n" not in said


def test_a_missing_file_and_a_directory_are_named(tmp_path):
    with pytest.raises(InputError, match=r"gone\.txt cannot be read \(No such file"):
        list(read(tmp_path / "gone.txt"))
    with pytest.raises(InputError, match="is a directory"):
        list(read(tmp_path))


@pytest.mark.parametrize(
    ("line", "id", "reason"),
    [
        ("{'text': 1}", None, "not valid JSON"),
        ('{"text": "cut', None, "not valid JSON"),
        ("[1, 2]", None, "an array, not a JSON object"),
        ("null", None, "null, not a JSON object"),
        ("[" * 100_000, None, "not usable as JSON"),
        ('{"id": ' + "9" * 5_000 + "}", None, "not usable as JSON"),
        ('{"id": "b"}', "b", '"text" is missing'),
        ('{"id": "b", "text": 12}', "b", '"text" is a number, not a string'),
        ('{"id": "b", "text": true}', "b", '"text" is a boolean'),
        ('{"id": "b", "text": null}', "b", '"text" is null'),
        ('{"id": "b", "text": {"body": ""}}', "b", '"text" is an object'),
        ('{"id": "b", "text": " "}', "b", '"text" is empty'),
        ('{"id": "b", "text": "nul \\u0000 nul"}', "b", "control characters"),
        ('{"id": "b", "text": "half \\ud83d"}', "b", "half of a surrogate pair at character 5"),
        ('{"id": "b", "text": "x", "url": 3}', "b", '"url" is a number'),
        ('{"id": "b", "text": "x", "title": "\\u0000"}', "b", '"title" holds control'),
        ('{"id": true, "text": "x"}', None, '"id" is a boolean'),
        (json.dumps({"id": "b", "text": GERMAN}), "b", "does not look English"),
    ],
)
def test_a_bad_json_line_is_reported_and_the_rest_is_read(put, line, id, reason):
    good = json_lines({"text": ENGLISH, "id": "good"})
    first, bad, last = read(put("a.jsonl", good + line + "\n" + good))
    assert isinstance(bad, BadRecord)
    assert (bad.line, bad.id) == (2, id)
    assert reason in bad.reason
    assert first == last == Record(ENGLISH, id="good")


def test_a_line_in_another_encoding_is_a_bad_line(put):
    good = json_lines({"text": ENGLISH}).encode()
    _, bad, last = read(put("a.jsonl", good + b'{"text": "caf\xe9"}\n' + good))
    assert str(bad).startswith("line 2: the line is not valid UTF-8 (byte 0xe9 at offset 13)")
    assert last.text == ENGLISH


def test_an_enormous_line_is_skipped_in_bounded_memory(put, monkeypatch):
    monkeypatch.setattr(files, "MAX_BYTES", 300)
    long = json_lines({"text": "word " * 400})
    rest = json_lines({"text": ENGLISH[:100], "id": "rest"})
    bad, good = read(put("a.jsonl", long + rest))
    assert bad.line == 1
    assert "longer than 300 bytes" in bad.reason
    assert good.id == "rest"


# Is it English?

LANGUAGES = {
    "German": GERMAN,
    "French": "Le pont du port sera fermé lundi pour des travaux, a annoncé la direction. Selon sa "
    "présidente, qui a parlé devant la presse, on attend une durée de six semaines environ.",
    "Spanish": "El puente del puerto se cerrará el lunes por obras, anunció la autoridad. Según su "
    "directora, que ha hablado con la prensa, los trabajos van a durar unas seis semanas.",
    "Portuguese": "A ponte do porto fecha na segunda-feira para as obras, disse a autoridade. "
    "Segundo a diretora, que falou com os jornalistas, as obras devem durar cerca de seis semanas.",
    "Italian": "Il ponte del porto chiude lunedì per i lavori, ha detto la direzione. Secondo la "
    "sua presidente, che ha parlato con la stampa, i lavori dureranno circa sei settimane.",
    "Dutch": "De havenbrug gaat maandag dicht voor werkzaamheden, zei het havenbedrijf. Volgens de "
    "directeur, die met de pers sprak, is het werk over zes of zeven weken klaar, en was het "
    "nodig.",
    "Danish": "Havnebroen lukker mandag på grund af arbejde, siger havnens ledelse. Efter hvad "
    "direktøren fortalte pressen, vil det tage omkring seks uger, før der igen er fri passage.",
    "Swedish": "Hamnbron stängs på måndag för reparationer, säger hamnbolaget. Enligt chefen, som "
    "talade med pressen, ska arbetet ta omkring sex veckor och kosta två miljoner kronor.",
    "Polish": "Most portowy będzie zamknięty od poniedziałku z powodu remontu, podał zarząd portu. "
    "Według dyrektorki, która rozmawiała z prasą, prace potrwają około sześciu tygodni.",
    "Russian": "Мост закроют в понедельник.",
    "Greek": "Η γέφυρα κλείνει.",
    "Arabic": "سيغلق الجسر يوم الاثنين.",
    "Chinese": "港口大桥将于周一关闭。",
    "Japanese": "港の橋は月曜日に閉鎖される。",
    "Hindi": "पुल सोमवार को बंद रहेगा।",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_other_languages_are_refused(language):
    with pytest.raises(InputError, match="English"):
        check_text(LANGUAGES[language])


@pytest.mark.parametrize(
    "text",
    [
        ENGLISH,
        "Markets closed.",
        "Résumé: naïve café.",
        # a list of names is still English around them
        "Present were Oyelaran Adeyemi, Siobhán Ní Bhriain, Xiuying Zhao, Bogdan Wiśniewski, "
        "Nguyễn Văn Hùng, Þórdís Jónsdóttir and Giuseppe Esposito, the clerk wrote.",
        # quotations and names in another script
        "The minister’s office answered in one word, “Нет”, and the page of 北京日报 repeated it.",
        "GOALS: Falk 12, Ito 40, Brandt 77. CARDS: Moreau 9, Silva 30. ATTENDANCE: 21,400. "
        "REFEREE: P. Novak. The visitors, who had won at home, were second best from kick-off.",
    ],
)
def test_english_passes(text):
    check_text(text)


@pytest.mark.parametrize(
    ("length", "fits"), [(files.MAX_CHARACTERS, True), (files.MAX_CHARACTERS + 1, False)]
)
def test_the_limit_is_exact(length, fits):
    text = (ENGLISH * (length // len(ENGLISH) + 1))[:length]
    if fits:
        check_text(text)
    else:
        with pytest.raises(InputError, match="the text has 1,000,001 characters"):
            check_text(text)


# HTML

PAGE = """<?xml version="1.0" encoding="{encoding}"?>
<html><head><title>Harbour bridge to close | The Daily Tern</title>
<meta property="og:site_name" content="The Daily Tern">
<meta property="article:published_time" content="2024-03-05T10:00:00Z"></head>
<body><nav><a href="/">Front page</a></nav><article><h1>Harbour bridge to close</h1>
<p>The harbour bridge will close on Monday for repairs, the port authority said.</p>
<p>It is “long overdue” — so a driver who waited at the café told the Tern &amp; its readers.</p>
</article><footer>All rights reserved</footer></body></html>"""

PARAGRAPHS = [
    "Harbour bridge to close",
    "The harbour bridge will close on Monday for repairs, the port authority said.",
    "It is “long overdue” — so a driver who waited at the café told the Tern & its readers.",
]

# The extractor's own dependencies warn on their own account; that is not ours to fail for.
third_party_warnings = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@third_party_warnings
@pytest.mark.parametrize(
    ("declared", "encoding"),
    [("utf-8", "utf-8"), ("ISO-8859-1", "cp1252"), ("windows-1252", "cp1252"), ("utf-8", "utf-16")],
)
def test_a_page_gives_its_title_and_paragraphs(put, declared, encoding):
    pytest.importorskip("trafilatura")
    (record,) = read(put("page.html", PAGE.format(encoding=declared).encode(encoding)))
    assert record.text.split("\n\n") == PARAGRAPHS
    assert (record.title, record.outlet) == ("Harbour bridge to close", "The Daily Tern")
    assert record.date == "2024-03-05"


@third_party_warnings
@pytest.mark.parametrize(
    ("html", "message"),
    [
        (b"", "is empty"),
        (b"<html><body><script>x()</script></body></html>", "no article was found in"),
        (PAGE.format(encoding="utf-8").encode("cp1252"), "not valid UTF-8"),
        (f"<html><body><p>{GERMAN}</p></body></html>".encode(), "does not look English"),
    ],
)
def test_a_page_without_an_article_is_refused(put, html, message):
    pytest.importorskip("trafilatura")
    with pytest.raises(InputError, match=message):
        list(read(put("page.html", html)))


def test_html_without_its_extra_names_the_command(put, monkeypatch):
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'sourcing\[html\]'"):
        list(read(put("page.html", PAGE)))


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Bridge shut after storm\n\nThe bridge was shut.", "Bridge shut after storm"),
        ("Is the bridge safe?\r\n\r\nThe bridge was shut.", "Is the bridge safe?"),
        ("\n  Bridge shut \n \n\nThe bridge was shut.", "Bridge shut"),
        ("The bridge was shut.\n\nNobody said why.", None),
        ("Bridge shut after storm\nThe bridge was shut.", None),
        ("Bridge shut after storm", None),
        ("a " * 30 + "b\n\nThe bridge was shut.", None),
        ("He said:\n\n“It is shut.”", None),
        ("", None),
    ],
)
def test_a_plain_text_may_open_with_its_headline(text, headline):
    assert headline_of(text) == headline
