"""Why a triple is in the graph."""

from __future__ import annotations

from pyoxigraph import Triple

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.axioms import Fact, Rules
from lq_graph.reasoning.backward import steps_to
from lq_graph.reasoning.backward_schema import Hierarchies
from lq_graph.reasoning.closure import Closure
from lq_graph.reasoning.compile import compile_rules
from lq_graph.reasoning.derivation import ASSERTED, Derivation
from lq_graph.reasoning.lookup import Lookup
from lq_graph.reasoning.schema import Schema, Unsupported
from lq_graph.reasoning.search import Search
from lq_graph.reasoning.statement import statement
from lq_graph.reasoning.step import Step
from lq_graph.triples.dataset import Dataset
from lq_graph.triples.terms import Term

UNNAMED = "owlrl"


def explain(triple: Triple, closure: Closure, dataset: Dataset) -> Derivation | None:
    """A shortest derivation of a triple, None if the closed graph does not have it.

    Shortest is the one of the fewest steps, where a step that is used twice counts twice. The dataset is the one that
    was closed; it says which of its graphs asserted what. If owlrl reasoned, a triple that no compiled rule explains
    has the rule "owlrl" and no premises. Raises TooFar if it gives up.
    """
    terms = closure.closed.terms
    fact = terms.find(_term(triple.subject)), terms.find(triple.predicate), terms.find(_term(triple.object))
    if not (Lookup(closure.asserted).has(fact) or Lookup(closure.inferred).has(fact)):
        return None
    return _Explained(closure, dataset).derivation(fact)


class _Explained:
    def __init__(self, closure: Closure, dataset: Dataset) -> None:
        self._schema = Schema(closure.closed, closure.asserted)
        self._asserted = Lookup(closure.asserted)
        self._closed = Lookup(closure.closed)
        self._dataset = dataset
        self._rules = closure.rules or _rules(self._schema)
        self._hierarchies = _hierarchies(self._schema)

    def derivation(self, fact: Fact) -> Derivation:
        proof = Search(self._asserted.has, self._steps).proof(fact)
        return self._tree(fact, {fact: Step(UNNAMED, ())} if proof is None else proof, {})

    def _steps(self, fact: Fact) -> list[Step]:
        return sorted(steps_to(fact, self._rules, self._closed, self._hierarchies), key=self._order)

    def _order(self, step: Step) -> tuple[str, str]:
        return step.rule, " ".join(map(self._schema.say, step.premises))

    def _tree(self, fact: Fact, proof: dict[Fact, Step], made: dict[Fact, Derivation]) -> Derivation:
        if fact not in made:
            made[fact] = self._asserted_fact(fact) if fact not in proof else self._inferred_fact(fact, proof, made)
        return made[fact]

    def _inferred_fact(self, fact: Fact, proof: dict[Fact, Step], made: dict[Fact, Derivation]) -> Derivation:
        step = proof[fact]
        premises = tuple(self._tree(premise, proof, made) for premise in step.premises)
        return Derivation(statement(fact, self._schema.terms), step.rule, premises, members=self._members(fact))

    def _asserted_fact(self, fact: Fact) -> Derivation:
        said = statement(fact, self._schema.terms)
        triple = Triple(*said)  # type: ignore[arg-type]
        graphs = tuple(sorted(name for name, triples in self._dataset.graphs.items() if triple in triples))
        return Derivation(said, ASSERTED, (), graphs, self._members(fact))

    def _members(self, fact: Fact) -> tuple[Term, ...]:
        if not self._closed.objects(fact[2], self._schema.id(v.FIRST)):
            return ()
        try:
            return tuple(self._schema.terms[each] for each in self._schema.items(fact[2]))
        except Unsupported:
            return ()


def _rules(schema: Schema) -> Rules:
    try:
        return compile_rules(schema)
    except Unsupported:
        return Rules(schema.type, schema.id(v.SAME), schema.id(v.NOTHING))


def _hierarchies(schema: Schema) -> Hierarchies:
    kinds = (v.CLASS, *v.PROPERTY_TYPES)
    declared = {node: (node, schema.type, schema.id(kind)) for kind in kinds for node in schema.typed(kind)}
    return Hierarchies(schema.id(v.SUB_CLASS), schema.id(v.SUB_PROPERTY), schema.id(v.THING), declared)


def _term(term: object) -> Term:
    return term  # type: ignore[return-value]
