"""Mentions -> sources: who is who."""

from __future__ import annotations

import numpy as np
import pytest

from sourcing.article import Source, SourceType, Span
from sourcing.resolve.mentions import TYPES, Mention
from sourcing.resolve.sources import resolve

PERSON, ORG = SourceType.NAMED_PERSON, SourceType.NAMED_ORG
OFFICIAL, ANONYMOUS = SourceType.ORG_OFFICIAL, SourceType.ANONYMOUS
SOMEBODY, GROUP = SourceType.UNNAMED_PERSON, SourceType.UNNAMED_GROUP
DOCUMENT, VAGUE = SourceType.DOCUMENT, SourceType.VAGUE


def mention(
    text: str, words: str, kind: SourceType, after: int = 0, strength: float = 8
) -> Mention:
    start = text.index(words, after)
    scores = np.zeros(len(TYPES), np.float32)
    scores[TYPES.index(kind)] = strength
    return Mention(Span(text, start, start + len(words)), scores)


def resolved(text: str, *said: tuple[str, SourceType]) -> list[Source]:
    """The source of each mention; mentions are looked up in text order."""
    mentions: list[Mention] = []
    after = 0
    for words, kind in said:
        mentions.append(mention(text, words, kind, after))
        after = mentions[-1].span.end
    sources = resolve(text, mentions)
    return [sources[m.span.start] for m in mentions]


TABLE = [
    ("a name", "Tom Hall said so.", [("Tom Hall", PERSON)], ["Tom Hall"]),
    (
        "a surname, the full name elsewhere",
        "Tom Hall came late. It was raining. Hall said so.",
        [("Hall", PERSON)],
        ["Tom Hall"],
    ),
    (
        "a surname, the full name later",
        "It was late, Hall said. Tom Hall is a builder.",
        [("Hall", PERSON)],
        ["Tom Hall"],
    ),
    (
        "name and surname are one",
        "Tom Hall said so. Hall added more.",
        [("Tom Hall", PERSON), ("Hall", PERSON)],
        ["Tom Hall", "Tom Hall"],
    ),
    (
        "titles are no part of the name",
        "Sen. Ida Holm said so. Ms. Holm added more.",
        [("Sen. Ida Holm", PERSON), ("Ms. Holm", PERSON)],
        ["Ida Holm", "Ida Holm"],
    ),
    (
        "an apposition",
        "Tom Hall, a builder from Reed, said so. Hall added more.",
        [("Tom Hall, a builder from Reed,", PERSON), ("Hall", PERSON)],
        ["Tom Hall", "Tom Hall"],
    ),
    (
        "a role before the name",
        "The company's lawyer Tom Hall said so. Hall added more.",
        [("The company's lawyer Tom Hall", PERSON), ("Hall", PERSON)],
        ["Tom Hall", "Tom Hall"],
    ),
    (
        "a possessive",
        "By Hall's account it was late. Tom Hall left.",
        [("Hall's", PERSON)],
        ["Tom Hall"],
    ),
    (
        "the same surname, two people",
        "Tom Hall said so. Ruth Hall denied it.",
        [("Tom Hall", PERSON), ("Ruth Hall", PERSON)],
        ["Tom Hall", "Ruth Hall"],
    ),
    (
        "a pronoun is the latest speaker",
        "Tom Hall said so. Ida Holm denied it. She said it was late.",
        [("Tom Hall", PERSON), ("Ida Holm", PERSON), ("She", PERSON)],
        ["Tom Hall", "Ida Holm", "Ida Holm"],
    ),
    (
        "a pronoun is not an organisation",
        "Tom Hall said so. The Pentagon denied it. He said it was late.",
        [("Tom Hall", PERSON), ("The Pentagon", ORG), ("He", PERSON)],
        ["Tom Hall", "the Pentagon", "Tom Hall"],
    ),
    ("a pronoun for nobody", "“It is late,” he said.", [("he", PERSON)], ["he"]),
    (
        "I is not resolved",
        "Tom Hall said so. I think not.",
        [("Tom Hall", PERSON), ("I", PERSON)],
        ["Tom Hall", "I"],
    ),
    (
        "they are the latest group",
        "Tom Hall said so. Two protesters denied it. They said it was late.",
        [("Tom Hall", PERSON), ("Two protesters", GROUP), ("They", GROUP)],
        ["Tom Hall", "Two protesters", "Two protesters"],
    ),
    (
        "it is the latest organisation or document",
        "The study found so. Tom Hall denied it. It adds more.",
        [("The study", DOCUMENT), ("Tom Hall", PERSON), ("It", DOCUMENT)],
        ["The study", "Tom Hall", "The study"],
    ),
    (
        "who is the name before it",
        "It was built by Ida Holm, who said it was late.",
        [("who", PERSON)],
        ["Ida Holm"],
    ),
    (
        "an organisation with and without article",
        "The Pentagon said so. A Pentagon denial came, and later the Pentagon added more.",
        [("The Pentagon", ORG), ("the Pentagon", ORG)],
        ["the Pentagon", "the Pentagon"],
    ),
    (
        "initials",
        "The Harbour Workers League (HWL) said so. The HWL added more.",
        [("The Harbour Workers League", ORG), ("The HWL", ORG)],
        ["Harbour Workers League", "Harbour Workers League"],
    ),
    (
        "initials inside the mention",
        "The Harbour Workers League (HWL) said so. HWL added more.",
        [("The Harbour Workers League (HWL)", ORG), ("HWL", ORG)],
        ["Harbour Workers League", "Harbour Workers League"],
    ),
    (
        "the office that stands beside a name",
        "Ida Holm, a senator since May, came. It was raining. The senator said so.",
        [("The senator", PERSON)],
        ["Ida Holm"],
    ),
    (
        "the office of somebody who spoke",
        "Sen. Tom Reed left. A senator from Ohio said so. The senator added more.",
        [("A senator from Ohio", OFFICIAL), ("The senator", OFFICIAL)],
        ["A senator from Ohio", "A senator from Ohio"],
    ),
    (
        "the same description",
        "A dock worker said so. Then the dock worker added more.",
        [("A dock worker", SOMEBODY), ("the dock worker", SOMEBODY)],
        ["A dock worker", "A dock worker"],
    ),
    (
        "two descriptions",
        "A dock worker said so. A nurse denied it.",
        [("A dock worker", SOMEBODY), ("A nurse", SOMEBODY)],
        ["A dock worker", "A nurse"],
    ),
    (
        "somebody's lawyer is not that somebody",
        "Tom Hall left. Tom Hall's lawyer said so.",
        [("Tom Hall's lawyer", PERSON)],
        ["Tom Hall's lawyer"],
    ),
    (
        "a lawyer with a name, behind whose lawyer he is",
        "Hall's lawyer, William Moss, said so.",
        [("Hall's lawyer, William Moss,", PERSON)],
        ["William Moss"],
    ),
    (
        "an organisation before the name is no person",
        "The Port News host said so. Ida Holm, a host on Port News, left.",
        [("The Port News host", PERSON)],
        ["Ida Holm"],
    ),
    (
        "he is the subject of the sentence before",
        "Sen. Tom Reed met Ida Holm. He said so.",
        [("He", PERSON)],
        ["Tom Reed"],
    ),
    (
        "she is not a man",
        "Ms. Ida Holm came. Mr. Tom Hall said so. She said it was late.",
        [("Mr. Tom Hall", PERSON), ("She", PERSON)],
        ["Tom Hall", "Ida Holm"],
    ),
    (
        "an office is no part of the name",
        "Secretary of State Ida Holm said so. Holm added more.",
        [("Secretary of State Ida Holm", PERSON), ("Holm", PERSON)],
        ["Ida Holm", "Ida Holm"],
    ),
    (
        "initials for what stands in the text",
        "The Harbour Workers League met. The HWL said so.",
        [("The HWL", ORG)],
        ["Harbour Workers League"],
    ),
    (
        "a person whom the network takes for a group is not he",
        "Tom Hall said so. He are many.",
        [("Tom Hall", PERSON), ("He", GROUP)],
        ["Tom Hall", "He"],
    ),
    (
        "the fullest description names an official",
        "A senior port official said so. The official added more.",
        [("A senior port official", OFFICIAL), ("The official", OFFICIAL)],
        ["A senior port official", "A senior port official"],
    ),
    (
        "a name behind an office and brackets",
        "The head of the HWL (Harbour Workers League), Ida Holm, said so.",
        [("The head of the HWL (Harbour Workers League), Ida Holm,", PERSON)],
        ["Ida Holm"],
    ),
    (
        "initials in brackets after a name with small words",
        "The Office for Docks and Locks (ODL) met. It was raining, the ODL said.",
        [("the ODL", ORG)],
        ["Office for Docks and Locks"],
    ),
    (
        "a description cut short goes on in the text",
        "Figures for the port of Reed show it.",
        [("Figures", DOCUMENT)],
        ["Figures for the port of Reed"],
    ),
    (
        "somebody known by one name keeps the title",
        "Mayor Holm said so. Holm added more.",
        [("Mayor Holm", PERSON), ("Holm", PERSON)],
        ["Mayor Holm", "Mayor Holm"],
    ),
]


@pytest.mark.parametrize(("case", "text", "said", "names"), TABLE, ids=[row[0] for row in TABLE])
def test_who_is_who(
    case: str, text: str, said: list[tuple[str, SourceType]], names: list[str]
) -> None:
    """Equal names are one source, different names are two."""
    sources = resolved(text, *said)
    assert [_plain(source.name) for source in sources] == [_plain(name) for name in names]
    assert len({id(source) for source in sources}) == len(set(names))


def _plain(name: str) -> str:
    """The first letter of a description is as it stands in its sentence."""
    return name[:1].lower() + name[1:]


def test_mentions_are_kept_in_order() -> None:
    text = "Tom Hall said so. He said more. Hall left."
    first, second, third = resolved(text, ("Tom Hall", PERSON), ("He", PERSON), ("Hall", PERSON))
    assert first is second is third
    assert [mention.text for mention in first.mentions] == ["Tom Hall", "He", "Hall"]


@pytest.mark.parametrize(
    ("text", "words", "kind", "description"),
    [
        ("Tom Hall said so.", "Tom Hall", PERSON, ""),
        ("Tom Hall, a builder, said so.", "Tom Hall, a builder,", PERSON, "a builder"),
        ("Port director Ida Holm said so.", "Port director Ida Holm", PERSON, "Port director"),
    ],
)
def test_description(text: str, words: str, kind: SourceType, description: str) -> None:
    (source,) = resolved(text, (words, kind))
    assert source.description == description


def test_the_type_is_what_all_mentions_say_together() -> None:
    text = "Harbour Watch said so. Harbour Watch added more. It denied it."
    weak = mention(text, "Harbour Watch", DOCUMENT, strength=1)
    strong = mention(text, "Harbour Watch", ORG, after=20, strength=8)
    pronoun = mention(text, "It", DOCUMENT, strength=50)
    pronoun.scores[TYPES.index(ORG)] = 49.5  # in doubt: it may join, and has no say
    source = resolve(text, [weak, strong, pronoun])[0]
    assert source.type is ORG
    assert len(source.mentions) == 3
    assert 0.5 < source.probability < 1


def test_order_of_mentions_changes_nothing() -> None:
    text = "Tom Hall said so. A nurse denied it. He left, and the nurse said more, Hall said."
    mentions = [
        mention(text, words, kind)
        for words, kind in (
            ("Tom Hall", PERSON),
            ("A nurse", SOMEBODY),
            ("He", PERSON),
            ("the nurse", SOMEBODY),
        )
    ]
    assert resolve(text, mentions) == resolve(text, mentions[::-1])


def test_nobody() -> None:
    assert resolve("It rained.", []) == {}
