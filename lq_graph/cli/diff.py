"""`lq diff`: what changed between two states of the graph, in words."""

from __future__ import annotations

import sys
from argparse import Namespace
from pathlib import Path

from lq_graph.changes.compare import Changes, State, compare
from lq_graph.changes.description import Description, describe
from lq_graph.changes.formats import json_of, markdown_of, text_of
from lq_graph.cli.arguments import VerbParser, add_language
from lq_graph.cli.exits import FINDINGS
from lq_graph.errors import LqError, SettingsError, SourceError
from lq_graph.names import Names
from lq_graph.releasing.release import MANIFEST, open_release, release_link
from lq_graph.releasing.state import NOTHING, file_state, project_state, release_state, revision_folder
from lq_graph.settings import SETTINGS_FILE, Settings, read_settings
from lq_graph.text import Language
from lq_graph.triples.dataset import Triples

_LATEST = "HEAD"


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq diff`."""
    parser.add_argument("old", nargs="?", metavar="OLD", help="folder, file or git revision (default: HEAD)")
    parser.add_argument("new", nargs="?", metavar="NEW", help="the same (default: the working tree)")
    formats = ("text", "json", "md")
    parser.add_argument("--format", "-f", choices=formats, default="text", help="format of the changes (default: text)")
    add_language(parser, "changes")
    parser.add_argument("--exit-code", action="store_true", help="exit with 1 if anything changed")


def main(arguments: Namespace) -> None:
    """Runs `lq diff`."""
    run(arguments.old, arguments.new, arguments.format, arguments.lang, arguments.exit_code)


def run(old: str | None, new: str | None, format: str, language: Language | None, exit_code: bool) -> None:
    """Prints what changed between two states; with `exit_code`, ends with 1 if anything did."""
    before, after = _state(old or _LATEST), _state(new)
    changes = compare(before, after)
    here = _settings_here()
    names = after.names or before.names or (here.names if here else Names(""))
    spoken = language or (here.language if here else "sv")
    described = describe(changes, names, spoken, _more_labels(before, after))
    sys.stdout.write(_written(changes, described, format, old or _LATEST, new))
    if exit_code and changes.things:
        raise SystemExit(FINDINGS)


def _written(changes: Changes, described: Description, format: str, old: str, new: str | None) -> str:
    if format == "json":
        return json_of(changes, described, old, new)
    return markdown_of(described) if format == "md" else text_of(described)


def _state(given: str | None) -> State:
    """The state of a path if there is one, else of a revision; of the working tree if nothing is given."""
    if given is None:
        return project_state(read_settings())
    if Path(given).exists():
        return _state_at(Path(given))
    with revision_folder(read_settings().root, given) as folder:
        return _project_at(folder) if (folder / SETTINGS_FILE).is_file() else NOTHING


def _state_at(path: Path) -> State:
    if not path.is_dir():
        return file_state(path)
    if (release_link(path) / MANIFEST).is_file():
        return release_state(open_release(path))
    if (path / SETTINGS_FILE).is_file():
        return _project_at(path)
    raise SourceError(path, f"neither a project nor a release: it holds no {SETTINGS_FILE} and no {MANIFEST}")


def _project_at(folder: Path) -> State:
    return project_state(read_settings({}, folder))


def _settings_here() -> Settings | None:
    try:
        return read_settings()
    except SettingsError:
        return None


def _more_labels(before: State, after: State) -> Triples:
    """The statements of the project, for the labels of things that a single file only refers to."""
    if before.datasets is not None and after.datasets is not None:
        return frozenset()
    try:
        return project_state(read_settings()).graphs.merged()
    except LqError:
        return frozenset()
