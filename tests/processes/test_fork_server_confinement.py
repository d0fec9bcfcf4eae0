"""A child that gave something up really has it no more."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.processes.fork_server import (
    close_descriptors,
    die_with_parent,
    leave_no_core_dump,
    limit_cpu,
    limit_memory,
    reset_signals,
)
from processes.children import child, status_of
from processes.watching import is_there, until

MEGABYTE = 1 << 20


def test_memory_beyond_the_limit_is_not_given() -> None:
    def takes_too_much() -> object:
        limit_memory(100 * MEGABYTE)
        held = bytearray(50 * MEGABYTE)
        try:
            return len(bytearray(100 * MEGABYTE))
        except MemoryError:
            return len(held)

    assert child(takes_too_much) == 50 * MEGABYTE


def test_processor_time_beyond_the_limit_ends_the_process() -> None:
    def works_on() -> object:
        limit_cpu(1)
        while True:
            pass

    assert status_of(works_on) == -signal.SIGXCPU


def test_a_process_that_waits_uses_no_processor_time() -> None:
    def waits() -> object:
        limit_cpu(1)
        time.sleep(0.1)
        return "there"

    assert child(waits) == "there"


def test_a_crash_leaves_no_core_dump() -> None:
    def dumps() -> object:
        leave_no_core_dump()
        return resource.getrlimit(resource.RLIMIT_CORE)

    assert child(dumps) == [0, 0]


def test_only_the_descriptors_to_keep_stay_open() -> None:
    def closes(answer_to: int) -> object:
        kept = os.open("/dev/null", os.O_RDONLY)
        os.dup2(kept, 200)
        close_descriptors({0, 1, 2, answer_to, 200})
        folder = Path("/proc/self/fd").iterdir()
        return sorted({int(path.name) for path in folder} - {0, 1, 2, answer_to, 200}), os.fstat(200).st_size

    (opened_to_list,), size = child(closes)  # the list itself needs one
    assert opened_to_list < 200
    assert size == 0


def test_signals_have_their_defaults_again() -> None:
    def resets() -> object:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGUSR1, lambda *_: None)
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
        reset_signals()
        names = ("SIGTERM", "SIGUSR1", "SIGINT", "SIGPIPE", "SIGALRM")
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, ())
        return [str(signal.getsignal(getattr(signal, name))) for name in names], len(blocked)

    default, ignored = str(signal.SIG_DFL), str(signal.SIG_IGN)
    assert child(resets) == [[default, default, ignored, ignored, default], 0]


def test_a_child_ends_with_its_parent() -> None:
    code = (
        "import os, sys, time; from lq_graph.processes.fork_server import die_with_parent\n"
        "parent = os.getpid()\n"
        "if not (pid := os.fork()):\n"
        "    die_with_parent(parent); os.write(1, b'.'); os.close(1); time.sleep(60)\n"
        "print(pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
    ) as parent:
        assert parent.stdout
        said = parent.stdout.read(1) + parent.stdout.readline()
        if b"." not in said:
            said += parent.stdout.read(1)
        grandchild = int(said.replace(b".", b""))
        assert Path(f"/proc/{grandchild}").exists()
        parent.kill()
    assert until(lambda: not is_there(grandchild))


def test_a_child_whose_parent_is_gone_ends_at_once() -> None:
    def is_orphan() -> object:
        die_with_parent(os.getppid() + 1)
        return "still there"

    assert status_of(is_orphan) == 1


@pytest.mark.parametrize("limit", [limit_memory, limit_cpu])
def test_a_limit_never_goes_beyond_the_one_above_it(limit: Callable[[int], None]) -> None:
    kind = resource.RLIMIT_AS if limit is limit_memory else resource.RLIMIT_CPU
    most = 1 << 36 if limit is limit_memory else 1000

    def limits() -> object:
        resource.setrlimit(kind, (most, most))
        limit(1 << 50)
        return resource.getrlimit(kind)[0]

    assert child(limits) == most
