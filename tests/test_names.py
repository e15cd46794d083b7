"""Proper names in running text."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sourcing.resolve.names import Directory, names_in


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("nobody is named here.", []),
        ("Tom Hall said so.", ["Tom Hall"]),
        ("The mayor saw Hall.", ["Hall"]),
        ("Mayor Tom Hall said so.", ["Tom Hall"]),
        ("Then Gen. Ruth B. Ames left.", ["Ruth B. Ames"]),
        ("Former Prime Minister Ida Holm spoke.", ["Ida Holm"]),
        ("Ludvig van der Aa and Ana de Souza met.", ["Ludvig van der Aa", "Ana de Souza"]),
        ("Khalid al-Amin met Jean-Luc O'Neal.", ["Khalid al-Amin", "Jean-Luc O'Neal"]),
        ("Hall's deal and the Reeds' house", ["Hall", "Reeds"]),
        ("Hall’s deal", ["Hall"]),
        ("Élise Łuczak spoke.", ["Élise Łuczak"]),
        ("J.R. Moss spoke.", ["J.R. Moss"]),
        (
            'Robert C. "Bobby" Reed met Ida “The Owl” Holm.',
            ['Robert C. "Bobby" Reed', "Ida “The Owl” Holm"],
        ),
        ('Mayor Hall "Nobody" said.', ["Hall", "Nobody"]),
        ("Ruth Ames KC led, then Ida Holm CBE FRS.", ["Ruth Ames", "Ida Holm"]),
        ("But Hall left.", ["Hall"]),
        ("", []),
    ],
)
def test_names_in(text: str, names: list[str]) -> None:
    assert [name.text for name in names_in(text)] == names


@given(st.text(alphabet=st.sampled_from("TomHall Mr.the'’-éÉ,\n"), max_size=60))
def test_names_are_where_they_say(text: str) -> None:
    for name in names_in(text):
        assert text[name.start : name.end] == name.text
        assert name.words


@pytest.mark.parametrize(
    ("text", "name", "fullest"),
    [
        ("Tom Hall came. Hall spoke.", "Hall", "Tom Hall"),
        ("Hall spoke. Tom Hall came.", "Hall", "Tom Hall"),
        ("Tom Hall came. Tom B. Hall spoke.", "Tom Hall", "Tom B. Hall"),
        ("Tom Hall came. T. Hall spoke.", "T. Hall", "Tom Hall"),
        ("Tom Hall came. Ruth Hall spoke.", "Ruth Hall", "Ruth Hall"),
        ("Tom Hall, Ruth Hall and Ruth Hall again. Hall spoke.", "Hall", "Ruth Hall"),
        ("Ruth Reed came.", "Hall", "Hall"),
        ("Hall came. Hall left. Tom Hall spoke.", "Hall", "Tom Hall"),
        ('Robert C. "Bobby" Reed came. Reed spoke.', "Reed", 'Robert C. "Bobby" Reed'),
        ('Robert C. "Bobby" Reed came. Reed spoke.', "Bobby Reed", 'Robert C. "Bobby" Reed'),
        ("Tom Hall Jr. came with Tom Hall.", "Hall", "Tom Hall"),
        ("Tom Hall Jr. came alone.", "Hall", "Tom Hall Jr."),
        ("Ri Jong Su came.", "Ri", "Ri Jong Su"),
        ("Why Mayor Hall Slams Harbour Workers\nTom Hall came.", "Hall", "Tom Hall"),
        ("", "Hall", "Hall"),
    ],
)
def test_fullest(text: str, name: str, fullest: str) -> None:
    assert Directory(text).fullest(name) == fullest


@pytest.mark.parametrize(
    ("text", "acronyms"),
    [
        ("The Harbour Workers League met.", {"HWL": "Harbour Workers League"}),
        ("The U.S. Harbour Survey met.", {"USHS": "U.S. Harbour Survey"}),
        ("the Docks and Locks Office (DLO)", {"DLO": "Docks and Locks Office"}),
        ("Citizens for Quiet Ports in Reed (CQPR)", {"CQPR": "Citizens for Quiet Ports in Reed"}),
        ("Tom Hall (XYZ) met Ida Holm.", {}),
        (
            "Port Workers Fund Cuts Its Forecast Again\nThe PWF said so.",
            {"PWF": "Port Workers Fund"},
        ),
        ("The PWF met. Port Workers left.", {"PWF": None}),
    ],
)
def test_acronyms(text: str, acronyms: dict[str, str]) -> None:
    found = Directory(text).acronyms
    assert {short: found.get(short) for short in acronyms} == acronyms
    assert "XYZ" not in found


@pytest.mark.parametrize(
    ("text", "short", "longer"),
    [
        (
            "The Harbour Office of Reed met. The Harbour Office left.",
            "Harbour Office",
            "Harbour Office of Reed",
        ),
        (
            "The Reed Harbour Office met, and the Harbour Office left.",
            "Harbour Office",
            "Reed Harbour Office",
        ),
        ("The Harbour Office met.", "Harbour Office", None),
        ("The Reed Times had it first, and the Times stood by it.", "Times", "Reed Times"),
        ("Ida Reed came. Reed spoke.", "Reed", None),
        ("The White House waited, and the House voted.", "House", None),
    ],
)
def test_longer(text: str, short: str, longer: str | None) -> None:
    assert Directory(text).longer.get(short) == longer


def test_many_initials_and_names_take_no_longer_each() -> None:
    letters = random.Random(1)
    words = ["".join(letters.choices("ABCDEFGHIJ", k=6)) for _ in range(20_000)]
    text = " ".join(f"{word} The {word.title()} {word[::-1].title()} met." for word in words)
    text += (
        "\nPort Workers Fund Cuts Its Forecast\nThe PWF told the Reed Times. The Times had asked."
    )
    started = time.perf_counter()
    directory = Directory(text)
    assert directory.acronyms["PWF"] == "Port Workers Fund"
    assert directory.longer["Times"] == "Reed Times"
    assert time.perf_counter() - started < 20  # compared each with each they take many minutes
