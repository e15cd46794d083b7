"""Write docs/findings.md from the rules, the profiles, and the measured precision.

    python docs/findings.py            # rewrite the page
    python docs/findings.py --check    # exit with 1 if the page is behind

Precision stands in `benchmarks/results/findings.json`: findings of each rule that were read, and
how many of them an editor would agree with.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from sourcing.findings import RULES, Rule, profiles

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "findings.md"
RESULTS = ROOT / "benchmarks" / "results" / "findings.json"

OPENING = """# Findings: what an editor would stop at

<!-- Written by `python docs/findings.py`; change the rules or the numbers, not this page. -->

```python
for finding in article.findings:
    finding.rule, finding.severity, finding.start, finding.end, finding.message
    finding.why, finding.fine, finding.basis
```

```console
$ sourcing check article.txt --profile ap --fail-under named_share=0.5
```

Written newsroom rules, turned into what a program can see. A finding describes the text and asks a
question; it never says that anything is untrue, and each rule says when it is fine. Rules speak
where they are sure and are silent elsewhere: an article without findings is not one without faults.

A line is `file:line:col severity rule message`. In HTML and JSON Lines, line and column count in
the article's text, not in the file. Exit codes: 0 nothing grave, 1 a finding at least as grave as
`--fail-on` (a warning, unless said otherwise) or a score under its least value, 2 a file or an
option that cannot be used.

## The project file

`.sourcing.toml`, in the folder where the command runs or in one above it:

```toml
profile = "ap"

[rules]
loaded-cue = "off"          # or "note", "warning", "error"
mind-reading = "warning"    # switches on what the profile leaves out

[fail-under]
named_share = 0.5
```

In pre-commit the hook is `sourcing-check`; in a GitHub workflow the repository itself is the
action (`action.yml`), with `files`, `profile`, `fail-under`, `fail-on` and `sarif`.
"""


def page(results: Mapping[str, Any]) -> str:
    """The whole page."""
    parts = [
        OPENING,
        "## Which profile has which rule\n",
        _grid(),
        "## Precision\n",
        _read(results),
    ]
    parts += ["## The rules\n", *(_section(rule) for rule in RULES.values())]
    return "\n".join(parts)


def _grid() -> str:
    houses = profiles()
    lines = [f"| rule | {' | '.join(houses)} |", "| --- |" + " --- |" * len(houses)]
    for rule in RULES:
        cells = (str(h.rules[rule].severity) if rule in h.rules else "" for h in houses.values())
        lines.append(f"| [`{rule}`](#{rule}) | {' | '.join(cells)} |")
    titles = "; ".join(f"`{house.name}`: {house.title}" for house in houses.values())
    return "\n".join(
        [*lines, "", f"{titles}. The wordings are ours; the houses' texts decide.", ""]
    )


def _read(results: Mapping[str, Any]) -> str:
    lines = [results.get("how", "Not measured yet."), ""]
    lines += ["| rule | found | read | right |", "| --- | --- | --- | --- |"]
    for rule in RULES:
        numbers = results.get("rules", {}).get(rule, {})
        read, right = numbers.get("read", 0), numbers.get("right", 0)
        share = f"{right} ({round(100 * right / read)} %)" if read else "none to read"
        lines.append(f"| `{rule}` | {numbers.get('found', 0)} | {read} | {share} |")
    return "\n".join([*lines, ""])


def _section(rule: Rule) -> str:
    return "\n".join(
        [
            f"### {rule.id}\n",
            f"{rule.why} {rule.fine}\n",
            *(f"- {line}" for line in _bases(rule)),
            "",
        ]
    )


def _bases(rule: Rule) -> Iterator[str]:
    for house in profiles().values():
        if rule.id in house.rules:
            yield f"`{house.name}`, {house.rules[rule.id].severity}: {house.rules[rule.id].basis}"


def main() -> None:
    results = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.is_file() else {}
    new = page(results)
    if "--check" in sys.argv[1:]:
        if PAGE.read_text(encoding="utf-8") != new:
            sys.exit("docs/findings.md is behind: run python docs/findings.py")
        return
    PAGE.write_text(new, encoding="utf-8")


if __name__ == "__main__":
    main()
