"""What a comparison is: groups, tests and outliers, frozen, as plain as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

SIGNIFICANT = 0.05
"""A difference is called one when its corrected p-value is below this."""


@dataclass(frozen=True)
class Estimate:
    """A number with the ends of its interval."""

    value: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0.0 or self.high < 0.0


@dataclass(frozen=True)
class Quoted:
    """A source, type of source or side, as one group quotes it.

    `verbs` counts the attributions with reporting words; `words` are those of all that is
    reported. `kind` is "source", "type" or "side".
    """

    kind: str
    name: str
    articles: int
    words: int
    verbs: int
    neutral: int
    doubting: int
    implying: int


@dataclass(frozen=True)
class Asymmetry:
    """Whose words a group reports with verbs of doubt: `one` minus `other`.

    Rates are doubting verbs over all reporting verbs, 0..1; `difference` has a 90 % interval.
    `p_corrected` is Holm's, over all tests of the comparison.
    """

    group: str
    kind: str
    one: Quoted
    other: Quoted
    difference: Estimate
    p_value: float
    p_corrected: float

    @property
    def shown(self) -> bool:
        """Whether it is more than chance would give among so many tests."""
        return self.p_corrected < SIGNIFICANT


@dataclass(frozen=True)
class Outlier:
    """An article unlike the others of its group in one measure; `z` is robust."""

    row: int
    id: str
    title: str
    measure: str
    value: float
    median: float
    z: float
    report: str = ""  # link to its report, where there is one


@dataclass(frozen=True)
class Group:
    """The articles that share a value.

    `shares` and `differences` (from all other articles) are by score name, and empty with a reason
    in `withheld` where the group is too small to say anything about it.
    """

    name: str
    articles: int
    words: int
    claim_words: int
    withheld: str = ""
    shares: Mapping[str, Estimate] = field(default_factory=dict)
    differences: Mapping[str, Estimate] = field(default_factory=dict)
    quoted: tuple[Quoted, ...] = ()
    outliers: tuple[Outlier, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """Groups side by side. `untested` pairs of sources have too few verbs of doubt for a test."""

    by: str
    articles: int
    ungrouped: int  # articles whose value is missing; they are in no group
    minimum: int  # articles that a group needs
    model: str
    notes: tuple[str, ...]
    groups: tuple[Group, ...]
    asymmetries: tuple[Asymmetry, ...]
    untested: int

    @property
    def shown(self) -> tuple[Group, ...]:
        """The groups that are large enough."""
        return tuple(group for group in self.groups if not group.withheld)

    @property
    def withheld(self) -> tuple[Group, ...]:
        """The others, the largest first."""
        small = (group for group in self.groups if group.withheld)
        return tuple(sorted(small, key=lambda group: (-group.articles, group.name)))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types only."""
        return asdict(self)
