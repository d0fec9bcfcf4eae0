"""System calls that a process gives up for good: the network, other processes and programs, and writing files.

A classic BPF program is handed to Linux (seccomp(2)), and holds for every thread. A refused call fails with EPERM.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# The numbers of system calls are the kernel's, `arch/x86/entry/syscalls/syscall_64.tbl` and
# `include/uapi/asm-generic/unistd.h`. A call that a processor never had has no number there.

_NOWHERE = -1

_NETWORK_AND_PROGRAMS = {  # name: x86-64, aarch64
    "accept": (43, 202),
    "accept4": (288, 242),
    "bind": (49, 200),
    "bpf": (321, 280),
    "connect": (42, 203),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fsopen": (430, 430),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_uring_setup": (425, 425),
    "ioprio_set": (251, 30),
    "kcmp": (312, 272),
    "keyctl": (250, 219),
    "kill": (62, 129),
    "listen": (50, 201),
    "migrate_pages": (256, 238),
    "mount": (165, 40),
    "move_mount": (429, 429),
    "move_pages": (279, 239),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "msgget": (68, 186),
    "open_tree": (428, 428),
    "perf_event_open": (298, 241),
    "pidfd_getfd": (438, 438),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pivot_root": (155, 41),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "ptrace": (101, 117),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "sched_setaffinity": (203, 122),
    "sched_setattr": (314, 274),
    "sched_setparam": (142, 118),
    "sched_setscheduler": (144, 119),
    "semget": (64, 190),
    "setns": (308, 268),
    "setpriority": (141, 140),
    "shmget": (29, 194),
    "socket": (41, 198),
    "socketpair": (53, 199),
    "tkill": (200, 130),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "userfaultfd": (323, 282),
}
_WRITING = {
    "chmod": (90, _NOWHERE),
    "chown": (92, _NOWHERE),
    "creat": (85, _NOWHERE),
    "fallocate": (285, 47),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "fchown": (93, 55),
    "fchownat": (260, 54),
    "fremovexattr": (199, 16),
    "fsetxattr": (190, 7),
    "ftruncate": (77, 46),
    "futimesat": (261, _NOWHERE),
    "lchown": (94, _NOWHERE),
    "link": (86, _NOWHERE),
    "linkat": (265, 37),
    "lremovexattr": (198, 15),
    "lsetxattr": (189, 6),
    "mkdir": (83, _NOWHERE),
    "mkdirat": (258, 34),
    "mknod": (133, _NOWHERE),
    "mknodat": (259, 33),
    "open_by_handle_at": (304, 265),
    "removexattr": (197, 14),
    "rename": (82, _NOWHERE),
    "renameat": (264, 38),
    "renameat2": (316, 276),
    "rmdir": (84, _NOWHERE),
    "setxattr": (188, 5),
    "symlink": (88, _NOWHERE),
    "symlinkat": (266, 36),
    "truncate": (76, 45),
    "unlink": (87, _NOWHERE),
    "unlinkat": (263, 35),
    "utime": (132, _NOWHERE),
    "utimensat": (280, 88),
    "utimes": (235, _NOWHERE),
}
_FORKING = {
    "fork": (57, _NOWHERE),
    "vfork": (58, _NOWHERE),
}
_OTHERS = {
    "clone": (56, 220),
    "clone3": (435, 435),
    "open": (2, _NOWHERE),
    "openat": (257, 56),
    "openat2": (437, 437),
    "prlimit64": (302, 261),
    "seccomp": (317, 277),
    "tgkill": (234, 131),
}
_ALL = {**_NETWORK_AND_PROGRAMS, **_WRITING, **_FORKING, **_OTHERS}

NETWORK_AND_PROGRAMS = frozenset(_NETWORK_AND_PROGRAMS)
WRITING = frozenset(_WRITING)
FORKING = frozenset(_FORKING)
OPENING = (("open", 1), ("openat", 2))  # and which argument holds the flags
MAKING = (("clone", 0),)  # processes or threads, and which argument holds the flags
UNREADABLE = frozenset({"openat2", "clone3"})  # flags in memory, where no filter sees them; libc falls back on others
OF_OTHERS = frozenset({"tgkill", "prlimit64"})  # their first argument is a process, mostly the caller


@dataclass(frozen=True)
class Machine:
    """A kind of processor: the kernel's constant for it in a filter, and the numbers of its system calls."""

    audit: int
    numbers: Mapping[str, int]


def _numbers(column: int) -> Mapping[str, int]:
    return MappingProxyType({name: row[column] for name, row in _ALL.items() if row[column] != _NOWHERE})


MACHINES = MappingProxyType(
    {
        "x86_64": Machine(0xC000003E, _numbers(0)),
        "aarch64": Machine(0xC00000B7, _numbers(1)),
    }
)


_PR_SET_NO_NEW_PRIVS = 38
_SET_MODE_FILTER = 1
_ALL_THREADS = 1

_LOAD, _JUMP_IF_EQUAL, _JUMP_IF_AT_LEAST, _JUMP_IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data; its 8-byte arguments, low half first
_ALLOW, _KILL, _FAIL = 0x7FFF0000, 0x80000000, 0x00050000
_NOT_PERMITTED, _NOT_THERE = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS
_X32 = 0x40000000  # the second set of numbers that x86-64 answers to

_A_THREAD = 0x10000  # CLONE_THREAD
_FOR_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

_Instruction = tuple[int, int, int, int]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def deny_system_calls() -> bool:
    """Gives up the network, other programs and processes, new processes, and opening files for writing.

    Files are not created, changed or deleted either; those that are open for writing stay so. Threads can be started.
    Returns False, and gives up nothing, where there is no such filter: on other systems and processors, or in a
    container that forbids it.
    """
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    return _install(_program(machine), machine)


def _install(program: bytes, machine: Machine) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    filter_ = _Program(len(program) // struct.calcsize("HBBI"), program)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    number = ctypes.c_long(machine.numbers["seccomp"])
    done: int = libc.syscall(number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(filter_))
    return done == 0


def _program(machine: Machine) -> bytes:
    """The filter: another machine's calls end the process, the named ones fail, all others are let through."""
    steps: list[_Instruction] = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_JUMP_IF_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _NOT_PERMITTED),
    ]
    for name in sorted(NETWORK_AND_PROGRAMS | FORKING | WRITING):
        steps += _refusal(machine, name, _NOT_PERMITTED)
    for name in sorted(OF_OTHERS):
        steps += _refusal_of_others(machine, name)
    for name in sorted(UNREADABLE):
        steps += _refusal(machine, name, _NOT_THERE)
    for call in OPENING:
        steps += _answer_by_flags(machine, call, _FOR_WRITING, with_any=_NOT_PERMITTED, without=_ALLOW)
    for call in MAKING:
        steps += _answer_by_flags(machine, call, _A_THREAD, with_any=_ALLOW, without=_NOT_PERMITTED)
    steps.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def _refusal(machine: Machine, name: str, answer: int) -> list[_Instruction]:
    if name not in machine.numbers:
        return []
    return [(_JUMP_IF_EQUAL, 0, 1, machine.numbers[name]), (_RETURN, 0, 0, answer)]


def _refusal_of_others(machine: Machine, name: str) -> list[_Instruction]:
    """Refuses the call if its first argument names another process than this one."""
    if name not in machine.numbers:
        return []
    return [
        (_JUMP_IF_EQUAL, 0, 5, machine.numbers[name]),
        (_LOAD, 0, 0, _ARGUMENTS_AT),
        (_JUMP_IF_EQUAL, 2, 0, 0),
        (_JUMP_IF_EQUAL, 1, 0, os.getpid()),
        (_RETURN, 0, 0, _NOT_PERMITTED),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _answer_by_flags(
    machine: Machine, call: tuple[str, int], flags: int, *, with_any: int, without: int
) -> list[_Instruction]:
    """Lets a call through or refuses it, by whether its flags, the argument of that number, have any of these."""
    name, argument = call
    if name not in machine.numbers:
        return []
    return [
        (_JUMP_IF_EQUAL, 0, 4, machine.numbers[name]),
        (_LOAD, 0, 0, _ARGUMENTS_AT + 8 * argument),
        (_JUMP_IF_ANY_BIT, 0, 1, flags),
        (_RETURN, 0, 0, with_any),
        (_RETURN, 0, 0, without),
    ]
