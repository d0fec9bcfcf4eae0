"""Where the `lq` command begins: the commonest job straight to its work, all others by way of Typer."""

from __future__ import annotations

import sys

from lq_graph.cli.exits import ending_at_once, exiting
from lq_graph.cli.plain_check import plain_check


def main() -> None:
    """Runs the command and ends the process with its exit code."""
    plain = plain_check(sys.argv[2:]) if sys.argv[1:2] == ["check"] else None
    if plain is None:
        from lq_graph.cli.main import main as main_by_typer

        main_by_typer()
        return
    with ending_at_once(), exiting():
        from lq_graph.cli.check import Options, run

        run(plain[0], Options(**plain[1]))
