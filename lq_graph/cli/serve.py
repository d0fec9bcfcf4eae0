"""`lq serve`: serves the current release, and the next one as soon as it is built."""

from __future__ import annotations

import gc
import signal
import socket
from argparse import Namespace
from functools import partial
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_release, add_user, as_port
from lq_graph.cli.exits import UsageError
from lq_graph.names import Names
from lq_graph.querying.engine import Engine
from lq_graph.querying.pool import WorkerPool
from lq_graph.releasing.release import Release, open_release, release_link
from lq_graph.settings import Settings, read_settings

_BACKLOG = 2048


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq serve`."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    help_text = "port to listen on; 0 takes a free one (default: 8000)"
    parser.add_argument("--port", type=as_port, default=8000, metavar="PORT", help=help_text)
    add_release(parser)
    help_text = "SPARQL endpoint to send queries to, to which the release was published"
    parser.add_argument("--engine", metavar="URL", help=help_text)
    add_user(parser)


def main(arguments: Namespace) -> None:
    """Runs `lq serve`."""
    run(arguments.host, arguments.port, arguments.release, arguments.engine, arguments.user)


def run(host: str, port: int, release: Path | None, engine: str | None, user: str | None) -> None:
    """Serves a release until interrupted: that of a folder, or the current one, and then each that becomes current."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server handles it: it must not end a process that starts
    gc.disable()  # until all objects exist that last as long as the server
    settings = read_settings()
    current = release_link(release or settings.current_release)
    opened = open_release(current)
    listener = _listen(host, port)
    start = partial(_start_engine, settings=settings, url=engine, user=user)
    first = start(opened)
    from lq_graph.web.app import serve_release  # takes half a second, in which the engine starts

    serve_release(opened, first, start_engine=start, settings=settings, current=current, listener=listener)


def _start_engine(release: Release, settings: Settings, url: str | None, user: str | None) -> Engine:
    if url is None:
        return WorkerPool(release.store, settings.limits)
    from lq_graph.querying.remote import RemoteEngine, graphs_of_release

    graphs = graphs_of_release(Names(release.base), release.identifier, (entry.name for entry in release.datasets))
    return RemoteEngine(url, settings.limits, graphs, (user, settings.password) if user else None)


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise UsageError(f"cannot listen on {host} port {port}: {reason}; choose another with --port") from error
    return listener
