"""The numbers of Linux's system calls on the processors that we know, and which of them belong together.

The numbers are the kernel's, `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h`. A call
that a processor never had has no number there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

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
UNREADABLE = frozenset({"openat2", "clone3"})  # flags in memory, where no filter sees them; the C library knows others
OF_OTHERS = frozenset({"tgkill", "prlimit64"})  # their first argument names a process, mostly the own one


@dataclass(frozen=True)
class Machine:
    """A kind of processor: the kernel's name of it in a filter, and its numbers of the calls."""

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
