"""Word lists, each with its source: reporting verbs, and adverbs that hedge.

What a reporting verb lets the writer's own stance show: a short list, each with its source.

"Said" leaves the statement with its source. "Claimed" holds it at arm's length; "admitted" or
"pointed out" vouches for it. The list is data: to change what counts, change an entry and name
the guideline or the paper that says so.

Forms are written out, so that what is matched can be read. Nouns stand beside their verb. Words
that newsrooms use as plain synonyms of "said" (argue, note, warn, suggest) are left out even
where a paper has them: this list feeds findings, and a finding should be easy to defend.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sourcing.article import Reporting

WORDS_TO_WATCH = "Wikipedia, Manual of Style: Words to watch, synonyms for said"
EXPRESSIONS_OF_DOUBT = "Wikipedia, Manual of Style: Words to watch, expressions of doubt"
TEXTBOOK = "Bender et al., Writing and Reporting for the Media: verbs to avoid for attribution"
SEMIFACTIVE = "Hooper 1975, On Assertive Predicates: semifactive verbs"
BIASED = "Recasens et al. 2013, Linguistic Models for Analyzing and Detecting Biased Language"


@dataclass(frozen=True)
class Entry:
    """One reporting verb: its stance, its forms separated by commas, and where that stands."""

    reporting: Reporting
    forms: str
    source: str


ENTRIES: tuple[Entry, ...] = (
    Entry(Reporting.DOUBTING, "claim, claims, claimed, claiming", TEXTBOOK),
    Entry(Reporting.DOUBTING, "assert, asserts, asserted, asserting, assertion", WORDS_TO_WATCH),
    Entry(Reporting.DOUBTING, "insist, insists, insisted, insisting, insistence", WORDS_TO_WATCH),
    Entry(
        Reporting.DOUBTING,
        "allege, alleges, alleged, alleging, allegation, allegations",
        EXPRESSIONS_OF_DOUBT,
    ),
    Entry(Reporting.DOUBTING, "purport, purports, purported, purporting", EXPRESSIONS_OF_DOUBT),
    Entry(Reporting.IMPLYING, "admit, admits, admitted, admitting, admission", TEXTBOOK),
    Entry(Reporting.IMPLYING, "confess, confesses, confessed, confessing", WORDS_TO_WATCH),
    Entry(Reporting.IMPLYING, "point out, points out, pointed out, pointing out", WORDS_TO_WATCH),
    Entry(Reporting.IMPLYING, "expose, exposes, exposed, exposing", WORDS_TO_WATCH),
    Entry(Reporting.IMPLYING, "reveal, reveals, revealed, revealing, revelation", SEMIFACTIVE),
    Entry(Reporting.IMPLYING, "realize, realizes, realized, realizing", SEMIFACTIVE),
    Entry(Reporting.IMPLYING, "realise, realises, realised, realising", SEMIFACTIVE),
    Entry(Reporting.IMPLYING, "acknowledge, acknowledges, acknowledged, acknowledging", BIASED),
    Entry(Reporting.IMPLYING, "concede, concedes, conceded, conceding", TEXTBOOK),
)


def reporting(cue: str) -> Reporting:
    """The stance that a cue shows: that of its first listed word, NEUTRAL when none is listed.

    Upper and lower case count alike; only whole words match ("claimant" is neutral).
    """
    match = _LISTED.search(cue)
    return _REPORTING[" ".join(match[0].lower().split())] if match else Reporting.NEUTRAL


_REPORTING: Mapping[str, Reporting] = {
    form: entry.reporting for entry in ENTRIES for form in entry.forms.split(", ")
}
_LISTED = re.compile(
    r"\b(?:" + "|".join(form.replace(" ", r"\s+") for form in _REPORTING) + r")\b", re.IGNORECASE
)


# Adverbs with which nobody but a hedging writer qualifies a claim (Hyland 1998, Hedging in
# Scientific Research Articles: epistemic adverbs; the codebook's section 3 names most of them).
# The network misses some where they stand inside a noun phrase ("a presumably foreign drone").
# In the writer's own voice they were hedges in 52 of 70 sentences without a source of
# `sourcing.train`, and in 20 of 20 of the articles that no weight had seen (the network: 17).
EVIDENTIAL_ADVERBS = re.compile(
    r"\b(?:presumably|reportedly|allegedly|purportedly|apparently|seemingly|supposedly|probably)\b",
    re.IGNORECASE,
)
EVIDENTIAL_PROBABILITY = 0.8
"""That such an adverb is a hedge on the main claim."""
