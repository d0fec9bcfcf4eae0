"""`lq import`: checks a workbook or a CSV file against the project; writes it as Turtle and as a marked workbook."""

from __future__ import annotations

import shlex
import sys
import time
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from lq_graph.checking.check import check_contribution
from lq_graph.checking.finding import Finding, has_violation
from lq_graph.checking.reports.report import Report, hint, report_of, totals
from lq_graph.checking.reports.text import text_report
from lq_graph.cli.arguments import (
    Colour,
    VerbParser,
    add_colour,
    add_findings_format,
    add_language,
    add_output,
    as_path,
)
from lq_graph.cli.day import add_today
from lq_graph.cli.exits import FINDINGS, UsageError
from lq_graph.cli.sheets import said_in
from lq_graph.cli.terminal import steps, text_style, write_and_report
from lq_graph.contributing.contribution import ReadContribution, read_contribution
from lq_graph.contributing.outcome import Outcome, outcome_of
from lq_graph.contributing.recipient import recipient_of
from lq_graph.contributing.sheets.source import read_sheet_content
from lq_graph.reading.project import read_project
from lq_graph.reading.query_file import read_query_folder
from lq_graph.reading.rdf_file import is_rdf_file
from lq_graph.settings import Settings, read_settings
from lq_graph.text import Language, Texts

if TYPE_CHECKING:
    from lq_graph.contributing.marking.review import Review

_STEPS = 5
_MOST_THINGS = 50  # of a class, whose changes are listed
_IS_TURTLE = Texts(
    "lq import läser arbetsböcker och CSV-filer; det som redan är Turtle läses av lq check",
    "lq import reads workbooks and CSV files; what is Turtle already is read by lq check",
)
_IS_READ = Texts(
    "läses, och skrivs aldrig över; ange en annan fil med -o eller --annotate",
    "is read, and never overwritten; give another file with -o or --annotate",
)
_ONE_EACH = Texts(
    "Turtle och den märkta arbetsboken behöver var sin fil", "Turtle and the marked workbook need a file each"
)
_IS_WORKBOOK = Texts(
    "den märkta arbetsboken skrivs till en fil .xlsx, som LibreOffice också öppnar",
    "the marked workbook is written to a file .xlsx, which LibreOffice opens too",
)
_NO_TURTLE = Texts(
    "ingen Turtle skrevs; rätta felen, eller skriv den ändå med --force",
    "no Turtle was written; mend the errors, or write it all the same with --force",
)
_MERGE = Texts("För in det i data/ med: lq merge {files}", "Put it into data/ with: lq merge {files}")


@dataclass(frozen=True)
class Options:
    """The files to write, the class of the rows, the format of findings, and whether errors stop the Turtle."""

    output: Path | None = None
    annotate: Path | None = None
    class_: str | None = None
    format: str = "text"
    language: Language | None = None
    colour: Colour = "auto"
    force: bool = False
    today: date | None = None


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq import`."""
    help_text = "workbooks .xlsx or .ods and files .csv, filled in; they are read together"
    parser.add_argument("files", nargs="+", type=as_path, metavar="FILE", help=help_text)
    add_output(parser, "file .ttl to write (default: standard output)")
    help_text = "file .xlsx to write the marked workbook to; of several files, the folder for theirs"
    parser.add_argument("--annotate", type=as_path, metavar="PATH", help=help_text)
    help_text = "class that the rows describe, if the file does not say"
    parser.add_argument("--class", dest="class_", metavar="CLASS", help=help_text)
    add_findings_format(parser)
    add_language(parser, "findings")
    add_colour(parser)
    parser.add_argument("--force", action="store_true", help="write Turtle although there are errors")
    add_today(parser, "that of the clock")


def main(arguments: Namespace) -> None:
    """Runs `lq import`."""
    options = Options(
        output=arguments.output,
        annotate=arguments.annotate,
        class_=arguments.class_,
        format=arguments.format,
        language=arguments.lang,
        colour=arguments.color,
        force=arguments.force,
        today=arguments.today,
    )
    run(arguments.files, options)


def run(files: Sequence[Path], options: Options) -> None:
    """Reads sheets together, checks their statements, and writes them as Turtle unless there are errors."""
    for file in files:
        language = options.language or read_settings().language
        _refuse_overwriting(file, options, language, is_one=len(files) == 1)
    settings = read_settings()
    language = options.language or settings.language
    start = time.perf_counter()
    with said_in(language):
        contents = [(file, read_sheet_content(file)) for file in files]
        with steps(_STEPS) as step:
            step("reading")
            project = read_project(settings)
            read = read_contribution(project, contents, options.class_)
            checks = read_query_folder(settings.sparql / "checks")
            today = options.today or date.today()
            checked = check_contribution(project, read.contribution, checks, today=today, step=step)
    failed = has_violation(checked.findings)
    report = report_of(checked, settings, language, paths=files, seconds=time.perf_counter() - start)
    outcome = outcome_of(project, read.edit, language)
    _write_report(report, outcome, options, settings)
    if options.annotate is not None:
        next_step = recipient_of(settings).next_step(is_right=not failed).in_language(language)
        from lq_graph.contributing.marking.review import Review

        review = Review(language, next_step=next_step, day=today, outcome=outcome)
        _annotate(options.annotate, read, dict(contents), checked.findings, review)
    if not failed or options.force:
        from lq_graph.contributing.patch import with_changes
        from lq_graph.contributing.turtle import contributed_turtle

        _write(options.output, with_changes(contributed_turtle(read.described, settings.names), read.edit), language)
    elif failed:
        print(f"lq: {_NO_TURTLE.in_language(language)}", file=sys.stderr)
    if failed:
        raise SystemExit(FINDINGS)
    _write_next_step(files, settings, language)


def _write_next_step(files: Sequence[Path], settings: Settings, language: Language) -> None:
    """Writes to stderr how a right contribution gets into the data, and who else takes it."""
    named = " ".join(shlex.quote(str(file)) for file in files)
    print(f"lq: {_MERGE.in_language(language).format(files=named)}", file=sys.stderr)
    if settings.steward:
        print(f"lq: {recipient_of(settings).sentence.in_language(language)}", file=sys.stderr)


def _annotate(
    path: Path,
    read: ReadContribution,
    contents: Mapping[Path, bytes],
    findings: Sequence[Finding],
    review: Review,
) -> None:
    """Writes the marked workbook of each file: to the path, or below it if there are several."""
    from lq_graph.contributing.marking.workbook import MARKED_SUFFIX, marked_workbook

    for file, content in contents.items():
        sheets = [sheet for sheet in read.sheets if sheet.path == file]
        marked = marked_workbook(sheets, content, findings, review)
        if len(contents) == 1:
            _write(path, marked, review.language)
        else:
            path.mkdir(parents=True, exist_ok=True)
            _write(path / f"{file.stem}-{MARKED_SUFFIX.in_language(review.language)}.xlsx", marked, review.language)


def _refuse_overwriting(file: Path, options: Options, language: Language, *, is_one: bool) -> None:
    """Raises UsageError for files that would be overwritten, by the command or by each other."""
    written = [path for path in (options.output, options.annotate) if path is not None]
    refused: tuple[Path, Texts] | None = None
    if is_rdf_file(file):
        refused = file, _IS_TURTLE
    elif any(
        path.resolve() == file.resolve() or (path.exists() and file.exists() and path.samefile(file))
        for path in written
    ):
        refused = file, _IS_READ
    elif len({path.resolve() for path in written}) < len(written):
        refused = written[0], _ONE_EACH
    elif is_one and options.annotate is not None and options.annotate.suffix.lower() != ".xlsx":
        refused = options.annotate, _IS_WORKBOOK
    if refused is not None:
        raise UsageError(f"{refused[0]}: {refused[1].in_language(language)}")


def _write_report(report: Report, outcome: Outcome, options: Options, settings: Settings) -> None:
    """Writes what changes and the report to stdout, or to stderr where the Turtle goes to stdout; totals to stderr."""
    stream = sys.stderr if options.output is None else sys.stdout
    if options.format == "text":
        stream.write(f"{outcome.text(_MOST_THINGS)}\n")
        pieces, encoding = text_report(report, text_style(options.colour, settings, stream.isatty())), stream.encoding
    else:
        from lq_graph.checking.reports.formats import FORMATS

        pieces, encoding = FORMATS[options.format](report), "utf-8"
    stream.flush()
    stream.buffer.write("".join(pieces).encode(encoding, "backslashreplace"))
    stream.buffer.flush()
    for line in filter(None, (totals(report), hint(report))):
        print(line, file=sys.stderr)


def _write(path: Path | None, content: bytes, language: Language) -> None:
    if path is None:
        sys.stdout.buffer.write(content)
    else:
        write_and_report(path, content, language)
