"""The findings on many articles as text, as JSON, and as GitHub's workflow commands."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sourcing.check.checked import Checked
from sourcing.check.sarif import to_sarif
from sourcing.findings import Finding, Severity


def to_text(checked: Sequence[Checked]) -> str:
    """`file:line:col severity rule message`, one line a finding, and a last line that counts."""
    lines = [_line(item, finding) for item in checked for finding in item.findings]
    return "\n".join([*lines, _summary(checked)])


def _line(item: Checked, finding: Finding) -> str:
    line, column = item.position(finding.start)
    return f"{item.name}:{line}:{column} {finding.severity} {finding.rule} {finding.message}"


def _summary(checked: Sequence[Checked]) -> str:
    counts = Counter(finding.severity for item in checked for finding in item.findings)
    found = ", ".join(_count(counts[kind], str(kind)) for kind in Severity if counts[kind])
    return f"{found or 'no findings'} in {_count(len(checked), 'article')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def to_json(checked: Sequence[Checked]) -> str:
    """An object: `articles`, each with `file`, `id`, `scores` and `findings`."""
    articles = [
        {
            "file": item.path,
            "id": item.article.id,
            "scores": item.article.scores.to_dict(),
            "findings": [_finding(item, finding) for finding in item.findings],
        }
        for item in checked
    ]
    return json.dumps({"schema": 1, "articles": articles}, ensure_ascii=False, indent=2)


def _finding(item: Checked, finding: Finding) -> dict[str, Any]:
    (line, column), (end_line, end_column) = map(item.position, (finding.start, finding.end))
    place = {"line": line, "column": column, "end_line": end_line, "end_column": end_column}
    return {**finding.to_dict(), **place}


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


def to_github(checked: Sequence[Checked]) -> str:
    """Workflow commands, which GitHub shows beside the lines of a pull request."""
    return "\n".join(_command(item, finding) for item in checked for finding in item.findings)


def _command(item: Checked, finding: Finding) -> str:
    fields: dict[str, object] = {"file": item.path}
    if item.exact:
        (line, column), (end_line, end_column) = map(item.position, (finding.start, finding.end))
        fields |= {"line": line, "endLine": end_line}
        if line == end_line:  # GitHub refuses columns over several lines
            fields |= {"col": column, "endColumn": end_column}
    fields["title"] = f"{finding.rule} ({item.name})"
    given = ",".join(f"{key}={_property(str(value))}" for key, value in fields.items())
    return f"::{_COMMANDS[finding.severity]} {given}::{_data(finding.message)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[Sequence[Checked]], str]] = {
    "text": to_text,
    "json": to_json,
    "sarif": to_sarif,
    "github": to_github,
}
"""Output by the name of its format."""
