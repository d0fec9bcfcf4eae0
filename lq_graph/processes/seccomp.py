"""System calls that a process gives up for good: the network and other programs, and writing files.

A classic BPF program is handed to Linux (seccomp(2)), and holds for every thread. A refused call fails with EPERM.
Where there is no such filter (other systems, other processors, a container that forbids it), the functions answer
False.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from collections.abc import Iterable

from lq_graph.processes.system_calls import (
    FORKING,
    MACHINES,
    MAKING,
    NETWORK_AND_PROGRAMS,
    OF_OTHERS,
    OPENING,
    UNREADABLE,
    WRITING,
    Machine,
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


def deny_network() -> bool:
    """Whether from now on no socket is opened, no program is started and no other process is touched."""
    return _deny(NETWORK_AND_PROGRAMS, files=False)


def deny_writes() -> bool:
    """Whether from now on `deny_network` holds, no process is made, and no file opened for writing, made or changed.

    What is open for writing already can still be written.
    """
    return _deny(NETWORK_AND_PROGRAMS | FORKING | WRITING, files=True)


def _deny(names: Iterable[str], *, files: bool) -> bool:
    machine = MACHINES.get(platform.machine())
    if sys.platform != "linux" or machine is None:
        return False
    program = _program(machine, names, files)
    return _install(program, machine)


def _install(program: bytes, machine: Machine) -> bool:
    libc = ctypes.CDLL(None, use_errno=True)
    filter_ = _Program(len(program) // struct.calcsize("HBBI"), program)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    number = ctypes.c_long(machine.numbers["seccomp"])
    done: int = libc.syscall(number, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(filter_))
    return done == 0


def _program(machine: Machine, names: Iterable[str], files: bool) -> bytes:
    """The filter: another machine's calls end the process, the named ones fail, all others are let through."""
    steps: list[_Instruction] = [
        (_LOAD, 0, 0, _MACHINE_AT),
        (_JUMP_IF_EQUAL, 1, 0, machine.audit),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_JUMP_IF_AT_LEAST, 0, 1, _X32),
        (_RETURN, 0, 0, _NOT_PERMITTED),
    ]
    for name in sorted(names):
        steps += _refusal(machine, name, _NOT_PERMITTED)
    for name in sorted(OF_OTHERS):
        steps += _refusal_of_others(machine, name)
    for name in sorted(UNREADABLE) if files else ():
        steps += _refusal(machine, name, _NOT_THERE)
    for call in OPENING if files else ():
        steps += _answer_by_flags(machine, call, _FOR_WRITING, with_any=_NOT_PERMITTED, without=_ALLOW)
    for call in MAKING if files else ():
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
