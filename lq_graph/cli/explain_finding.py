"""`lq explain-finding`: what the code of a finding means, or the list of all codes."""

from __future__ import annotations

import re
from argparse import Namespace
from pathlib import Path

from lq_graph.checking.reports.report import SEVERITIES
from lq_graph.checking.rulebook import Rulebook, rule_text
from lq_graph.checking.shape_rules import Rule
from lq_graph.cli.arguments import VerbParser, add_language
from lq_graph.contributing.sheets.problems import PROBLEMS
from lq_graph.settings import read_settings
from lq_graph.text import Language, Texts

_NAMED = re.compile(r"\{\w+\}")
_CELLS = Texts("arbetsböcker och CSV-filer", "workbooks and CSV files")


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq explain-finding`."""
    parser.add_argument("code", nargs="?", metavar="CODE", help="code of a finding (default: a list of all)")
    add_language(parser, "explanation")


def main(arguments: Namespace) -> None:
    """Runs `lq explain-finding`."""
    run(arguments.code, arguments.lang)


def run(code: str | None, language: Language | None) -> None:
    """Prints what a code means; without one, a line for each code. Raises UnknownName for a code that there is not."""
    settings = read_settings()
    chosen = language or settings.language
    book = Rulebook(settings, rules_of_the_reader())
    if code is not None:
        print(rule_text(book.rule(code), chosen, lambda path: _shown(path, settings.root)), end="")
        return
    for each in book.codes():
        severity, message = book.summary(each)
        print(f"{each}  {SEVERITIES[severity].in_language(chosen)}  {message.in_language(chosen)}".rstrip())


def rules_of_the_reader() -> list[Rule]:
    """The rules of the reader of sheets."""
    return [_rule(code) for code in PROBLEMS]


def _rule(code: str) -> Rule:
    """The rule of a problem of the reader of sheets, with … for what its findings name."""
    problem = PROBLEMS[code]
    fault = Texts(_NAMED.sub("…", problem.fault.sv), _NAMED.sub("…", problem.fault.en))
    message = Texts(_NAMED.sub("…", problem.message.sv), _NAMED.sub("…", problem.message.en))
    return Rule(code, message, problem.severity, about=_CELLS, fault=fault)


def _shown(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
