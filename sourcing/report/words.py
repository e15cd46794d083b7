"""The words of the report: names, one-line definitions, and sentences that explain.

Definitions are those of the codebook, shortened to a line. Change them there first.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sourcing.article import (
    Attribution,
    AttributionKind,
    ContentKind,
    Label,
    Quote,
    Reporting,
    Sentence,
    Source,
    SourceType,
)
from sourcing.findings import Severity
from sourcing.label import CREDITED
from sourcing.scores import Basket


class Role(StrEnum):
    """What a stretch of a sentence does."""

    FINDING = "finding"
    CONTENT = "content"
    SOURCE = "source"
    CUE = "cue"
    HEDGE = "hedge"
    LOADED = "loaded"


ROLE_ORDER = tuple(Role)
"""From the outermost mark to the innermost."""

ROLES: Mapping[Role, str] = {
    Role.FINDING: "an editor would stop here",
    Role.SOURCE: "who says it",
    Role.CUE: "the words that report it",
    Role.HEDGE: "the writer holds back",
    Role.LOADED: "the writer judges",
}


@dataclass(frozen=True)
class LabelText:
    """A label as shown: `letter` is the sign that stands beside the colour."""

    key: str
    letter: str
    name: str
    definition: str


LABELS: Mapping[Label, LabelText] = {
    Label.ATTRIBUTED: LabelText(
        "attributed",
        "A",
        "Attributed",
        "Somebody other than the writer stands behind it, and the text shows who or what.",
    ),
    Label.HEDGED: LabelText(
        "hedged",
        "H",
        "Hedged",
        "The writer holds back (“reportedly”, “may”), or rests it on nobody in particular.",
    ),
    Label.ASSERTED: LabelText(
        "asserted",
        "S",
        "Asserted",
        "A checkable claim that the writer states on their own authority.",
    ),
    Label.UNATTRIBUTED: LabelText(
        "unattributed",
        "U",
        "Unattributed",
        "Opinion, question or byline: no source, and no checkable claim that would need one.",
    ),
}

PARTS: Mapping[Basket, tuple[str, str]] = {
    Basket.NAMED: ("named sources", "person, body or identified document"),
    Basket.ORG_OFFICIAL: ("unnamed officials", "no name, but the body they speak for"),
    Basket.ANONYMOUS: ("anonymous sources", "identity withheld on purpose"),
    Basket.UNNAMED: ("unnamed people", "“a resident”, “critics”, “experts”"),
    Basket.DOCUMENT: ("unidentified documents", "“a study”, “a video”, no author or title"),
    Basket.UNKNOWN: ("unknown speaker", "reported, and the text does not tell whose"),
    Basket.VAGUE: ("nobody in particular", "“some say”, “it is believed”"),
    Basket.HEDGED: ("hedged by the writer", "no source, and the writer holds back"),
    Basket.ASSERTED: ("asserted by the writer", "no source; stated as fact"),
}

SOURCE_TYPES: Mapping[SourceType, str] = {
    SourceType.NAMED_PERSON: "named person",
    SourceType.NAMED_ORG: "named organisation",
    SourceType.ORG_OFFICIAL: "unnamed official",
    SourceType.ANONYMOUS: "anonymous source",
    SourceType.UNNAMED_PERSON: "unnamed person",
    SourceType.UNNAMED_GROUP: "unnamed group",
    SourceType.DOCUMENT: "document",
    SourceType.VAGUE: "nobody in particular",
}

ATTRIBUTIONS: Mapping[AttributionKind, str] = {
    AttributionKind.STATED: "credited in this sentence",
    AttributionKind.IMPLICIT: "goes on reporting a neighbouring sentence",
    AttributionKind.THOUGHT: "a thought, and nothing shows how the writer knows it",
    AttributionKind.NONE: "the writer’s own voice",
}

CONTENTS: Mapping[ContentKind, str] = {
    ContentKind.FACT: "a factual claim",
    ContentKind.PREDICTION: "about the future",
    ContentKind.OPINION: "opinion",
    ContentKind.OTHER: "no claim (question, byline, fragment)",
}

QUOTES: Mapping[Quote, str] = {
    Quote.DIRECT: "direct quotation",
    Quote.INDIRECT: "indirect speech",
    Quote.MIXED: "partly quoted",
}

SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "serious",
    Severity.WARNING: "look again",
    Severity.NOTE: "minor",
}

RULES: Mapping[str, str] = {
    "anon-bare": "An unnamed source without a description",
    "anon-no-reason": "No reason why a source has no name",
    "anon-boilerplate-reason": "A formula instead of a reason",
    "anon-opinion": "An opinion from an unnamed source",
    "anon-attack": "An attack from an unnamed source",
    "anon-lead": "A first paragraph that rests on an unnamed source",
    "plural-one-voice": "One quotation, several speakers",
    "late-attribution": "A speaker named late",
    "adjacent-speakers": "A new speaker who is not introduced",
    "vague-attribution": "Words that nobody stands behind",
    "loaded-cue": "A reporting verb that judges",
    "non-speech-cue": "A verb that is no way to speak",
    "mind-reading": "Thoughts, and no sign of how they are known",
    "no-response-missing": "Somebody accused and not heard",
    "single-source": "One source for everything",
    "unsourced-number": "A figure without a source",
    "document-without-link": "A document without a link",
}

REPORTINGS: Mapping[Reporting, str] = {
    Reporting.NEUTRAL: "",
    Reporting.DOUBTING: "shows doubt",
    Reporting.IMPLYING: "implies that it is true",
}

CAVEATS = (
    "The numbers describe the text. They never say whether what it tells is true: a named source "
    "can be wrong, and an asserted sentence can be common knowledge.",
    "A low share is not a fault by itself. Commentary, explanation and eyewitness reporting need "
    "fewer sources than news of what others did and said.",
    "A model read the article, and models err. Each label carries the probability that it is the "
    "right one; “?” marks those under 60\N{NO-BREAK SPACE}%.",
    "A range is where the share would lie nine times in ten if the model errs as often as its "
    "probabilities say. It is still somewhat too narrow.",
    "Shares are counted in words, without the headline, and rounded. All but the unattributed one "
    "are shares of the words in claims and in reported speech.",
)

_FRACTIONS: Sequence[tuple[float, str]] = (
    (0.03, "Almost nothing"),
    (1 / 10, "About a tenth"),
    (1 / 5, "About a fifth"),
    (1 / 4, "About a quarter"),
    (1 / 3, "About a third"),
    (2 / 5, "About two fifths"),
    (1 / 2, "About half"),
    (3 / 5, "About three fifths"),
    (2 / 3, "About two thirds"),
    (3 / 4, "About three quarters"),
    (4 / 5, "About four fifths"),
    (9 / 10, "About nine tenths"),
    (0.97, "Almost all"),
)


def share_in_words(share: float) -> str:
    """The headline figure as a sentence: the nearest plain fraction of the reported words."""
    if share == 0.0:
        return "Nothing that this article reports rests on a named source."
    if share == 1.0:
        return "All of what this article reports rests on named sources."
    _, fraction = min(_FRACTIONS, key=lambda pair: abs(pair[0] - share))
    return f"{fraction} of what this article reports rests on named sources."


def interval_in_words(low: float, high: float) -> str:
    """The 90 % interval of a share in plain words."""
    first, last = round(100 * low), round(100 * high)
    if first == last:
        return f"likely close to {first}\N{NO-BREAK SPACE}%"
    return f"likely between {first} and {last}\N{NO-BREAK SPACE}%"


def band_in_words(named: int, sources: int) -> str:
    """How many of the sources have a name, as a sentence."""
    if not sources:
        return "The article has no source."
    if sources == 1:
        return f"The only source is {'' if named else 'not '}named."
    return f"{named} of {sources} sources {'is' if named == 1 else 'are'} named."


def percent(share: float) -> str:
    """A share as a whole percentage; what is there but rounds to nothing is "<1 %"."""
    number = round(100 * share)
    return ("<1" if number == 0 and share > 0 else str(number)) + "\N{NO-BREAK SPACE}%"


_UNSHOWABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text with each character that no page or terminal can show replaced by U+FFFD.

    Control characters and lone surrogates; the length stays the same, and so do offsets.
    """
    return _UNSHOWABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def capital(text: str) -> str:
    """The text with its first letter in upper case, a quotation mark before it left alone."""
    for place, character in enumerate(text):
        if character.isalnum():
            return text[:place] + character.upper() + text[place + 1 :]
    return text


def joined(items: Iterable[str]) -> str:
    """Words in quotation marks, each once, in order: “may”, “reportedly”."""
    return ", ".join(f"“{item}”" for item in dict.fromkeys(items))


def listed(items: Sequence[str]) -> str:
    """A, B and C."""
    return " and ".join(filter(None, (", ".join(items[:-1]), *items[-1:])))


def reason(sentence: Sentence) -> str:
    """Why the sentence has its label, in one plain sentence."""
    hedges = joined(span.text for span in sentence.hedges)
    who = listed([source.name for source in sentence.sources])
    match sentence.label:
        case Label.ATTRIBUTED:
            return f"Credited to {who}." if who else "Reported words; the text does not tell whose."
        case Label.HEDGED:
            return (
                f"The writer holds back: {hedges}." if hedges else "Rests on nobody to hold to it."
            )
        case Label.ASSERTED:
            return "Stated as fact on the writer’s own authority."
    return "No source, and no checkable claim that would need one."


def evidence(sentence: Sentence, starts: Sequence[int], number: int) -> Iterator[tuple[str, str]]:
    """The evidence on a sentence as (term, text) pairs; `starts` are those of all sentences."""
    yield from _credits(sentence, starts, number)
    if sentence.hedges:
        yield "Hedges", joined(span.text for span in sentence.hedges)
    if sentence.loaded:
        yield "Loaded", joined(span.text for span in sentence.loaded)
    facets = sentence.probabilities
    carried = facets.attribution.get(sentence.attribution, 0.0)
    content = facets.content.get(sentence.content, 0.0)
    voice = f"{ATTRIBUTIONS[sentence.attribution]} ({percent(carried)})"
    yield "Reads as", f"{voice}; {CONTENTS[sentence.content]} ({percent(content)})"
    others = [(value, kind) for kind, value in facets.label.items() if kind is not sentence.label]
    value, kind = max(others, default=(0.0, sentence.label))
    if value >= 0.1:
        yield "Or else", f"{LABELS[kind].name.lower()} ({percent(value)})"


def _credits(sentence: Sentence, starts: Sequence[int], number: int) -> Iterator[tuple[str, str]]:
    """Each source once, followed by the ways in which it is reported."""
    lines: dict[str, list[str]] = {}
    for attribution in sentence.attributions if sentence.attribution in CREDITED else ():
        reported = _reported(attribution, starts, number)
        lines.setdefault(_source_in_words(attribution.source), []).append(reported)
    for source, ways in lines.items():
        yield "Source", source
        yield "Reported", "; ".join(dict.fromkeys(ways))


def _source_in_words(source: Source | None) -> str:
    if source is None:
        return "unknown: the article does not tell"
    named = ", counts as named" if source.type is SourceType.DOCUMENT and source.named else ""
    return f"{source.name}: {SOURCE_TYPES[source.type]}{named} ({percent(source.probability)})"


def _reported(attribution: Attribution, starts: Sequence[int], number: int) -> str:
    cue = attribution.cue
    parts = [QUOTES[attribution.quote]]
    if cue is None:
        parts.append("no reporting words")
    else:
        place = bisect_right(starts, cue.start)
        elsewhere = "" if place == number else f" in sentence {place}"
        parts.append(f"“{cue.text}”{elsewhere}")
        parts.append(REPORTINGS[attribution.reporting])
    return ", ".join(part for part in parts if part)
