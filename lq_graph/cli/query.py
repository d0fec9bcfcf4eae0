"""`lq query`: answers a query over a release, on stdout."""

from __future__ import annotations

import json
import signal
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lq_graph.cli.arguments import VerbParser, add_release, as_path
from lq_graph.cli.exits import UsageError
from lq_graph.errors import QuerySyntaxError, SourceError
from lq_graph.names import Names
from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Answer, Query
from lq_graph.querying.formats import JSON, TURTLE, format_named
from lq_graph.querying.parameters import ParameterRefused, Term, find_question, instances_of, terms_of, with_today
from lq_graph.reading.query_file import parameters_of
from lq_graph.releasing.release import Release, open_release
from lq_graph.settings import Settings, read_settings
from lq_graph.text import Language

_TABLE = "table"
_UNLIMITED_COLUMNS = 10_000


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq query`."""
    parser.add_argument(
        "file", nargs="?", type=as_path, metavar="FILE", help="file with a query; - reads standard input"
    )
    parser.add_argument("--query", "-q", metavar="TEXT", help="the query itself")
    parser.add_argument("--example", metavar="NAME", help="name of a question in sparql/questions")
    help_text = "value of a parameter of the question; repeatable"
    parser.add_argument("--var", action="append", default=[], metavar="NAME=VALUE", help=help_text)
    help_text = "format of the answer (default: table, or ttl for a graph)"
    parser.add_argument("--format", choices=("table", "csv", "tsv", "json", "xml", "ttl", "nt"), help=help_text)
    add_release(parser)


def main(arguments: Namespace) -> None:
    """Runs `lq query`."""
    run(
        arguments.file,
        text=arguments.query,
        example=arguments.example,
        values=arguments.var,
        format_name=arguments.format,
        release=arguments.release,
    )


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
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the engine cannot be interrupted otherwise
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
    """The terms of the parameters that are given as NAME=VALUE."""
    pairs = [value.partition("=") for value in values]
    for name, equals, _ in pairs:
        if not equals:
            raise UsageError(f"--var takes NAME=VALUE, not {name!r}")
    parameters = parameters_of(find_question(release.questions, example))
    try:
        given = {name: text for name, _, text in pairs}
        terms = terms_of(parameters, given, partial(instances_of, engine), Names(release.base))
        return with_today(parameters, terms, date.today())
    except ParameterRefused as error:
        raise UsageError(error.texts.in_language(language)) from error


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


def _print(answer: Answer, format_name: str | None, settings: Settings) -> None:
    if answer.format is JSON and format_name in (None, _TABLE):
        _print_table(answer.body, settings.names)
    else:
        sys.stdout.buffer.write(answer.body)


def _print_table(body: bytes, names: Names) -> None:
    """Prints SPARQL 1.1 JSON results as a table, and the number of rows on stderr.

    IRIs of this graph are shown from its base on, as BASE would read them; others with the well-known prefixes.
    """
    results = json.loads(body)
    if "boolean" in results:
        print("true" if results["boolean"] else "false")
        return
    rows = results["results"]["bindings"]
    console = Console(width=None if sys.stdout.isatty() else _UNLIMITED_COLUMNS, highlight=False, soft_wrap=False)
    console.print(_table(results["head"]["vars"], rows, names))
    print(f"{len(rows)} rows", file=sys.stderr)


def _table(variables: list[str], rows: list[dict[str, Any]], names: Names) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False)
    for variable in variables:
        table.add_column(Text(variable))
    for row in rows:
        table.add_row(*(Text(_cell(row.get(variable), names)) for variable in variables))
    return table


def _cell(term: dict[str, str] | None, names: Names) -> str:
    if term is None:
        return ""
    return names.turtle(term["value"]) if term["type"] == "uri" else term["value"]
