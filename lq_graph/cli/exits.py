"""From errors to exit codes: 0 ok, 1 findings, 2 usage, 3 unreadable input, 4 engine, 130 interrupted."""

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
    """Words on the command line that do not fit together."""


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
        _leave(str(error), _code(error))
    except KeyboardInterrupt:
        _leave("interrupted", INTERRUPTED)
    except BrokenPipeError:
        _close_stdout()
    except OSError as error:
        _leave(f"{error.filename or 'the system'}: {error.strerror or error}", UNREADABLE)
    except Exception as error:
        _leave(f"internal error, please report it with the command you gave: {type(error).__name__}: {error}", ENGINE)


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Ends the process with the block, without collecting what it made and without taking it apart.

    A verb that does one thing makes no cycles worth looking for, and taking its graph apart takes as long as checking a
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
    except BrokenPipeError:  # whoever read it has gone
        return code
    except OSError as error:
        print(f"lq: the output cannot be written: {error.strerror or error}", file=sys.stderr)
        return UNREADABLE
    return code


def _code(error: LqError) -> int:
    return next((code for kind, code in _CODES if isinstance(error, kind)), ENGINE)


def _leave(message: str, code: int) -> None:
    print(f"lq: {message}", file=sys.stderr)
    raise SystemExit(code)


def _close_stdout() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise SystemExit(OK)
