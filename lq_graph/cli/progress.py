"""Progress on stderr: a bar of steps when it is a terminal, nothing otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def steps(total: int) -> Iterator[Callable[[str], None]]:
    """A function to be told, in words, each of so many steps as it begins."""
    console = Console(stderr=True)
    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task("", total=total, completed=-1)

        def step(description: str) -> None:
            progress.update(task, advance=1, description=description)

        yield step
