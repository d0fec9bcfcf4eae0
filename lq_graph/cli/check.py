"""`lq check`: findings on stdout or in a file, their number on stderr, exit 1 if any counts."""

from __future__ import annotations

import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lq_graph.checking.check import Checked, check_project
from lq_graph.checking.evaluation import Step
from lq_graph.checking.finding import Severity
from lq_graph.checking.reports.report import Report, hint, report_of, report_of_unreadable, totals
from lq_graph.checking.reports.text import text_report
from lq_graph.cli.arguments import (
    Colour,
    VerbParser,
    add_colour,
    add_engine,
    add_findings_format,
    add_language,
    add_output,
    as_path,
)
from lq_graph.cli.day import add_today
from lq_graph.cli.exits import FINDINGS, UNREADABLE
from lq_graph.cli.terminal import steps, text_style, write_file
from lq_graph.errors import SourceError
from lq_graph.reading.file_kind import is_sheet_file
from lq_graph.reading.rdf_file import is_rdf_file
from lq_graph.settings import Settings, read_settings
from lq_graph.shacl.validate import Engine
from lq_graph.text import Language

_STEPS = 4


@dataclass(frozen=True)
class Options:
    """How to check and to report: format and file of the report, what makes the check fail, what is checked."""

    format: str = "text"
    fail_on: str = "violation"
    language: Language | None = None
    changed_since: str | None = None
    output: Path | None = None
    colour: Colour = "auto"
    engine: Engine = "auto"
    today: date | None = None


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq check`."""
    parser.add_argument("paths", nargs="*", type=as_path, help="files and folders (default: the whole project)")
    add_findings_format(parser)
    severities = ("violation", "warning", "info", "never")
    parser.add_argument("--fail-on", choices=severities, default="violation", help="least severity that exits with 1")
    add_language(parser, "findings")
    parser.add_argument("--changed-since", metavar="REF", help="check only files that changed since a git revision")
    add_output(parser, "file to write the report to")
    add_colour(parser)
    add_engine(parser)
    add_today(parser, "that of the clock")


def main(arguments: Namespace) -> None:
    """Runs `lq check`."""
    options = Options(
        format=arguments.format,
        fail_on=arguments.fail_on,
        language=arguments.lang,
        changed_since=arguments.changed_since,
        output=arguments.output,
        colour=arguments.color,
        engine=arguments.engine,
        today=arguments.today,
    )
    run(arguments.paths, options)


def run(paths: Sequence[Path], options: Options) -> None:
    """Checks the project, or a contribution to it, and reports."""
    settings = read_settings()
    start = time.perf_counter()
    try:
        report, code = _checked(paths, options, settings, start), FINDINGS
    except SourceError as error:
        from lq_graph.checking.unreadable import unreadable_findings

        findings = unreadable_findings(error, settings, others_among(paths))
        seconds = time.perf_counter() - start
        language = options.language or settings.language
        report, code = report_of_unreadable(findings, settings, language, seconds), UNREADABLE
    write_report(report, options, settings)
    if any(map(report.fails, report.findings)):
        raise SystemExit(code)


def write_report(report: Report, options: Options, settings: Settings) -> None:
    """Writes a report as the options have it, and its totals to stderr."""
    if options.format == "text":
        style = text_style(options.colour, settings, sys.stdout.isatty() and options.output is None)
        _write(text_report(report, style), options.output, sys.stdout.encoding)
    else:
        from lq_graph.checking.reports.formats import FORMATS

        _write(FORMATS[options.format](report), options.output, "utf-8")
    for line in filter(None, (totals(report), hint(report))):
        print(line, file=sys.stderr)


def _checked(paths: Sequence[Path], options: Options, settings: Settings, start: float) -> Report:
    language = options.language or settings.language
    threshold = None if options.fail_on == "never" else Severity[options.fail_on.upper()]
    chosen = list(paths)
    if options.changed_since is not None:
        from lq_graph.cli.changed import changed_paths

        changed = changed_paths(options.changed_since, settings, paths)
        if changed == []:
            return Report((), settings.names, settings.root, language, threshold=threshold)
        chosen = list(paths) if changed is None else changed
    with steps(_STEPS) as step:
        checked = _check(settings, chosen, step, options, language)
    seconds = time.perf_counter() - start
    return report_of(checked, settings, language, paths=chosen, threshold=threshold, seconds=seconds)


def _check(settings: Settings, paths: list[Path], step: Step, options: Options, language: Language) -> Checked:
    """The project checked with what the paths contribute; the reader of sheets is loaded only if there are any."""
    sheets, today = sheets_among(paths), options.today or date.today()
    if not sheets:
        return check_project(settings, paths, step, options.engine, today=today)
    from lq_graph.cli.sheets import read_sheets

    contribution = read_sheets(sheets, settings, language)
    return check_project(settings, others_among(paths), step, options.engine, contribution, today=today)


def _write(pieces: Iterable[str], output: Path | None, encoding: str) -> None:
    """Writes text to a file in UTF-8, or to stdout; what the encoding lacks is written by its number."""
    if output is not None:
        write_file(output, "".join(pieces).encode("utf-8", "backslashreplace"))
        return
    sys.stdout.flush()
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode(encoding, "backslashreplace"))
    sys.stdout.buffer.flush()


def sheets_among(paths: Iterable[Path]) -> list[Path]:
    """The sheets among some paths, and in the folders among them."""
    return [file for path in paths for file in (_below(path) if path.is_dir() else [path]) if is_sheet_file(file)]


def others_among(paths: Iterable[Path]) -> list[Path]:
    """The paths that are not sheets, less the folders with nothing but sheets."""
    return [path for path in paths if not is_sheet_file(path) and not _has_sheets_only(path)]


def _has_sheets_only(path: Path) -> bool:
    if not path.is_dir():
        return False
    files = _below(path)
    return any(map(is_sheet_file, files)) and not any(map(is_rdf_file, files))


def _below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
