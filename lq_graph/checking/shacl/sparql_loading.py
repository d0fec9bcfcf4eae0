"""Columns as a store that answers SPARQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import numpy as np
from pyoxigraph import Quad, RdfFormat, Store

from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import Pairs, first, second, unique_ids
from lq_graph.triples.terms import BLANK, Ids


def loaded(columns: Columns, predicates: Iterable[str] | None) -> Store:
    """A store with the triples of some predicates in its default graph, of all if None.

    Time: about 0.35 s of CPU per 100,000 triples, which Oxigraph reads as Turtle; that is half of what it takes for
    them one by one. Blank nodes keep their labels only one by one.
    """
    store = Store()
    chosen = _chosen(columns, predicates)
    blank = columns.terms.kinds() == BLANK
    with_blank = {key: blank[first(each)] | blank[second(each)] for key, each in chosen.items()}
    store.load(_turtle(columns, {k: r[~with_blank[k]] for k, r in chosen.items()}), RdfFormat.TURTLE, lenient=True)
    rest = {key: each[with_blank[key]] for key, each in chosen.items() if with_blank[key].any()}
    store.extend(Quad(t.subject, t.predicate, t.object) for t in Columns(columns.terms, rest).triples())
    return store


def _chosen(columns: Columns, predicates: Iterable[str] | None) -> dict[int, Pairs]:
    if predicates is None:
        return dict(columns.relations)
    wanted = set(predicates)
    return {k: r for k, r in columns.relations.items() if getattr(columns.terms[k], "value", "") in wanted}


def _turtle(columns: Columns, relations: Mapping[int, Pairs]) -> bytes:
    """The triples as Turtle, each subject written once."""
    used = list(relations.items()) or [(0, np.zeros(0, np.int64))]
    subjects = np.concatenate([first(each) for _, each in used])
    objects = np.concatenate([second(each) for _, each in used])
    predicates = np.repeat(np.array([key for key, _ in used], np.int32), [len(each) for _, each in used])
    order = np.argsort(subjects, kind="stable")
    return "".join(_lines(columns, subjects[order], predicates[order], objects[order])).encode()


def _lines(columns: Columns, subjects: Ids, predicates: Ids, objects: Ids) -> Iterator[str]:
    needed = unique_ids(np.concatenate([subjects, predicates, objects]))
    texts = dict(zip(needed.tolist(), map(str, columns.terms.terms(needed)), strict=True))
    last, end = -1, ""
    for subject, predicate, object_ in zip(subjects.tolist(), predicates.tolist(), objects.tolist(), strict=True):
        if subject == last:
            yield f";{texts[predicate]} {texts[object_]}"
        else:
            yield f"{end}{texts[subject]} {texts[predicate]} {texts[object_]}"
            last, end = subject, ".\n"
    yield end
