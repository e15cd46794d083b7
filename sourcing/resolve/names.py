"""Proper names in running text: where they stand, and which of them are one person's.

A name is a run of capitalised words, initials and lower-case particles ("Ludwig van Beethoven").
Words that only stand before a name (titles, offices) are data: `TITLES`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
    admiral marshal cmdr commander chief officer detective inspector superintendent constable
    sheriff deputy director manager coach executive ceo cfo founder spokesman spokeswoman
    spokesperson king queen prince princess emperor sheikh ayatollah analyst economist editor
    reporter host staff democrat republican sec treasury former ex prime first lady""".split()
)
# What a short title is called when it stands alone: "Sen. Holm" is "the senator".
SPELLED_OUT = {
    "sen": "senator", "rep": "representative congressman congresswoman lawmaker",
    "gov": "governor", "gen": "general", "lt": "lieutenant", "col": "colonel", "capt": "captain",
    "sgt": "sergeant", "adm": "admiral", "cmdr": "commander", "prof": "professor",
    "dr": "doctor", "rev": "reverend", "sec": "secretary", "maj": "major",
}  # fmt: skip
MEN, WOMEN = frozenset({"mr", "sir", "lord"}), frozenset({"mrs", "ms", "miss", "dame", "lady"})
HONORIFICS = MEN | WOMEN | {"mx", "dr", "former", "ex"}

_PARTICLES = "de|del|della|der|den|di|da|dos|du|van|von|bin|ibn|al|el|la|le|ter|ten|y|af|av"
_INNER = r"\w*(?:['’\-](?!s\b)\w+)*"  # O'Neal, Jean-Luc; the 's of a possessive stays outside
_WORD = (
    rf"(?:[JS]r\.(?!\w)|[a-z]{{1,3}}[A-Z][a-z]{_INNER}"
    rf"|[A-ZÀ-ÖØ-ÞŁŚŻČŠŽ](?:(?:\.[A-Z])+\.?|\.(?=\s[“\"‘]?[A-Z])|{_INNER}))"
)
_NICKNAME = rf"[“\"‘](?:The )?{_WORD}[”\"’]"
_RUN = re.compile(
    rf"(?<!\w){_WORD}(?:(?:, (?=[JS]r\b)|[ \u00a0])(?:(?:{_PARTICLES})[ \u00a0]){{0,2}}"
    rf"(?:(?:al-|el-)?{_WORD}|{_NICKNAME}(?= {_WORD})))*"
)
_POSSESSIVE = re.compile(r"['’](?:s\b|(?!\w))")
_LAST_WORD = re.compile(r"([\w-]+)\.? $")
_OFFICE = re.compile(r"([A-Z]\w+) of $")
_ROLE_AFTER = re.compile(r", (?:\d\d,|who\b|(?:a|an|the) [a-z])")
_ARTICLE_BEFORE = re.compile(r"\b(?:the|a|an) $", re.IGNORECASE)
# Letters after a name, for office, profession, degree or honour.
_LETTERS = re.compile(r"(?: (?:KC|QC|SC|MP|MSP|MEP|MS|MD|PhD|RN|JP|CBE|OBE|MBE|DSO|FRS))+$")
_SUFFIXES = frozenset("jr sr ii iii iv".split())
_FUNCTION = frozenset(
    """the a an this that these those but and or if when while as in on at for from after before
    since with by to of he she they it we i you his her their its our my who what which one some
    many most all no not yet so still then there here now also even however meanwhile according
    both other several few each every another such why how did does do is was are were has have
    had can could should would although though because until under over about like unlike despite
    during asked earlier later last next only just today yesterday tomorrow more less two three
    monday tuesday wednesday thursday friday saturday sunday
    january february july august september october november december""".split()
)
_LONGEST = 5  # words: a longer run is a headline or a list


@dataclass(frozen=True)
class Name:
    """A name as it stands in the text, without titles: characters start:end."""

    text: str
    start: int
    end: int
    title: str = ""  # the words cut off before it: "Sen.", "Former Prime Minister"
    possessive: bool = False

    @property
    def words(self) -> list[str]:
        return self.text.split()

    @property
    def surname(self) -> str:
        return _core(self.text)[-1]


def names_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Name]:
    """The names in text[start:end], leading function words and titles stripped."""
    for run in _RUN.finditer(text, start, len(text) if end is None else end):
        cut = _prefix(run.group()) or _office(text, run)
        words, at = _LETTERS.sub("", run.group()[cut:]), run.start() + cut
        if len(words) > 1 and words[0] != " ":
            owns = _POSSESSIVE.match(text, at + len(words)) is not None
            title = _titles(run.group()[:cut]) or _title_before(text, at)
            office = _title_before(text, run.start(), _OFFICE) if cut else ""
            yield Name(words, at, at + len(words), office + title, owns)


def _titles(words: str) -> str:
    """What was cut off, where it ends with a title and is more than "The" or "But"."""
    last = words.split()[-1:]
    return words.strip() if last and last[0].strip(".").lower() in TITLES else ""


def _office(text: str, run: re.Match[str]) -> int:
    """Length of the word that belongs to an office: "State" of "Secretary of State Holm"."""
    space = run.group().find(" ")
    return space + 1 if space > 0 and _title_before(text, run.start(), _OFFICE) else 0


def _title_before(text: str, start: int, form: re.Pattern[str] | None = None) -> str:
    """A title that is no part of the capitalised run: "Sen. Holm", "spokesman Tom Hall"."""
    before = (form or _LAST_WORD).search(text, max(0, start - 15), start)
    if before is None or before[1].lower() not in TITLES:
        return ""
    return before[1] if form is None else before[0]


def _prefix(run: str) -> int:
    """Length of the words before the name: up to the last title, and function words."""
    cut = 0
    for word in re.finditer(r"\S+", run):
        bare = word.group().strip(".").lower()
        opens = cut == word.start() and bare in _FUNCTION
        if opens or bare in TITLES:
            cut = word.end() + 1
    return min(cut, len(run))


def _core(name: str) -> list[str]:
    """The words of a name in lower case, without full stops and suffixes (Jr., III)."""
    words = [word.strip('.,“”"‘’').lower() for word in name.split()]
    return [w for w in words if w not in _SUFFIXES] or words


def _suffix(name: str) -> str:
    last = name.split()[-1].strip(".").lower()
    return last if last in _SUFFIXES else ""


@dataclass(frozen=True)
class Directory:
    """The names of one text: forms of one person, and which names are persons'."""

    text: str

    @cached_property
    def names(self) -> tuple[Name, ...]:
        """The names of the text; not those of title-case lines, where every word looks like one."""
        return tuple(
            name
            for line in re.finditer(r"[^\n]+", self.text)
            if not _title_case(line.group())
            for name in names_in(self.text, line.start(), line.end())
        )

    @cached_property
    def _by_surname(self) -> dict[str, list[Name]]:
        found: dict[str, list[Name]] = {}
        for name in self.names:
            found.setdefault(name.surname, []).append(name)
        return found

    @cached_property
    def _full_forms(self) -> dict[str, Counter[str]]:
        """Forms of two words or more, by the last word and by the first, in text order."""
        found: dict[str, Counter[str]] = {}
        for name in self.names:
            if 2 <= len(name.words) <= _LONGEST:
                for word in {name.surname, "^" + _core(name.text)[0]}:
                    found.setdefault(word, Counter())[name.text] += 1
        return found

    @cached_property
    def _fullest(self) -> dict[str, str]:
        return {}

    def fullest(self, name: str) -> str:
        """The fullest form of a person's name in the text: "Soleimani" -> "Qassem Soleimani".

        Of several people with a surname, the one named most in full, then the first; of their
        forms, the longest. A name that no form ends with may be a first or a family name that
        stands first ("Ri" -> "Ri Yong Ho").
        """
        if name not in self._fullest:
            self._fullest[name] = self._look_up(name)
        return self._fullest[name]

    def _look_up(self, name: str) -> str:
        words = _core(name)
        forms = self._fitting(self._full_forms.get(words[-1], Counter()), name)
        if not forms and len(words) == 1:
            forms = self._full_forms.get("^" + words[0], Counter())
        if not forms:
            return name
        usual = max(forms, key=lambda form: forms[form])
        same = [form for form in forms if _fits(usual, form) and _suffix(form) == _suffix(usual)]
        longest = max(same, key=lambda form: (len(_letters(form)), forms[form]))
        return longest if len(longest.split()) >= len(name.split()) else name

    @staticmethod
    def _fitting(forms: Counter[str], name: str) -> Counter[str]:
        """Forms that the name may stand for; "Trump" is the junior only where nobody else is."""
        fitting = Counter({form: n for form, n in forms.items() if _fits(name, form)})
        same = {form: n for form, n in fitting.items() if _suffix(form) == _suffix(name)}
        return Counter(same) or (Counter() if _suffix(name) else fitting)

    @cached_property
    def people(self) -> frozenset[str]:
        """Full names, in lower case, that the text shows to be persons'.

        A title stands before it, an age, "who" or a role follows it, or it comes back by its
        surname alone.
        """
        return frozenset(
            self.fullest(name.text).lower() for name in self.names if self._is_person(name)
        )

    def _is_person(self, name: Name) -> bool:
        if name.title and not self._after_article(name):
            return True
        if len(name.words) < 2 or self._after_article(name):
            return False
        return bool(_ROLE_AFTER.match(self.text, name.end)) or name.surname in self._alone

    def _after_article(self, name: Name) -> bool:
        return bool(_ARTICLE_BEFORE.search(self.text, max(0, name.start - 5), name.start))

    @cached_property
    def _alone(self) -> frozenset[str]:
        """Surnames that stand alone somewhere, without article; initials ("FBI") are none."""
        return frozenset(
            name.surname
            for name in self.names
            if len(name.words) == 1 and not name.text.isupper() and not self._after_article(name)
        )

    @cached_property
    def titles(self) -> dict[str, str]:
        """The first office with which a full name, in lower case, is introduced."""
        found: dict[str, str] = {}
        for name in self.names:
            if name.title and name.title.strip(".").lower() not in HONORIFICS | _FUNCTION:
                found.setdefault(self.fullest(name.text).lower(), name.title)
        return found

    @cached_property
    def organisations(self) -> tuple[Name, ...]:
        """Names with small words in them: "Harbour Workers for Peace", "Bank of Reed"."""
        return tuple(
            Name(run[1], run.start(1), run.end(1))
            for run in _WITHOUT_ARTICLE.finditer(self.text)
            if not self._in_title(run.start())
        )

    @cached_property
    def longer(self) -> dict[str, str]:
        """Short name of an organisation -> the longer one that goes on with it, or ends so.

        One word is enough after "the": "the Times" in a text with a "Port Times".
        """
        found: dict[str, str] = {}
        for run in self.organisations:
            first = re.split(r" (?:of|for|to) ", run.text)[0]
            found.setdefault(first, run.text)
        texts = {name.text for name in self.names}
        single = {name for name in _AFTER_THE.findall(self.text) if name in texts}
        ends = {text for text in texts if " " in text} | single - _NAMESAKES
        for name in sorted(texts):
            words = name.split(" ")
            for i in range(1, len(words) if len(words) <= _LONGEST else 0):
                end = " ".join(words[i:])
                if end in ends:
                    found.setdefault(end, name)
        return found

    def address(self, surname: str) -> str:
        """The title or form of address with which somebody known by one name only is named."""
        full = surname.lower()
        title = self.titles.get(full)
        forms = (n.title for n in self.names if n.text == surname and n.title)
        return title or next(forms, "")

    def _in_title(self, at: int) -> bool:
        start = self.text.rfind("\n", 0, at) + 1
        end = self.text.find("\n", at)
        return _title_case(self.text[start : end if end >= 0 else None])

    @cached_property
    def acronyms(self) -> dict[str, str]:
        """Initials -> what they stand for: HWL, Harbour Workers League; also in brackets."""
        found: dict[str, str] = {}
        runs = [m.group() for m in _ORGANISATION.finditer(self.text)]
        for run in (*runs, *(name.text for name in self.names)):
            words = [w for w in run.split() if w[0].isupper() and w != "The"]
            if len(words) > 2:
                name = re.sub(r"^The ", "", run)
                letters = "".join(w.replace(".", "") if "." in w else w[0] for w in words)
                found.setdefault(letters, name)
        for bracket in _BRACKET.finditer(self.text):
            before = self.text[max(0, bracket.start() - 120) : bracket.start()]
            long = _spelled_out(bracket[1], before)
            if long:
                found[bracket[1]] = long
        for short, long in self._spelled_anywhere(set(_INITIALS.findall(self.text))):
            found.setdefault(short, long)
        return found

    def _spelled_anywhere(self, wanted: set[str]) -> Iterator[tuple[str, str]]:
        """Initials that capitalised words in a row spell, small words aside: headlines too."""
        for run in _CAPITALS.finditer(self.text):
            words = list(_CAPITALISED.finditer(run.group()))
            for i in range(len(words)):
                for some in (words[i : i + n] for n in range(3, min(6, len(words) - i) + 1)):
                    short = "".join(word.group()[0] for word in some)
                    if short in wanted:
                        yield short, run.group()[some[0].start() : some[-1].end()]


_AFTER_THE = re.compile(rf"\b[Tt]he ({_WORD})(?![\w/-]| [A-Z])")
_NAMESAKES = {"House"}  # "the House" is not the White House
_INITIALS = re.compile(r"\b[A-Z]{3,6}\b")
_CAPITALISED = re.compile(r"\b[A-Z][a-z][\w-]*")
_CAPITALS = re.compile(
    r"\b[A-Z][a-z][\w-]*(?: (?:(?:of|for|and|the|in|on|to|&) )*[A-Z][a-z][\w-]*)+"
)
_CAPITAL = r"[A-Z][a-z][\w’'&-]*"
_NAME_OF_MANY = (
    rf"\b(?:U\.?S\.? |U\.?N\.? )?{_CAPITAL}(?: {_CAPITAL})*"
    rf"(?: (?:of|for|to)(?: the)?(?: {_CAPITAL})+(?: and(?: {_CAPITAL})+)?)+"
)
_ORGANISATION = re.compile(_NAME_OF_MANY)
_WITHOUT_ARTICLE = re.compile(rf"(?:\bThe )?({_NAME_OF_MANY})")
_BRACKET = re.compile(r"\((?:the )?([A-Z][A-Za-z]*[A-Z])\)")


def _spelled_out(short: str, before: str) -> str:
    """The words before a bracket whose initials are in it (Schwartz and Hearst 2003, in short)."""
    words = re.split(r"[,;:.!?\n] ", before)[-1].split()
    for count in range(2, min(len(words), 12) + 1):
        tail = words[-count:]
        initials = iter(w[0] for w in tail if w[0].isupper())
        if tail[0][0] == short[0] and all(letter in initials for letter in short.upper()):
            return " ".join(tail)
    return ""


def _letters(name: str) -> list[str]:
    return re.findall(r"\w+", name)


def _title_case(line: str) -> bool:
    """Whether a line is a headline in capitals: no full stop, hardly a word in lower case."""
    words = re.findall(r"[^\W\d_]{4,}", line)
    small = sum(word.islower() for word in words)
    return len(words) > 3 and 5 * small <= len(words) and not re.search(r"[.!?][\"”’')]*$", line)


def _fits(short: str, long: str) -> bool:
    """Whether the short form may stand for the long one: same surname, first names agree."""
    a, b = _core(short), _core(long)
    if a[-1] != b[-1] or len(a) > len(b):
        return False
    return len(a) == 1 or _same_first(a, b)


def _same_first(a: Sequence[str], b: Sequence[str]) -> bool:
    """One is the beginning of the other ("T.", "Ed" and "Edward"), or a middle or nickname."""
    return a[0].startswith(b[0]) or b[0].startswith(a[0]) or a[0] in b[1:-1]
