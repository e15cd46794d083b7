"""One article that was checked: what was found, where that is in its file, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sourcing.article import Article
from sourcing.errors import InputError
from sourcing.files import name_of
from sourcing.findings import Finding, Profile, Severity, find, settings_for
from sourcing.scores import COUNTS, SHARES

FAIL_UNDER = "fail-under"
"""The rule id of a score that is too low."""

NEVER = "never"

_NO_NUMBERS = frozenset({"pej_band", "single_source", "lead_sourced", "headline_sourced"})
SCORES = (*SHARES, *(name for name in COUNTS if name not in _NO_NUMBERS))
"""The scores that can have a least value."""


@dataclass(frozen=True)
class Checked:
    """An article and its findings. `path` is the file; `exact` says whether the article's text is
    the file's own, so that line and column point into it (they do not in HTML or JSON Lines)."""

    path: str
    exact: bool
    article: Article
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def name(self) -> str:
        """What people call it: the file, or the article's id where a file holds several."""
        return self.path if self.exact else self.article.id or self.path

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column of a character of the article's text, both counted from 1."""
        before = self.article.text[:offset]
        return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def too_low(article: Article, least: Mapping[str, float]) -> Iterator[Finding]:
    """A finding for each score under its least value.

    A share of an article without claims says nothing, and is passed over.
    """
    for name, wanted in least.items():
        value = getattr(article.scores, name)
        if value < wanted and (name not in SHARES or article.scores.claim_words):
            yield Finding(
                document=article.text,
                rule=FAIL_UNDER,
                start=0,
                end=0,
                sentence=0,
                severity=Severity.ERROR,
                message=f"{name} is {value:.2f}, under {wanted:g}",
                why="The least value was set for this project.",
                fine="Fine where the kind of article needs fewer sources: set the value for it.",
                basis="the project's own threshold",
            )


def thresholds(given: Iterable[str]) -> dict[str, float]:
    """`["named_share=0.5"]` as a mapping; raises InputError for what is no score or no number."""
    result = {}
    for item in given:
        name, _, value = item.partition("=")
        try:
            result[name.strip()] = float(value)
        except ValueError:
            raise InputError(
                f"the threshold {item!r} has no number: write for example named_share=0.5"
            ) from None
    return checked_thresholds(result)


def checked_thresholds(least: Mapping[str, float]) -> dict[str, float]:
    """The thresholds as they are; raises InputError for a score that does not exist."""
    for name in least:
        if name not in SCORES:
            raise InputError(
                f"the score {name!r} does not exist or is no number: "
                f"choose one of {', '.join(SCORES)}"
            )
    return dict(least)


@dataclass(frozen=True)
class Policy:
    """What is asked of articles: the rules, and the least value of scores."""

    profile: Profile
    least: Mapping[str, float]

    def check(self, path: str, exact: bool, article: Article) -> Checked:
        """An article with everything that this policy finds in it."""
        found = (*too_low(article, self.least), *find(article, self.profile))
        return Checked(name_of(path), exact, article, found)


def policy_for(folder: Path, profile: str | None, fail_under: Iterable[str]) -> Policy:
    """The policy of the project that a folder belongs to; what is given overrules its file.

    Raises InputError for a profile, rule or score that does not exist.
    """
    settings = settings_for(folder)
    least = checked_thresholds({**settings.fail_under, **thresholds(fail_under)})
    return Policy(settings.applied(profile), least)


def exit_code(checked: Iterable[Checked], fail_on: str) -> int:
    """1 when a finding is at least as grave as `fail_on` ("never": none is), or a score too low."""
    if fail_on == NEVER:
        return 0
    least = Severity(fail_on).rank
    return int(any(f.severity.rank <= least for item in checked for f in item.findings))
