"""`lq fmt`: Turtle files in canonical form; with --check or --diff none is written, and exit 1 if one would change."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, as_path
from lq_graph.cli.exits import FINDINGS, UNREADABLE, UsageError
from lq_graph.errors import SourceError
from lq_graph.formatting.turtle import formatted, read_content, replace_content, turtle_files
from lq_graph.settings import read_settings

_STDIN = Path("-")
_NAME_OF_STDIN = Path("stdin.ttl")


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq fmt`."""
    help_text = "Turtle files and folders of them; - formats standard input (default: data/ and ontology/)"
    parser.add_argument("paths", nargs="*", type=as_path, help=help_text)
    parser.add_argument("--check", action="store_true", help="list what would change, and write nothing")
    parser.add_argument("--diff", action="store_true", help="show what would change, and write nothing")


def main(arguments: Namespace) -> None:
    """Runs `lq fmt`."""
    run(arguments.paths, arguments.check, arguments.diff)


def run(paths: Sequence[Path], check: bool, diff: bool) -> None:
    """Formats files, by default those of the project's data and ontology, or reports which would change."""
    if _STDIN in paths:
        _format_stdin(paths, check, diff)
        return
    files = turtle_files(paths or _project_folders())
    results = [_format_file(file, check, diff) for file in files]
    changed = results.count(True)
    verb = "would be formatted" if check or diff else "formatted"
    print(f"{changed} of {len(files)} files {verb}", file=sys.stderr)
    if None in results:
        raise SystemExit(UNREADABLE)
    if changed and (check or diff):
        raise SystemExit(FINDINGS)


def _project_folders() -> Sequence[Path]:
    settings = read_settings()
    return settings.data, settings.ontology


def _format_file(file: Path, check: bool, diff: bool) -> bool | None:
    """Whether a file changes, or would; None if it cannot be read, which is reported and leaves it as it is."""
    try:
        before = read_content(file)
        after = formatted(file, before)
    except SourceError as error:
        print(f"lq: {error}", file=sys.stderr)
        return None
    if before == after:
        return False
    if diff:
        _print_diff(file, before, after)
    elif check:
        print(file)
    else:
        replace_content(file, after)
    return True


def _format_stdin(paths: Sequence[Path], check: bool, diff: bool) -> None:
    if len(paths) > 1:
        raise UsageError("- reads standard input alone; give it no files beside")
    before = sys.stdin.buffer.read()
    after = formatted(_NAME_OF_STDIN, before)
    if diff:
        _print_diff(_NAME_OF_STDIN, before, after)
    elif not check:
        sys.stdout.buffer.write(after)
    if before != after and (check or diff):
        raise SystemExit(FINDINGS)


def _print_diff(file: Path, before: bytes, after: bytes) -> None:
    old, new = (content.decode().splitlines(keepends=True) for content in (before, after))
    for line in unified_diff(old, new, str(file), str(file)):
        sys.stdout.write(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n")
