"""The routes: a page, what it loads, a JSON endpoint and its description."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from sourcing.analyzer import Analyzer
from sourcing.article import Article
from sourcing.errors import InputError
from sourcing.report import to_fragment
from sourcing.report.html import DARK, LIGHT
from sourcing.serve.guard import Guard, Refusal
from sourcing.serve.openapi import document
from sourcing.serve.requests import MalformedError, TooLongError, parse
from sourcing.serve.worker import BusyError, Worker

BYTES_A_CHARACTER = 12  # at most: two escapes, \ud83d\ude00
ROOM = 10_000 * BYTES_A_CHARACTER  # for the title, the id and the JSON around them
SCRIPT, STYLE, ICON = "text/javascript", "text/css", "image/svg+xml"

Show = Callable[[Article], bytes]


@dataclass(frozen=True)
class Limits:
    """What one request may cost: characters of a text; seconds from its first byte to its last."""

    characters: int = 100_000
    seconds: float = 30.0

    @property
    def bytes(self) -> int:
        return self.characters * BYTES_A_CHARACTER + ROOM


def make_app(analyzer: Analyzer, host: str = "localhost", limits: Limits | None = None) -> ASGIApp:
    """The whole server as an ASGI app, guarded; `host` is the name that it is reached by."""
    limits = limits or Limits()
    reading = _Reading(Worker(analyzer), limits)
    package = files("sourcing")
    page = package / "serve" / "page"
    corrections = package / "report" / "templates" / "corrections.js"
    colours = Environment(autoescape=False).from_string((page / "page.css.j2").read_text("utf-8"))
    html = (page / "page.html").read_text("utf-8").replace("{most}", str(limits.characters))
    routes = [
        _fixed("/", html, "text/html"),
        _fixed("/page.css", colours.render(light=LIGHT, dark=DARK), STYLE),
        _fixed("/page.js", (page / "page.js").read_text("utf-8"), SCRIPT),
        _fixed("/corrections.js", corrections.read_text("utf-8"), SCRIPT),
        _fixed("/icon.svg", (page / "icon.svg").read_text("utf-8"), ICON),
        _fixed("/openapi.json", json.dumps(document(limits.characters)), "application/json"),
        Route("/read", reading.answering(_for_the_page), methods=["POST"]),
        Route("/api/label", reading.answering(_for_a_program), methods=["POST"]),
    ]
    refusals = {HTTPException: _refused, ClientDisconnect: _nobody_there, Exception: _broken}
    return Guard(Starlette(routes=routes, exception_handlers=refusals), host)  # type: ignore[arg-type]


def _fixed(path: str, content: str, kind: str) -> Route:
    async def answer(request: Request) -> Response:
        return Response(content, media_type=kind)

    return Route(path, answer)


# What is said of an article


def _for_a_program(article: Article) -> bytes:
    findings = [finding.to_dict() for finding in article.findings]
    return _json(article=article.to_dict(), scores=article.scores.to_dict(), findings=findings)


def _for_the_page(article: Article) -> bytes:
    return _json(article=article.to_dict(), html=to_fragment(article))


def _json(**values: Any) -> bytes:
    return json.dumps(values, separators=(",", ":")).encode()


# How a request is answered


@dataclass(frozen=True)
class _Reading:
    worker: Worker
    limits: Limits

    def answering(self, show: Show) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The endpoint that reads what a request asks, and answers with `show` of it."""

        async def answer(request: Request) -> Response:
            try:
                async with asyncio.timeout(self.limits.seconds):
                    return Response(await self._read(request, show), media_type="application/json")
            except MalformedError as error:
                return Refusal(400, str(error))
            except TooLongError as error:
                return Refusal(413, str(error))
            except InputError as error:
                return Refusal(422, str(error))
            except BusyError:
                busy = "too many articles wait to be read: come again in a second"
                return Refusal(503, busy, {"retry-after": "1"})
            except TimeoutError:
                late = f"not read in {self.limits.seconds:g} seconds: give a shorter text"
                return Refusal(504, late)

        return answer

    async def _read(self, request: Request, show: Show) -> bytes:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, f"a body of type {kind!r:.80}: send application/json")
        asked = parse(await self._body(request), self.limits.characters)
        return await _while_there(request, self.worker(asked, show))

    async def _body(self, request: Request) -> bytes:
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self.limits.bytes:
                most = f"{self.limits.characters:,} characters"
                raise HTTPException(413, f"the body is too long: a text of {most} at most")
        return bytes(body)


async def _while_there(request: Request, reading: Coroutine[Any, Any, bytes]) -> bytes:
    """The result of a reading, which is given up when the client goes away."""
    task = asyncio.ensure_future(reading)
    gone = asyncio.ensure_future(request.receive())  # after the body, only a disconnect can come
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            return task.result()
        raise ClientDisconnect
    finally:
        task.cancel()
        gone.cancel()


# What goes wrong outside


async def _refused(request: Request, error: HTTPException) -> Response:
    return Refusal(error.status_code, error.detail, error.headers)


async def _nobody_there(request: Request, error: ClientDisconnect) -> Response:
    return Refusal(400, "the client went away")


async def _broken(request: Request, error: Exception) -> Response:
    return Refusal(500, "this text could not be read, which is a fault of sourcing: report it")
