"""All findings of an article: every rule that is on, in text order."""

from __future__ import annotations

from collections.abc import Iterator

from sourcing.article import Article
from sourcing.findings.model import Finding, Place, Rule
from sourcing.findings.profiles import Policy, Profile, profile
from sourcing.findings.reading import sentence_at
from sourcing.findings.rules import RULES


def find(article: Article, by: Profile | None = None) -> tuple[Finding, ...]:
    """The findings of an article by a profile (the default one unless given), in text order."""
    by = by or profile()
    found = (
        _finding(article, RULES[rule], policy, place)
        for rule, policy in by.rules.items()
        for place in _distinct(RULES[rule], article)
    )
    return tuple(sorted(found, key=lambda finding: (finding.start, finding.end, finding.rule)))


def _distinct(rule: Rule, article: Article) -> Iterator[Place]:
    """Each place once: two attributions of a sentence may share their words."""
    yield from {(place.start, place.end): place for place in rule.find(article)}.values()


def _finding(article: Article, rule: Rule, policy: Policy, place: Place) -> Finding:
    words = _shortened(article.text[place.start : place.end])
    return Finding(
        document=article.text,
        rule=rule.id,
        start=place.start,
        end=place.end,
        sentence=sentence_at(article, place.start),
        severity=policy.severity,
        message=rule.message.format(text=words, detail=_shortened(place.detail)),
        why=rule.why,
        fine=rule.fine,
        basis=policy.basis,
    )


def _shortened(words: str, most: int = 80) -> str:
    """On one line, and cut at a word where it is long."""
    line = " ".join(words.split())
    return line if len(line) <= most else line[:most].rsplit(" ", 1)[0] + "…"
