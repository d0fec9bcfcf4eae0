"""What a contribution leaves out and the datasets say of all things of its kind: the set that an observation is in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import NamedNode, Triple

from lq_graph.contributing.edit import Edit
from lq_graph.contributing.forms.observations import (
    DATA_SET,
    OBSERVATION,
    KnownObservations,
    known_observations,
    properties_of,
)
from lq_graph.contributing.merging.described import DescribedThings, by_subject, classes_of
from lq_graph.names import LQ
from lq_graph.triples.vocabulary import RDF_TYPE

_OBSERVATION = NamedNode(f"{LQ}Observation")
_CUBE_OBSERVATION = NamedNode(OBSERVATION)


def completed(edit: Edit, described: DescribedThings) -> Edit:
    """The edit with what it leaves out of new observations: their class in the data cube, and their data set."""
    new = {
        subject: triples
        for subject, triples in by_subject(edit.added).items()
        if _OBSERVATION in classes_of(triples) and subject not in described.homes
    }
    if not new:
        return edit
    stated = by_subject(described.project.data.merged())
    known = known_observations({each.value: triples for each, triples in stated.items() if isinstance(each, NamedNode)})
    added: list[Triple] = []
    for subject, triples in by_subject(edit.added).items():
        added += triples
        if subject in new:
            added += _left_out(triples, known)
    return Edit(tuple(added), edit.removed)


def _left_out(triples: Sequence[Triple], known: KnownObservations) -> Iterator[Triple]:
    subject, properties = triples[0].subject, properties_of(triples)
    if _CUBE_OBSERVATION not in classes_of(triples):
        yield Triple(subject, RDF_TYPE, _CUBE_OBSERVATION)
    data_set = known.data_set(properties)
    if data_set is not None and DATA_SET not in properties:
        yield Triple(subject, NamedNode(DATA_SET), data_set)
