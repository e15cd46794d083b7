"""Profiles: which rules a house follows, how gravely, and the public rule that each stands on.

Profile    from `profiles.toml`: default, ap, reuters, bbc, nyt, jti
Settings   what a project's `.sourcing.toml` asks for; found in the folder or one above it

    # .sourcing.toml
    profile = "ap"

    [rules]
    loaded-cue = "off"          # or "note", "warning", "error"
    mind-reading = "warning"    # also switches on what the profile leaves out

    [fail-under]
    named_share = 0.5
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from sourcing.errors import InputError
from sourcing.findings.model import Severity
from sourcing.findings.rules import RULES

PROJECT_FILE = ".sourcing.toml"
OFF = "off"


@dataclass(frozen=True)
class Policy:
    """How a house sees one rule: how grave, and on what public rule it stands."""

    severity: Severity
    basis: str


@dataclass(frozen=True)
class Profile:
    """The rules that are on, by id. `title` says whose they are."""

    name: str
    title: str
    rules: Mapping[str, Policy] = field(repr=False)

    def with_rules(self, changes: Mapping[str, str]) -> Profile:
        """The profile with single rules switched: "off", or a severity.

        Raises InputError for a rule or severity that does not exist.
        """
        rules = dict(self.rules)
        for rule, wanted in changes.items():
            _one_of(rule, RULES, "rule")
            _one_of(wanted, (OFF, *Severity), f"severity of {rule}")
            if wanted == OFF:
                rules.pop(rule, None)
                continue
            known = rules.get(rule) or profile().rules[rule]
            rules[rule] = replace(known, severity=Severity(wanted))
        return replace(self, rules=rules)


def profile(name: str = "default") -> Profile:
    """A profile by its name; raises InputError, with the names, for another one."""
    _one_of(name, profiles(), "profile")
    return profiles()[name]


@cache
def profiles() -> Mapping[str, Profile]:
    """All profiles that are shipped, by name."""
    with (Path(__file__).parent / "profiles.toml").open("rb") as stream:
        data = tomllib.load(stream)
    return {
        name: Profile(name, entry["title"], _policies(entry["rules"]))
        for name, entry in data.items()
    }


def _policies(entries: Mapping[str, tuple[str, str]]) -> dict[str, Policy]:
    return {rule: Policy(Severity(severity), basis) for rule, (severity, basis) in entries.items()}


@dataclass(frozen=True)
class Settings:
    """What a project asks for; everything may be left out."""

    profile: str = "default"
    rules: Mapping[str, str] = field(default_factory=dict)
    fail_under: Mapping[str, float] = field(default_factory=dict)

    def applied(self, name: str | None = None) -> Profile:
        """The project's profile, or the one named, with its rules switched."""
        return profile(name or self.profile).with_rules(self.rules)


def settings_for(folder: Path) -> Settings:
    """The settings of the nearest `.sourcing.toml` at or above a folder, or none at all.

    Raises InputError, with the path, for a file that is no TOML or says what nobody understands.
    """
    here = folder.resolve()
    found = (place / PROJECT_FILE for place in (here, *here.parents))
    path = next((path for path in found if path.is_file()), None)
    return Settings() if path is None else read_settings(path)


def read_settings(path: Path) -> Settings:
    """The settings in a file; raises InputError like `settings_for`."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return _settings(data)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path} cannot be read ({error}): write it as TOML in UTF-8") from None
    except InputError as error:
        raise InputError(f"{path}: {error}") from None


def _settings(data: Mapping[str, Any]) -> Settings:
    for key in data:
        _one_of(key, ("profile", "rules", "fail-under"), "key")
    settings = Settings(
        profile=data.get("profile", "default"),
        rules=_table(data, "rules"),
        fail_under=_table(data, "fail-under"),
    )
    settings.applied()  # a wrong name is refused here, where the file is known
    for score, value in settings.fail_under.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InputError(f"fail-under.{score} is {value!r}, not a number: write 0.5")
    return settings


def _table(data: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = data.get(name, {})
    if not isinstance(table, dict):
        raise InputError(f"{name} is {table!r}, not a table: write [{name}] above its lines")
    return table


def _one_of(value: object, known: Iterable[str], what: str) -> None:
    """Raise InputError, with the nearest name, unless `value` is one of the known ones."""
    names = [str(name) for name in known]
    if value in names:
        return
    near = get_close_matches(str(value), names, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"choose one of {', '.join(names)}"
    raise InputError(f"{what} {value!r} does not exist: {hint}")
