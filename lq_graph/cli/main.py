"""The `lq` command: its verbs, each in the module of its name, which is loaded when the verb is called."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Protocol, cast

from lq_graph import __version__
from lq_graph.cli.arguments import VerbParser, unknown_verb
from lq_graph.cli.exits import USAGE, ending_at_once, exiting

SUMMARY = "A city's quality-of-life chain as one linked graph: check it, build it, query it, serve it."
VERBS: Mapping[str, str] = MappingProxyType(
    {
        "check": "check data against the ontology, the shapes and the whole-graph checks",
        "explain-finding": "explain the code of a finding: what must hold, what to do, a right example",
        "build": "check the project and make a release of it, which becomes the current one",
        "diff": "describe in words what changed between two states of the graph",
        "verify": "recompute checksums and identifier of a release, in a folder or on the web",
        "query": "send a SPARQL query to a release",
        "serve": "serve a release: site, linked data, dumps and SPARQL endpoint",
        "publish": "load a release into another store, graph by graph, and switch to it at the end",
        "shacl": "validate any data against any SHACL shapes",
        "infer": "write what follows from any data by an OWL 2 RL ontology",
        "fmt": "write Turtle in canonical form, for quiet diffs; comments stay",
        "explain": "explain why a triple is in the graph: the shortest derivation, and the sources of its premises",
        "template": "write a workbook in which to describe things of a class, made from the shapes",
        "export": "write the things of a class as a workbook, to edit and send back",
        "import": "read a workbook or a CSV file, check it, and write it as Turtle",
        "merge": "merge workbooks, CSV and RDF files into the files of data/, or into a commit on a new branch",
    }
)


class Verb(Protocol):
    """What the module of a verb has."""

    def add_arguments(self, parser: VerbParser) -> None:
        """Adds the arguments of the verb to its parser."""

    def main(self, arguments: Namespace) -> None:
        """Does the work of the verb; raises LqError or SystemExit."""


def main() -> None:
    """Runs the command and ends the process with its exit code, at once unless it serves."""
    words = sys.argv[1:]
    if words[:1] == ["serve"]:  # ends by itself, with the handlers of atexit
        run("serve", words[1:])
        return
    with ending_at_once():
        _main(words)


def parser_of(verb: str) -> VerbParser:
    """The parser of a verb's arguments."""
    parser = VerbParser(verb, f"{VERBS[verb][:1].upper()}{VERBS[verb][1:]}.")
    _module(verb).add_arguments(parser)
    return parser


def run(verb: str, words: list[str]) -> None:
    """Runs a verb on the words after it; ends the process with the code of an error, if there is one."""
    with exiting():
        _module(verb).main(parser_of(verb).read(words))


def _main(words: list[str]) -> None:
    first = words[0] if words else ""
    if first in VERBS:
        run(first, words[1:])
    elif first == "--version":
        print(f"lq {__version__}")
    elif first in ("--help", "-h"):
        print(_help())
    elif not first:
        print(_help(), file=sys.stderr)
        raise SystemExit(USAGE)
    else:
        print(f"lq: {unknown_verb(first, tuple(VERBS))}", file=sys.stderr)
        raise SystemExit(USAGE)


def _module(verb: str) -> Verb:
    name = "import_" if verb == "import" else verb.replace("-", "_")
    return cast(Verb, import_module(f"lq_graph.cli.{name}"))


def _help() -> str:
    lines = (f"  {verb:<16} {summary}" for verb, summary in VERBS.items())
    options = (
        "  -h, --help       show this message, or with a verb its arguments",
        "  --version        show the version",
    )
    head = f"usage: lq VERB [ARGUMENT ...]\n\n{SUMMARY}\n\nverbs:"
    return "\n".join((head, *lines, "\noptions:", *options, "\nlq VERB --help shows the arguments of a verb."))
