"""The forms of all classes, read from the shapes and the ontology."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from pyoxigraph import NamedNode, Triple

from lq_graph.contributing.forms.class_tree import ClassTree, local_name
from lq_graph.contributing.forms.field_merger import DOCUMENT, merged
from lq_graph.contributing.forms.fingerprint import fingerprint
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.property_part import Part, constant, read_parts
from lq_graph.errors import UnknownName
from lq_graph.names import DCTERMS, LQ, RDF, SKOS, class_segment
from lq_graph.shacl.core.shapes_graph import Node, ShapesGraph
from lq_graph.shacl.core.vocabulary import PROPERTY, sh

_FIRST = (f"{SKOS}prefLabel",)
_LAST = (f"{SKOS}definition", f"{LQ}validFrom", f"{LQ}validThrough", f"{DCTERMS}source")
_TYPE = f"{RDF}type"


def read_forms(shapes: Iterable[Triple], ontology: Iterable[Triple]) -> Mapping[str, Form]:
    """The form of each class of the lq vocabulary that a node shape targets, or a class above it, by its segment.

    Names come first, then what shapes of the class itself ask for, then what those of the classes above it do, and at
    last description, validity and sources. Raises IllFormedShapes for shapes that SHACL does not allow.
    """
    reader = _FormReader(ShapesGraph(shapes), ClassTree(ontology))
    forms = (reader.form(class_) for class_ in reader.tree.own() if reader.node_shapes(class_))
    return MappingProxyType({form.segment: form for form in forms})


def form_named(forms: Mapping[str, Form], name: str) -> Form:
    """The form of a class by its segment, local name, Swedish or English label or IRI, in whatever case.

    Raises UnknownName, with the nearest names.
    """
    wanted = name.strip().casefold()
    by_name = {known.casefold(): form for form in reversed(list(forms.values())) for known in _names(form)}
    by_name.update({form.segment: form for form in forms.values()})
    if wanted in by_name:
        return by_name[wanted]
    near = difflib.get_close_matches(wanted, sorted(by_name), n=3)
    segments = dict.fromkeys(by_name[each].segment for each in near)
    told = f"near it: {', '.join(segments)}" if segments else f"there are: {', '.join(sorted(forms))}"
    raise UnknownName(f"there is no form for {name!r}; {told}")


@dataclass(frozen=True)
class _FormReader:
    graph: ShapesGraph
    tree: ClassTree
    _known_parts: dict[Node, list[Part]] = field(default_factory=dict)

    def form(self, class_: str) -> Form:
        fields = tuple(self._with_companions(self._fields(class_)))
        constants = tuple(self._constants(class_))
        return Form(
            segment=class_segment(class_),
            class_=class_,
            name=self.tree.name(class_),
            definition=self.tree.definition(class_),
            fields=fields,
            fingerprint=fingerprint(class_, fields, constants),
            constants=constants,
        )

    def node_shapes(self, class_: str) -> list[Node]:
        """The node shapes that things of a class must keep to, the most specific first."""
        steps = self.tree.above(class_)
        found = {
            shape: (steps[target], len(self.graph.objects(shape, sh("targetClass"))), str(shape))
            for target in reversed(steps)
            for shape in self.graph.subjects(sh("targetClass"), NamedNode(target))
        }
        return sorted(found, key=lambda shape: found[shape])

    def _fields(self, class_: str) -> list[Field]:
        shapes = self.node_shapes(class_)
        asked = {part.predicate for shape in shapes for part in self._parts(shape)}
        parts: list[Part] = []
        for shape in shapes:
            parts.extend(own := self._parts(shape))
            parts.extend(part for part in self._conditional(own) if part.predicate not in asked)
        fields = (merged(group, self.tree) for group in _groups(parts))
        return sorted((each for each in fields if each is not None), key=_place)

    def _parts(self, shape: Node) -> list[Part]:
        if shape not in self._known_parts:
            properties = (each for each in self.graph.objects(shape, PROPERTY) if isinstance(each, Node))
            parts = [part for each in properties for part in read_parts(self.graph, each) if part.predicate != _TYPE]
            self._known_parts[shape] = sorted(parts, key=lambda part: part.order)
        return self._known_parts[shape]

    def _conditional(self, parts: Iterable[Part]) -> Iterator[Part]:
        """What only those are asked for who have said something else: never required."""
        for predicate in dict.fromkeys(part.predicate for part in parts):
            for shape in self.graph.subjects(sh("targetSubjectsOf"), NamedNode(predicate)):
                yield from (replace(part, least=0) for part in self._parts(shape))

    def _constants(self, class_: str) -> Iterator[tuple[str, str]]:
        for shape in self.node_shapes(class_):
            for each in self.graph.objects(shape, PROPERTY):
                found = constant(self.graph, each) if isinstance(each, Node) else None
                if found is not None and found[0] == _TYPE:
                    yield found

    def _with_companions(self, fields: Iterable[Field]) -> Iterator[Field]:
        for each in fields:
            beside = self._companion if DOCUMENT in each.classes else None
            yield each if beside is None else replace(each, companion=beside.key)
            if beside is not None:
                yield beside

    @cached_property
    def _companion(self) -> Field | None:
        """What every document must say of itself, if it must say something."""
        needed = (each for each in self._fields(DOCUMENT) if each.required)
        return next((replace(each, describes_value=True) for each in needed), None)


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """The parts of each field: of one predicate, and of one language where any part has one."""
    groups: list[list[Part]] = []
    for predicate in dict.fromkeys(part.predicate for part in parts):
        about = [part for part in parts if part.predicate == predicate]
        languages: dict[str | None, None] = dict.fromkeys(part.language for part in about if part.language)
        groups.extend(_about(about, language) for language in languages or (None,))
    return groups


def _about(parts: Iterable[Part], language: str | None) -> list[Part]:
    """The parts about texts in a language, and then those about values of any kind."""
    return sorted((part for part in parts if part.language in (language, None)), key=lambda part: part.language is None)


def _place(field: Field) -> int:
    if field.predicate in _FIRST:
        return -1
    return 1 + _LAST.index(field.predicate) if field.predicate in _LAST else 0


def _names(form: Form) -> tuple[str, ...]:
    local = local_name(form.class_)
    return (form.segment, local, f"lq:{local}", form.class_, form.name.sv, form.name.en)
