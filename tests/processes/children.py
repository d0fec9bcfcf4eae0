"""Child processes of the tests that do one thing and return a result."""

from __future__ import annotations

import inspect
import json
import os
import traceback
from collections.abc import Callable
from typing import Any

Work = Callable[..., object]


def child(work: Work) -> Any:
    """The result of a function in a child process, as JSON; its parameter, if any, is the descriptor of its result.

    A child that raises or is ended fails the test.
    """
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        _work(work, writing)
    os.close(writing)
    with open(reading, "rb") as answer:
        result = answer.read()
    status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    assert status == 0, f"the child ended with {status}"
    return json.loads(result)


def status_of(work: Work) -> int:
    """How a child that does nothing else ends: its exit status, or minus the signal that ended it."""
    process = os.fork()
    if process == 0:
        _work(work, os.open("/dev/null", os.O_WRONLY))
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _work(work: Work, writing: int) -> None:
    status = 99
    try:
        wants = inspect.signature(work).parameters
        os.write(writing, json.dumps(work(writing) if wants else work()).encode())
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        os._exit(status)
