"""System calls that a filter forbids fail with EPERM in a real child; others succeed."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import platform
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest
from pyoxigraph import Literal, NamedNode, Quad, QueryResultsFormat, QuerySolutions, RdfFormat, Store, parse

from lq_graph.processes.seccomp import (
    FORKING,
    MACHINES,
    MAKING,
    NETWORK_AND_PROGRAMS,
    OF_OTHERS,
    OPENING,
    UNREADABLE,
    WRITING,
    deny_system_calls,
)
from processes.children import child, status_of


def outcome(attempt: Callable[[], object]) -> str:
    """`done`, or the name of the error."""
    try:
        attempt()
    except OSError as error:
        return errno.errorcode[error.errno or 0]
    return "done"


def outcomes(attempts: dict[str, Callable[[], object]]) -> dict[str, str]:
    def tries() -> object:
        assert deny_system_calls()
        return {name: outcome(attempt) for name, attempt in attempts.items()}

    found = child(tries)
    assert isinstance(found, dict)
    return found


def call(name: str, *arguments: int) -> None:
    """A system call by its number."""
    libc = ctypes.CDLL(None, use_errno=True)
    number = MACHINES[platform.machine()].numbers[name]
    if libc.syscall(ctypes.c_long(number), *map(ctypes.c_long, arguments)) < 0:
        raise OSError(ctypes.get_errno(), name)


def test_no_socket_can_be_opened_or_used() -> None:
    with socket.socket() as made_before, socket.create_server(("127.0.0.1", 0)) as listening:
        here = listening.getsockname()
        found = outcomes(
            {
                "socket": socket.socket,
                "unix": lambda: socket.socket(socket.AF_UNIX),
                "pair": socket.socketpair,
                "connect": lambda: made_before.connect(here),
                "bind": lambda: made_before.bind(("127.0.0.1", 0)),
                "listen": listening.listen,
                "accept": listening.accept,
                "by number": lambda: call("socket", 2, 1, 0),
                "io_uring": lambda: call("io_uring_setup", 1, 0),
            },
        )
    assert set(found.values()) == {"EPERM"}


def test_no_program_is_started_and_no_process_touched() -> None:
    parent = os.getpid()
    found = outcomes(
        {
            "exec": lambda: os.execv("/bin/true", ["true"]),
            "execveat": lambda: call("execveat", -100, 0, 0, 0, 0),
            "ptrace": lambda: call("ptrace", 16, parent, 0, 0),
            "read another": lambda: call("process_vm_readv", parent, 0, 0, 0, 0, 0),
            "kill": lambda: os.kill(parent, 0),
            "kill its thread": lambda: call("tgkill", parent, parent, 0),
            "kill a thread": lambda: call("tkill", parent, 0),
            "queue a signal": lambda: call("rt_sigqueueinfo", parent, 0, 0),
            "its limits": lambda: resource.prlimit(parent, resource.RLIMIT_NOFILE),
            "its priority": lambda: os.setpriority(os.PRIO_PROCESS, parent, 19),
            "its processors": lambda: os.sched_setaffinity(parent, {0}),
            "shared memory": lambda: call("shmget", 0, 4096, 0o600),
            "messages": lambda: call("msgget", 0, 0o600),
        },
    )
    assert set(found.values()) == {"EPERM"}
    with pytest.raises(AssertionError):  # the child that tries to start one says so by its status
        child(lambda: deny_system_calls() and subprocess.run(["/bin/true"], check=True).returncode)


def test_a_process_may_still_limit_and_end_itself() -> None:
    def limits() -> object:
        assert deny_system_calls()
        resource.setrlimit(resource.RLIMIT_NOFILE, (50, 50))
        return resource.getrlimit(resource.RLIMIT_NOFILE)

    def ends() -> None:
        assert deny_system_calls()
        signal.raise_signal(signal.SIGTERM)

    assert child(limits) == [50, 50]
    assert status_of(ends) == -signal.SIGTERM


def test_no_process_is_made() -> None:
    found = outcomes({"fork": os.fork, "by number": lambda: call("clone", signal.SIGCHLD, 0, 0, 0, 0)})
    assert set(found.values()) == {"EPERM"}


def test_no_file_is_written_made_moved_or_deleted(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("whole", encoding="utf-8")
    held = os.open(file, os.O_RDWR)
    found = outcomes(
        {
            "write": lambda: os.open(file, os.O_WRONLY),
            "update": lambda: os.open(file, os.O_RDWR),
            "truncate": lambda: os.open(file, os.O_RDONLY | os.O_TRUNC),
            "append": lambda: os.open(file, os.O_WRONLY | os.O_APPEND),
            "make": lambda: os.open(tmp_path / "new", os.O_CREAT),
            "without a name": lambda: os.open(tmp_path, os.O_TMPFILE | os.O_WRONLY),
            "delete": file.unlink,
            "move": lambda: file.rename(tmp_path / "moved"),
            "folder": (tmp_path / "folder").mkdir,
            "remove folder": tmp_path.rmdir,
            "mode": lambda: file.chmod(0o777),
            "held mode": lambda: os.fchmod(held, 0o777),
            "owner": lambda: os.chown(file, -1, -1),
            "cut": lambda: os.truncate(file, 0),
            "held cut": lambda: os.ftruncate(held, 0),
            "link": lambda: os.link(file, tmp_path / "link"),
            "symbolic link": lambda: (tmp_path / "link").symlink_to(file),
            "pipe": lambda: os.mkfifo(tmp_path / "pipe"),
            "times": lambda: os.utime(file),
            "socket": socket.socket,
        },
    )
    os.close(held)
    assert set(found.values()) == {"EPERM"}
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
    assert file.read_text(encoding="utf-8") == "whole"


def test_the_newest_way_to_open_files_is_not_there() -> None:
    assert outcomes({"openat2": lambda: call("openat2", -100, 0, 0, 0)}) == {"openat2": "ENOSYS"}
    assert outcomes({"clone3": lambda: call("clone3", 0, 0)}) == {"clone3": "ENOSYS"}


def test_files_can_be_read_and_open_ones_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("whole", encoding="utf-8")
    held = os.open(tmp_path / "held", os.O_CREAT | os.O_WRONLY)
    found = outcomes(
        {"read": file.read_text, "list": lambda: [*tmp_path.iterdir()], "write": lambda: os.write(held, b"x")},
    )
    os.close(held)
    assert set(found.values()) == {"done"}
    assert (tmp_path / "held").read_bytes() == b"x"


def test_queries_parsers_and_threads_still_work() -> None:
    def works() -> object:
        assert deny_system_calls()
        store = Store()
        store.extend(Quad(NamedNode("a:s"), NamedNode("a:p"), Literal(number)) for number in range(1000))
        result = store.query("SELECT (SUM(?o) AS ?n) {?s ?p ?o}")
        assert isinstance(result, QuerySolutions)
        rows = json.loads(result.serialize(format=QueryResultsFormat.JSON) or b"")
        quads = list(parse(b"<a:b> <a:c> 'd' .", format=RdfFormat.TURTLE))
        done = Event()
        Thread(target=done.set).start()
        return rows["results"]["bindings"][0]["n"]["value"], len(quads), done.wait(5)

    assert child(works) == ["499500", 1, True]


def test_threads_that_were_there_before_are_confined_too() -> None:
    def tries() -> object:
        go, found = Event(), []

        def attempt() -> None:
            go.wait(5)
            found.append(outcome(socket.socket))

        thread = Thread(target=attempt)
        thread.start()
        assert deny_system_calls()
        go.set()
        thread.join()
        return found

    assert child(tries) == ["EPERM"]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="x86-64 has two sets of numbers")
def test_the_second_set_of_numbers_is_no_way_round() -> None:
    def calls() -> object:
        assert deny_system_calls()
        libc = ctypes.CDLL(None, use_errno=True)
        return libc.syscall(ctypes.c_long(0x40000000 | 41), 2, 1, 0), ctypes.get_errno()

    assert child(calls) == [-1, errno.EPERM]


@pytest.mark.skipif(platform.machine() != "x86_64", reason="calls of 32 bits by machine code of x86")
def test_calls_of_another_processor_end_the_process() -> None:
    """`int 0x80` with the number of getpid: the numbers mean other calls there, so none is let through."""

    def calls() -> object:
        assert deny_system_calls()
        libc = ctypes.CDLL(None)
        libc.mmap.restype = ctypes.c_void_p
        page = libc.mmap(None, ctypes.c_size_t(4096), 7, 0x22, -1, ctypes.c_long(0))
        ctypes.memmove(page, b"\xb8\x14\x00\x00\x00\xcd\x80\xc3", 8)
        return ctypes.CFUNCTYPE(ctypes.c_int)(page)()

    assert status_of(calls) == -31


def test_where_there_is_no_filter_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv64")
    assert not deny_system_calls()
    monkeypatch.undo()
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not deny_system_calls()


def test_every_processor_knows_the_calls_that_all_have() -> None:
    old = {
        "open",
        "creat",
        "unlink",
        "rename",
        "mkdir",
        "rmdir",
        "link",
        "symlink",
        "chmod",
        "chown",
        "lchown",
        "mknod",
    }
    everything = NETWORK_AND_PROGRAMS | WRITING | FORKING | UNREADABLE | OF_OTHERS | {"seccomp"}
    everything |= {name for name, _ in (*OPENING, *MAKING)}
    lacking = {name: everything - machine.numbers.keys() for name, machine in MACHINES.items()}
    assert lacking == {"x86_64": set(), "aarch64": old | {"futimesat", "utime", "utimes", "fork", "vfork"}}
    assert all(len(set(machine.numbers.values())) == len(machine.numbers) for machine in MACHINES.values())
