"""What a child process gives up before it reads untrusted input: memory, time, descriptors, signals, life as an orphan.

Each function confines the process that calls it, and what it starts later; none can be taken back. The network and the
file system are given up in `seccomp`.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_IGNORED = frozenset(
    {signal.SIGINT, signal.SIGPIPE}
)  # Ctrl-C is for the parent; a write to a closed socket is an error, not an exit
_STUCK = frozenset({signal.SIGKILL, signal.SIGSTOP})
_MAX_DESCRIPTOR = (1 << 31) - 1


def die_with_parent(parent: int) -> None:
    """Makes the kernel end this process when the thread that started it ends; at once if its parent is gone already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        os._exit(1)


def limit_memory(size: int) -> None:
    """Lets the process map so many bytes beyond what it has mapped now; what goes beyond fails, or ends it."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + size
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_cpu(seconds: int) -> None:
    """Lets the process use so many seconds of processor time beyond what it has used; SIGXCPU ends it then."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def leave_no_core_dump() -> None:
    """Writes nothing of the memory to disk when the process crashes."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def close_descriptors(keep: Collection[int]) -> None:
    """Closes every descriptor that the process inherited, but those to keep."""
    edges = [-1, *sorted(set(keep)), _MAX_DESCRIPTOR]
    for before, after in pairwise(edges):
        if before + 1 < after:  # closerange(0, 0) would close everything
            os.closerange(before + 1, after)


def reset_signals() -> None:
    """Gives every signal its default again and blocks none; SIGINT and SIGPIPE are ignored."""
    signal.set_wakeup_fd(-1)
    for number in signal.valid_signals() - _STUCK:
        signal.signal(number, signal.SIG_IGN if number in _IGNORED else signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())
