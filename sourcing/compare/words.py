"""The words of a comparison: every sentence that a reader sees."""

from __future__ import annotations

from collections.abc import Mapping

from sourcing.compare.result import Asymmetry, Comparison, Estimate, Group, Outlier, Quoted
from sourcing.report.words import PARTS, SOURCE_TYPES, percent
from sourcing.scores import SHARES, Basket

NBSP = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"

STATEMENTS: Mapping[Basket, str] = {
    Basket.NAMED: "rest on named sources",
    Basket.ORG_OFFICIAL: "come from unnamed officials",
    Basket.ANONYMOUS: "come from anonymous sources",
    Basket.UNNAMED: "come from unnamed people",
    Basket.DOCUMENT: "come from unidentified documents",
    Basket.UNKNOWN: "are reported without telling whose they are",
    Basket.VAGUE: "rest on nobody in particular",
    Basket.HEDGED: "are hedged by the writer",
    Basket.ASSERTED: "are asserted by the writer",
    Basket.UNATTRIBUTED: "are opinions, questions and the like without a source",
}

CAVEATS = (
    "These figures describe how articles are sourced. They do not say whether what is reported is "
    "true, nor who is right.",
    "The model misreads some sentences, and it may misread one outlet more often than another. The "
    "intervals do not cover that: they hold only for chance in which articles were taken. "
    "docs/quality.md has the errors measured by outlet; compare no outlets on a difference that is "
    "smaller than these.",
    "Compare like with like: hard news, opinion and sports are sourced differently. A difference "
    "between groups may be one between their subjects.",
    "Names are matched letter by letter from article to article: “Ann Lee” and “Lee” are two "
    "sources unless an article has both, and two people of one name are one.",
)


def title_of(comparison: Comparison) -> str:
    return f"How {len(comparison.shown)} groups of articles are sourced, by {comparison.by}"


def share_name(name: str) -> str:
    """A share as a heading."""
    kind = SHARES[name]
    return PARTS[kind][0].capitalize() if kind in PARTS else "Opinions, questions and the like"


def measure_name(name: str) -> str:
    return share_name(name).lower() if name in SHARES else "loaded words in 1,000"


def share_sentence(group: Group, name: str) -> str:
    """A group's share and how it differs from all other articles, in plain words."""
    kind, share = SHARES[name], group.shares[name]
    words = "claim words" if kind.is_claim else "words"
    text = (
        f"{group.name}: {percent(share.value)} of its {words} {STATEMENTS[kind]} ({span_of(share)})"
    )
    if name not in group.differences:
        return f"{text}."
    difference = group.differences[name]
    if difference.excludes_zero:
        return f"{text}, {points(difference)} than in all other articles."
    return f"{text}, which all other articles may equal ({points(difference)})."


def span_of(share: Estimate) -> str:
    return f"{100 * share.low:.0f} to {100 * share.high:.0f}{NBSP}%"


def points(difference: Estimate) -> str:
    """A difference as "1.2 to 3.4 points more", its near end first."""
    low, high = (round(100 * end, 1) for end in (difference.low, difference.high))
    if difference.low > 0.0:
        return f"{low} to {high} points more"
    if difference.high < 0.0:
        return f"{-high} to {-low} points fewer"
    return f"{abs(low)} points fewer to {abs(high)} more"


def verb_sentence(item: Asymmetry, tests: int) -> str:
    """One test of verb asymmetry in plain words."""
    rates = f"{_rate(item.one, 'of the verbs that report')} and {_rate(item.other, 'of those for')}"
    p = "p < 0.001" if item.p_corrected < 0.001 else f"p = {item.p_corrected:.3f}"
    corrected = f"{p} corrected for {tests} test{'' if tests == 1 else 's'}"
    if item.shown:
        return f"In {item.group}, {rates}: {points(item.difference)}; {corrected}."
    return f"In {item.group}, {rates}. That may be chance: {points(item.difference)}; {corrected}."


def _rate(voice: Quoted, of: str) -> str:
    share = percent(voice.doubting / voice.verbs)
    counts = f"{voice.doubting:,} of {voice.verbs:,}, in {voice.articles:,} articles"
    what = "show doubt " if of.startswith("of the") else ""
    return f"{share} {of} {voice_name(voice)} {what}({counts})"


def voice_name(voice: Quoted) -> str:
    return {str(kind): name for kind, name in SOURCE_TYPES.items()}.get(voice.name, voice.name)


def outlier_sentence(item: Outlier) -> str:
    """What is unlike the rest of the group in an article."""
    shown = percent if item.measure in SHARES else "{:.1f}".format
    side = "above" if item.z > 0 else "below"
    return (
        f"{measure_name(item.measure)}: {shown(item.value)}, where the group’s median is "
        f"{shown(item.median)} ({abs(item.z):.1f} robust deviations {side})"
    )


def amounts(comparison: Comparison) -> str:
    """What was compared."""
    text = f"{comparison.articles:,} articles in {len(comparison.groups):,} groups"
    if comparison.ungrouped:
        text += f"; {comparison.ungrouped:,} have no {comparison.by} and are left out"
    return f"{text}. Scored by {comparison.model or 'an unknown model'}."
