"""Result rows as a table for a person."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from lq_graph.names import Names

_WIDE_ENOUGH = 10_000
_SIMPLE = re.compile(r"[A-Za-z0-9_-]+")


def print_table(body: bytes, names: Names) -> None:
    """Prints SPARQL 1.1 JSON results as a table, and the number of rows on stderr.

    IRIs of this graph are shown from its base on, as BASE would read them; others with the well-known prefixes.
    """
    results = json.loads(body)
    if "boolean" in results:
        print("true" if results["boolean"] else "false")
        return
    rows = results["results"]["bindings"]
    _console().print(_table(results["head"]["vars"], rows, names))
    print(f"{len(rows)} rows", file=sys.stderr)


def _console() -> Console:
    return Console(width=None if sys.stdout.isatty() else _WIDE_ENOUGH, highlight=False, soft_wrap=False)


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
    return _short(term["value"], names) if term["type"] == "uri" else term["value"]


def _short(iri: str, names: Names) -> str:
    for prefix, space in names.prefixes.items():
        if iri.startswith(space) and _SIMPLE.fullmatch(iri.removeprefix(space)):
            return f"{prefix}:{iri.removeprefix(space)}"
    return f"<{iri.removeprefix(names.base)}>"
