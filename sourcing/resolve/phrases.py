"""Descriptions in running text: where a noun stands, and the words that belong to it.

"Figures to be published today show ..." has "figures to be published today"; "the study" comes
back elsewhere as "a new study published in a journal". Found by the words that cannot belong to a
description (`_STOPS`) and by those that go on after its noun (`_JOINS`); no parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_ARTICLES = frozenset("a an the this that these those his her its their our my one another".split())
_STOPS = frozenset(
    """and or but if when while as that which who whom whose than because although though so not
    of in at for with from on to by like into over after before about against between under
    during through since until is are was were be been being am has have had do does did will
    would can could may might must shall should said say says saying told tell tells asked asks
    found finds find showed shows show wrote writes added adds according it he she they we i you
    there here what where how why also still just only even then now meanwhile however""".split()
)
_JOINS = frozenset(
    """of from at by for in on with within inside near to behind involving including familiar
    close led published released conducted funded played obtained seen posted presented
    commissioned issued filed written signed based briefed working representing calling carried
    provided compiled sent made taken aired shown used who""".split()
)
_BREAK = re.compile(r"[,;:!?()\n\"“”]|\.(?=\s|$)| [–—-] ")
_DAYS = re.compile(r"(?:on )?(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|[A-Z][a-z]+\.? \d)")
_FINITE = frozenset(
    """is are was were be been has have had do does did will would can could may might must should
    said say says told found finds showed shows show wrote writes added adds that which""".split()
)
_BEFORE, _AFTER = 6, 12  # words of a description before and after its noun


@dataclass(frozen=True)
class Phrase:
    """A description: characters start:end, and where its noun begins."""

    text: str
    start: int
    noun: int


class Phrases:
    """The descriptions of one text, by their noun."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._found: dict[str, tuple[Phrase, ...]] = {}

    def of(self, noun: str) -> tuple[Phrase, ...]:
        """Every description with this noun, in text order, in the singular or the plural."""
        if noun not in self._found:
            places = re.finditer(rf"(?<![\w-]){re.escape(noun)}(?:e?s)?(?![\w-])", self.text, re.I)
            self._found[noun] = tuple(self._around(*place.span()) for place in places)
        return self._found[noun]

    def _around(self, start: int, end: int) -> Phrase:
        lead = _BREAK.split(self.text[max(0, start - 90) : start])[-1]
        begin = start
        for word in list(re.finditer(r"\S+", lead))[: -_BEFORE - 1 : -1]:
            if word.group().lower() in _STOPS:
                break
            begin = start - len(lead) + word.start()
            if word.group().lower() in _ARTICLES:
                break
        return Phrase(self.text[begin : self.goes_on(end)], begin, start)

    def goes_on(self, end: int) -> int:
        """Where the words that belong to a description end, from the end of its noun on."""
        rest = _BREAK.split(self.text[end : end + 140], maxsplit=1)[0]
        words = list(re.finditer(r"\S+", rest))[:_AFTER]
        if not words or words[0].start() != 1 or words[0].group().lower() not in _JOINS:
            return end
        if _DAYS.match(rest, 1):
            return end
        last = 0
        for word in words[1:]:
            if word.group().lower() in _FINITE and words[0].group() not in ("who", "to"):
                break
            last = word.end()
        return end + last
