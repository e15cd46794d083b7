"""Findings as SARIF 2.1.0, the form that code scanners and editors exchange (OASIS, 2020)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from sourcing.check.checked import FAIL_UNDER, Checked
from sourcing.findings import RULES, Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_RULES = (*RULES, FAIL_UNDER)


def to_sarif(checked: Sequence[Checked]) -> str:
    """One run with every rule; columns are counted in Unicode code points."""
    driver = {"name": "sourcing", "version": _version(), "rules": [_rule(id) for id in _RULES]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, finding) for item in checked for finding in item.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2)


def _version() -> str:
    from sourcing import __version__

    return __version__


def _rule(id: str) -> dict[str, Any]:
    rule = RULES.get(id)
    if rule is None:
        return {"id": id, "shortDescription": {"text": "A score is under its least value."}}
    return {
        "id": id,
        "shortDescription": {"text": rule.why},
        "help": {"text": f"{rule.why} {rule.fine}"},
    }


def _result(item: Checked, finding: Finding) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": _RULES.index(finding.rule),
        "level": str(finding.severity),
        "message": {"text": f"{finding.message}. {finding.why} {finding.fine}"},
        "locations": [_location(item, finding)],
        "properties": {"basis": finding.basis},
    }


def _location(item: Checked, finding: Finding) -> dict[str, Any]:
    """The words in the file; of an article inside another file, the file and the article's id."""
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(PurePath(item.path).as_posix())}}
    if not item.exact:
        logical = {"name": item.name, "kind": "article"}
        return {"physicalLocation": place, "logicalLocations": [logical]}
    (line, column), (end_line, end_column) = map(item.position, (finding.start, finding.end))
    place["region"] = {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
    }
    return {"physicalLocation": place}
