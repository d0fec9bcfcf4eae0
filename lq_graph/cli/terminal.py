"""The terminal and output files: colour, width, progress."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lq_graph.checking.reports.text import Style
from lq_graph.cli.arguments import Colour
from lq_graph.cli.exits import UsageError
from lq_graph.settings import Settings
from lq_graph.text import Language, Texts

_OPEN_DOCUMENT = frozenset((".ods", ".fods", ".ots"))
_AS_EXCEL = Texts(
    "arbetsböcker skrivs som .xlsx, som LibreOffice öppnar; ange en fil .xlsx, och spara den där som .ods om du vill",
    "workbooks are written as .xlsx, which LibreOffice opens; name a file .xlsx, and save it there as .ods if you like",
)
_OTHER_KIND = Texts(
    "en arbetsbok skrivs till en fil .xlsx, och med --csv till en fil .csv",
    "a workbook is written to a file .xlsx, and with --csv to one .csv",
)
_WROTE = Texts("skrev", "wrote")


def text_style(colour: Colour, settings: Settings, is_terminal: bool) -> Style:
    """The style of text: in a terminal wrapped, and in colour unless the environment or the user forbids it."""
    painted = colour == "always" or (colour == "auto" and is_terminal and settings.colour)
    return Style(colour=painted, columns=shutil.get_terminal_size().columns if is_terminal else None)


@contextmanager
def steps(total: int) -> Iterator[Callable[[str], None]]:
    """A progress bar on stderr if it is a terminal: a function to call with a description of each step as it begins."""
    if not sys.stderr.isatty():
        yield lambda description: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=total, completed=-1)
        yield lambda description: progress.update(task, advance=1, description=description)


def write_file(path: Path, content: bytes) -> None:
    """Writes a file; raises UsageError if it cannot be written."""
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(f"{path}: cannot be written ({error.strerror}); give another file") from error


def write_and_report(path: Path, content: bytes, language: Language) -> None:
    """Writes a file as `write_file` does, and reports it on stderr."""
    write_file(path, content)
    print(f"lq: {_WROTE.in_language(language)} {path}", file=sys.stderr)


def is_csv(output: Path | None, language: Language, *, csv: bool) -> bool:
    """Whether to write CSV, by option or by the name of the file; raises UsageError for another kind of file."""
    suffix = "" if output is None else output.suffix.lower()
    if suffix in _OPEN_DOCUMENT:
        raise UsageError(f"{output}: {_AS_EXCEL.in_language(language)}")
    if suffix not in ("", ".csv", ".xlsx") or (csv and suffix == ".xlsx"):
        raise UsageError(f"{output}: {_OTHER_KIND.in_language(language)}")
    return csv or suffix == ".csv"


def write_out(write: Callable[[IO[bytes]], None], output: Path | None, language: Language) -> None:
    """Writes a complete file, or to stdout; raises UsageError if that is a terminal."""
    if output is None and sys.stdout.isatty():
        raise UsageError("a file is not written to a terminal; name one with --output, or redirect")
    content = io.BytesIO()
    write(content)
    if output is None:
        sys.stdout.buffer.write(content.getvalue())
    else:
        write_and_report(output, content.getvalue(), language)
