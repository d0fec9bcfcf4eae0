"""`lq infer`: what follows from data by an ontology, as N-Triples."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_output, as_path
from lq_graph.cli.exits import FINDINGS
from lq_graph.cli.terminal import write_file
from lq_graph.reading.rdf_file import read_columns, read_union
from lq_graph.reasoning.closure import close


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq infer`."""
    parser.add_argument("data", nargs="+", type=as_path, metavar="DATA", help="files of data")
    parser.add_argument("--ontology", required=True, type=as_path, metavar="FILE", help="ontology")
    add_output(parser, "file of N-Triples to write")


def main(arguments: Namespace) -> None:
    """Runs `lq infer`."""
    run(arguments.data, arguments.ontology, arguments.output)


def run(data: Sequence[Path], ontology: Path, output: Path | None) -> None:
    """Writes the inferred triples; exit code 1 if the data contradict the ontology."""
    graph = read_union(data)
    closure = close(graph, read_columns(ontology, graph.terms))
    lines = sorted(f"{triple} .\n" for triple in closure.inferred.triples())
    if output is None:
        sys.stdout.writelines(lines)
    else:
        write_file(output, "".join(lines).encode())
    print(f"{len(closure.inferred):,} triples follow", file=sys.stderr)
    for contradiction in closure.contradictions:
        print(f"lq: {contradiction}", file=sys.stderr)
    if closure.contradictions:
        raise SystemExit(FINDINGS)
