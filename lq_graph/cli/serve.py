"""`lq serve`: the current release behind a web server, and the next one as soon as it is there."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol

import uvicorn

from lq_graph.cli.connection import Connection
from lq_graph.cli.exits import UsageError
from lq_graph.errors import EngineBusy
from lq_graph.names import Names
from lq_graph.querying.engine import Engine, Query
from lq_graph.querying.pool import WorkerPool
from lq_graph.querying.remote import RemoteEngine
from lq_graph.querying.remote_dataset import graphs_of_release
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings, read_settings
from lq_graph.web.app import create_app
from lq_graph.web.contributions.service import validation_service
from lq_graph.web.generations import Generation, Generations
from lq_graph.web.lifetime import Lifetime
from lq_graph.web.service import Service, service_of

_BACKLOG = 2048
_KEEP_ALIVE_SECONDS = 20
_END_SECONDS = 5
_START_SECONDS = 300.0


def run(host: str, port: int, release: Path | None, engine: str | None, user: str | None) -> None:
    """Serves a release until it is interrupted; the current one, unless a folder is given, makes way for the next."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the server listens to it: it must not end what begins
    settings = read_settings()
    current = release or settings.current_release
    opened = open_release(current)
    listener = _listen(host, port)
    service = service_of(settings.limits, sys.stderr)
    begin = partial(_begin, settings=settings, service=service, engine=engine, user=user)
    generations = Generations(begin(opened.path), current, begin)
    gc.collect()
    gc.freeze()  # what lives as long as the server is not looked through again and again while requests wait
    try:
        address = f"http://{host}:{listener.getsockname()[1]}/"
        print(f"lq: release {opened.identifier} is served at {address} (stop with Ctrl-C)", file=sys.stderr)
        uvicorn.Server(_configuration(Lifetime(generations, service))).run(sockets=[listener])
    finally:
        generations.close()


def _begin(folder: Path, settings: Settings, service: Service, engine: str | None, user: str | None) -> Generation:
    """One release, with an engine that answers; raises LqError if it has none."""
    release = open_release(folder)
    asked = _engine(release, settings, engine, user)
    validation = validation_service(release)
    try:
        _wait_for(asked)
        app = create_app(asked, release, settings, service, validation)
    except BaseException:
        _close(asked, validation)
        raise
    return Generation(release.path, app, partial(_close, asked, validation))


def _wait_for(engine: Engine) -> None:
    """Waits for the engine's first answer: a store of a million triples takes longer to load than a query may wait."""
    deadline = monotonic() + _START_SECONDS
    while True:
        try:
            engine.answer(Query("ASK {}"))
        except EngineBusy:
            if monotonic() > deadline:
                raise
        else:
            return


def _engine(release: Release, settings: Settings, url: str | None, user: str | None) -> Engine:
    if url is None:
        return WorkerPool(release.store, settings.limits)
    graphs = graphs_of_release(Names(release.base), release.identifier, (entry.name for entry in release.datasets))
    return RemoteEngine(url, settings.limits, graphs, (user, settings.password) if user else None)


class _Held(Protocol):
    """What must be given back."""

    def close(self) -> None:
        """Gives it back."""
        ...


def _close(*held: _Held) -> None:
    for each in held:
        each.close()
    gc.collect()  # an application holds itself, by its routes


def _configuration(app: Lifetime) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=Connection,
        log_level="warning",
        server_header=False,
        access_log=False,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_END_SECONDS,
    )


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
