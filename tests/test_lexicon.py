"""Which cues doubt, which vouch, and which leave a statement with its source."""

import pytest

from sourcing.article import Reporting
from sourcing.lexicon import ENTRIES, EVIDENTIAL_ADVERBS, reporting


@pytest.mark.parametrize(
    ("cue", "expected"),
    [
        ("said", "neutral"),
        ("according to", "neutral"),
        ("", "neutral"),
        ("claimed", "doubting"),
        ("Claims", "doubting"),
        ("has been claiming", "doubting"),
        ("ALLEGED", "doubting"),
        ("in an allegation", "doubting"),
        ("continued to insist", "doubting"),
        ("admitted", "implying"),
        ("conceded, however,", "implying"),
        ("pointed out", "implying"),
        ("pointed\n out", "implying"),
        ("acknowledges", "implying"),
        ("admitted what he had claimed", "implying"),  # the first decides
        ("claimed to reveal", "doubting"),
        ("the claimant said", "neutral"),  # whole words only
        ("pointed to", "neutral"),
        ("readmitted", "neutral"),
    ],
)
def test_reporting(cue, expected):
    assert reporting(cue) == expected


def test_each_form_is_listed_once_with_a_stance_and_a_source():
    forms = [form for entry in ENTRIES for form in entry.forms.split(", ")]
    assert len(forms) == len(set(forms))
    assert all(form == form.strip().lower() and form for form in forms)
    assert all(entry.source and entry.reporting is not Reporting.NEUTRAL for entry in ENTRIES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was presumably sunk. Reportedly, nobody saw it.", ["presumably", "Reportedly"]),
        ("An allegedly forged will", ["allegedly"]),
        ("It is improbably large and apparent.", []),
        ("", []),
    ],
)
def test_evidential_adverbs(text: str, found: list[str]) -> None:
    assert EVIDENTIAL_ADVERBS.findall(text) == found
