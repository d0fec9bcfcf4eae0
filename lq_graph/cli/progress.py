"""Progress on stderr: a bar of steps when it is a terminal, nothing otherwise."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def steps(total: int) -> Iterator[Callable[[str], None]]:
    """A function to be told, in words, each of so many steps as it begins."""
    if not sys.stderr.isatty():
        yield _in_silence
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=-1)
        yield lambda description: progress.update(task, advance=1, description=description)


def _in_silence(_: str) -> None:
    """No progress is shown where nobody looks."""
