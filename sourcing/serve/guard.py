"""Who may ask, and what every answer says to the browser.

A page on the loopback address can still be reached by whatever site the reader has open in
another tab: by a form that posts across sites, or by a name that its owner points at 127.0.0.1
(DNS rebinding). Both are refused here, before anything of the request is read.
"""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)

HEADERS: Mapping[str, str] = {
    "content-security-policy": POLICY,
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}

OURSELVES = ("same-origin", "none")  # Sec-Fetch-Site of our own page, and of an address typed in


class Refusal(Response):
    """An error as everybody sees it: its status, and one sentence."""

    media_type = "application/json"

    def __init__(self, status: int, sentence: str, headers: Mapping[str, str] | None = None):
        super().__init__(json.dumps({"error": sentence}), status, headers)


class Guard:
    """An ASGI app around another: lets our own page and tools through, no site's pages.

    `host` is the name or address that is served, and with addresses and `localhost` the only one
    that a request may name: an address cannot be rebound, a name of somebody else's can.
    """

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._host = host.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        answer = self._refusal(scope["method"], Headers(scope=scope)) or self._app
        await answer(scope, receive, send_guarded)

    def _refusal(self, method: str, headers: Headers) -> Refusal | None:
        host = headers.get("host", "")
        if not self._is_ours(host):
            return Refusal(
                403, f"this server does not answer to the name {host!r}: use its address"
            )
        origin = headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc != host
        # A link that leads here from another site is followed; it learns nothing of the answer.
        followed = method == "GET" and headers.get("sec-fetch-dest") == "document"
        embedded = headers.get("sec-fetch-site", "none") not in OURSELVES and not followed
        if foreign or embedded:
            return Refusal(403, "another site asked: only this server's own page may")
        return None

    def _is_ours(self, host: str) -> bool:
        try:
            name = urlsplit(f"//{host}").hostname or ""
        except ValueError:
            return False
        return name in ("localhost", self._host) or is_address(name)


def is_address(name: str) -> bool:
    """Whether `name` is an IP address, which no name server decides on."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`."""
    return host == "localhost" or (is_address(host) and ipaddress.ip_address(host).is_loopback)
