"""Proper names in running text: where they stand, and which of them are one person's.

A name is a run of capitalised words, initials and lower-case particles ("Ludwig van Beethoven").
Words that only stand before a name (titles, offices) are data: `TITLES`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

# Forms of address and offices that precede a name and are no part of it (AP Stylebook: titles).
TITLES = frozenset(
    """mr mrs ms miss mx dr prof professor sir dame lord lady rev reverend father sister brother
    rabbi imam bishop archbishop cardinal pope saint judge justice magistrate attorney lawyer
    sen sens senator rep reps representative congressman congresswoman gov governor lt mayor
    president vice-president vice premier chancellor minister secretary undersecretary ambassador
    speaker chairman chairwoman chair commissioner councillor councilman councilwoman councilor
    gen general col colonel maj major capt captain sgt sergeant lieutenant cpl corporal pvt adm
    admiral cmdr commander chief officer detective inspector superintendent constable sheriff
    deputy director manager coach executive ceo cfo founder spokesman spokeswoman spokesperson
    king queen prince princess emperor sheikh ayatollah analyst economist editor reporter host
    democrat republican sec treasury former ex prime first lady""".split()
)
_PARTICLES = "de|del|della|der|den|di|da|dos|du|van|von|bin|ibn|al|el|la|le|ter|ten|y|af|av"
_WORD = r"(?:[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ](?:\.[A-Z]\.?|\.(?=\s[A-Z])|[\w]*(?:['’\-][\w]+)*))"
_RUN = re.compile(rf"{_WORD}(?:[ \u00a0](?:(?:{_PARTICLES})[ \u00a0])*(?:al-|el-)?{_WORD})*")
_POSSESSIVE = re.compile(r"['’]s?$")
_FUNCTION = frozenset(
    """the a an this that these those but and or if when while as in on at for from after before
    since with by to of he she they it we i you his her their its our my who what which one some
    many most all no not yet so still then there here now also even however meanwhile according
    both other several few each every another such his""".split()
)


@dataclass(frozen=True)
class Name:
    """A name as it stands in the text, without titles: characters start:end."""

    text: str
    start: int
    end: int

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def surname(self) -> str:
        return self.words[-1].lower()


def names_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Name]:
    """The names in text[start:end], leading function words and titles stripped."""
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        begin = run.start() + _prefix(run.group())
        words = _POSSESSIVE.sub("", text[begin : run.end()])
        if len(words) > 1 and words[:1].isupper():
            yield Name(words, begin, begin + len(words))


def _prefix(run: str) -> int:
    """Length of the words before the name: up to the last title, and function words."""
    cut = 0
    for word in re.finditer(r"\S+", run):
        bare = word.group().strip(".").lower()
        opens = cut == word.start() and bare in _FUNCTION
        if opens or bare in TITLES:
            cut = word.end() + 1
    return min(cut, len(run))


@dataclass(frozen=True)
class Directory:
    """The names of one text, looked up by surname."""

    text: str

    @cached_property
    def names(self) -> tuple[Name, ...]:
        return tuple(names_in(self.text))

    @cached_property
    def _by_surname(self) -> dict[str, list[Name]]:
        found: dict[str, list[Name]] = {}
        for name in self.names:
            found.setdefault(name.surname, []).append(name)
        return found

    def fullest(self, name: str) -> str:
        """The fullest form of a person's name in the text: "Soleimani" -> "Qassem Soleimani".

        A longer form counts when it ends with the given one; of several, the one used most.
        """
        words = name.lower().split()
        longer = [
            other.text
            for other in self._by_surname.get(words[-1], ())
            if len(other.words) <= 4 and _fits(words, other.text.lower().split())
        ]
        return max(longer, key=lambda text: (longer.count(text), len(text)), default=name)

    def occurrences(self, name: str) -> list[Name]:
        """Where a person is named: in full or by the surname alone."""
        words = name.lower().split()
        return [
            other
            for other in self._by_surname.get(words[-1], ())
            if _fits(other.text.lower().split(), words) or _fits(words, other.text.lower().split())
        ]


def _fits(short: list[str], long: list[str]) -> bool:
    """Whether the short form may stand for the long one: same surname, first words agree."""
    if short[-1] != long[-1] or len(short) > len(long):
        return False
    return len(short) == 1 or short[0].strip(".")[0] == long[0].strip(".")[0]
