"""The data on which queries of shapes are evaluated: a store with exact literals and tables of pre-bound variables.

A table is a set of triples in a graph of its own, and a pattern that reads them, so that a query can be joined with
many focus nodes at once, blank nodes and literals among them.

Oxigraph's store holds numbers, booleans, dates and durations by value: `"01"^^xsd:int` comes back as
`"1"^^xsd:integer`, and results are mapped back to the literals of the data. STR, DATATYPE, sameTerm, and joins,
DISTINCT and counts of such literals see the canonical form, which is where a result may differ from that on exact
terms; `=` and `<` do not, as they compare values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, Triple

from lq_graph.errors import EngineError
from lq_graph.names import RDF, XSD
from lq_graph.shacl.core.shapes_graph import Term
from lq_graph.triples.columns import Columns, Pairs, first, second, unique_ids
from lq_graph.triples.terms import BLANK, LITERAL, Ids

Row = tuple[Term, ...]
Bindings = Mapping[str, Term]

_URN = "urn:x-lq:shacl:"
GRAPH = NamedNode(f"{_URN}tables")
SHAPES_GRAPH = NamedNode(f"{_URN}shapes")
_SET, _ROW = NamedNode(f"{_URN}set"), NamedNode(f"{_URN}row")
_UNCHANGED = frozenset({f"{XSD}string", f"{XSD}anyURI", f"{RDF}langString", f"{RDF}dirLangString", f"{RDF}HTML"})
_LITERALS = NamedNode("urn:x-lq:shacl:literal")


class SparqlData:
    """A data graph in an Oxigraph store, loaded when the first query needs it, and the shapes graph beside it.

    `predicates` are those that the queries can touch (see sparql/constraint.py), None for all.
    """

    def __init__(self, columns: Columns, shapes: Iterable[Triple], predicates: frozenset[str] | None = None) -> None:
        self.columns = columns
        self.shapes = shapes
        self.predicates = predicates

    @cached_property
    def store(self) -> Store:
        """The data in the default graph, the shapes in a named one."""
        store = load_columns(self.columns, self.predicates)
        store.extend(Quad(each.subject, each.predicate, each.object, SHAPES_GRAPH) for each in self.shapes)
        return store

    @cached_property
    def literals(self) -> Mapping[Term, Sequence[Term]]:
        """The literals of the data by the form in which the store gives them back."""
        nodes = self.columns.nodes
        literals = self.columns.terms.terms(nodes[self.columns.terms.kinds()[nodes] == LITERAL])
        return by_canonical(term for term in literals if may_change(term))

    def exact(self, term: Term, focus: Term) -> list[Term]:
        """The literals of the data that a literal in a solution for a focus node stands for: itself if there are none.

        Of several, those that the focus node has as objects; all of them if it has none.
        """
        exact = list(self.literals.get(term, [term]))
        if len(exact) == 1:
            return exact
        return [each for each in exact if self._has(focus, each)] or exact

    @contextmanager
    def tables(
        self, names: Sequence[str], rows: Iterable[Row], constants: Bindings, alone: bool = False
    ) -> Iterator[list[Row]]:
        """The distinct rows, in canonical form, which queries can read as tables until the end of the block.

        `alone` if a query reads one row at a time; else it reads all of them together.
        """
        distinct = _canonical_rows(list(rows), len(names))
        self.store.bulk_extend(_table_quads(names, distinct, constants, alone))
        try:
            yield distinct
        finally:
            self.store.remove_graph(GRAPH)

    def select(self, text: str, prefixes: Mapping[str, str]) -> list[dict[str, Term]]:
        """The distinct solutions of a SELECT; raises EngineError for one that cannot be evaluated."""
        try:
            solutions = self.store.query(text, prefixes=dict(prefixes))
        except (SyntaxError, ValueError, RuntimeError) as error:
            raise EngineError(f"a query of a shape cannot be evaluated: {error}") from error
        if not isinstance(solutions, QuerySolutions):
            raise EngineError("a query of a shape is no SELECT")
        names = [variable.value for variable in solutions.variables]
        rows = dict.fromkeys(tuple(solution[name] for name in names) for solution in solutions)
        return [{n: term for n, term in zip(names, row, strict=True) if term is not None} for row in rows]

    def _has(self, subject: Term, object_: Term) -> bool:
        ids = self.columns.terms.find(subject), self.columns.terms.find(object_)
        return any(self.columns.has(ids[0], predicate, ids[1]) for predicate in self.columns.relations)


def _canonical_rows(rows: list[Row], width: int) -> list[Row]:
    if not any(may_change(term) for row in rows for term in row):
        return list(dict.fromkeys(rows))
    flat = canonical([term for row in rows for term in row])
    return list(dict.fromkeys(zip(*(flat[place::width] for place in range(width)), strict=True)))


def load_columns(columns: Columns, predicates: Iterable[str] | None) -> Store:
    """A store with the triples of some predicates in its default graph, of all if None.

    Time: about 0.35 s of CPU per 100,000 triples, which Oxigraph reads as Turtle; that is half of what it takes for
    them one by one. Blank nodes keep their labels only one by one.
    """
    store = Store()
    wanted = None if predicates is None else set(predicates)
    chosen = {
        key: relation
        for key, relation in columns.relations.items()
        if wanted is None or getattr(columns.terms[key], "value", "") in wanted
    }
    blank = columns.terms.kinds() == BLANK
    with_blank = {key: blank[first(each)] | blank[second(each)] for key, each in chosen.items()}
    store.load(_turtle(columns, {k: r[~with_blank[k]] for k, r in chosen.items()}), RdfFormat.TURTLE, lenient=True)
    rest = {key: each[with_blank[key]] for key, each in chosen.items() if with_blank[key].any()}
    store.extend(Quad(t.subject, t.predicate, t.object) for t in Columns(columns.terms, rest).triples())
    return store


def _turtle(columns: Columns, relations: Mapping[int, Pairs]) -> bytes:
    """The triples as Turtle, each subject written once."""
    used = list(relations.items()) or [(0, np.zeros(0, np.int64))]
    subjects = np.concatenate([first(each) for _, each in used])
    objects = np.concatenate([second(each) for _, each in used])
    predicates = np.repeat(np.array([key for key, _ in used], np.int32), [len(each) for _, each in used])
    order = np.argsort(subjects, kind="stable")
    return "".join(_lines(columns, subjects[order], predicates[order], objects[order])).encode()


def _lines(columns: Columns, subjects: Ids, predicates: Ids, objects: Ids) -> Iterator[str]:
    needed = unique_ids(np.concatenate([subjects, predicates, objects]))
    texts = dict(zip(needed.tolist(), map(str, columns.terms.terms(needed)), strict=True))
    last, end = -1, ""
    for subject, predicate, object_ in zip(subjects.tolist(), predicates.tolist(), objects.tolist(), strict=True):
        if subject == last:
            yield f";{texts[predicate]} {texts[object_]}"
        else:
            yield f"{end}{texts[subject]} {texts[predicate]} {texts[object_]}"
            last, end = subject, ".\n"
    yield end


def canonical(terms: Sequence[Term]) -> list[Term]:
    """The terms as Oxigraph's store gives them back."""
    numbers = {number: term for number, term in enumerate(terms) if may_change(term)}
    if not numbers:
        return list(terms)
    store = Store()
    store.extend(Quad(_LITERALS, _literal_key(number), term) for number, term in numbers.items())
    found = {quad.predicate.value: quad.object for quad in store}
    return [found.get(_literal_key(number).value, term) for number, term in enumerate(terms)]


def may_change(term: Term) -> bool:
    """Whether a term is a literal of a datatype that the store may rewrite."""
    return isinstance(term, Literal) and term.datatype.value not in _UNCHANGED


def by_canonical(terms: Iterable[Term]) -> dict[Term, list[Term]]:
    """The terms by their canonical form."""
    exact: dict[Term, list[Term]] = defaultdict(list)
    distinct = list(dict.fromkeys(terms))
    for term, form in zip(distinct, canonical(distinct), strict=True):
        exact[form].append(term)
    return dict(exact)


def _literal_key(number: int) -> NamedNode:
    return NamedNode(f"urn:x-lq:shacl:literal:{number}")


@dataclass(frozen=True)
class Table:
    """Variables that are bound together, and the pattern that binds them."""

    variables: frozenset[str]
    pattern: str


def table_of_rows(names: Sequence[str]) -> Table:
    """The table of all rows: (this), or (this, value)."""
    if len(names) == 1:
        return _table(names, f"<{_SET.value}> <{_column(names[0]).value}> ?{names[0]}")
    columns = " ; ".join(f"<{_column(name).value}> ?{name}" for name in names)
    return _table(names, f"<{_SET.value}> <{_ROW.value}> [ {columns} ]")


def table_of_row(names: Sequence[str], number: int) -> Table:
    """The table of one row."""
    columns = " ; ".join(f"<{_column(name).value}> ?{name}" for name in names)
    return _table(names, f"<{_row(number).value}> {columns}")


def table_of_constant(name: str) -> Table:
    """The table of a variable that has the same value in every row."""
    return _table([name], f"<{_SET.value}> <{_column(name).value}> ?{name}")


def _table_quads(
    names: Sequence[str], rows: Sequence[Row], constants: Mapping[str, Term], alone: bool
) -> Iterator[Quad]:
    """The triples of the tables: distinct rows, numbered, and constants; `alone` if each row is read alone."""
    if len(names) == 1 and not alone:
        column = _column(names[0])
        yield from (Quad(_SET, column, row[0], GRAPH) for row in rows)
    else:
        columns = list(map(_column, names))
        for number, row in enumerate(rows):
            yield Quad(_SET, _ROW, _row(number), GRAPH)
            yield from (Quad(_row(number), column, term, GRAPH) for column, term in zip(columns, row, strict=True))
    for name, term in constants.items():
        yield Quad(_SET, _column(name), term, GRAPH)


def _table(names: Sequence[str], triples: str) -> Table:
    return Table(frozenset(names), f" GRAPH <{GRAPH.value}> {{ {triples} }} ")


def _column(name: str) -> NamedNode:
    return NamedNode(f"{_URN}column:{name}")


def _row(number: int) -> NamedNode:
    return NamedNode(f"{_URN}row:{number}")
