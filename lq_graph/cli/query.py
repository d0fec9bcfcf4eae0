"""`lq query`: a question to a release, answered on stdout."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from lq_graph.cli.exits import UsageError
from lq_graph.cli.table import print_table
from lq_graph.errors import QuerySyntaxError, SourceError
from lq_graph.names import Names
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import JSON, TURTLE, format_named
from lq_graph.querying.instances import instances_of
from lq_graph.querying.parameters import ParameterRefused, Term, terms_of
from lq_graph.querying.question import find_question
from lq_graph.reading.query_file import parameters_of
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Language, Settings, read_settings

_TABLE = "table"


def run(
    file: Path | None,
    *,
    text: str | None,
    example: str | None,
    values: Sequence[str],
    format_name: str | None,
    release: Path | None,
) -> None:
    """Answers a query from a file, from the command line or from the questions."""
    settings = read_settings()
    opened = open_release(release or settings.current_release)
    query = _query(_text(file, text, example, opened), format_name)
    if values and example is None:
        raise UsageError("--var gives a value to a parameter of a question; name one with --example")
    _let_interrupt_end_the_process()
    engine = EmbeddedEngine(opened.store, settings.limits.answer_bytes)
    if example is not None:
        query = replace(query, bindings=_bindings(engine, opened, example, values, settings.language))
    try:
        answer = engine.answer(query)
    except QuerySyntaxError as error:
        if file is None:
            raise
        raise SourceError(file, error.reason, error.line, error.column) from error
    _print(answer, format_name, settings)


def _bindings(
    engine: EmbeddedEngine, release: Release, example: str, values: Sequence[str], language: Language
) -> dict[str, Term]:
    """The terms that are given as NAME=VALUE."""
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not equals:
            raise UsageError(f"--var takes NAME=VALUE, not {name!r}")
    parameters = parameters_of(find_question(release.questions, example))
    try:
        given = {name: text for name, _, text in pairs}
        return terms_of(parameters, given, partial(instances_of, engine), Names(release.base))
    except ParameterRefused as error:
        raise UsageError(error.texts.said(language)) from error


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
