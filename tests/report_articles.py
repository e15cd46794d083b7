"""Articles for the report tests, built by hand: every label, every source type, nested spans.

A sentence is written as `line(text, ...)`; the places of its words are looked up inside that
sentence, so that a fixture reads like a marked-up article and its offsets cannot drift.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import cycle
from typing import TypeVar

from sourcing.article import (
    Article,
    Attribution,
    AttributionKind,
    ContentKind,
    Label,
    Probabilities,
    Quote,
    Reporting,
    Sentence,
    Source,
    SourceType,
    Span,
)

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Said:
    """An attribution as the fixture writes it: words of the sentence, and a key of the source."""

    who: str | None
    source: str = ""
    cue: str = ""
    contents: tuple[str, ...] = ()
    quote: Quote = Quote.INDIRECT
    reporting: Reporting = Reporting.NEUTRAL


@dataclass(frozen=True)
class Line:
    """A sentence as the fixture writes it. `before` is what stands between it and the last one."""

    text: str
    label: Label
    attribution: AttributionKind
    content: ContentKind
    before: str = " "
    said: tuple[Said, ...] = ()
    hedges: tuple[str, ...] = ()
    loaded: tuple[str, ...] = ()
    headline: bool = False
    sure: float = 0.9


@dataclass
class _Builder:
    sources: Mapping[str, tuple[str, SourceType, str]]
    lines: Sequence[Line]
    text: str = ""
    mentions: dict[str, list[Span]] = field(default_factory=dict)

    def build(self, title: str | None) -> Article:
        self.text = "".join(line.before + line.text for line in self.lines)
        starts = self._starts()
        places = list(zip(self.lines, starts, strict=True))
        self._collect_mentions(places)
        sources = {key: self._source(key) for key in self.sources}
        spoken = [self._attributions(line, start, sources) for line, start in places]
        paragraph = -1
        sentences = []
        for (line, start), attributions in zip(places, spoken, strict=True):
            paragraph += "\n\n" in line.before or paragraph < 0
            sentences.append(self._sentence(line, start, paragraph, attributions))
        return Article(
            text=self.text,
            sentences=tuple(sentences),
            attributions=tuple(a for group in spoken for a in group),
            sources=tuple(sources.values()),
            title=title,
            model="fixture 1.0",
        )

    def _starts(self) -> list[int]:
        position, starts = 0, []
        for line in self.lines:
            starts.append(position + len(line.before))
            position += len(line.before) + len(line.text)
        return starts

    def _collect_mentions(self, places: Sequence[tuple[Line, int]]) -> None:
        for line, start in places:
            for said in line.said:
                if said.who is not None and said.source:
                    self.mentions.setdefault(said.who, []).append(self._span(start, said.source))

    def _source(self, key: str) -> Source:
        name, kind, description = self.sources[key]
        return Source(name, kind, tuple(self.mentions.get(key, ())), description, 0.93)

    def _span(self, start: int, words: str) -> Span:
        place = self.text.index(words, start)
        return Span(self.text, place, place + len(words), 0.88)

    def _attributions(
        self, line: Line, start: int, sources: Mapping[str, Source]
    ) -> tuple[Attribution, ...]:
        return tuple(
            Attribution(
                source=None if said.who is None else sources[said.who],
                source_span=self._span(start, said.source) if said.source else None,
                cue=self._span(start, said.cue) if said.cue else None,
                contents=tuple(self._span(start, words) for words in said.contents),
                quote=said.quote,
                reporting=said.reporting,
            )
            for said in line.said
        )

    def _sentence(
        self, line: Line, start: int, paragraph: int, attributions: tuple[Attribution, ...]
    ) -> Sentence:
        known = [a.source.type for a in attributions if a.source is not None]
        return Sentence(
            document=self.text,
            start=start,
            end=start + len(line.text),
            paragraph=paragraph,
            headline=line.headline,
            label=line.label,
            attribution=line.attribution,
            content=line.content,
            hedges=tuple(self._span(start, words) for words in line.hedges),
            loaded=tuple(self._span(start, words) for words in line.loaded),
            attributions=attributions,
            probabilities=Probabilities(
                label=_spread(Label, line.label, line.sure),
                attribution=_spread(AttributionKind, line.attribution, line.sure),
                content=_spread(ContentKind, line.content, line.sure),
                source_type=_spread(SourceType, known[0], line.sure) if known else {},
                hedged=line.sure if line.hedges else 1 - line.sure,
                loaded=line.sure if line.loaded else 1 - line.sure,
            ),
        )


def _spread(kinds: type[Kind], chosen: Kind, sure: float) -> dict[Kind, float]:
    rest = round((1 - sure) / (len(kinds) - 1), 4)  # as precise as the analyzer is
    return {kind: sure if kind is chosen else rest for kind in kinds}


ATTRIBUTED, HEDGED, ASSERTED, UNATTRIBUTED = Label
STATED, IMPLICIT, THOUGHT, NONE = AttributionKind
FACT, PREDICTION, OPINION, OTHER = ContentKind

HARBOUR_SOURCES = {
    "council": ("Port Ellery Town Council", SourceType.NAMED_ORG, ""),
    "osgood": ("Marit Osgood", SourceType.NAMED_PERSON, "the harbour master"),
    "survey": ("a 2019 Lindqvist Marine survey", SourceType.DOCUMENT, ""),
    "study": ("a second study", SourceType.DOCUMENT, ""),
    "officials": (
        "officials at the regional ports authority",
        SourceType.ORG_OFFICIAL,
        "officials at the regional ports authority",
    ),
    "insiders": (
        "two people familiar with the contract",
        SourceType.ANONYMOUS,
        "familiar with the contract",
    ),
    "fisherman": ("one fisherman", SourceType.UNNAMED_PERSON, ""),
    "residents": ("residents", SourceType.UNNAMED_GROUP, ""),
    "some": ("some", SourceType.VAGUE, ""),
    "lindqvist": ("Lindqvist Marine", SourceType.NAMED_ORG, "the contractor"),
}

HARBOUR_LINES = (
    Line(
        "Harbour dredging stalls as costs double, council says",
        ATTRIBUTED,
        STATED,
        FACT,
        before="",
        headline=True,
        said=(Said("council", "council", "says", ("Harbour dredging stalls as costs double",)),),
    ),
    Line(
        "Work to deepen the harbour at Port Ellery has stopped three months early and will cost "
        "twice as much as planned, the town council said on Tuesday.",
        ATTRIBUTED,
        STATED,
        FACT,
        before="\n\n",
        sure=0.97,
        said=(
            Said(
                "council",
                "the town council",
                "said",
                (
                    "Work to deepen the harbour at Port Ellery has stopped three months early "
                    "and will cost twice as much as planned",
                ),
            ),
        ),
    ),
    Line("The dredger left the outer basin on Friday.", ASSERTED, NONE, FACT),
    Line(
        "“We hit rock where the survey promised sand,” said Marit Osgood, the harbour master.",
        ATTRIBUTED,
        STATED,
        FACT,
        before="\n\n",
        said=(
            Said(
                "osgood",
                "Marit Osgood, the harbour master",
                "said",
                ("“We hit rock where the survey promised sand,”",),
                Quote.DIRECT,
            ),
        ),
    ),
    Line(
        "“Nobody enjoys reading that invoice.”",
        ATTRIBUTED,
        IMPLICIT,
        OPINION,
        sure=0.81,
        said=(
            Said("osgood", contents=("“Nobody enjoys reading that invoice.”",), quote=Quote.DIRECT),
        ),
    ),
    Line(
        "A survey that Lindqvist Marine made in 2019 shows soft sediment down to nine metres.",
        ATTRIBUTED,
        STATED,
        FACT,
        before="\n\n",
        said=(
            Said(
                "survey",
                "A survey that Lindqvist Marine made in 2019",
                "shows",
                ("soft sediment down to nine metres",),
            ),
        ),
    ),
    Line(
        "A second study shows the opposite.",
        ATTRIBUTED,
        STATED,
        FACT,
        said=(Said("study", "A second study", "shows", ("the opposite",)),),
    ),
    Line(
        "Officials at the regional ports authority warned the council in March that the figures "
        "“may be optimistic”, Osgood said.",
        ATTRIBUTED,
        STATED,
        FACT,
        said=(
            Said(
                "osgood",
                "Osgood",
                "said",
                (
                    "Officials at the regional ports authority warned the council in March that "
                    "the figures “may be optimistic”",
                ),
            ),
            Said(
                "officials",
                "Officials at the regional ports authority",
                "warned the council in March",
                ("that the figures “may be optimistic”",),
                Quote.MIXED,
            ),
        ),
    ),
    Line(
        "Two people familiar with the contract, who asked not to be named because talks are "
        "going on, claimed that idle crews had cost £4.1 million.",
        ATTRIBUTED,
        STATED,
        FACT,
        before="\n\n",
        hedges=("claimed",),
        said=(
            Said(
                "insiders",
                "Two people familiar with the contract, who asked not to be named because talks "
                "are going on,",
                "claimed",
                ("that idle crews had cost £4.1 million",),
                reporting=Reporting.DOUBTING,
            ),
        ),
    ),
    Line(
        "Ports authority officials expect no new tender this year.",
        ATTRIBUTED,
        STATED,
        PREDICTION,
        said=(
            Said("officials", "Ports authority officials", "expect", ("no new tender this year",)),
        ),
    ),
    Line(
        "One fisherman called the delay a disgrace.",
        ATTRIBUTED,
        STATED,
        OPINION,
        said=(Said("fisherman", "One fisherman", "called", ("the delay a disgrace",)),),
    ),
    Line(
        "Residents say silt is already reaching the slipway.",
        ATTRIBUTED,
        STATED,
        FACT,
        said=(Said("residents", "Residents", "say", ("silt is already reaching the slipway",)),),
    ),
    Line(
        "The contractor, a notoriously slow outfit, reportedly missed two inspections.",
        HEDGED,
        NONE,
        FACT,
        before="\n\n",
        hedges=("reportedly",),
        loaded=("notoriously slow",),
    ),
    Line(
        "Some say the money was gone before the first bucket came up.",
        HEDGED,
        STATED,
        FACT,
        said=(
            Said(
                "some",
                "Some",
                "say",
                ("the money was gone before the first bucket came up",),
            ),
        ),
    ),
    Line(
        "Lindqvist Marine knows that the rock was on the charts.",
        ASSERTED,
        THOUGHT,
        FACT,
        sure=0.52,
        said=(
            Said(
                "lindqvist",
                "Lindqvist Marine",
                "knows",
                ("that the rock was on the charts",),
                reporting=Reporting.IMPLYING,
            ),
        ),
    ),
    Line(
        "“It was on every one of them.”",
        ATTRIBUTED,
        IMPLICIT,
        FACT,
        sure=0.64,
        said=(Said(None, contents=("“It was on every one of them.”",), quote=Quote.DIRECT),),
    ),
    Line(
        "The ferry may have to berth at Sandholm until the spring.",
        HEDGED,
        NONE,
        PREDICTION,
        before="\n\n",
        hedges=("may",),
    ),
    Line("Dredging is paid for out of berthing fees.", ASSERTED, NONE, FACT),
    Line(
        "It is a shabby end for a proud plan.",
        UNATTRIBUTED,
        NONE,
        OPINION,
        loaded=("shabby",),
    ),
    Line("Who will pay?", UNATTRIBUTED, NONE, OTHER),
)

HOSTILE_SOURCES = {
    "script": (
        '<img src=x onerror="alert(1)">',
        SourceType.NAMED_PERSON,
        "</td><script>x</script>",
    ),
}

HOSTILE_LINES = (
    Line(
        "<script>alert('one')</script> & \"quoted\" 'single', {{ braces }} {% raw %} said Ann_*B*.",
        ATTRIBUTED,
        STATED,
        FACT,
        before="\t <!-- before -->\n\n",
        said=(Said("script", "Ann_*B*", "said", ("<script>alert('one')</script>",)),),
        hedges=("<script>alert('one')</script> &",),
    ),
    Line(
        "A lone \ud800 surrogate, \x1b[31mred\x1b[0m, \x00 nul, \u202eoverride\u202c, @someone.",
        ASSERTED,
        NONE,
        FACT,
        before="  \n",
    ),
    Line("| a | b | #1 [x](javascript:alert(1))", UNATTRIBUTED, NONE, OTHER, before="\r\n\n\n"),
)


def harbour() -> Article:
    """An ordinary article: four labels, all eight source types, an unknown speaker, nesting."""
    return _Builder(HARBOUR_SOURCES, HARBOUR_LINES).build("Harbour dredging stalls as costs double")


def of(lines: Sequence[Line]) -> Article:
    """Some lines of the ordinary article alone."""
    return _Builder(HARBOUR_SOURCES, lines).build(None)


def hostile() -> Article:
    """Markup, quotes, control characters and a lone surrogate, in the text and in the sources."""
    return _Builder(HOSTILE_SOURCES, HOSTILE_LINES).build("<script>alert('title')</script>")


def harbour_again() -> Article:
    """A later version of it: a source more, a source less, a claim that found one, a new end."""
    said = Said("osgood", "Ms Osgood", "said", ("Dredging is paid for out of berthing fees",))
    lines = [line for line in HARBOUR_LINES if "fisherman" not in line.text]
    place = next(i for i, line in enumerate(lines) if line.text.startswith("Dredging is paid"))
    lines[place] = Line(
        "Dredging is paid for out of berthing fees, Ms Osgood said.",
        ATTRIBUTED,
        STATED,
        FACT,
        said=(said,),
    )
    told = Said("sailor", "Ilse Tamm", "told", ("“We wait.”",), quote=Quote.DIRECT)
    lines.append(Line("“We wait.” Ilse Tamm told us.", ATTRIBUTED, STATED, FACT, said=(told,)))
    sources = {**HARBOUR_SOURCES, "sailor": ("Ilse Tamm", SourceType.NAMED_PERSON, "a sailor")}
    return _Builder(sources, lines).build("Harbour dredging stalls as costs double")


def long_article(words: int = 1500) -> Article:
    """The ordinary article again and again, at nineteen words a sentence, as news has them."""
    lines = [HARBOUR_LINES[0]]
    body = cycle(HARBOUR_LINES[1:])
    while sum(len(line.text.split()) for line in lines) < words:
        line = next(body)
        lines.append(replace(line, text=f"{LENGTHENING}: {line.text}"))
    return _Builder(HARBOUR_SOURCES, lines).build(None)


LENGTHENING = "As the minutes of the last meeting have it"


def empty() -> Article:
    """No text at all."""
    return Article(text="", sentences=(), attributions=(), sources=(), model="fixture 1.0")
