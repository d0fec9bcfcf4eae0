"""Fingerprints of queries, and the descriptors and priority of worker processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from asyncio import AbstractEventLoop, new_event_loop
from collections.abc import Callable
from contextlib import closing, suppress
from time import process_time

import pytest
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.processes.supervisor import Child
from lq_graph.querying.wire import Reply
from lq_graph.querying.workers import WorkerProcess, fingerprint
from querying.watching import niceness

ONE = 'SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, "one")) } LIMIT 10'


@pytest.mark.parametrize(
    "text",
    [
        'SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, "t\\"wo")) } LIMIT 10',
        "SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, '')) } LIMIT 3",
        "SELECT ?s { ?s <urn:p#a> ?label FILTER(CONTAINS(?label, '''\"#\n''')) } LIMIT 3.5e7",
        '  SELECT ?s # "\n{ ?s\t<urn:p#a> ?label FILTER(CONTAINS(?label, "one")) } LIMIT 10 # 7',
    ],
)
def test_queries_that_differ_in_literals_and_comments_are_alike(text: str) -> None:
    assert fingerprint(text) == fingerprint(ONE)


@pytest.mark.parametrize(
    "text",
    [
        ONE.replace("#a", "#b"),
        ONE.replace("?s", "?s1"),
        ONE.replace("?label, ", "?label9, "),
        ONE.replace("CONTAINS", "STRSTARTS"),
        ONE.replace("LIMIT 10", ""),
        ONE + " OFFSET 10",
    ],
)
def test_other_queries_are_not(text: str) -> None:
    assert fingerprint(text) != fingerprint(ONE)


@given(st.text(alphabet="\"'\\<>#0 \na:?"))
def test_any_text_has_one(text: str) -> None:
    assert fingerprint(text) == fingerprint(f"# first\n {text}")


@pytest.mark.parametrize("part", ['\\"', '"', "'", "<", "<a", "#", '""', "'''\"", "1", "a1", "\\", " "])
def test_no_text_takes_long(part: str) -> None:
    start = process_time()
    fingerprint((part * 10_000)[:10_000])
    assert process_time() - start < 0.5


# Descriptors of a process whose replies an event loop has read.


class Unheard:
    """Takes what a loop reports."""

    def reply_received(self, process: WorkerProcess, reply: Reply) -> bool:
        return True

    def connection_lost(self, process: WorkerProcess) -> None: ...


@pytest.fixture(params=[new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def loop(request: pytest.FixtureRequest) -> AbstractEventLoop:
    make: Callable[[], AbstractEventLoop] = request.param
    return make()


@pytest.fixture
def process(loop: AbstractEventLoop) -> WorkerProcess:
    ours, theirs = socket.socketpair()
    theirs.close()
    process = WorkerProcess(Child(os.getpid(), ours, os.pidfd_open(os.getpid())), Unheard())
    process.read_in(loop)
    return process


def test_a_released_socket_is_closed_by_its_loop(loop: AbstractEventLoop, process: WorkerProcess) -> None:
    process.release(loop)
    assert process.socket.fileno() >= 0
    loop.call_soon(loop.stop)
    loop.run_forever()
    assert process.socket.fileno() == -1
    loop.close()


def test_a_released_socket_is_closed_with_a_loop_that_does_not_run_again(
    loop: AbstractEventLoop, process: WorkerProcess
) -> None:
    process.release(loop)
    loop.close()
    assert process.socket.fileno() == -1


def test_a_socket_released_before_it_took_the_whole_question_leaves_nothing_in_its_loop(
    loop: AbstractEventLoop,
) -> None:
    ours, theirs = socket.socketpair()
    process = WorkerProcess(Child(os.getpid(), ours, os.pidfd_open(os.getpid())), Unheard())
    process.read_in(loop)
    with suppress(BlockingIOError):
        while True:
            ours.send(bytes(1 << 16))
    loop.add_writer(ours, print)
    process.release(loop)
    loop.call_soon(loop.stop)
    loop.run_forever()
    is_closed = process.socket.fileno() == -1
    reader, writer = socket.socketpair()  # with the descriptor that was closed, as the lowest is taken
    with theirs, reader, writer, closing(loop):
        assert is_closed
        loop.add_reader(reader, loop.stop)
        loop.call_later(20, loop.stop)
        writer.send(b"!")
        start = loop.time()
        loop.run_forever()
        assert loop.time() - start < 20


class ClosingLoop:
    """A loop that another thread closes between the look at it and the call, or in the middle of the call."""

    def __init__(self, loop: AbstractEventLoop, *, keeps_callback: bool) -> None:
        self.loop = loop
        self.keeps_callback = keeps_callback
        self.kept: list[object] = []

    def is_closed(self) -> bool:
        return self.loop.is_closed()

    def call_soon_threadsafe(self, callback: object) -> None:
        self.loop.close()
        if not self.keeps_callback:
            raise RuntimeError("Event loop is closed")
        self.kept.append(callback)


@pytest.mark.parametrize("keeps_callback", [False, True], ids=["before", "within"])
def test_a_released_socket_is_closed_though_its_loop_closes_meanwhile(
    loop: AbstractEventLoop, process: WorkerProcess, keeps_callback: bool
) -> None:
    process.release(ClosingLoop(loop, keeps_callback=keeps_callback))  # type: ignore[arg-type]
    assert process.socket.fileno() == -1


# The priority of a process whose query is slow.

THREADED = """
from threading import Event, Thread
Thread(target=Event().wait, daemon=True).start()
print(flush=True)
input()
"""


@pytest.mark.parametrize("additional", [0, 5, 15, 19])
def test_a_slow_process_lets_others_go_first_whatever_its_own_priority(additional: int) -> None:
    command = ["nice", "-n", str(additional), sys.executable, "-c", THREADED]
    ours, theirs = socket.socketpair()
    with ours, theirs, subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as started:
        assert started.stdout
        started.stdout.readline()
        pidfd = os.pidfd_open(started.pid)
        assert WorkerProcess(Child(started.pid, ours, pidfd), Unheard()).slow_down()
        os.close(pidfd)
        own = niceness(started.pid)
        (thread,) = (int(name) for name in os.listdir(f"/proc/{started.pid}/task") if int(name) != started.pid)
        assert niceness(thread) == min(own + 10, 19)
        started.communicate(b"\n")
