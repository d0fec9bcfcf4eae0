"""The fork server and its supervisor: children are confined, every exit is reported, and no process remains."""

from __future__ import annotations

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from conftest import ROOT
from lq_graph.processes.fork_server import confine
from lq_graph.processes.supervisor import Child, ForkServer, Supervisor
from processes.children import child as result_of_child
from processes.toy_server import KEPT
from processes.watching import children_of, command, descriptors, is_there, until

SECONDS = 20.0
SUPERVISED = """
import sys, time
from processes.test_fork_server import Recorder
from lq_graph.processes.supervisor import Supervisor
recorder = Recorder()
supervisor = Supervisor("processes.toy_server", ["well"], recorder, "toy")
children = [recorder.child() for _ in range(2)]
children[0].socket.sendall(b"wait")
print(recorder.server.identifier, *[each.process for each in children], flush=True)
time.sleep(60)
"""


class Recorder:
    """Notes the events of a supervised fork server."""

    def __init__(self) -> None:
        self.server: ForkServer | None = None
        self.details: list[Mapping[str, Any]] = []
        self.children: SimpleQueue[Child] = SimpleQueue()
        self.owned: list[Child] = []
        self.exits: SimpleQueue[tuple[int, int]] = SimpleQueue()
        self.stops: SimpleQueue[str] = SimpleQueue()

    def on_ready(self, server: ForkServer, details: Mapping[str, Any]) -> None:
        self.details.append(details)
        self.server = server

    def on_started(self, child: Child) -> None:
        self.owned.append(child)
        self.children.put(child)

    def on_exited(self, process: int, status: int) -> None:
        self.exits.put((process, status))

    def on_failed(self, reason: str) -> None:
        raise AssertionError(reason)

    def on_stopped(self, failure: str) -> None:
        self.server = None
        self.stops.put(failure)

    def before_wait(self) -> float | None:
        return None

    def child(self) -> Child:
        """A new child."""
        assert until(lambda: self.server is not None)
        assert self.server is not None
        self.server.request()
        return self.children.get(timeout=SECONDS)

    def exit_status(self, child: Child) -> int:
        """How the child ended, the next of all that does."""
        process, status = self.exits.get(timeout=SECONDS)
        assert process == child.process
        return status

    def close(self) -> None:
        """Closes the descriptors of all children."""
        while self.owned:
            self.owned.pop().close()


Start = Callable[..., tuple[Supervisor, Recorder]]


@pytest.fixture(name="start")
def _start() -> Iterator[Start]:
    """A function that starts a supervised fork server; it says how the loading goes."""
    started: list[tuple[Supervisor, Recorder]] = []

    def start(how: str = "well", start_seconds: float | None = None) -> tuple[Supervisor, Recorder]:
        recorder = Recorder()
        started.append((Supervisor("processes.toy_server", [how], recorder, "toy", start_seconds), recorder))
        return started[-1]

    yield start
    for supervisor, recorder in started:
        supervisor.close()
        recorder.close()


def are_gone(processes: list[int]) -> bool:
    return not any(map(is_there, processes))


def answer(child: Child, message: bytes) -> str:
    """What a child answers to a message; nothing if it ends without an answer."""
    child.socket.sendall(message)
    return child.socket.recv(1000).decode()


def test_each_request_starts_a_child_and_its_exit_is_reported(start: Start) -> None:
    _, recorder = start()
    children = [recorder.child() for _ in range(3)]
    assert recorder.details == [{"how": "well"}]
    assert len({each.process for each in children}) == 3
    for each in children:
        assert "frozen True" in answer(each, b"look")
        assert recorder.exit_status(each) == 0


def test_the_fork_server_has_one_thread_no_core_dump_and_no_environment_but_pythons(start: Start) -> None:
    _, recorder = start()
    recorder.child()
    assert recorder.server is not None
    process = Path(f"/proc/{recorder.server.identifier}")
    assert len(list((process / "task").iterdir())) == 1
    names = {each.partition(b"=")[0] for each in (process / "environ").read_bytes().split(b"\0") if each}
    assert names == {b"PYTHONPATH", b"PYTHONUTF8", b"OPENBLAS_NUM_THREADS"}
    (core,) = [line for line in (process / "limits").read_text("ascii").splitlines() if "core file" in line]
    assert core.split()[4:6] == ["0", "0"]


def test_a_child_has_only_its_own_descriptors_and_those_it_inherits(start: Start) -> None:
    _, recorder = start()
    waiting = recorder.child()
    child = recorder.child()
    numbers = [int(word) for word in answer(child, b"descriptors").split()]
    assert numbers[:3] == [0, 1, 2]
    assert KEPT in numbers
    assert len(numbers) == 6  # these, its socket, and the one that lists them
    assert recorder.exit_status(child) == 0
    assert is_there(waiting.process)


@pytest.mark.parametrize("attempt", [b"write", b"connect", b"kill"])
def test_a_child_writes_no_file_opens_no_socket_and_touches_no_process(start: Start, attempt: bytes) -> None:
    _, recorder = start()
    assert answer(recorder.child(), attempt) == "Operation not permitted"


def test_a_child_has_no_more_memory_than_it_may_have(start: Start) -> None:
    _, recorder = start()
    assert answer(recorder.child(), b"memory") == "none"


def test_a_child_ends_when_its_time_is_over(start: Start) -> None:
    _, recorder = start("brief")
    child = recorder.child()
    assert answer(child, b"wait") == ""
    assert recorder.exit_status(child) == -signal.SIGALRM


def test_limits_of_time_are_of_the_clock_and_of_the_processor() -> None:
    def limits() -> object:
        used = time.process_time()
        confine(1 << 30, seconds=5)
        return signal.getitimer(signal.ITIMER_REAL)[0], resource.getrlimit(resource.RLIMIT_CPU)[0] - used

    clock, processor = result_of_child(limits)
    assert 0 < clock <= 5
    assert 5 <= processor <= 7


def test_a_confined_process_writes_no_file_and_opens_no_socket(tmp_path: Path) -> None:
    def tries() -> object:
        confine(1 << 30, seconds=20)
        refused = []
        for attempt in (lambda: (tmp_path / "made").write_text("x"), socket.socket, lambda: os.kill(os.getppid(), 0)):
            try:
                attempt()
            except OSError as error:
                refused.append(error.errno)
        return refused

    assert len(result_of_child(tries)) == 3
    assert list(tmp_path.iterdir()) == []


def test_the_log_shows_nothing_that_a_child_was_sent(start: Start, capfd: pytest.CaptureFixture[str]) -> None:
    _, recorder = start()
    child = recorder.child()
    assert answer(child, b"raise") == ""
    assert recorder.exit_status(child) == 1
    assert capfd.readouterr().err == "lq: a child process ended with ValueError\n"


def test_a_killed_child_is_reported_and_reaped(start: Start) -> None:
    _, recorder = start()
    child = recorder.child()
    child.kill()
    assert child.socket.recv(1) == b""
    status = recorder.exits.get(timeout=SECONDS)
    assert status == (child.process, -signal.SIGKILL)
    assert not Path(f"/proc/{child.process}").exists()
    child.kill()  # which touches no process that has its number now


def test_a_killed_fork_server_takes_its_children_along_and_is_restarted(start: Start) -> None:
    _, recorder = start()
    for _ in range(2):
        child = recorder.child()
        child.socket.sendall(b"wait")
        assert recorder.server is not None
        server = recorder.server.identifier
        os.kill(server, signal.SIGKILL)
        assert recorder.stops.get(timeout=SECONDS) == ""
        assert until(partial(are_gone, [server, child.process]))
        assert until(lambda: recorder.server is not None)
        assert "frozen" in answer(recorder.child(), b"look")


def test_all_processes_end_when_the_server_that_supervises_them_is_killed() -> None:
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-c", SUPERVISED]
    with subprocess.Popen(command, cwd=ROOT, env={"PYTHONPATH": path}, stdout=subprocess.PIPE) as supervising:
        assert supervising.stdout
        processes = [int(word) for word in supervising.stdout.readline().split()]
        assert len(processes) == 3
        assert all(map(is_there, processes))
        supervising.kill()
    assert until(lambda: are_gone(processes))


def test_close_leaves_no_process_and_no_descriptor(start: Start) -> None:
    before = descriptors()
    supervisor, recorder = start()
    children = [recorder.child() for _ in range(3)]
    children[0].socket.sendall(b"wait")
    assert recorder.server is not None
    recorder.server.request()  # the child that nobody waits for is ended too
    server = recorder.server.identifier
    supervisor.close()
    assert are_gone([server, *(each.process for each in children)])
    assert not Path(f"/proc/{server}").exists()
    recorder.close()
    assert {each for each in descriptors() - before if "socket" in each or "pidfd" in each} == set()


def test_a_supervisor_can_be_closed_while_its_server_starts(start: Start) -> None:
    supervisor, recorder = start("hangs")
    assert until(lambda: any(b"hangs" in command(child) for child in children_of(os.getpid())))
    supervisor.close()
    assert recorder.stops.get(timeout=SECONDS) == ""


@pytest.mark.parametrize(
    ("how", "failed_starts", "failure"),
    [
        ("fails", 0, "it cannot be loaded"),
        ("ends", 2, "the toy does not start; see its messages above"),
        ("hangs", 0, "the toy was not ready within 0.5 s"),
    ],
)
def test_a_server_that_does_not_start_is_started_again_when_somebody_asks(
    start: Start, monkeypatch: pytest.MonkeyPatch, how: str, failed_starts: int, failure: str
) -> None:
    monkeypatch.setattr("lq_graph.processes.supervisor._RETRY_SECONDS", 0.3)
    supervisor, recorder = start(how, start_seconds=0.5 if how == "hangs" else SECONDS)
    stops = [recorder.stops.get(timeout=SECONDS) for _ in range(failed_starts + 1)]
    assert stops == [*[""] * failed_starts, failure]
    assert recorder.stops.empty()
    assert until(lambda: supervisor.can_retry)
    supervisor.retry()
    assert recorder.stops.get(timeout=SECONDS) == failure


def test_a_server_that_failed_is_not_started_again_at_once(start: Start) -> None:
    supervisor, recorder = start("fails")
    assert recorder.stops.get(timeout=SECONDS) == "it cannot be loaded"
    assert not supervisor.can_retry
