"""Things of one class whose names are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.rules.fault import Fault
from lq_graph.checking.rules.near_names import near_pairs
from lq_graph.names import DCTERMS, LQ, SKOS
from lq_graph.triples.columns import Columns, first, second
from lq_graph.triples.vocabulary import RDF_TYPE

_LABEL = NamedNode(f"{SKOS}prefLabel")
_LANGUAGE = "sv"


def name_faults(stated: Columns) -> Iterator[Fault]:
    """A fault for each pair of things of one class of lq and one publisher with nearly the same Swedish name.

    The publisher is the start of an address, before /id/. One that replaces the other has a right to its name.
    """
    names: dict[int, str] = {}
    labels = stated.named(_LABEL.value)
    for subject, label in zip(first(labels).tolist(), stated.terms.terms(second(labels)), strict=True):
        if isinstance(label, Literal) and label.language == _LANGUAGE:
            names[subject] = label.value
    members: dict[tuple[int, str], list[tuple[int, str]]] = {}
    types = stated.relation(stated.terms.find(RDF_TYPE))
    for subject, class_ in zip(first(types).tolist(), second(types).tolist(), strict=True):
        if subject in names:
            space = getattr(stated.terms[subject], "value", "").rpartition("/id/")[0]
            members.setdefault((class_, space), []).append((subject, names[subject]))
    replaces = stated.terms.find(NamedNode(f"{DCTERMS}replaces"))
    seen = set()
    for (class_, _), group in members.items():
        if getattr(stated.terms[class_], "value", "").startswith(LQ):
            for one, other in near_pairs(group):
                is_successor = stated.has(one, replaces, other) or stated.has(other, replaces, one)
                if not is_successor and frozenset((one, other)) not in seen:
                    seen.add(frozenset((one, other)))
                    things = sorted((stated.terms[one], stated.terms[other]), key=str, reverse=True)
                    yield Fault("near-duplicate-name", things[0], _LABEL, things[1], is_pair=True)
