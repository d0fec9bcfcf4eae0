"""What follows from things being the same: OWL 2 Profiles §4.3, table 4."""

from __future__ import annotations

import numpy as np

from lq_graph.reasoning import vocabulary as v
from lq_graph.reasoning.growing import Candidates, Growing
from lq_graph.reasoning.joins import firsts
from lq_graph.reasoning.schema import Unsupported
from lq_graph.reasoning.transitivity import Transitive
from lq_graph.triples.relation import Pairs, first, inverse, second
from lq_graph.triples.terms import LITERAL, Ids, Terms


class Sameness:
    """owl:sameAs, kept symmetric and transitive, and put in place of one another in all triples.

    That everything is the same as itself (eq-ref) is left out: it is noise.
    """

    def __init__(self, same: int, terms: Terms, rest: Ids) -> None:
        self._same = same
        self._terms = terms
        self._rest = rest
        self._transitive = Transitive(same)

    def candidates(self, graph: Growing) -> Candidates:
        """The pairs that follow, by predicate; raises Unsupported if a term of the vocabularies is the same as another.

        So does a cell of a list, whose axiom would have to be read anew.
        """
        yield self._same, inverse(graph.added(self._same))
        yield self._same, self._transitive.candidates(graph)
        whole, added = _proper(graph.relation(self._same)), _proper(graph.added(self._same))
        if not len(whole):
            return
        self._check(firsts(added))
        for predicate in [key for key in graph.known if key != self._same]:
            if len(added):
                yield from self._replaced(predicate, graph, added, graph.relation(predicate))
            yield from self._replaced(predicate, graph, whole, graph.added(predicate))
        yield from self._renamed(graph, whole, added)

    def _replaced(self, predicate: int, graph: Growing, same: Pairs, relation: Pairs) -> Candidates:
        if len(relation):
            yield predicate, graph.join(predicate, same, relation)
            by_object = graph.inverse(predicate) if relation is graph.relation(predicate) else inverse(relation)
            yield predicate, graph.join(predicate, by_object, same)

    def _renamed(self, graph: Growing, whole: Pairs, added: Pairs) -> Candidates:
        kinds = self._terms.kinds()
        for old, new in zip(first(whole).tolist(), second(whole).tolist(), strict=True):
            if old in graph.known and kinds[new] != LITERAL:
                is_added = bool(np.any(added == (old << 32 | new)))
                yield new, graph.relation(old) if is_added else graph.added(old)

    def _check(self, nodes: Ids) -> None:
        cells = nodes[np.isin(nodes, self._rest)]
        terms = [*self._terms.terms(cells), *filter(v.in_vocabulary, self._terms.terms(nodes))]
        for term in terms:
            raise Unsupported(
                f"{term} owl:sameAs …", "a term of the vocabularies, or a list, that is the same as another"
            )


def _proper(same: Pairs) -> Pairs:
    proper: Pairs = same[first(same) != second(same)]
    return proper
