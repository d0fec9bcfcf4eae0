"""What is computed from a closed graph beyond the rules of OWL: the days that dates cover, and the name of each thing.

The ontology decides what is computed. A property with `lq:givesDay lq:firstDay` or `lq:lastDay` gives that day of its
subject; `lq:nameSv` and `lq:nameEn` are computed if they are declared `lq:DerivedProperty`. Without such statements
nothing is computed. Each value follows from statements about its own subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.labels import NAMING_PROPERTIES, language_rank
from lq_graph.names import LQ, RDF
from lq_graph.reasoning.axioms import DAY_OF_DATE, DAY_OF_PERIOD, NAME_SHOWN, Fact, Step
from lq_graph.text import Language, has_visible_character
from lq_graph.triples.columns import EMPTY, Columns, Counts, Pairs, first, mask, pairs, second, unique_ids
from lq_graph.triples.days import date_literal, days_of, last_day, length_of
from lq_graph.triples.terms import Ids, Terms

FIRST_DAY, LAST_DAY = f"{LQ}firstDay", f"{LQ}lastDay"
_NAMES: Mapping[str, Language] = MappingProxyType({f"{LQ}nameSv": "sv", f"{LQ}nameEn": "en"})
_GIVES_DAY, _VALID_FOR, _DERIVED = f"{LQ}givesDay", f"{LQ}validFor", f"{LQ}DerivedProperty"
_TYPE = f"{RDF}type"

Days = tuple[int, int]
"""The first and the last of some days."""


def computed(graph: Columns) -> Columns:
    """The computed statements of a closed graph; those that it has already are among them.

    An ill-formed date gives no day, and a label without a visible character no name. Time: about 5 µs a date and 2 µs
    a label.
    """
    starts, ends = _dated(graph, FIRST_DAY), _dated(graph, LAST_DAY)
    last_days = _ends_of_periods(graph, starts) | {subject: last for subject, (_, last) in ends.items()}
    found = {
        FIRST_DAY: _with_dates({subject: start for subject, (start, _) in starts.items()}, graph.terms),
        LAST_DAY: _with_dates(last_days, graph.terms),
        **_names(graph, [name for name in _NAMES if _is_computed(graph, name)]),
    }
    relations = {graph.terms.id(NamedNode(iri)): relation for iri, relation in found.items() if len(relation)}
    return Columns(graph.terms, relations)


def _is_computed(graph: Columns, property_: str) -> bool:
    return graph.has(*(graph.terms.find(NamedNode(iri)) for iri in (property_, _TYPE, _DERIVED)))


# Days.


def _dated(graph: Columns, day: str) -> dict[int, Days]:
    """The days of each subject by the properties that give its first, or last, day, from the earliest to the latest."""
    found: dict[int, Days] = {}
    covered = cache(lambda date: days_of(graph.terms[date]))
    for property_ in _giving(graph, graph.terms.find(NamedNode(day))):
        for subject, date in _rows(graph.relation(property_)):
            days = covered(date)
            if days:
                known = found.get(subject, days)
                found[subject] = min(known[0], days[0]), max(known[1], days[1])
    return found


def _giving(graph: Columns, day: int) -> list[int]:
    """The properties whose dates give the first, or last, day."""
    return [property_ for property_, given in _rows(graph.named(_GIVES_DAY)) if given == day]


def _ends_of_periods(graph: Columns, starts: Mapping[int, Days]) -> dict[int, int]:
    """The latest day of each subject that holds for some time: the period may start as late as its start is known."""
    ends: dict[int, int] = {}
    for subject, duration in _rows(graph.named(_VALID_FOR)):
        length = length_of(graph.terms[duration]) if subject in starts else None
        end = last_day(starts[subject][1], length) if length else None
        if end is not None:
            ends[subject] = max(ends.get(subject, end), end)
    return ends


def _with_dates(days: Mapping[int, int], terms: Terms) -> Pairs:
    if not days:
        return EMPTY
    return pairs(np.fromiter(days, np.int32), terms.ids(map(cache(date_literal), days.values())))


def _rows(relation: Pairs) -> Iterator[tuple[int, int]]:
    return zip(first(relation).tolist(), second(relation).tolist(), strict=True)


# The name of a thing for readers of each language; labels.py says which of its labels that is.


def _names(graph: Columns, wanted: Iterable[str]) -> dict[str, Pairs]:
    """The best label of each thing by each property of names that is wanted."""
    relations = [graph.named(iri) for iri in NAMING_PROPERTIES]
    labels = _visible_literals(graph.terms, unique_ids(np.concatenate([second(each) for each in relations])))
    ids = np.fromiter(labels, np.int32, len(labels))
    is_label = mask(ids, len(graph.terms))
    relations = [each[is_label[second(each)]] for each in relations]
    offers = np.concatenate(relations)
    properties = np.repeat(np.arange(len(relations)), [len(each) for each in relations])
    tags = [label.language for label in labels.values()]
    found = {}
    for name in wanted:
        rank = {tag: language_rank(tag, _NAMES[name]) for tag in set(tags)}
        ranks = np.zeros(len(graph.terms), np.int64)
        ranks[ids] = [rank[tag] for tag in tags]
        found[name] = _best(offers, ranks[second(offers)] * len(relations) + properties, labels)
    return found


def _visible_literals(terms: Terms, ids: Ids) -> dict[int, Literal]:
    found = zip(ids.tolist(), terms.terms(ids), strict=True)
    return {key: term for key, term in found if isinstance(term, Literal) and has_visible_character(term.value)}


def _best(offers: Pairs, ranks: Counts, labels: Mapping[int, Literal]) -> Pairs:
    """For each subject the offer of the least rank; of equals, the first by tag and text."""
    order = np.lexsort((ranks, first(offers)))
    offers, ranks = offers[order], ranks[order]
    starts = np.ones(len(offers), bool)
    starts[1:] = first(offers)[1:] != first(offers)[:-1]
    least = ranks[starts][np.cumsum(starts) - 1]
    equals: dict[int, list[int]] = {}
    for subject, label in _rows(offers[(ranks == least) & ~starts]):
        equals.setdefault(subject, []).append(label)
    best = dict(_rows(offers[starts]))
    for subject, others in equals.items():
        best[subject] = min(best[subject], *others, key=lambda each: (labels[each].language or "", labels[each].value))
    return pairs(np.fromiter(best, np.int32, len(best)), np.fromiter(best.values(), np.int32, len(best)))


# Why a computed statement holds.


def computed_steps(fact: Fact, graph: Columns) -> Iterator[Step]:
    """The uses of a computation whose consequence is a statement of a closed graph; none if it is not computed."""
    subject, predicate, value = fact
    property_ = graph.terms[predicate]
    if isinstance(property_, NamedNode) and property_.value in _NAMES:
        yield from _name_steps(fact, graph)
    elif property_ in (NamedNode(FIRST_DAY), NamedNode(LAST_DAY)):
        for given, date in _dates_of(subject, predicate, graph):
            days = days_of(graph.terms[date[2]])
            if days and date_literal(days[property_ == NamedNode(LAST_DAY)]) == graph.terms[value]:
                yield Step(DAY_OF_DATE, (date, given))
    if property_ == NamedNode(LAST_DAY):
        yield from _period_steps(fact, graph)


def _name_steps(fact: Fact, graph: Columns) -> Iterator[Step]:
    subject, name, value = fact
    type_, derived = (graph.terms.find(NamedNode(iri)) for iri in (_TYPE, _DERIVED))
    for iri in NAMING_PROPERTIES:
        label = (subject, graph.terms.find(NamedNode(iri)), value)
        if graph.has(*label):
            yield Step(NAME_SHOWN, (label, (name, type_, derived)))
            return


def _period_steps(fact: Fact, graph: Columns) -> Iterator[Step]:
    subject, _, value = fact
    first_day, valid_for = (graph.terms.find(NamedNode(iri)) for iri in (FIRST_DAY, _VALID_FOR))
    for given, start in _dates_of(subject, first_day, graph):
        for duration in graph.objects_of(subject, valid_for):
            days, length = days_of(graph.terms[start[2]]), length_of(graph.terms[duration])
            end = last_day(days[1], length) if days and length else None
            if end is not None and date_literal(end) == graph.terms[value]:
                yield Step(DAY_OF_PERIOD, (start, (subject, valid_for, duration), given))


def _dates_of(subject: int, day: int, graph: Columns) -> Iterator[tuple[Fact, Fact]]:
    """The dates of a subject that give its first, or last, day, each after the statement that its property does."""
    gives = graph.terms.find(NamedNode(_GIVES_DAY))
    for property_ in _giving(graph, day):
        for date in graph.objects_of(subject, property_):
            yield (property_, gives, day), (subject, property_, date)
