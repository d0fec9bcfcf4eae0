"""`lq publish`: loads a release into another store, for `lq serve --engine`."""

from __future__ import annotations

import sys
from argparse import Namespace
from getpass import getpass
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_release, add_user
from lq_graph.cli.terminal import steps
from lq_graph.releasing.publish import GraphStore, graphs_in, publish
from lq_graph.releasing.release import open_release
from lq_graph.settings import Settings, read_settings


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq publish`."""
    parser.add_argument("--to", required=True, metavar="URL", help="address of the store's Graph Store Protocol")
    add_user(parser)
    add_release(parser)


def main(arguments: Namespace) -> None:
    """Runs `lq publish`."""
    run(arguments.to, arguments.user, arguments.release)


def run(url: str, user: str | None, release: Path | None) -> None:
    """Loads the release, except graphs that an earlier run has loaded."""
    settings = read_settings()
    opened = open_release(release or settings.current_release)
    password = _password(settings, user) if user else ""
    with GraphStore(url, user or "", password) as store, steps(graphs_in(opened)) as step:
        done = publish(opened, store, step)
    present = f", {len(done.present)} were there" if done.present else ""
    loaded = f"{len(done.loaded)} graphs loaded{present}"
    print(f"release {opened.identifier} is current at {url}: {loaded}", file=sys.stderr)


def _password(settings: Settings, user: str) -> str:
    if settings.password or not sys.stdin.isatty():
        return settings.password
    return getpass(f"password of {user}: ")
