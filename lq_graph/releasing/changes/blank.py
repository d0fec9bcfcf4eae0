"""Blank nodes under names that two states of a graph share: each is named by the canonical form of what holds it.

A name depends on nothing but the statements that hang together by blank nodes, so that a change in one place renames no
blank node in another, as the labels of RDFC-1.0 for the whole graph would. Two graphs that are the same but for their
blank-node labels become equal sets, and no others do.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, DefaultGraph, Quad, Triple
from pyoxigraph import Dataset as OxigraphDataset

from lq_graph.errors import EngineError
from lq_graph.releasing.changes.alike import alike, is_hard
from lq_graph.triples.dataset import Triples


def with_shared_blanks(triples: Triples) -> Triples:
    """The triples with blank nodes renamed; equal for two graphs if and only if they are isomorphic. RDFC-1.0.

    Raises EngineError for blank nodes so alike that telling them apart could take for ever.
    """
    with_blanks = [triple for triple in triples if any(blanks_of(triple))]
    renamed: set[Triple] = set()
    copies: Counter[str] = Counter()
    for component in _components(with_blanks):
        labelled = _canonical(component)
        digest = hashlib.sha256("\n".join(sorted(map(str, labelled))).encode()).hexdigest()[:24]
        copies[digest] += 1
        renamed.update(_renamed(labelled, f"b{digest}x{copies[digest]}"))
    return (triples - frozenset(with_blanks)) | renamed


def blanks_of(triple: Triple) -> Iterator[BlankNode]:
    """The blank nodes among the subject and the object of a triple."""
    return (term for term in (triple.subject, triple.object) if isinstance(term, BlankNode))


def _components(triples: Iterable[Triple]) -> Iterable[list[Triple]]:
    """The triples in groups that share no blank node with each other."""
    found: dict[BlankNode, list[Triple]] = {}
    for triple in triples:
        joined = [triple]
        for group in {id(group): group for blank in blanks_of(triple) if (group := found.get(blank))}.values():
            joined = _poured(joined, group, found)
        found.update(dict.fromkeys(blanks_of(triple), joined))
    return {id(group): group for group in found.values()}.values()


def _poured(one: list[Triple], other: list[Triple], found: dict[BlankNode, list[Triple]]) -> list[Triple]:
    """Both groups in the larger of the two lists."""
    small, large = sorted((one, other), key=len)
    large.extend(small)
    found.update((blank, large) for triple in small for blank in blanks_of(triple))
    return large


def _canonical(component: Sequence[Triple]) -> list[Triple]:
    """The triples of a component with labels that depend on its form alone."""
    classes = alike(component)
    if all(len(nodes) == 1 for nodes in classes):
        names = {node: BlankNode(f"c{number}") for number, nodes in enumerate(classes) for node in nodes}
        return [_with_names(triple, names) for triple in component]
    if is_hard(component, classes):
        raise EngineError(
            "blank nodes that are linked to each other in the same way cannot be told apart in reasonable time; "
            "give the things addresses of their own"
        )
    dataset = OxigraphDataset(
        Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in component
    )
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return [quad.triple for quad in dataset]


def _renamed(triples: Iterable[Triple], prefix: str) -> Iterator[Triple]:
    for triple in triples:
        yield _with_names(triple, {blank: BlankNode(f"{prefix}{blank.value}") for blank in blanks_of(triple)})


def _with_names(triple: Triple, names: Mapping[BlankNode, BlankNode]) -> Triple:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    subject = names[subject] if isinstance(subject, BlankNode) else subject
    return Triple(subject, predicate, names[value] if isinstance(value, BlankNode) else value)
