"""owlrl as fallback and oracle: the closure for axioms that are not compiled."""

from __future__ import annotations

import owlrl

from lq_graph.errors import EngineError
from lq_graph.triples.columns import Columns, pairs, second
from lq_graph.triples.rdflib_bridge import from_rdflib, to_rdflib
from lq_graph.triples.terms import Term

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
    terms = asserted.terms
    flat = terms.ids(from_rdflib(node) for triple in graph for node in triple)
    subjects, predicates, objects = flat[0::3], flat[1::3], flat[2::3]
    keys = set(predicates.tolist())
    return Columns(terms, {key: pairs(subjects[predicates == key], objects[predicates == key]) for key in keys})


def owlrl_errors(closed: Columns) -> list[Term]:
    """The messages of owlrl on contradictions in a graph that it closed, without those on ill-typed literals."""
    errors = closed.terms.terms(second(closed.named(_ERROR)))
    return [each for each in errors if not str(each).startswith(_ILL_TYPED)]
