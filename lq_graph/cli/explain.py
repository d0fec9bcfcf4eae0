"""`lq explain`: why a triple is in the graph, or that it is not."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.cli.arguments import VerbParser
from lq_graph.cli.exits import FINDINGS, UsageError
from lq_graph.names import DCTERMS, RDF, Names
from lq_graph.reading.project import read_project
from lq_graph.reasoning.closure import close
from lq_graph.reasoning.derivation import derivation_json, derivation_text, derivation_turtle, term_text
from lq_graph.reasoning.explain import explain
from lq_graph.settings import read_settings
from lq_graph.triples.columns import Columns, columns_of

FORMATS = ("text", "json", "ttl")
_IS_REPLACED_BY = NamedNode(f"{DCTERMS}isReplacedBy")
_SHOWN = 5


def add_arguments(parser: VerbParser) -> None:
    """Adds the arguments of `lq explain`."""
    help_text = "an IRI, a prefixed name such as lq:Goal, or id/goal/... of this graph"
    parser.add_argument("subject", metavar="SUBJECT", help=help_text)
    parser.add_argument("predicate", metavar="PREDICATE", help="as the subject; a stands for rdf:type")
    parser.add_argument("object", metavar="OBJECT", help="as the subject, or a literal as in Turtle")
    help_text = "format of the derivation (default: text)"
    parser.add_argument("--format", choices=FORMATS, default="text", help=help_text)


def main(arguments: Namespace) -> None:
    """Runs `lq explain`."""
    run(arguments.subject, arguments.predicate, arguments.object, arguments.format)


def run(subject: str, predicate: str, object_: str, format: str) -> None:
    """Prints why the project's closed graph has a triple; exit code 1 if the graph does not have it."""
    settings = read_settings()
    names = settings.names
    triple = _triple(subject, predicate, object_, names)
    project = read_project(settings)
    dataset = project.data.with_graph(project.ontology, project.dataset.graph(project.ontology))
    data = columns_of(dataset.merged())
    closure = close(data, Columns(data.terms, {}))
    derivation = explain(triple, closure, dataset)
    if derivation is None:
        statement = f"{subject} {predicate} {object_}"
        print(f"lq: not in the graph, neither asserted nor inferred: {statement}", file=sys.stderr)
        for hint in _hints(triple, closure.asserted | closure.inferred, names):
            print(f"lq: {hint}", file=sys.stderr)
        raise SystemExit(FINDINGS)
    if format == "json":
        sys.stdout.write(derivation_json(derivation))
    elif format == "ttl":
        sys.stdout.write(derivation_turtle(derivation, names).decode())
    else:
        sys.stdout.write(derivation_text(derivation, names))


def _hints(triple: Triple, graph: Columns, names: Names) -> Iterator[str]:
    """What the graph has in place of a statement: other values of the property, or the property that replaces it."""
    terms = graph.terms
    subject, predicate, replaced = map(terms.find, (triple.subject, triple.predicate, _IS_REPLACED_BY))  # type: ignore[arg-type]
    values = sorted(term_text(terms[each], names) for each in graph.objects_of(subject, predicate))
    if values:
        more = f" and {len(values) - _SHOWN} more" if len(values) > _SHOWN else ""
        yield f"the values that the graph has there: {', '.join(values[:_SHOWN])}{more}"
    for each in graph.objects_of(predicate, replaced):
        yield f"{term_text(triple.predicate, names)} is deprecated; ask for {term_text(terms[each], names)}"


def _triple(subject: str, predicate: str, object_: str, names: Names) -> Triple:
    about, by = _iri(subject, names), _iri("rdf:type" if predicate == "a" else predicate, names)
    return Triple(about, by, _literal(object_, names) if object_.startswith('"') else _iri(object_, names))


def _iri(word: str, names: Names) -> NamedNode:
    prefix, colon, local = word.partition(":")
    if word.startswith("<") and word.endswith(">"):
        inside = word[1:-1]
        return _node(inside if ":" in inside else names.base + inside, word)
    if colon and prefix in names.prefixes and not local.startswith("//"):
        return _node(names.prefixes[prefix] + local, word)
    if word.startswith(("id/", "graph/")):
        return _node(names.base + word, word)
    if not colon or not (local.startswith("//") or prefix in ("urn", "mailto")):
        raise UsageError(f"{word!r} is no term; give an IRI, a name such as lq:Goal, or id/goal/… of this graph")
    return _node(word, word)


def _node(iri: str, word: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise UsageError(f"{word!r} is no IRI: {error}") from error


def _literal(word: str, names: Names) -> NamedNode | BlankNode | Literal:
    try:
        header = "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in names.prefixes.items())
        quads = list(parse(f"{header}<{RDF}s> <{RDF}p> {word} .", format=RdfFormat.TURTLE))
        return _object(quads[0].triple)
    except SyntaxError as error:
        raise UsageError(f"{word!r} is no literal; write it as in Turtle, such as '\"Text\"@sv'") from error


def _object(triple: Triple) -> NamedNode | BlankNode | Literal:
    if isinstance(triple.object, Triple):
        raise UsageError("a statement about a statement is not explained")
    return triple.object
