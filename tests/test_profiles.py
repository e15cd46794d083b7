"""Profiles and the project file: what they switch, and what they refuse."""

from __future__ import annotations

import pytest

from sourcing.article import SourceType
from sourcing.errors import InputError
from sourcing.findings import RULES, Severity, find, profile, profiles, settings_for
from tests.builders import Who, build, piece

CLAIMED = build(
    piece("[Ida Brandt] <claimed> {so}.", by=Who("Ida Brandt", SourceType.NAMED_PERSON))
)


def test_the_profiles_are_these():
    assert list(profiles()) == ["default", "ap", "reuters", "bbc", "nyt", "jti"]


@pytest.mark.parametrize("name", profiles())
def test_a_profile_has_known_rules_each_with_its_basis(name):
    rules = profile(name).rules
    assert set(rules) <= set(RULES)
    assert all(len(policy.basis.split()) > 3 for policy in rules.values())


def test_the_default_has_every_rule():
    assert list(profile().rules) == list(RULES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("default", Severity.NOTE), ("reuters", Severity.WARNING), ("nyt", None)],
)
def test_houses_see_the_same_words_differently(name, expected):
    found = find(CLAIMED, profile(name))
    assert [f.severity for f in found] == ([expected] if expected else [])


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, [Severity.NOTE]),
        ({"loaded-cue": "off"}, []),
        ({"loaded-cue": "error"}, [Severity.ERROR]),
        ({"mind-reading": "off"}, [Severity.NOTE]),
    ],
)
def test_rules_are_switched_one_by_one(changes, expected):
    assert [f.severity for f in find(CLAIMED, profile().with_rules(changes))] == expected


def test_a_rule_that_the_profile_leaves_out_can_be_switched_on():
    (found,) = find(CLAIMED, profile("nyt").with_rules({"loaded-cue": "warning"}))
    assert (found.severity, found.basis) == (
        Severity.WARNING,
        profile().rules["loaded-cue"].basis,
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[rules]\nloaded-queue = 'off'", "rule 'loaded-queue' does not exist: .*'loaded-cue'"),
        ("[rules]\nloaded-cue = 'fatal'", "severity of loaded-cue 'fatal' does not exist"),
        ("[rules]\nloaded-cue = 1", "severity of loaded-cue 1 does not exist"),
        ("profile = 'app'", "profile 'app' does not exist: did you mean 'ap'"),
        ("profile = 'zzz'", "profile 'zzz' does not exist: choose one of default, ap"),
        ("rulez = 1", "key 'rulez' does not exist: did you mean 'rules'"),
        ("rules = 1", "rules is 1, not a table"),
        ("[fail-under]\nnamed_share = 'half'", "not a number"),
        ("profile = ", "cannot be read"),
    ],
)
def test_a_wrong_project_file_is_refused_with_its_path(tmp_path, text, message):
    (tmp_path / ".sourcing.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as refused:
        settings_for(tmp_path)
    assert str(tmp_path) in str(refused.value)


def test_the_nearest_project_file_upwards_counts(tmp_path):
    deep = tmp_path / "a" / "b"
    deep.mkdir(parents=True)
    (tmp_path / ".sourcing.toml").write_text("profile = 'ap'", encoding="utf-8")
    assert settings_for(deep).profile == "ap"
    (tmp_path / "a" / ".sourcing.toml").write_text(
        "profile = 'bbc'\n[fail-under]\nnamed_share = 0.5", encoding="utf-8"
    )
    settings = settings_for(deep)
    assert (settings.profile, settings.fail_under) == ("bbc", {"named_share": 0.5})
    assert settings.applied("nyt").name == "nyt"
