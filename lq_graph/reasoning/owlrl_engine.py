"""owlrl as fallback and oracle: the closure for axioms that are not compiled."""

from __future__ import annotations

from collections.abc import Iterator

import owlrl
import rdflib

from lq_graph.errors import EngineError
from lq_graph.triples.columns import Columns
from lq_graph.triples.rdflib_bridge import from_rdflib, to_rdflib
from lq_graph.triples.relation import pairs, second
from lq_graph.triples.terms import Term, Terms

_ERROR = "http://www.daml.org/2002/03/agents/agent-ont#error"
_ILL_TYPED = '"Lexical value of the literal'


def owlrl_closure(asserted: Columns) -> Columns:
    """The asserted triples and all that follow from them by OWL 2 RL, with its noise, over the same dictionary.

    Time: about 10 s of CPU for 20,000 triples. Raises EngineError if owlrl stops, as it does on a cyclic list.
    """
    graph = to_rdflib(asserted.triples())
    rules = owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)
    try:
        rules.expand(graph)
    except Exception as error:
        raise EngineError(f"owlrl could not close the graph: {type(error).__name__}: {error}") from error
    return _columns(graph, asserted.terms)


def owlrl_errors(closed: Columns) -> list[Term]:
    """What owlrl says, in words, that a graph which it closed contradicts; less its words on ill-typed literals."""
    errors = closed.terms.terms(second(closed.named(_ERROR)))
    return [each for each in errors if not str(each).startswith(_ILL_TYPED)]


def _columns(graph: rdflib.Graph, terms: Terms) -> Columns:
    flat = terms.ids(_flat(graph))
    subjects, predicates, objects = flat[0::3], flat[1::3], flat[2::3]
    return Columns(
        terms,
        {key: pairs(subjects[predicates == key], objects[predicates == key]) for key in set(predicates.tolist())},
    )


def _flat(graph: rdflib.Graph) -> Iterator[Term]:
    for triple in graph:
        for node in triple:
            yield from_rdflib(node)
