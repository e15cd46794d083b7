"""The served page and its endpoint over a model without weights: who may ask, and for how much."""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

pytest.importorskip("starlette", reason="needs: pip install 'sourcing[serve]'")

import jsonschema
from starlette.testclient import TestClient

import sourcing
from sourcing import cli
from sourcing.analyzer import Analyzer
from sourcing.article import Article
from sourcing.serve import app as serving
from sourcing.serve import command, worker
from sourcing.serve.guard import is_loopback
from sourcing.serve.openapi import EXAMPLE, document
from sourcing.tagger import Floats
from sourcing.windows import Window
from tests import report_articles as articles

TEXT = "The bridge is safe, Ada Quill said.\n\nIt may open in May. Nobody has seen the report."
LOCAL = "http://localhost:8765"


def client_of(analyzer: Analyzer, **options: Any) -> TestClient:
    app = serving.make_app(analyzer, **options)
    return TestClient(app, base_url=LOCAL, raise_server_exceptions=False)


@pytest.fixture
def client(analyzer: Analyzer) -> TestClient:
    return client_of(analyzer)


# What is answered


def test_a_program_gets_the_article_its_scores_and_findings(
    client: TestClient, analyzer: Analyzer
) -> None:
    asked = {"text": TEXT, "title": "Bridge", "id": "a1"}
    answer = client.post("/api/label", json=asked).json()
    expected = analyzer(TEXT, title="Bridge", id="a1")
    assert Article.from_dict(answer["article"]) == expected
    assert answer["scores"] == json.loads(json.dumps(expected.scores.to_dict()))
    assert answer["findings"] == [finding.to_dict() for finding in expected.findings]


def test_the_page_gets_the_fragment(client: TestClient, analyzer: Analyzer) -> None:
    answer = client.post("/read", json={"text": TEXT, "title": None}).json()
    assert answer["html"] == analyzer(TEXT)._repr_html_()
    assert Article.from_dict(answer["article"]) == analyzer(TEXT)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/page.css", "text/css; charset=utf-8"),
        ("/page.js", "text/javascript; charset=utf-8"),
        ("/corrections.js", "text/javascript; charset=utf-8"),
        ("/icon.svg", "image/svg+xml"),
        ("/openapi.json", "application/json"),
    ],
)
def test_what_the_page_loads(client: TestClient, path: str, kind: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
    assert "http://" not in answer.text.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in answer.text


@pytest.mark.parametrize("text", [articles.harbour().text, articles.harbour_again().text, TEXT])
def test_the_description_is_that_of_the_answer(client: TestClient, text: str) -> None:
    answer = client.post("/api/label", json={"text": text}).json()
    described = document(1000)["components"]
    schema = {"$ref": "#/components/schemas/Answer", "components": described}
    jsonschema.validate(answer, schema)
    answer["article"]["sentences"][0]["label"] = "true"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(answer, schema)


def test_the_example_of_the_description_can_be_read(client: TestClient) -> None:
    assert client.post("/api/label", json={"text": EXAMPLE}).status_code == 200


# Who may ask

OURS = {"sec-fetch-site": "same-origin", "origin": LOCAL}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        (OURS, 200),
        ({"host": "127.0.0.1:8765"}, 200),
        ({"host": "[::1]:8765"}, 200),
        ({"host": "127.0.0.1", "origin": "http://127.0.0.1"}, 200),
        ({"host": "newsroom.test:8765"}, 403),
        ({"host": "localhost.evil.test"}, 403),
        ({"host": "[::1"}, 403),
        ({"host": ""}, 403),
        ({"origin": "http://evil.test"}, 403),
        ({"origin": "http://localhost:3000"}, 403),
        ({"origin": "http://127.0.0.1:8765"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}, 403),
    ],
)
def test_no_other_site_may_ask(client: TestClient, headers: dict[str, str], status: int) -> None:
    answer = client.post("/api/label", json={"text": TEXT}, headers=headers)
    assert answer.status_code == status
    assert (status == 200) or "article" not in answer.json()


def test_a_link_from_another_site_is_followed(client: TestClient) -> None:
    linked = {"sec-fetch-site": "cross-site", "sec-fetch-dest": "document"}
    assert client.get("/", headers=linked).status_code == 200
    assert client.get("/", headers={"sec-fetch-site": "cross-site"}).status_code == 403


def test_the_name_that_is_served_may_be_asked(analyzer: Analyzer) -> None:
    client = client_of(analyzer, host="Desk.newsroom.test")
    assert client.get("/", headers={"host": "desk.newsroom.test:8765"}).status_code == 200
    assert client.get("/", headers={"host": "newsroom.test"}).status_code == 403


@pytest.mark.parametrize(
    ("method", "path", "headers"),
    [("GET", "/", {}), ("GET", "/no", {}), ("POST", "/read", {}), ("GET", "/", {"host": "x.test"})],
)
def test_every_answer_has_the_headers(
    client: TestClient, method: str, path: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, path, headers=headers)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert not {"access-control-allow-origin", "set-cookie", "server"} & set(answer.headers)


# For how much

JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("body", "headers", "status", "said"),
    [
        (b'{"text": "A b."}', {"content-type": "text/plain"}, 415, "application/json"),
        (b'{"text": "A b."}', {}, 415, "application/json"),
        (b"text=a", JSON, 400, "no JSON"),
        (b'{"text": "\xff"}', JSON, 400, "no JSON"),
        (b"[" * 100_000, JSON, 400, "no JSON"),
        (b"[]", JSON, 400, "send an object"),
        (b"{}", JSON, 400, "'text' is missing"),
        (b'{"text": 1}', JSON, 400, "must be a string"),
        (b'{"text": null}', JSON, 400, "must be a string"),
        (b'{"text": "A b.", "url": "x"}', JSON, 400, "unknown field 'url'"),
        (b'{"text": "A b.", "id": "%s"}' % (b"x" * 1001), JSON, 400, "too long"),
        (b'{"text": " "}', JSON, 422, "is empty"),
        (b'{"text": "A\\u0000b."}', JSON, 422, "control characters"),
        (b'{"text": "A \\ud800 b."}', JSON, 422, "surrogate"),
        (b'{"text": "A b.", "title": "\\ud800"}', JSON, 422, "surrogate"),
        (b'{"text": "%s"}' % (b"word " * 201), JSON, 413, "1,005 characters"),
        (b" " * 200_000, JSON, 413, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    analyzer: Analyzer, body: bytes, headers: dict[str, str], status: int, said: str
) -> None:
    client = client_of(analyzer, limits=serving.Limits(characters=1_000))
    answer = client.post("/api/label", content=body, headers=headers)
    assert answer.status_code == status
    assert said in answer.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/api/label", 405), ("POST", "/", 405), ("GET", "/docs", 404), ("GET", "/../x", 404)],
)
def test_nothing_else_is_there(client: TestClient, method: str, path: str, status: int) -> None:
    answer = client.request(method, path)
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]


def test_a_fault_tells_nothing_of_the_text(analyzer: Analyzer) -> None:
    def fail(batch: Sequence[Window]) -> list[Floats]:
        raise RuntimeError("secret words")

    answer = client_of(replace(analyzer, tagger=fail)).post("/api/label", json={"text": TEXT})
    assert answer.status_code == 500
    assert "secret" not in answer.text


class Gate:
    """A tagger that waits to be let on, and counts the windows that it was given."""

    def __init__(self, tagger: Any) -> None:
        self.tagger, self.open, self.begun, self.windows = (
            tagger,
            threading.Event(),
            threading.Event(),
            0,
        )

    def __call__(self, batch: Sequence[Window]) -> list[Floats]:
        self.windows += len(batch)
        self.begun.set()
        assert self.open.wait(10)
        return list(self.tagger(batch))


@pytest.fixture
def gate(analyzer: Analyzer) -> Gate:
    return Gate(analyzer.tagger)


def test_what_takes_too_long_is_given_up(analyzer: Analyzer, gate: Gate) -> None:
    limits = serving.Limits(seconds=0.2)
    client = client_of(replace(analyzer, tagger=gate), limits=limits)
    answer = client.post("/api/label", json={"text": f"{TEXT} " * 20})
    assert (answer.status_code, gate.windows) == (504, 1)
    assert "0.2 seconds" in answer.json()["error"]
    gate.open.set()
    assert client.post("/api/label", json={"text": "It is."}).status_code == 200
    assert gate.windows == 2  # the long text's other windows were never read


def test_who_comes_when_too_many_wait_comes_again(
    analyzer: Analyzer, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "MOST_WAITING", 1)
    with client_of(replace(analyzer, tagger=gate)) as client:
        statuses = []

        def ask() -> None:
            statuses.append(client.post("/api/label", json={"text": TEXT}).status_code)

        first = threading.Thread(target=ask)
        first.start()
        assert gate.begun.wait(10)
        busy = client.post("/api/label", json={"text": TEXT})
        assert (busy.status_code, busy.headers["retry-after"]) == (503, "1")
        gate.open.set()
        first.join(10)
        assert statuses == [200]


def test_many_at_once_get_each_their_own(analyzer: Analyzer, monkeypatch: Any) -> None:
    monkeypatch.setattr(worker, "MOST_WAITING", 100)
    texts = [f"Text {i} is here. {TEXT}" for i in range(12)]
    read: dict[str, Article] = {}
    with client_of(analyzer) as client:

        def ask(text: str) -> None:
            answer = client.post("/api/label", json={"text": text}).json()
            read[text] = Article.from_dict(answer["article"])

        threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    assert read == {text: analyzer(text) for text in texts}


# The command


@pytest.fixture
def served(analyzer: Analyzer, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The sockets that the command would have served."""
    sockets: list[Any] = []
    monkeypatch.setattr(sourcing, "load", lambda model: analyzer)
    monkeypatch.setattr(command, "run", lambda app, listener: sockets.append(listener))
    yield sockets
    for listener in sockets:
        listener.close()


def serve(*arguments: str) -> Any:
    return CliRunner().invoke(cli.main, ["serve", "--port", "0", *arguments])


def test_it_listens_at_the_loopback_address(served: list[socket.socket]) -> None:
    result = serve()
    assert (result.exit_code, result.stderr) == (0, "")
    assert served[0].getsockname()[0] == "127.0.0.1"


def test_another_host_has_to_be_meant(served: list[socket.socket]) -> None:
    refused = serve("--host", "0.0.0.0")
    assert (refused.exit_code, served) == (2, [])
    assert "add --expose" in refused.stderr
    meant = serve("--host", "0.0.0.0", "--expose")
    assert meant.exit_code == 0
    assert "warning: whoever can reach 0.0.0.0" in meant.stderr
    assert served[0].getsockname()[0] == "0.0.0.0"


def test_a_port_that_is_taken(served: list[socket.socket]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(cli.main, ["serve", "--port", port])
    assert result.exit_code == 2
    assert f"port {port}" in result.stderr
    assert "choose another" in result.stderr


def test_without_its_extra_it_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "sourcing.serve.app")
    monkeypatch.delitem(sys.modules, "sourcing.serve.guard")
    for name in [name for name in sys.modules if name.partition(".")[0] == "starlette"]:
        monkeypatch.setitem(sys.modules, name, None)
    result = serve()
    assert result.exit_code == 2
    assert "pip install 'sourcing[serve]'" in result.stderr


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("::", False),
        ("192.168.1.4", False),
        ("desk.test", False),
    ],
)
def test_is_loopback(host: str, local: bool) -> None:
    assert is_loopback(host) is local
