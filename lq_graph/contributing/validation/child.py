"""What a confined child does: it takes one task from the server, does it on the ground, and answers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from lq_graph.checking.unreadable import reading_fault
from lq_graph.contributing.refusal import Refusal
from lq_graph.contributing.validation.check import check_file
from lq_graph.contributing.validation.forms import choices, classes, filled_values, template
from lq_graph.contributing.validation.ground import Ground
from lq_graph.contributing.validation.proposal import propose
from lq_graph.contributing.validation.wire import Message, receive_message, send_message
from lq_graph.errors import SourceError, UnknownName

Task = Callable[[Ground, Message], Message]

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


def converse(end: socket.socket, ground: Ground) -> None:
    """Answers one message; raises what is no fault of a contribution, so that the process ends without an answer."""
    asked = receive_message(end, _MOST)
    send_message(end, _answer(ground, asked))


def _answer(ground: Ground, asked: Message) -> Message:
    try:
        return _TASKS[asked.said["task"]](ground, asked)
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
