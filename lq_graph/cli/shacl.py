"""`lq shacl`: validates any data with any shapes; exit code 1 if the data do not conform."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from lq_graph.cli.arguments import VerbParser, add_engine, as_path
from lq_graph.cli.exits import FINDINGS
from lq_graph.reading.rdf_file import read_columns, read_rdf_file, read_union
from lq_graph.reasoning.closure import close
from lq_graph.shacl.core.report import json_report, text_report, turtle_report
from lq_graph.shacl.validate import Engine, validate

_FORMATS = {"turtle": turtle_report, "text": text_report, "json": json_report}


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq shacl`."""
    parser.add_argument("data", nargs="+", type=as_path, metavar="DATA", help="files of data")
    help_text = "file of shapes; repeatable"
    parser.add_argument("--shapes", "-s", action="append", required=True, type=as_path, metavar="FILE", help=help_text)
    help_text = "ontology; what follows by it is validated too"
    parser.add_argument("--ontology", type=as_path, metavar="FILE", help=help_text)
    formats = ("turtle", "text", "json")
    parser.add_argument("--format", choices=formats, default="turtle", help="format of the report (default: turtle)")
    add_engine(parser)


def main(arguments: Namespace) -> None:
    """Runs `lq shacl`."""
    run(arguments.data, arguments.shapes, arguments.ontology, arguments.format, arguments.engine)


def run(data: Sequence[Path], shapes: Sequence[Path], ontology: Path | None, form: str, engine: Engine) -> None:
    """Validates data against shapes, with what follows by an ontology if one is given."""
    graph = read_union(data)
    if ontology is not None:
        axioms = read_columns(ontology, graph.terms)
        graph = graph | axioms | close(graph, axioms).inferred
    triples = [triple for path in shapes for triple in read_rdf_file(path).triples]
    report = validate(graph, triples, engine)
    sys.stdout.write(_FORMATS[form](report))
    print(f"{len(report)} results", file=sys.stderr)
    if not report.conforms:
        raise SystemExit(FINDINGS)
