"""`lq build`: a release, or the findings that prevent it."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import date
from pathlib import Path

from lq_graph.checking.check import check_project
from lq_graph.checking.finding import has_violation
from lq_graph.checking.reports.report import report_of
from lq_graph.cli.arguments import VerbParser, add_language, add_output
from lq_graph.cli.check import Options, write_report
from lq_graph.cli.day import add_today, release_day
from lq_graph.cli.exits import FINDINGS
from lq_graph.cli.terminal import steps
from lq_graph.releasing.build import build_release
from lq_graph.settings import read_settings
from lq_graph.text import Language, Texts

_NO_RELEASE = Texts(
    "ingen utgåva gjordes; den som fanns gäller fortfarande",
    "no release was made; the one before, if any, is still current",
)
_STEPS = 6


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq build`."""
    add_output(parser, "folder of releases (default: releases/ of the project)")
    add_language(parser, "findings")
    add_today(parser, "that of the commit; with uncommitted changes, of the clock")


def main(arguments: Namespace) -> None:
    """Runs `lq build`."""
    run(arguments.output, arguments.lang, arguments.today)


def run(output: Path | None, language: Language | None, today: date | None = None) -> None:
    """Checks the project and builds its release; with violations the previous release is still current."""
    settings = read_settings()
    with steps(_STEPS) as step:
        checked = check_project(settings, step=step, today=today or release_day(settings.root))
        failed = has_violation(checked.findings)
        release = None if failed else build_release(checked, settings, output or settings.releases, step)
    if release is None:
        write_report(report_of(checked, settings, language or settings.language), Options(), settings)
        print(f"lq: {_NO_RELEASE.in_language(language or settings.language)}", file=sys.stderr)
        raise SystemExit(FINDINGS)
    print(release.path)
    stated = sum(entry.triples for entry in release.datasets)
    print(f"{stated:,} triples in {len(release.datasets)} datasets, {release.triples:,} in all", file=sys.stderr)
