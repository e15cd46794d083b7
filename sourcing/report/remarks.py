"""The findings as shown: numbered in text order, the gravest first, and grouped by rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sourcing.findings import Finding, Severity
from sourcing.report.words import RULES, SEVERITIES, capital, printable

FIRST = 3
"""How many findings stand on the first screen."""


@dataclass(frozen=True)
class Remark:
    """A finding as shown; `number` is its place in the text, `sentence` counts from one."""

    number: int
    sentence: int
    start: int
    end: int
    rule: str
    severity: str
    grave: str
    message: str
    why: str
    fine: str
    basis: str

    @property
    def name(self) -> str:
        """The rule in words."""
        return RULES.get(self.rule, capital(self.rule.replace("-", " ")))


@dataclass(frozen=True)
class Group:
    """The findings of one rule, which share their explanation."""

    remarks: tuple[Remark, ...]

    @property
    def rule(self) -> Remark:
        """Any of them: what they share is read from it."""
        return self.remarks[0]


def remarks(findings: Sequence[Finding]) -> tuple[Remark, ...]:
    """Findings in text order, numbered from one."""
    return tuple(_remark(number, finding) for number, finding in enumerate(findings, 1))


def _remark(number: int, finding: Finding) -> Remark:
    message = printable(capital(finding.message))
    return Remark(
        number=number,
        sentence=finding.sentence + 1,
        start=finding.start,
        end=finding.end,
        rule=finding.rule,
        severity=str(finding.severity),
        grave=SEVERITIES[finding.severity],
        message=message if message.endswith((".", "?", "!")) else f"{message}.",
        why=finding.why,
        fine=finding.fine,
        basis=finding.basis,
    )


def most_important(found: Sequence[Remark], number: int = FIRST) -> tuple[Remark, ...]:
    """The findings to look at first: the gravest, of as many rules as there are.

    A rule's second finding tells an editor less than the first one of another rule as grave.
    """
    seen: dict[str, int] = {}
    order = []
    for remark in found:
        repeat = seen[remark.rule] = seen.get(remark.rule, -1) + 1
        order.append((_rank(remark), repeat, remark.number, remark))
    return tuple(entry[-1] for entry in sorted(order, key=lambda entry: entry[:3])[:number])


def explained(found: Sequence[Remark]) -> Iterator[tuple[Remark, str]]:
    """Findings with why they matter, which a rule tells once."""
    told: set[str] = set()
    for remark in found:
        yield remark, "" if remark.rule in told else remark.why
        told.add(remark.rule)


def grouped(found: Sequence[Remark]) -> tuple[Group, ...]:
    """The findings by rule, the gravest rule first, then in the order of the text."""
    rules: dict[str, list[Remark]] = {}
    for remark in found:
        rules.setdefault(remark.rule, []).append(remark)
    groups = [Group(tuple(found)) for found in rules.values()]
    return tuple(sorted(groups, key=lambda group: _rank(group.rule)))


def _rank(remark: Remark) -> int:
    return Severity(remark.severity).rank
