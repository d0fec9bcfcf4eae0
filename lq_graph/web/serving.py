"""Serves a release with uvicorn until it is interrupted; the next release takes its place without a gap."""

from __future__ import annotations

import gc
import logging
import socket
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Protocol

import uvicorn

from lq_graph.errors import EngineBusy
from lq_graph.querying.engine import Engine, Query
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from lq_graph.web.contribute.admission import validation_service
from lq_graph.web.generations import Generation, Generations, Lifetime
from lq_graph.web.http.middleware import ResponseBroken
from lq_graph.web.http.server import Connection
from lq_graph.web.http.service import Service, service_of

_KEEP_ALIVE_SECONDS = 20
_END_SECONDS = 5
_START_SECONDS = 300.0

BeginEngine = Callable[[Release], Engine]


def serve(
    release: Release,
    engine: Engine,
    *,
    begin_engine: BeginEngine,
    settings: Settings,
    current: Path,
    listener: socket.socket,
) -> None:
    """Serves a release with its engine, and whichever `current` leads to later with an engine of its own."""
    service = service_of(settings.limits, sys.stderr)
    first = _generation(release, engine, settings, service)
    generations = Generations(first, current, partial(_next, begin_engine, settings, service))
    gc.freeze()  # what lives as long as the server is not looked through again and again while requests wait
    gc.enable()
    try:
        host, port = listener.getsockname()[:2]
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        sys.stderr.write(f"lq: release {release.identifier} is served at {address} (stop with Ctrl-C)\n")
        sys.stderr.flush()
        logging.getLogger("uvicorn.error").addFilter(_WithoutBroken())
        uvicorn.Server(_configuration(Lifetime(generations, service))).run(sockets=[listener])
    finally:
        generations.close()


class _WithoutBroken(logging.Filter):
    """Leaves out answers that broke off, which have their line among the requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to print."""
        return not (record.exc_info and isinstance(record.exc_info[1], ResponseBroken))


def _next(begin_engine: BeginEngine, settings: Settings, service: Service, folder: Path) -> Generation:
    release = open_release(folder)
    return _generation(release, begin_engine(release), settings, service)


def _generation(release: Release, engine: Engine, settings: Settings, service: Service) -> Generation:
    """One release, with an engine that answers; raises LqError if it has none."""
    validation = validation_service(release)
    try:
        app = create_app(engine, release, settings, service, validation)
        _wait_for(engine)
    except BaseException:
        _close(engine, validation)
        raise
    return Generation(release.path, app, partial(_close, engine, validation))


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
