"""`lq template`: a workbook or a CSV file in which things of a class are described; or a list of the classes."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import IO

from lq_graph.cli.arguments import VerbParser, add_language, add_output
from lq_graph.cli.exits import UsageError
from lq_graph.cli.terminal import write_and_tell
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import form_named
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.reading.project import read_project
from lq_graph.settings import read_settings
from lq_graph.text import Language, sort_key

Writer = Callable[[IO[bytes]], None]


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq template`."""
    parser.add_argument("name", nargs="?", metavar="CLASS", help="class, such as plan (default: a list of all)")
    add_output(parser, "file .xlsx or .csv to write")
    add_language(parser, "workbook")
    parser.add_argument("--csv", action="store_true", help="write CSV")


def main(arguments: Namespace) -> None:
    """Runs `lq template`."""
    run(arguments.name, arguments.output, arguments.lang, csv=arguments.csv)


def run(name: str | None, output: Path | None, language: Language | None, *, csv: bool) -> None:
    """Writes the template of a class, or lists the classes if none is named."""
    settings = read_settings()
    known = project_forms(read_project(settings))
    language = language or settings.language
    if name is None:
        list_forms(known.forms.values(), language)
        return
    form = form_named(known.forms, name)
    if is_csv(output, csv=csv):
        from lq_graph.contributing.templates.csv import write_csv

        write_out(lambda stream: write_csv(form, language, stream), output, language)
    else:
        from lq_graph.contributing.templates.template import write_template

        write_out(lambda stream: write_template(form, known.reference, language, stream), output, language)


def list_forms(forms: Iterable[Form], language: Language) -> None:
    """Prints the classes that have a form: the name of the argument, the label, and the definition."""
    listed = sorted(forms, key=lambda form: sort_key(form.name.in_language(language)))
    wide = max((len(form.segment) for form in listed), default=0)
    for form in listed:
        print(f"{form.segment:<{wide}}  {form.name.in_language(language)}: {form.definition.in_language(language)}")


def is_csv(output: Path | None, *, csv: bool) -> bool:
    """Whether to write CSV, by option or by the name of the file; raises UsageError for another kind of file."""
    suffix = "" if output is None else output.suffix.lower()
    if suffix not in ("", ".csv", ".xlsx") or (csv and suffix == ".xlsx"):
        raise UsageError(f"{output}: a workbook is written to a file .xlsx, and with --csv to one .csv")
    return csv or suffix == ".csv"


def write_out(write: Writer, output: Path | None, language: Language) -> None:
    """Writes a complete file, or to stdout; raises UsageError if that is a terminal."""
    if output is None and sys.stdout.isatty():
        raise UsageError("a file is not written to a terminal; name one with --output, or redirect")
    content = io.BytesIO()
    write(content)
    if output is None:
        sys.stdout.buffer.write(content.getvalue())
    else:
        write_and_tell(output, content.getvalue(), language)
