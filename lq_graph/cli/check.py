"""`lq check`: findings on stdout, their number on stderr, exit 1 if any is a violation."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from lq_graph.checking.check import Checked, check_project
from lq_graph.checking.finding import has_violation
from lq_graph.checking.shacl.validate import Engine
from lq_graph.checking.text_report import finding_line, totals_line
from lq_graph.cli.exits import FINDINGS
from lq_graph.cli.progress import steps
from lq_graph.settings import Settings, read_settings

_STEPS = 4


def run(paths: Sequence[Path], language: str, engine: Engine) -> None:
    """Checks the project, or a contribution to it."""
    settings = read_settings()
    with steps(_STEPS) as step:
        checked = check_project(settings, paths, step, engine)
    report(checked, settings, language)
    if has_violation(checked.findings):
        raise SystemExit(FINDINGS)


def report(checked: Checked, settings: Settings, language: str) -> None:
    """Prints the findings and their number."""
    for finding in checked.findings:
        print(finding_line(finding, language, settings.names, settings.root))
    print(totals_line(checked.findings, language), file=sys.stderr)
