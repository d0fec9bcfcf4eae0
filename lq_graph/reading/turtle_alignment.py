"""Which written statement a parsed triple is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from pyoxigraph import BlankNode, Triple

from lq_graph.reading.turtle_statements import Numbers, Statements
from lq_graph.reading.turtle_terms import TermColumns, statement_terms

NOWHERE = -1

_Key = tuple[object, object, object]


def statements_of(triples: Sequence[Triple], texts: Sequence[str], statements: Statements) -> Numbers:
    """For each triple the number of its statement, or NOWHERE.

    The statements are taken in the order of the parser if all terms agree in it, blank nodes one to one. If not, a
    triple is found by its terms, blank nodes left aside, where just one statement can be it.
    """
    written = statement_terms(texts, statements)
    if len(triples) == len(statements.subjects) and _agree(triples, written, texts, statements):
        return np.arange(len(triples))
    return _by_terms(triples, written)


def _agree(triples: Sequence[Triple], written: TermColumns, texts: Sequence[str], statements: Statements) -> bool:
    subjects, predicates, objects = written
    parsed_subjects = [triple.subject for triple in triples]
    parsed_objects = [triple.object for triple in triples]
    if predicates != [triple.predicate for triple in triples]:
        return False
    nodes = {
        *_nodes(subjects, parsed_subjects, texts, statements.subjects),
        *_nodes(objects, parsed_objects, texts, statements.objects),
    }
    return (
        _equal_but_for_nodes(subjects, parsed_subjects)
        and _equal_but_for_nodes(objects, parsed_objects)
        and len(nodes) == len({written for written, _ in nodes}) == len({parsed for _, parsed in nodes})
    )


def _equal_but_for_nodes(written: Sequence[object], parsed: Sequence[object]) -> bool:
    if None not in written:
        return written == parsed
    return written == [None if isinstance(term, BlankNode | Triple) else term for term in parsed]


def _nodes(
    written: Sequence[object], parsed: Sequence[object], texts: Sequence[str], tokens: Numbers
) -> Iterator[tuple[object, object]]:
    """Pairs of a blank node as it is written, a label or where it begins, and as it was parsed."""
    if None not in written:
        return
    for term, at, node in zip(written, tokens.tolist(), parsed, strict=True):
        if term is None:
            yield (texts[at] if at >= 0 and texts[at][0] == "_" else at), node


def _by_terms(triples: Sequence[Triple], written: TermColumns) -> Numbers:
    candidates = _places(zip(*written, strict=True))
    found = np.full(len(triples), NOWHERE)
    for key, places in _places(map(_key, triples)).items():
        rows = candidates.get(key, [])
        if len(rows) == len(places) and (len(rows) == 1 or None not in key):
            found[places] = rows
    return found


def _key(triple: Triple) -> _Key:
    subject, predicate, value = (None if isinstance(term, BlankNode | Triple) else term for term in triple)
    return subject, predicate, value


def _places(keys: Iterator[_Key]) -> dict[_Key, list[int]]:
    places: dict[_Key, list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    return places
