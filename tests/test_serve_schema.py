"""Made-up requests against the endpoint: whatever comes, it answers as its description says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

pytest.importorskip("starlette", reason="needs: pip install 'sourcing[serve]'")
pytest.importorskip("schemathesis")

import schemathesis
from schemathesis import GenerationMode

from sourcing.analyzer import Analyzer
from sourcing.serve.app import Limits, make_app

LOCAL = {"host": "localhost"}
CHECKS = {
    "positive_data_acceptance": {"enabled": False},  # no schema says that a text is English
    "negative_data_rejection": {"expected-statuses": [400, 413, 415, 422]},
}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_it_keeps_to_its_description(analyzer: Analyzer, mode: GenerationMode) -> None:
    app = make_app(analyzer, limits=Limits(characters=2_000))
    config = schemathesis.Config.from_dict({"checks": CHECKS})
    described = schemathesis.openapi.from_asgi("/openapi.json", app, config=config, headers=LOCAL)
    statuses = set()

    @settings(max_examples=60, suppress_health_check=list(HealthCheck), database=None)
    @given(case=described["/api/label"]["POST"].as_strategy(generation_mode=mode))
    def asked(case: Any) -> None:
        answer = case.call_and_validate(headers=LOCAL)
        statuses.add(answer.status_code)

    asked()
    expected = {200} if mode is GenerationMode.POSITIVE else {400}
    assert expected <= statuses
    assert not any(status >= 500 for status in statuses)
