"""`lq template`: a workbook or a CSV file in which things of a class are described; or a list of the classes."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_language, add_output
from lq_graph.cli.exits import UsageError
from lq_graph.cli.terminal import is_csv, write_out
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import form_named
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.reading.project import read_project
from lq_graph.settings import read_settings
from lq_graph.text import Language, sort_key

TASK_NAMES = ("yearly-values", "new-decision", "new-plan", "withdraw")  # as in contributing/tasks.py, loaded if used


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq template`."""
    parser.add_argument("name", nargs="?", metavar="CLASS", help="class, such as plan (default: a list of all)")
    add_output(parser, "file .xlsx or .csv to write")
    add_language(parser, "workbook")
    parser.add_argument("--csv", action="store_true", help="write CSV")
    help_text = f"workbook for a task: {', '.join(TASK_NAMES)}"
    parser.add_argument("--task", choices=TASK_NAMES, help=help_text)


def main(arguments: Namespace) -> None:
    """Runs `lq template`."""
    run(arguments.name, arguments.output, arguments.lang, csv=arguments.csv, task=arguments.task)


def run(
    name: str | None, output: Path | None, language: Language | None, *, csv: bool, task: str | None = None
) -> None:
    """Writes the template of a class or the workbook of a task, or lists the classes if none is named."""
    settings = read_settings()
    project = read_project(settings)
    known = project_forms(project)
    language = language or settings.language
    if task is not None:
        if name is not None or is_csv(output, language, csv=csv):
            raise UsageError("--task writes a workbook of its own; leave out the class, and --csv")
        from lq_graph.contributing.contribution import contribution_reader
        from lq_graph.contributing.tasks import task_named, task_sheets
        from lq_graph.contributing.templates.template import write_sheets

        sheets = task_sheets(task_named(task), contribution_reader(project, known), language)
        write_out(lambda stream: write_sheets(sheets, known.reference, language, stream), output, language)
        return
    if name is None:
        list_forms(known.forms.values(), language)
        from lq_graph.contributing.tasks import possible_tasks

        for each in possible_tasks(known.forms):
            print(f"--task {each.name}  {each.title.in_language(language)}: {each.description.in_language(language)}")
        return
    form = form_named(known.forms, name)
    if is_csv(output, language, csv=csv):
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
