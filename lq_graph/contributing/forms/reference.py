"""The things of a graph that contributions may refer to, by their labels, codes and IRIs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.forms.form import Choice, Field, Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.goal_systems import goal_systems, of_goal_systems
from lq_graph.labels import NAMING_PROPERTIES, Labels
from lq_graph.names import SKOS, Names
from lq_graph.reading.project import Project
from lq_graph.reasoning.closure import close
from lq_graph.text import Language, Texts, folded, nearest, sort_key
from lq_graph.triples.columns import Columns, Pairs, columns_of, first, gather, mask, restrict, second, spans
from lq_graph.triples.terms import Ids, Mask, Term
from lq_graph.triples.vocabulary import RDF_TYPE

_NUMBER = re.compile(r"\d[\w.]*")
_LIKELY = 12  # texts with most letter pairs in common, among which the nearest is looked for
_NOTATION = f"{SKOS}notation"
_Domain = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]  # classes, excluded, members, predicate


@dataclass(frozen=True)
class ProjectForms:
    """The forms of a project by the segment of their class, the things that they may refer to, and its records.

    `stated` are the statements that rows of a form show, without inferred ones: see `Project.records`.
    """

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
    others = of_goal_systems(project.data)
    reference = Reference(closure.asserted | closure.inferred, project.names, others)
    own = project.records
    shown = stated if len(own) == len(stated) else columns_of(own, stated.terms)
    return ProjectForms(read_forms(project.dataset.graph(project.shapes), ontology), reference, shown)


class Reference:
    """The things of a closed graph that fields may refer to; each list of choices is built on its first use.

    In a list the publisher's own things come first, then those of goal systems and the `others`, goal system by goal
    system. Where things of a goal system stand beside any that are not, its name follows theirs.

    Time: about 10 µs a choice, and once 10 ms for all labels of 15,000 triples if a thing is looked up by its IRI.
    """

    def __init__(self, columns: Columns, names: Names, others: Collection[str] = frozenset()) -> None:
        self.columns = columns
        self.names = names
        self._names = ThingNames(columns, names, others)
        self._lists: dict[_Domain, ChoiceList] = {}

    def choices(self, field: Field, language: Language = "sv") -> tuple[Choice, ...]:
        """The choices of a field, in the order of their texts in a language; empty if it has no list.

        The choices of an address of a thing of any class are the values that the graph has for the field's property.
        """
        return self._list(field).in_order(language)

    def find(self, field: Field, text: str) -> Choice | None:
        """The one choice that a text means, None if it means none or several.

        A text may be a Swedish or English label, with or without a code before it, a code, an IRI, or a short IRI such
        as `id/plan/x`; case, form of letters and amount of space do not matter. An address without companion may be
        that of anything with a label.
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

    def display_text(self, field: Field, choice: Choice) -> Texts:
        """A choice as a list of the field shows it, which `find` understands."""
        try:
            return self._list(field).display_text(choice)
        except KeyError:
            return self._anything.display_text(choice)

    def describe(self, iri: str) -> Texts | None:
        """The label of a thing; None if it has none."""
        choice = self.choice(iri)
        return None if choice is None else choice.label

    def choice(self, iri: str) -> Choice | None:
        """The choice of a thing; None if it has no label."""
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


class ChoiceList:
    """Choices in the order in which people look for them, found by any text that identifies them.

    `short` has the short form of each IRI, which distinguishes choices with the same label.
    """

    def __init__(self, choices: Iterable[Choice], short: Mapping[str, str]) -> None:
        found = {choice.iri: choice for choice in choices}
        self._short = short
        self._shown = _shown_texts(found.values(), short)
        self._choices = tuple(found.values())
        self._in_order: dict[Language, tuple[Choice, ...]] = {}
        self._near: dict[str, Choice | None] = {}

    def in_order(self, language: Language) -> tuple[Choice, ...]:
        """The choices: those that come last after all others and by goal system, and then by their texts."""

        def key(choice: Choice) -> tuple[object, ...]:
            system = "" if choice.goal_system is None else choice.goal_system.in_language(language)
            text = self.display_text(choice).in_language(language)
            return choice.comes_last, sort_key(system), sort_key(text), choice.iri

        if language not in self._in_order:
            self._in_order[language] = tuple(sorted(self._choices, key=key))
        return self._in_order[language]

    def display_text(self, choice: Choice) -> Texts:
        """The text of a choice in a list: its label, after its code if that is a number, and before its goal system."""
        return self._shown[choice.iri]

    def find_all(self, text: str) -> tuple[Choice, ...]:
        """All choices that a text may mean, by IRI, else as shown, else by label, else by code."""
        wanted = folded(text)
        return next((tuple(index[wanted]) for index in self._indexes if wanted in index), ())

    def nearest(self, text: str) -> Choice | None:
        """The choice with the label nearest to a text, None if none is near. Time: about 1 ms, once a text."""
        wanted = folded(text)
        if wanted not in self._near:
            pairs = _letter_pairs(wanted)
            shared = {text: 2 * len(pairs & own) / (len(pairs) + len(own)) for text, own in self._pairs.items()}
            likely = sorted(shared, key=lambda text: (-shared[text], text))[:_LIKELY]
            near = nearest(wanted, likely)
            self._near[wanted] = None if near is None else self._texts[near]
        return self._near[wanted]

    @cached_property
    def _indexes(self) -> tuple[dict[str, list[Choice]], ...]:
        """The choices by IRI, by shown text, by label with or without code, and by code, each folded."""
        indexes: tuple[dict[str, list[Choice]], ...] = ({}, {}, {}, {})
        for choice in self.in_order("sv"):
            shown, label, numbered = self.display_text(choice), choice.label, _numbered(choice)
            keys = (
                (choice.iri, self._short[choice.iri]),
                (shown.sv, shown.en),
                (label.sv, label.en, numbered.sv, numbered.en),
                (choice.notation,),
            )
            for index, texts in zip(indexes, keys, strict=True):
                for text in dict.fromkeys(map(folded, filter(None, texts))):
                    index.setdefault(text, []).append(choice)
        return indexes

    @cached_property
    def _texts(self) -> dict[str, Choice]:
        texts = {}
        for choice in reversed(self.in_order("sv")):
            shown, numbered = self.display_text(choice), _numbered(choice)
            texts_of_choice = (choice.label.sv, choice.label.en, numbered.sv, numbered.en, shown.sv, shown.en)
            for text in dict.fromkeys(texts_of_choice):
                texts[text] = choice
        return texts

    @cached_property
    def _pairs(self) -> dict[str, frozenset[str]]:
        return {text: _letter_pairs(folded(text)) for text in self._texts}


def _shown_texts(choices: Iterable[Choice], short: Mapping[str, str]) -> dict[str, Texts]:
    found = list(choices)
    are_mixed = len({choice.goal_system for choice in found}) > 1
    shown = {}
    for choice in found:
        text, system = _numbered(choice), choice.goal_system if are_mixed else None
        shown[choice.iri] = text if system is None else Texts(f"{text.sv} ({system.sv})", f"{text.en} ({system.en})")
    swedish = Counter(folded(text.sv) for text in shown.values())
    english = Counter(folded(text.en) for text in shown.values())
    return {
        iri: Texts(
            sv=f"{text.sv} ({short[iri]})" if swedish[folded(text.sv)] > 1 else text.sv,
            en=f"{text.en} ({short[iri]})" if english[folded(text.en)] > 1 else text.en,
        )
        for iri, text in shown.items()
    }


def _numbered(choice: Choice) -> Texts:
    """The label of a choice, after its code if that is a number."""
    number = f"{choice.notation} " if _NUMBER.fullmatch(choice.notation) else ""
    return Texts(number + choice.label.sv, number + choice.label.en)


def _letter_pairs(text: str) -> frozenset[str]:
    padded = f" {text} "
    return frozenset(padded[start : start + 2] for start in range(len(padded) - 1))


class ThingNames:
    """The things of a graph that have a label, as choices; looked up on demand."""

    def __init__(self, columns: Columns, names: Names, others: Collection[str] = frozenset()) -> None:
        self._columns = columns
        self._names = names
        self._others = others

    def choices(self, ids: Ids | None = None) -> list[Choice]:
        """The choices with some sorted ids, or all. Time: 5 µs a label."""
        labels = self._labels(ids)
        codes = self._codes(ids)
        return [
            self._choice(thing.value, label, codes.get(thing.value, ""))
            for thing, label in labels.items()
            if isinstance(thing, NamedNode)
        ]

    def _labels(self, ids: Ids | None) -> Mapping[Term, Texts]:
        texts = (
            Triple(thing, NamedNode(predicate), text)
            for predicate in NAMING_PROPERTIES
            for thing, text in self._texts(predicate, ids)
        )
        return Labels(self._names, texts).found

    def short(self, iri: str) -> str:
        """An IRI as people write it, such as `id/plan/x`."""
        return self._names.short(iri)

    @cached_property
    def all(self) -> Mapping[str, Choice]:
        """All choices by their IRI."""
        return {choice.iri: choice for choice in self.choices()}

    def _choice(self, iri: str, label: Texts, code: str) -> Choice:
        system = self._systems.get(iri)
        return Choice(iri, label, code, system, comes_last=system is not None or iri in self._others)

    @cached_property
    def _systems(self) -> Mapping[str, Texts]:
        """The label of the goal system of each thing that belongs to one."""
        systems = goal_systems(self._columns)
        found = sorted({self._columns.terms.find(NamedNode(system)) for system in systems.values()})
        labels = self._labels(np.array(found, np.int32))
        return {iri: label for iri, system in systems.items() if (label := labels.get(NamedNode(system)))}

    def _codes(self, ids: Ids | None) -> dict[str, str]:
        """The code of each thing that has one; the first in order if it has several."""
        codes = ((thing.value, literal.value) for thing, literal in self._texts(_NOTATION, ids))
        return dict(sorted(codes, key=lambda each: each[1], reverse=True))

    def _texts(self, predicate: str, ids: Ids | None) -> Iterator[tuple[NamedNode, Literal]]:
        relation, terms = self._columns.named(predicate), self._columns.terms
        pairs = relation if ids is None else restrict(relation, ids)
        for subject, object_ in zip(terms.terms(first(pairs)), terms.terms(second(pairs)), strict=True):
            if isinstance(subject, NamedNode) and isinstance(object_, Literal):
                yield subject, object_


@dataclass(frozen=True)
class KnownThings:
    """Answers which IRIs a closed graph has; the things of a class are looked up at the first question about it."""

    columns: Columns
    _by_class: dict[str, frozenset[int]] = field(default_factory=dict)

    def has(self, iri: str) -> bool:
        """Whether the graph has an IRI in any statement."""
        return self._id(iri) >= 0

    def is_a(self, iri: str, class_: str) -> bool:
        """Whether an IRI is that of a thing of a class."""
        return self._id(iri) in self._ids_of(class_)

    def things_of(self, class_: str) -> Iterator[str]:
        """The IRIs of the things of a class."""
        terms = (self.columns.terms[each] for each in self._ids_of(class_))
        return (term.value for term in terms if isinstance(term, NamedNode))

    def _ids_of(self, class_: str) -> frozenset[int]:
        if class_ not in self._by_class:
            self._by_class[class_] = frozenset(instances(self.columns, [class_]).tolist())
        return self._by_class[class_]

    def _id(self, iri: str) -> int:
        try:
            return self.columns.terms.find(NamedNode(iri))
        except ValueError:
            return -1


def instances(columns: Columns, classes: Iterable[str], excluded: Iterable[str] = ()) -> Ids:
    """The ids of the things of any of some classes and of none of the excluded ones, sorted."""
    # NumPy's own set operations load its masked arrays at their first call, which takes a small command 50 ms.
    return np.flatnonzero(_members(columns, classes) & ~_members(columns, excluded)).astype(np.int32)


def values(columns: Columns, relation: Pairs) -> Ids:
    """The ids of the objects in a relation of a graph, each once, sorted."""
    return np.flatnonzero(mask(second(relation), len(columns.terms))).astype(np.int32)


def _members(columns: Columns, classes: Iterable[str]) -> Mask:
    types = columns.inverse(columns.terms.find(RDF_TYPE))
    known = sorted({columns.terms.find(NamedNode(each)) for each in classes} - {-1})
    starts, counts = spans(types, np.array(known, np.int32))
    return mask(second(types[gather(starts, counts)]), len(columns.terms))
