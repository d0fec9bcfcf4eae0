"""Which written statement a parsed triple is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from pyoxigraph import BlankNode, Triple

from lq_graph.reading.term_matching import rows_by_terms
from lq_graph.reading.turtle_statements import Numbers, Statements
from lq_graph.reading.turtle_terms import TermColumns, statement_terms


def statements_of(triples: Sequence[Triple], texts: Sequence[str], statements: Statements) -> Numbers:
    """For each triple the number of its statement, or NOWHERE.

    The statements are taken in the order of the parser if all terms agree in it, blank nodes one to one. If not, a
    triple is found by its terms, blank nodes left aside, where just one statement can be it.
    """
    written = statement_terms(texts, statements)
    if len(triples) == len(statements.subjects) and _agree(triples, written, texts, statements):
        return np.arange(len(triples))
    return rows_by_terms(triples, zip(*written, strict=True))


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
