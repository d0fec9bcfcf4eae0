"""The `lq` command: its verbs and their options. The work of a verb is in the module of its name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from lq_graph.cli.choices import (
    ChangesFormat,
    Colour,
    DerivationFormat,
    Engine,
    FailOn,
    FindingsFormat,
    Language,
    Output,
    ReportFormat,
)
from lq_graph.cli.exits import ending_at_once, exiting

app = typer.Typer(
    name="lq",
    help="A city's quality-of-life chain as one linked graph: check it, build it, ask it, serve it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # plain help, in a third of the time
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command()
def check(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; without any, the whole project.")
    ] = None,
    *,
    format: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="Format of the report.")
    ] = FindingsFormat.TEXT,
    fail_on: Annotated[FailOn, typer.Option(help="Least severity that fails the check.")] = FailOn.VIOLATION,
    lang: Annotated[Language | None, typer.Option(help="Language of the findings; as the locale has it.")] = None,
    changed_since: Annotated[
        str | None, typer.Option(metavar="REF", help="Check files alone that changed since a git revision.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File to write the report to.")] = None,
    color: Annotated[Colour, typer.Option(help="When text is in colour.")] = Colour.AUTO,
    engine: Annotated[Engine, typer.Option(help="Engine for shapes; auto falls back on pyshacl.")] = Engine.AUTO,
) -> None:
    """Hold data against the ontology, the shapes and the whole-graph checks."""
    with exiting():
        from lq_graph.cli.check import Options, run

        told = Options(
            format=format.value,
            fail_on=fail_on.value,
            language=None if lang is None else lang.value,
            changed_since=changed_since,
            output=output,
            colour=color.value,
            engine=engine.value,
        )
        run(paths or [], told)


@app.command()
def explain_finding(
    code: Annotated[str | None, typer.Argument(help="Code of a finding; without it, a list.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language; as the locale has it.")] = None,
) -> None:
    """Say what the code of a finding means: what must hold, what to do, a right example."""
    with exiting():
        from lq_graph.cli.explain_finding import run

        run(code, None if lang is None else lang.value)


@app.command()
def build(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Folder of releases.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of the findings; as the locale has it.")] = None,
) -> None:
    """Check the project and make a release of it, which becomes the current one."""
    with exiting():
        from lq_graph.cli.build import run

        run(output, None if lang is None else lang.value)


@app.command()
def diff(
    old: Annotated[str | None, typer.Argument(help="Folder, file or git revision; HEAD unless given.")] = None,
    new: Annotated[str | None, typer.Argument(help="The same; the working tree unless given.")] = None,
    *,
    format: Annotated[ChangesFormat, typer.Option("--format", "-f", help="Format of the words.")] = ChangesFormat.TEXT,
    lang: Annotated[Language | None, typer.Option(help="Language of the words; as the locale has it.")] = None,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="Exit with 1 if anything changed.")] = False,
) -> None:
    """Say in words what changed between two states of the graph."""
    with exiting():
        from lq_graph.cli.diff import run

        run(old, new, format.value, None if lang is None else lang.value, exit_code)


@app.command()
def query(
    file: Annotated[Path | None, typer.Argument(help="File with a SPARQL query; - reads standard input.")] = None,
    *,
    text: Annotated[str | None, typer.Option("-q", "--query", help="The SPARQL query itself.")] = None,
    example: Annotated[str | None, typer.Option(help="Name of a question in sparql/questions.")] = None,
    var: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="Value of a parameter of the question; repeatable.")
    ] = None,
    format: Annotated[Output | None, typer.Option(help="Format of the answer: table, or ttl for a graph.")] = None,
    release: Annotated[Path | None, typer.Option(help="Folder of a release; the current one unless given.")] = None,
) -> None:
    """Ask a release a SPARQL question."""
    with exiting():
        from lq_graph.cli.query import run

        run(
            file,
            text=text,
            example=example,
            values=var or [],
            format_name=format.value if format else None,
            release=release,
        )


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 takes a free one.")] = 8000,
    release: Annotated[Path | None, typer.Option(help="Folder of a release; the current one unless given.")] = None,
    engine: Annotated[
        str | None, typer.Option(metavar="URL", help="SPARQL endpoint to ask, to which the release was published.")
    ] = None,
    user: Annotated[str | None, typer.Option(help="Who you are there; the password is in LQ_PASSWORD.")] = None,
) -> None:
    """Serve a release: site, linked data, dumps and SPARQL endpoint."""
    with exiting():
        from lq_graph.cli.serve import run

        run(host, port, release, engine, user)


@app.command()
def publish(
    to: Annotated[str, typer.Option(metavar="URL", help="Address of the store's Graph Store Protocol.")],
    user: Annotated[str | None, typer.Option(help="Who you are there; the password is in LQ_PASSWORD.")] = None,
    release: Annotated[Path | None, typer.Option(help="Folder of a release; the current one unless given.")] = None,
) -> None:
    """Load a release into another store, graph by graph, and switch to it at the end."""
    with exiting():
        from lq_graph.cli.publish import run

        run(to, user, release)


@app.command()
def shacl(
    data: Annotated[list[Path], typer.Argument(help="Files of data.")],
    shapes: Annotated[list[Path], typer.Option("--shapes", "-s", help="File of shapes; may be given again.")],
    ontology: Annotated[Path | None, typer.Option(help="Ontology; what follows by it is validated too.")] = None,
    format: Annotated[ReportFormat, typer.Option(help="Format of the report.")] = ReportFormat.TURTLE,
    engine: Annotated[Engine, typer.Option(help="Engine; auto falls back on pyshacl.")] = Engine.AUTO,
) -> None:
    """Validate any data against any SHACL shapes."""
    with exiting():
        from lq_graph.cli.shacl import run

        run(data, shapes, ontology, format.value, engine.value)


@app.command()
def infer(
    data: Annotated[list[Path], typer.Argument(help="Files of data.")],
    ontology: Annotated[Path, typer.Option(help="Ontology.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File of N-Triples to write.")] = None,
) -> None:
    """Write what follows from any data by an OWL 2 RL ontology."""
    with exiting():
        from lq_graph.cli.infer import run

        run(data, ontology, output)


@app.command()
def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Turtle files and folders of them; - is a filter; without any, data/ and ontology/."),
    ] = None,
    check: Annotated[bool, typer.Option("--check", help="List what would change, and write nothing.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would change, and write nothing.")] = False,
) -> None:
    """Write Turtle in canonical form, for quiet diffs; comments stay."""
    with exiting():
        from lq_graph.cli.fmt import run

        run(paths or [], check, diff)


@app.command()
def explain(
    subject: Annotated[str, typer.Argument(help="An IRI, a name such as lq:Goal, or id/goal/… of this graph.")],
    predicate: Annotated[str, typer.Argument(help="As the subject; a stands for rdf:type.")],
    object_: Annotated[str, typer.Argument(metavar="OBJECT", help="As the subject, or a literal as in Turtle.")],
    format: Annotated[DerivationFormat, typer.Option(help="Format of the derivation.")] = DerivationFormat.TEXT,
) -> None:
    """Say why a triple is in the graph: the shortest derivation, and who says its premises."""
    with exiting():
        from lq_graph.cli.explain import run

        run(subject, predicate, object_, format.value)


@app.command()
def template(
    name: Annotated[
        str | None, typer.Argument(metavar="[CLASS]", help="Class, such as plan; without it, a list.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File .xlsx or .csv to write.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of the template; as the locale has it.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV.")] = False,
) -> None:
    """Write a workbook to describe things of a class in, made from the shapes."""
    with exiting():
        from lq_graph.cli.template import run

        run(name, output, None if lang is None else lang.value, csv=csv)


@app.command()
def export(
    name: Annotated[str, typer.Argument(metavar="CLASS", help="Class, such as plan; lq template lists them.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="File .xlsx or .csv to write.")] = None,
    lang: Annotated[Language | None, typer.Option(help="Language of the workbook; as the locale has it.")] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Write CSV.")] = False,
) -> None:
    """Write the things of a class as a workbook, to edit and give back."""
    with exiting():
        from lq_graph.cli.export import run

        run(name, output, None if lang is None else lang.value, csv=csv)


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(help="Workbook .xlsx or file .csv, filled in.")],
    *,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="File .ttl to write; without it, stdout.")
    ] = None,
    annotate: Annotated[Path | None, typer.Option(help="File .xlsx to write the marked workbook to.")] = None,
    class_: Annotated[
        str | None, typer.Option("--class", metavar="CLASS", help="What the rows are, if the file does not say.")
    ] = None,
    format: Annotated[
        FindingsFormat, typer.Option("--format", "-f", help="Format of the report.")
    ] = FindingsFormat.TEXT,
    lang: Annotated[Language | None, typer.Option(help="Language of the findings; as the locale has it.")] = None,
    color: Annotated[Colour, typer.Option(help="When text is in colour.")] = Colour.AUTO,
    force: Annotated[bool, typer.Option("--force", help="Write Turtle also if there are errors.")] = False,
) -> None:
    """Read a workbook or a CSV file, check what it says, and write it as Turtle."""
    with exiting():
        from lq_graph.cli.import_ import Options, run

        told = Options(
            output=output,
            annotate=annotate,
            class_=class_,
            format=format.value,
            language=None if lang is None else lang.value,
            colour=color.value,
            force=force,
        )
        run(file, told)


def main() -> None:
    """Runs the command and ends the process with its exit code, at once unless it serves."""
    if sys.argv[1:2] == ["serve"]:
        app()
    with ending_at_once():
        app()
