"""`lq query`: a question to a release, answered on stdout."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from lq_graph.cli.exits import UsageError
from lq_graph.cli.table import print_table
from lq_graph.errors import QuerySyntaxError, SourceError
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import JSON, TURTLE, format_named
from lq_graph.querying.question import find_question
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings, read_settings

_TABLE = "table"


def run(
    file: Path | None, text: str | None, example: str | None, format_name: str | None, release: Path | None
) -> None:
    """Answers a query from a file, from the command line or from the questions."""
    settings = read_settings()
    opened = open_release(release or settings.current_release)
    query = _query(_text(file, text, example, opened), format_name)
    _let_interrupt_end_the_process()
    try:
        answer = EmbeddedEngine(opened.store, settings.limits.answer_bytes).answer(query)
    except QuerySyntaxError as error:
        if file is None:
            raise
        raise SourceError(file, error.reason, error.line, error.column) from error
    _print(answer, format_name, settings)


def _text(file: Path | None, text: str | None, example: str | None, release: Release) -> str:
    if sum(given is not None for given in (file, text, example)) != 1:
        raise UsageError("give one of: a FILE (or -), -q TEXT, --example NAME")
    if text is not None:
        return text
    if example is not None:
        return find_question(release.questions, example).text
    return sys.stdin.read() if file == Path("-") else _read(file or Path())


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SourceError(file, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(file, f"not UTF-8: {error.reason} at byte {error.start}") from error


def _query(text: str, format_name: str | None) -> Query:
    if format_name in (None, _TABLE):
        return Query(text, results=JSON, graph=TURTLE if format_name is None else None)
    name = format_name or ""
    return Query(text, results=format_named(name, "results"), graph=format_named(name, "graph"))


def _let_interrupt_end_the_process() -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _print(answer: Answer, format_name: str | None, settings: Settings) -> None:
    if answer.format is JSON and format_name in (None, _TABLE):
        print_table(answer.body, settings.names)
    else:
        sys.stdout.buffer.write(answer.body)
