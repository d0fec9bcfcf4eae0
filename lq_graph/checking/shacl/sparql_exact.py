"""Literals as they were written, for those that Oxigraph rewrites.

Its store keeps numbers, booleans, dates and durations by value: `"01"^^xsd:int` comes back as `"1"^^xsd:integer`. So
STR, DATATYPE, sameTerm, and joins, DISTINCT and counts of such literals go by the canonical form, which is where the
answer of a query may differ from that on exact terms; `=` and `<` do not, as they compare values.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, Store

from lq_graph.checking.shacl.graph import Term
from lq_graph.names import RDF, XSD
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import contains, pairs
from lq_graph.triples.terms import LITERAL

_KEPT = frozenset({f"{XSD}string", f"{XSD}anyURI", f"{RDF}langString", f"{RDF}dirLangString", f"{RDF}HTML"})
_SUBJECT = NamedNode("urn:x-lq:shacl:literal")


def canonical(terms: Sequence[Term]) -> list[Term]:
    """The terms as Oxigraph's store gives them back."""
    numbers = {number: term for number, term in enumerate(terms) if may_change(term)}
    if not numbers:
        return list(terms)
    store = Store()
    store.extend(Quad(_SUBJECT, _numbered(number), term) for number, term in numbers.items())
    found = {quad.predicate.value: quad.object for quad in store}
    return [found.get(_numbered(number).value, term) for number, term in enumerate(terms)]


def may_change(term: Term) -> bool:
    """Whether a term is a literal of a datatype that the store may rewrite."""
    return isinstance(term, Literal) and term.datatype.value not in _KEPT


def by_canonical(terms: Iterable[Term]) -> dict[Term, list[Term]]:
    """The terms by their canonical form."""
    exact: dict[Term, list[Term]] = defaultdict(list)
    distinct = list(dict.fromkeys(terms))
    for term, form in zip(distinct, canonical(distinct), strict=True):
        exact[form].append(term)
    return dict(exact)


def literals_of(columns: Columns) -> dict[Term, list[Term]]:
    """The literals of the data that the store may rewrite, by their canonical form."""
    nodes = columns.nodes
    literals = columns.terms.terms(nodes[columns.terms.kinds()[nodes] == LITERAL])
    return by_canonical(term for term in literals if may_change(term))


def as_written(term: Term, focus: Term, forms: Mapping[Term, Sequence[Term]], columns: Columns) -> list[Term]:
    """The literals of the data that a literal of an answer stands for: itself if the data has none.

    Of several, those that the focus node has as objects; all of them if it has none.
    """
    exact = list(forms.get(term, [term]))
    return [each for each in exact if _has(columns, focus, each)] or exact if len(exact) > 1 else exact


def _has(columns: Columns, subject: Term, object_: Term) -> bool:
    ids = columns.terms.find(subject), columns.terms.find(object_)
    wanted = pairs(*(columns.nodes[columns.nodes == each] for each in ids)) if min(ids) >= 0 else None
    return wanted is not None and any(contains(each, wanted).any() for each in columns.relations.values())


def _numbered(number: int) -> NamedNode:
    return NamedNode(f"urn:x-lq:shacl:literal:{number}")
