"""Exit codes, and which errors exit with which: 0 ok, 1 findings, 2 usage, 3 unreadable, 4 engine, 130 interrupted."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from lq_graph.errors import (
    LqError,
    NotAcceptable,
    QueryRefused,
    QuerySyntaxError,
    ReleaseError,
    SettingsError,
    ShapesError,
    SourceError,
    UnknownName,
)

OK = 0
FINDINGS = 1
USAGE = 2
UNREADABLE = 3
ENGINE = 4
INTERRUPTED = 130


class UsageError(LqError):
    """Arguments on the command line that contradict each other."""


_CODES: tuple[tuple[type[LqError], int], ...] = (
    (UsageError, USAGE),
    (SettingsError, USAGE),
    (NotAcceptable, USAGE),
    (UnknownName, USAGE),
    (SourceError, UNREADABLE),
    (ShapesError, UNREADABLE),
    (ReleaseError, UNREADABLE),
    (QuerySyntaxError, UNREADABLE),
    (QueryRefused, UNREADABLE),
)


@contextmanager
def exiting() -> Iterator[None]:
    """Ends the process with one line on stderr and the code of the error, if there is one; never with a traceback."""
    try:
        yield
        sys.stdout.flush()
    except LqError as error:
        _exit(str(error), next((code for kind, code in _CODES if isinstance(error, kind)), ENGINE))
    except KeyboardInterrupt:
        _exit("interrupted", INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # so that Python's flush at exit does not fail
        raise SystemExit(OK) from None
    except OSError as error:
        _exit(f"{error.filename or 'the system'}: {error.strerror or error}", UNREADABLE)
    except Exception as error:
        _exit(f"internal error, please report it with the command you gave: {type(error).__name__}: {error}", ENGINE)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Ends the process with the block, without garbage collection and without freeing objects.

    A verb that does one thing leaves no cycles worth collecting, and to free its graph takes as long as to check a
    file. No handler of atexit is called, so nothing that serves may run in the block.
    """
    gc.disable()
    code = OK
    try:
        yield
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else OK
    code = _flushed(code)
    os._exit(code)


def _flushed(code: int) -> int:
    """The exit code once all output is written: the given one, unless it could not be written."""
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except BrokenPipeError:  # the reader has closed the pipe
        return code
    except OSError as error:
        print(f"lq: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        return UNREADABLE
    return code


def _exit(message: str, code: int) -> None:
    print(f"lq: {message}", file=sys.stderr)
    raise SystemExit(code)
