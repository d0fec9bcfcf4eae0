"""The validation process: holds a release and forks a confined child for each contribution."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from lq_graph.checking.unreadable import reading_fault
from lq_graph.contributing.validation.check import check_file, propose
from lq_graph.contributing.validation.forms import choices, classes, filled_values, template
from lq_graph.contributing.validation.release_snapshot import (
    ReleaseSnapshot,
    SnapshotFiles,
    read_snapshot,
    snapshot_files,
)
from lq_graph.contributing.validation.wire import JobLimits, Message, job_limits, receive_message, send_message
from lq_graph.errors import Refusal, SourceError, UnknownName
from lq_graph.processes.fork_server import Service, run

# What a confined child does: it takes one task from the server, does it on the snapshot, and answers.

Task = Callable[[ReleaseSnapshot, Message], Message]

_MOST = 100_000_000
_TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "check": check_file,
        "choices": choices,
        "classes": classes,
        "filled": filled_values,
        "propose": propose,
        "template": template,
    }
)


def converse(end: socket.socket, snapshot: ReleaseSnapshot) -> None:
    """Answers one message; raises what is no fault of a contribution, so that the process ends without an answer."""
    asked = receive_message(end, _MOST)
    send_message(end, _answer(snapshot, asked))


def _answer(snapshot: ReleaseSnapshot, asked: Message) -> Message:
    try:
        return _TASKS[asked.said["task"]](snapshot, asked)
    except SourceError as error:
        return Message({"unreadable": _unreadable(error)})
    except UnknownName as error:
        return Message({"unknown": str(error)})
    except (MemoryError, RecursionError):
        return Message({"exhausted": True})


def _unreadable(error: SourceError) -> Mapping[str, Any]:
    if isinstance(error, Refusal):
        swedish, english = _sentence(error.texts.sv), _sentence(error.texts.en)
    else:
        fault = reading_fault(error.reason)
        swedish = f"{_sentence(fault.reason.sv)} {fault.advice.sv}".strip()
        english = f"{_sentence(fault.reason.en)} {fault.advice.en}".strip()
    return {"name": error.path.name, "sv": swedish, "en": english, "line": error.line, "column": error.column}


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:].rstrip('.')}."


def _load(limits: JobLimits, files: SnapshotFiles) -> Service:
    """Reads the snapshot; raises SourceError as `read_snapshot`."""
    snapshot = read_snapshot(files)
    return Service(lambda: partial(converse, snapshot=snapshot), limits.memory_bytes, limits.seconds)


if __name__ == "__main__":
    parent, limits, files = sys.argv[1:]
    run(partial(_load, job_limits(limits), snapshot_files(files)), int(parent))
