"""What a contribution may refer to: the things of the graph, by what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.checking.labels import Labels, labels_of
from lq_graph.contributing.choice_list import ChoiceList
from lq_graph.contributing.form import Choice, Field
from lq_graph.contributing.instances import instances, values
from lq_graph.names import DCTERMS, RDFS, SKOS, Names
from lq_graph.settings import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import first, second
from lq_graph.triples.terms import Term

_LABELS = tuple(map(NamedNode, (f"{RDFS}label", f"{DCTERMS}title", f"{SKOS}prefLabel")))
_Domain = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...], str]


class Reference:
    """The things of a closed graph that fields can be filled with; a list is made when it is first asked for.

    Time: about 10 ms for the labels of 15,000 triples, then a few ms for a list of hundreds of choices.
    """

    def __init__(self, columns: Columns, names: Names) -> None:
        self.columns = columns
        self.names = names
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
        return self._called.get(iri)

    def choice(self, iri: str) -> Choice | None:
        """Any thing with a label as a choice."""
        label = self.describe(iri)
        return None if label is None else Choice(iri, label, self._notations.get(iri, ""))

    def _list(self, field: Field) -> ChoiceList:
        used = field.predicate if _is_of_anything(field) else ""
        domain = (field.classes, field.excluded, field.members, used) if _is_list(field) else ((), (), (), "")
        if domain not in self._lists:
            self._lists[domain] = self._choice_list(self._terms(domain))
        return self._lists[domain]

    def _terms(self, domain: _Domain) -> Iterable[Term]:
        classes, excluded, members, used = domain
        if members:
            return [NamedNode(each) for each in members]
        if used:
            return self.columns.terms.terms(values(self.columns, self.columns.named(used)))
        return self.columns.terms.terms(instances(self.columns, classes, excluded))

    def _choice_list(self, terms: Iterable[Term]) -> ChoiceList:
        choices = [choice for term in terms if isinstance(term, NamedNode) and (choice := self.choice(term.value))]
        return ChoiceList(choices, {each.iri: self._labels.short(each.iri) for each in choices})

    @cached_property
    def _anything(self) -> ChoiceList:
        return self._choice_list(self._labels.found)

    @cached_property
    def _called(self) -> dict[str, Texts]:
        return {term.value: label for term, label in self._labels.found.items() if isinstance(term, NamedNode)}

    @cached_property
    def _labels(self) -> Labels:
        said = (Triple(thing, node, text) for node in _LABELS for thing, text in self._texts(node.value))
        return labels_of(said, self.names)

    @cached_property
    def _notations(self) -> dict[str, str]:
        """The code of each thing that has one; the first by its letters if it has several."""
        said = ((thing.value, literal.value) for thing, literal in self._texts(f"{SKOS}notation"))
        return dict(sorted(said, key=lambda each: each[1], reverse=True))

    def _texts(self, predicate: str) -> Iterator[tuple[NamedNode, Literal]]:
        relation, terms = self.columns.named(predicate), self.columns.terms
        for subject, object_ in zip(terms.terms(first(relation)), terms.terms(second(relation)), strict=True):
            if isinstance(subject, NamedNode) and isinstance(object_, Literal):
                yield subject, object_


def _is_list(field: Field) -> bool:
    return field.kind == "choice" or _is_of_anything(field)


def _is_of_anything(field: Field) -> bool:
    return field.kind == "address" and field.companion is None
