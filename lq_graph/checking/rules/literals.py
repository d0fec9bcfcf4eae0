"""Values that their datatype does not have: `abc` as an integer, the thirtieth of February as a date."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pyoxigraph import Literal

from lq_graph.checking.rules.fault import Fault
from lq_graph.triples.columns import Columns, first, second, unique_ids
from lq_graph.triples.datatypes import is_well_formed
from lq_graph.triples.vocabulary import XSD_STRING

ILL_TYPED = "ill-typed-value"


def literal_faults(stated: Columns) -> Iterator[Fault]:
    """A fault for each statement whose value is not in the lexical space of its datatype. RDF 1.1 Concepts §5.1."""
    objects = [second(relation) for relation in stated.relations.values()]
    used = unique_ids(np.concatenate(objects)).tolist() if objects else []
    wrong = np.array([each for each in used if _is_ill_typed(stated.terms[each])], np.int32)
    if not len(wrong):
        return
    for key, relation in stated.relations.items():
        is_wrong = np.isin(second(relation), wrong)
        for subject, value in zip(first(relation)[is_wrong].tolist(), second(relation)[is_wrong].tolist(), strict=True):
            yield Fault(ILL_TYPED, stated.terms[subject], stated.terms[key], stated.terms[value])


def _is_ill_typed(term: object) -> bool:
    is_typed = isinstance(term, Literal) and term.language is None and term.datatype != XSD_STRING
    return is_typed and not is_well_formed(term)  # type: ignore[arg-type]
