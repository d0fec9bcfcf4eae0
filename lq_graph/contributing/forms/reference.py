"""What a contribution may refer to: the things of the graph, by what they are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.forms.form import Choice, Field, Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.labels import NAMING_PROPERTIES, Labels
from lq_graph.names import SKOS, Names
from lq_graph.reading.project import Project
from lq_graph.reasoning.closure import close
from lq_graph.text import Texts, folded, nearest, sort_key
from lq_graph.triples.columns import Columns, columns_of, mask
from lq_graph.triples.relation import Pairs, first, gather, restrict, second, spans
from lq_graph.triples.terms import Ids, Mask
from lq_graph.triples.vocabulary import RDF_TYPE

# The things of classes in a graph, and the values of a predicate.
#
# NumPy's own set operations load its masked arrays when they are first called, which takes a small command 50 ms.


def instances(columns: Columns, classes: Iterable[str], excluded: Iterable[str] = ()) -> Ids:
    """The ids of what the graph says to be of any of some classes and of none of the excluded ones, sorted."""
    return np.flatnonzero(_members(columns, classes) & ~_members(columns, excluded)).astype(np.int32)


def values(columns: Columns, relation: Pairs) -> Ids:
    """The ids of the objects in a relation of a graph, each once, sorted."""
    return np.flatnonzero(mask(second(relation), len(columns.terms))).astype(np.int32)


def _members(columns: Columns, classes: Iterable[str]) -> Mask:
    types = columns.inverse(columns.terms.find(RDF_TYPE))
    known = sorted({columns.terms.find(NamedNode(each)) for each in classes} - {-1})
    starts, counts = spans(types, np.array(known, np.int32))
    return mask(second(types[gather(starts, counts)]), len(columns.terms))


# What a graph has already: which addresses, and of which classes.


@dataclass(frozen=True)
class KnownThings:
    """The things of a closed graph; those of a class are looked up when they are first asked for."""

    columns: Columns
    _by_class: dict[str, frozenset[int]] = field(default_factory=dict)

    def has(self, iri: str) -> bool:
        """Whether the graph speaks of an address at all."""
        return self._id(iri) >= 0

    def is_a(self, iri: str, class_: str) -> bool:
        """Whether an address is that of a thing of a class."""
        if class_ not in self._by_class:
            self._by_class[class_] = frozenset(instances(self.columns, [class_]).tolist())
        return self._id(iri) in self._by_class[class_]

    def _id(self, iri: str) -> int:
        try:
            return self.columns.terms.find(NamedNode(iri))
        except ValueError:
            return -1


# What the things of a graph are called, and by which codes they are known.

_NOTATION = f"{SKOS}notation"


class ThingNames:
    """The things of a graph that have a label, as choices; looked up when they are asked for."""

    def __init__(self, columns: Columns, names: Names) -> None:
        self._columns = columns
        self._names = names

    def choices(self, ids: Ids | None = None) -> list[Choice]:
        """Those of some sorted ids, or all. Time: 5 µs a label."""
        labels = Labels(self._names, self._label_triples(ids)).found
        codes = self._codes(ids)
        return [
            Choice(thing.value, label, codes.get(thing.value, ""))
            for thing, label in labels.items()
            if isinstance(thing, NamedNode)
        ]

    def short(self, iri: str) -> str:
        """An address as a person can write it, such as `id/plan/x`."""
        return self._names.short(iri)

    @cached_property
    def all(self) -> Mapping[str, Choice]:
        """All of them by their IRI."""
        return {choice.iri: choice for choice in self.choices()}

    def _label_triples(self, ids: Ids | None) -> Iterator[Triple]:
        for predicate in NAMING_PROPERTIES:
            node = NamedNode(predicate)
            yield from (Triple(thing, node, text) for thing, text in self._texts(predicate, ids))

    def _codes(self, ids: Ids | None) -> dict[str, str]:
        """The code of each thing that has one; the first by its letters if it has several."""
        said = ((thing.value, literal.value) for thing, literal in self._texts(_NOTATION, ids))
        return dict(sorted(said, key=lambda each: each[1], reverse=True))

    def _texts(self, predicate: str, ids: Ids | None) -> Iterator[tuple[NamedNode, Literal]]:
        relation, terms = self._columns.named(predicate), self._columns.terms
        pairs = relation if ids is None else restrict(relation, ids)
        for subject, object_ in zip(terms.terms(first(pairs)), terms.terms(second(pairs)), strict=True):
            if isinstance(subject, NamedNode) and isinstance(object_, Literal):
                yield subject, object_


# A list of things to choose from: how each is shown, found by what people write, and nearly found.

_NUMBER = re.compile(r"\d[\w.]*")
_LIKELY = 12  # texts with most letter pairs in common, among which the nearest is looked for


class ChoiceList:
    """Choices in Swedish order, by all the texts that stand for them.

    `short` gives a thing's address in short, by which those of one name are told apart.
    """

    def __init__(self, choices: Iterable[Choice], short: Mapping[str, str]) -> None:
        found = {choice.iri: choice for choice in choices}
        self._short = short
        self._shown = _told_apart(found.values(), short)
        self.choices = tuple(sorted(found.values(), key=lambda choice: (sort_key(self.shown(choice).sv), choice.iri)))
        self._near: dict[str, Choice | None] = {}

    def shown(self, choice: Choice) -> Texts:
        """A choice as it stands in a list: its label, after its code if that is a number."""
        return self._shown[choice.iri]

    def find_all(self, text: str) -> tuple[Choice, ...]:
        """All that a text may mean, by address, else as shown, else by label, else by code."""
        wanted = folded(text)
        return next((tuple(way[wanted]) for way in self._ways if wanted in way), ())

    def nearest(self, text: str) -> Choice | None:
        """The choice with the label nearest to a text, None if none is near. Time: about 1 ms, once a text."""
        wanted = folded(text)
        if wanted not in self._near:
            near = nearest(wanted, self._likely(wanted))
            self._near[wanted] = None if near is None else self._texts[near]
        return self._near[wanted]

    @cached_property
    def _ways(self) -> tuple[dict[str, list[Choice]], ...]:
        return _ways(self.choices, self._shown, self._short)

    @cached_property
    def _texts(self) -> dict[str, Choice]:
        return {text: choice for choice in reversed(self.choices) for text in self._names(choice)}

    @cached_property
    def _pairs(self) -> dict[str, frozenset[str]]:
        return {text: _letter_pairs(folded(text)) for text in self._texts}

    def _likely(self, wanted: str) -> list[str]:
        pairs = _letter_pairs(wanted)
        shared = {text: 2 * len(pairs & own) / (len(pairs) + len(own)) for text, own in self._pairs.items()}
        return sorted(shared, key=lambda text: (-shared[text], text))[:_LIKELY]

    def _names(self, choice: Choice) -> tuple[str, ...]:
        shown = self.shown(choice)
        return tuple(dict.fromkeys((choice.label.sv, choice.label.en, shown.sv, shown.en)))


def _told_apart(choices: Iterable[Choice], short: Mapping[str, str]) -> dict[str, Texts]:
    shown = {choice.iri: _with_number(choice) for choice in choices}
    swedish, english = (Counter(folded(text) for text in texts) for texts in _by_language(shown.values()))
    return {
        iri: Texts(
            sv=f"{text.sv} ({short[iri]})" if swedish[folded(text.sv)] > 1 else text.sv,
            en=f"{text.en} ({short[iri]})" if english[folded(text.en)] > 1 else text.en,
        )
        for iri, text in shown.items()
    }


def _by_language(texts: Iterable[Texts]) -> tuple[list[str], list[str]]:
    both = list(texts)
    return [each.sv for each in both], [each.en for each in both]


def _with_number(choice: Choice) -> Texts:
    number = f"{choice.notation} " if _NUMBER.fullmatch(choice.notation) else ""
    return Texts(number + choice.label.sv, number + choice.label.en)


def _ways(
    choices: Iterable[Choice], shown: Mapping[str, Texts], short: Mapping[str, str]
) -> tuple[dict[str, list[Choice]], ...]:
    ways: tuple[dict[str, list[Choice]], ...] = ({}, {}, {}, {})
    for choice in choices:
        as_shown = shown[choice.iri]
        names = ((choice.iri, short[choice.iri]), (as_shown.sv, as_shown.en), _labels(choice), (choice.notation,))
        for way, texts in zip(ways, names, strict=True):
            for text in dict.fromkeys(map(folded, filter(None, texts))):
                way.setdefault(text, []).append(choice)
    return ways


def _labels(choice: Choice) -> Iterator[str]:
    yield from (choice.label.sv, choice.label.en)


def _letter_pairs(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[start : start + 2] for start in range(len(padded) - 1))


# What a contribution may refer to: the things of the graph, by what they are called.

_Domain = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


class Reference:
    """The things of a closed graph that fields can be filled with; a list is made when it is first asked for.

    Time: about 10 µs a choice, and once 10 ms for all labels of 15,000 triples if a thing is looked up by its IRI.
    """

    def __init__(self, columns: Columns, names: Names) -> None:
        self.columns = columns
        self.names = names
        self._names = ThingNames(columns, names)
        self._lists: dict[_Domain, ChoiceList] = {}

    def choices(self, field: Field) -> tuple[Choice, ...]:
        """What a field offers to choose from, in Swedish order; nothing if it is no choice.

        For the address of a thing of any class it is what the graph has said with the field's property so far.
        """
        return self._list(field).choices

    def find(self, field: Field, text: str) -> Choice | None:
        """The one choice that a text means, None if it means none or several.

        A text may be a Swedish or English label, with or without a code before it, a code, an IRI, or an IRI in short
        such as `id/plan/x`; case, form of letters and amount of space do not matter. An address without companion may
        be that of anything with a label.
        """
        found = self.find_all(field, text)
        return found[0] if len(found) == 1 else None

    def find_all(self, field: Field, text: str) -> tuple[Choice, ...]:
        """All choices that a text may mean."""
        found = self._list(field).find_all(text)
        return found or (self._anything.find_all(text) if _is_of_anything(field) else ())

    def nearest(self, field: Field, text: str) -> Choice | None:
        """The choice with the label nearest to a text; None if none is near."""
        return (self._anything if _is_of_anything(field) else self._list(field)).nearest(text)

    def shown(self, field: Field, choice: Choice) -> Texts:
        """A choice as a list of the field shows it, which `find` understands."""
        try:
            return self._list(field).shown(choice)
        except KeyError:
            return self._anything.shown(choice)

    def describe(self, iri: str) -> Texts | None:
        """What a thing is called; None if the graph has no label for it."""
        choice = self.choice(iri)
        return None if choice is None else choice.label

    def choice(self, iri: str) -> Choice | None:
        """Any thing with a label as a choice."""
        return self._names.all.get(iri)

    def _list(self, field: Field) -> ChoiceList:
        used = field.predicate if _is_of_anything(field) else ""
        domain = (field.classes, field.excluded, field.members, used) if _is_list(field) else ((), (), (), "")
        if domain not in self._lists:
            self._lists[domain] = self._choice_list(self._names.choices(self._ids(domain)))
        return self._lists[domain]

    def _ids(self, domain: _Domain) -> Ids:
        classes, excluded, members, used = domain
        if members:
            known = {self.columns.terms.find(NamedNode(each)) for each in members} - {-1}
            return np.array(sorted(known), np.int32)
        if used:
            return values(self.columns, self.columns.named(used))
        return instances(self.columns, classes, excluded)

    def _choice_list(self, choices: Iterable[Choice]) -> ChoiceList:
        found = list(choices)
        return ChoiceList(found, {each.iri: self._names.short(each.iri) for each in found})

    @cached_property
    def _anything(self) -> ChoiceList:
        return self._choice_list(self._names.all.values())


def _is_list(field: Field) -> bool:
    return field.kind == "choice" or _is_of_anything(field)


def _is_of_anything(field: Field) -> bool:
    return field.kind == "address" and field.companion is None


# The forms of a project folder, and what they may refer to.


@dataclass(frozen=True)
class ProjectForms:
    """The forms of a project by the segment of their class, the things they refer to, and what its datasets state."""

    forms: Mapping[str, Form]
    reference: Reference
    stated: Columns


def project_forms(project: Project) -> ProjectForms:
    """The forms of a project that was read. Time: about 0.1 s for 15,000 triples.

    Raises IllFormedShapes for shapes that SHACL does not allow.
    """
    ontology = project.dataset.graph(project.ontology)
    stated = columns_of(project.data.merged())
    closure = close(stated, columns_of(ontology, stated.terms))
    reference = Reference(closure.asserted | closure.inferred, project.names)
    return ProjectForms(read_forms(project.dataset.graph(project.shapes), ontology), reference, stated)
