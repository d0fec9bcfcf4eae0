"""A store held in memory, filled from one on disk; or none, if it is too large for that.

A handle on an on-disk store has threads, which do not survive a fork. So the process that forks never opens one: a
child reads the store and sends it as N-Quads.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from pyoxigraph import Quad, RdfFormat, Store, parse

from lq_graph.errors import EngineError

_TOO_LARGE = 3
_LOOK_EVERY = 10_000


@dataclass(frozen=True)
class MemoryLimits:
    """The largest store that is held in memory, in triples and in bytes of memory; 0 triples means none is."""

    triples: int
    bytes: int


class _TooLarge(Exception):
    pass


def hold(folder: Path, limits: MemoryLimits) -> Store | None:
    """The store of a folder, in memory; None if it is beyond a limit. It starts no thread.

    Blank nodes keep their labels, so answers are the same after every start. Raises EngineError if the folder is no
    store.
    """
    reading, writing = os.pipe()
    faults_in, faults_out = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.close(faults_in)
        _send(folder, limits.triples, writing, faults_out)
    os.close(writing)
    os.close(faults_out)
    with os.fdopen(reading, "rb") as quads, os.fdopen(faults_in, "rb") as faults:
        store = _filled(quads, limits)
        quads.close()
        fault = faults.read().decode()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if fault:
        raise EngineError(fault)
    if store is None or status == _TOO_LARGE:
        return None
    if status != 0:
        raise EngineError(f"{folder} cannot be read as a store: its reader ended with status {status}")
    return store


def open_store(folder: Path) -> Store:
    """The store of a folder, on disk, to be read only; raises EngineError if there is none."""
    try:
        return Store.read_only(str(folder))
    except (OSError, ValueError, RuntimeError) as error:
        raise EngineError(f"{folder} cannot be opened as a store: {error}") from error


def _send(folder: Path, most_triples: int, writing: int, faults: int) -> None:
    """The child's work: the store as N-Quads, or why not; it ends the process."""
    status = 1
    try:
        store = open_store(folder)
        if len(store) > most_triples:
            status = _TOO_LARGE
        else:
            with os.fdopen(writing, "wb") as output:
                store.dump(output, format=RdfFormat.N_QUADS)
            status = 0
    except BrokenPipeError:
        status = _TOO_LARGE
    except (EngineError, OSError, RuntimeError) as error:
        with suppress(OSError):
            os.write(faults, str(error).encode())
    finally:
        os._exit(status)


def _filled(quads: IO[bytes], limits: MemoryLimits) -> Store | None:
    store = Store()
    try:
        store.bulk_extend(_watched(parse(quads, format=RdfFormat.N_QUADS, lenient=True), limits.bytes))
    except _TooLarge:
        return None
    return store


def _watched(quads: Iterator[Quad], most_bytes: int) -> Iterator[Quad]:
    for number, quad in enumerate(quads):
        if number % _LOOK_EVERY == 0 and _memory() > most_bytes:
            raise _TooLarge
        yield quad


def _memory() -> int:
    """The memory that this process has, in bytes."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * resource.getpagesize()
