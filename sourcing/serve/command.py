"""`sourcing serve`: the options, the model, the socket."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import click

from sourcing.errors import InputError, MissingExtraError
from sourcing.files import MAX_CHARACTERS

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

EXPOSED = (
    "sourcing: warning: whoever can reach {host} can have articles read on this machine, and what "
    "they send travels without encryption"
)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port to listen at; 0 takes any that is free.",
)
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen at; another than the loopback one needs --expose.",
)
@click.option("--expose", is_flag=True, help="Let other machines in.")
@click.option("--model", metavar="PATH", help="Model folder; by default the shipped model.")
@click.option(
    "--most-characters",
    type=click.IntRange(1, MAX_CHARACTERS),
    default=100_000,
    show_default=True,
    help="Longest text that is read.",
)
@click.option(
    "--seconds",
    type=click.FloatRange(0, min_open=True),
    default=30.0,
    show_default=True,
    help="Longest time for one text.",
)
def serve(
    port: int, host: str, expose: bool, model: str | None, most_characters: int, seconds: float
) -> None:
    """Serve a local page that reads articles.

    Paste or drop an article and read it highlighted as you type; programs post to /api/label,
    described by /openapi.json. Nothing is stored and nothing is fetched.

    \b
    Example: sourcing serve --port 8000
    """
    try:
        from sourcing.serve.app import Limits, make_app
        from sourcing.serve.guard import is_loopback
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("sourcing"):
            raise
        raise MissingExtraError("A local page", "serve") from error
    import sourcing

    if not is_loopback(host):
        if not expose:
            raise InputError(f"{host} can be reached by other machines: add --expose to mean it")
        click.echo(EXPOSED.format(host=host), err=True)
    app = make_app(sourcing.load(model), host, Limits(most_characters, seconds))
    run(app, listening(host, port))


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 is any free one. Raises InputError."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(
            f"nothing can listen at {host}, port {port} ({reason}): choose another with --port"
        ) from None


def run(app: ASGIApp, listener: socket.socket) -> None:
    """Serve until Ctrl-C."""
    host, port = listener.getsockname()[:2]
    address = f"[{host}]" if ":" in host else host
    click.echo(f"sourcing reads at http://{address}:{port}/ - Ctrl-C ends it", err=True)
    server_of(app).run(sockets=[listener])


def server_of(app: ASGIApp) -> uvicorn.Server:
    """The server of an app: it keeps no log, trusts no proxy and says nothing about itself."""
    import uvicorn

    config = uvicorn.Config(
        app,
        access_log=False,
        log_level="error",
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        limit_concurrency=64,
        timeout_graceful_shutdown=2,
    )
    return uvicorn.Server(config)
