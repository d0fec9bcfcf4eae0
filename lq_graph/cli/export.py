"""`lq export`: the things of a class as a workbook or a CSV file, to edit and import again."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_language, add_output
from lq_graph.cli.terminal import is_csv, write_out
from lq_graph.contributing.forms.form_reader import ClassTree, form_named
from lq_graph.contributing.forms.reference import project_forms
from lq_graph.contributing.templates.csv import write_csv
from lq_graph.contributing.templates.export import exported_rows
from lq_graph.contributing.templates.responsible import things_by_body
from lq_graph.errors import UnknownName
from lq_graph.reading.project import read_project
from lq_graph.settings import read_settings
from lq_graph.text import Language


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq export`."""
    parser.add_argument("name", metavar="CLASS", help="class, such as plan; lq template lists them")
    add_output(parser, "file .xlsx or .csv to write")
    add_language(parser, "workbook")
    parser.add_argument("--csv", action="store_true", help="write CSV")
    help_text = "only the things that name a body, such as id/department/x, as responsible for them, say"
    parser.add_argument("--body", metavar="BODY", help=help_text)


def main(arguments: Namespace) -> None:
    """Runs `lq export`."""
    run(arguments.name, arguments.output, arguments.lang, csv=arguments.csv, body=arguments.body)


def run(name: str, output: Path | None, language: Language | None, *, csv: bool, body: str | None = None) -> None:
    """Writes the things of a class that the project describes, all or those that name a body."""
    settings = read_settings()
    project = read_project(settings)
    known = project_forms(project)
    language = language or settings.language
    form = form_named(known.forms, name)
    as_csv = is_csv(output, language, csv=csv)
    rows = exported_rows(form, known.reference, known.stated, language)
    if body is not None:
        iri = f"{settings.names.base}{body}" if body.startswith("id/") else body
        own = things_by_body(form, ClassTree(project.dataset.graph(project.ontology)), known.stated)
        if iri not in own:
            near = ", ".join(sorted(map(settings.names.short, own))) or "none"
            raise UnknownName(f"no {form.name.en} names {body!r}; there are: {near}")
        rows = [row for row in rows if row.iri in own[iri]]
    if as_csv:
        write_out(lambda stream: write_csv(form, language, stream, rows), output, language)
    else:
        from lq_graph.contributing.templates.template import write_template

        write_out(lambda stream: write_template(form, known.reference, language, stream, rows), output, language)
