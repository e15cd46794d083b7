"""The first screen: the headline figure, the parts of the whole, the bands, and all other figures.

Pure conversion of `Scores` into words; nothing is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sourcing.report.words import (
    PARTS,
    band_in_words,
    interval_in_words,
    percent,
    share_in_words,
)
from sourcing.scores import Interval, Scores

NO_CLAIMS = "This article reports nothing that would need a source."

PRESS = "In 2005, 48\N{NO-BREAK SPACE}% of US newspaper stories had four or more."
PRESS_SOURCE = "Project for Excellence in Journalism, The State of the News Media"
BANDS = ("0", "1", "2–3", "4+")


@dataclass(frozen=True)
class Part:
    """One part of the whole: a share of the claim words."""

    key: str
    name: str
    hint: str
    share: float
    interval: Interval

    @property
    def amount(self) -> str:
        return percent(self.share)

    @property
    def range(self) -> str:
        low, high = self.interval
        return f"{round(100 * low)} to {round(100 * high)}\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Fact:
    """A figure beside the headline: what it is called, its value, what it means."""

    term: str
    value: str
    hint: str


@dataclass(frozen=True)
class Figures:
    """The numbers of an article as shown."""

    scores: Scores

    @property
    def sentence(self) -> str:
        """The headline figure in plain words."""
        return share_in_words(self.scores.named_share) if self.scores.claim_words else NO_CLAIMS

    @property
    def amount(self) -> str:
        """The headline figure as a number; a dash when there is nothing to count."""
        return percent(self.scores.named_share) if self.scores.claim_words else "–"

    @property
    def range(self) -> str:
        """The 90 % interval in plain words; empty when there is nothing to count."""
        if not self.scores.claim_words:
            return ""
        return interval_in_words(*self.scores.named_share_interval)

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts that are there, in the order of the whole; their shares add up to one."""
        scores = self.scores
        present = [kind for kind in PARTS if scores.share(kind) > 0]
        return tuple(
            Part(str(kind), *PARTS[kind], scores.share(kind), scores.interval(kind))
            for kind in present
        )

    @property
    def named_sources(self) -> str:
        return band_in_words(self.scores.n_named, self.scores.n_sources)

    @property
    def band(self) -> str:
        """The band of the Project for Excellence in Journalism: one of `BANDS`."""
        return self.scores.pej_band.replace("-", "–")

    @property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(_facts(self.scores))


def _facts(scores: Scores) -> Iterator[Fact]:
    claims = f"{scores.claim_words:,} of them in claims or reported words"
    yield Fact("Words", f"{scores.words:,}", claims)
    backed = {True: "sourced", False: "not sourced", None: "none given"}
    lead = scores.lead_sourced if scores.body else None
    yield Fact("First paragraph", backed[lead], "whether it has an attributed sentence")
    yield Fact("Headline", backed[scores.headline_sourced], "whether attributed words back it")
    if scores.n_sources:
        voices = f"{scores.effective_sources:.1f} equal voices would spread the words as evenly"
        yield Fact(
            "Leading source", percent(scores.top_source_share), f"of sourced words; {voices}"
        )
    wait = f"{scores.attribution_distance:.1f} sentences"
    yield Fact("Naming distance", wait, "from a statement to the name of its source, on average")
    rate = f"{scores.loaded_rate:.1f}"
    yield Fact("Loaded words", rate, "in 1,000 of the writer’s own words")
    yield Fact("Mind reading", str(scores.mind_reading), "thoughts stated, not saying how known")
