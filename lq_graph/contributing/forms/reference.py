"""What a contribution may refer to: the things of the graph, by what they are called."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np
from pyoxigraph import NamedNode

from lq_graph.contributing.forms.choice_list import ChoiceList
from lq_graph.contributing.forms.form import Choice, Field
from lq_graph.contributing.forms.instances import instances, values
from lq_graph.contributing.forms.thing_names import ThingNames
from lq_graph.names import Names
from lq_graph.settings import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.terms import Ids

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
