"""What follows from a dataset by its ontology: the OWL 2 RL closure, without the noise.

The one place that imports owlrl.
"""

from __future__ import annotations

from collections.abc import Iterator

import owlrl
import rdflib
from pyoxigraph import Triple

from lq_graph.reasoning.noise import is_noise
from lq_graph.triples.dataset import Dataset, Triples
from lq_graph.triples.rdflib_bridge import from_rdflib, to_rdflib


def infer(dataset: Dataset) -> Triples:
    """The triples that follow from all graphs of a dataset together, and are not already in it.

    OWL 2 Profiles §4.3, by owlrl, less what it adds about literals, about the vocabularies themselves and about blank
    nodes, and less that everything is itself and a thing.
    """
    asserted = dataset.merged()
    graph = to_rdflib(asserted)
    rules = owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False)
    rules.expand(graph)
    return frozenset(_useful(graph)) - asserted


def _useful(graph: rdflib.Graph) -> Iterator[Triple]:
    for subject, predicate, object_ in graph:
        if not is_noise(subject, predicate, object_):
            yield Triple(from_rdflib(subject), from_rdflib(predicate), from_rdflib(object_))  # type: ignore[arg-type]
