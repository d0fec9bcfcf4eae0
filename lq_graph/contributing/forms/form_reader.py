"""Reads the forms of all classes from the shapes and the ontology, and the classes of an ontology."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, reduce
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.contributing.forms.form import Field, Form, Kind, fingerprint
from lq_graph.contributing.forms.observations import DATA_SET, OBSERVATION, PERIOD
from lq_graph.errors import UnknownName
from lq_graph.labels import NAMING_PROPERTIES, best_texts
from lq_graph.names import DCTERMS, LQ, OWL, SKOS, WELL_KNOWN_PREFIXES, XSD, class_segment
from lq_graph.shacl.core.shapes_graph import PROPERTY, VIOLATION, Node, Reader, ShapesGraph, Term, sh
from lq_graph.text import Texts
from lq_graph.triples.vocabulary import RDF_TYPE, RDFS_SUB_CLASS_OF

_FIRST = (f"{SKOS}prefLabel",)
_BEGINNING, _END = f"{LQ}validFrom", f"{LQ}validThrough"
_LAST = (f"{SKOS}definition", _BEGINNING, _END, f"{DCTERMS}source")
DOCUMENT = f"{WELL_KNOWN_PREFIXES['foaf']}Document"
_KINDS: dict[str, Kind] = {
    **{f"{XSD}{name}": "day" for name in ("date", "gYearMonth", "gYear", "dateTime")},
    **{f"{XSD}{name}": "number" for name in ("decimal", "integer", "nonNegativeInteger", "double", "float", "int")},
    f"{XSD}boolean": "truth",
}
_IN_LANGUAGE = {"sv": Texts("på svenska", "in Swedish"), "en": Texts("på engelska", "in English")}
_CLASS = NamedNode(f"{OWL}Class")
_DEFINITION = NamedNode(f"{SKOS}definition")


def read_forms(shapes: Iterable[Triple], ontology: Iterable[Triple]) -> Mapping[str, Form]:
    """The form of each class of the lq vocabulary that a node shape targets, or a class above it, by its segment.

    Names come first, then the required fields, the recommended ones, and the others. Among those the fields of shapes
    of the class itself stand before those of its super-classes, and description, validity and sources last; the day of
    an end follows that of the beginning. Raises IllFormedShapes for shapes that SHACL does not allow.
    """
    reader = _FormReader(ShapesGraph(shapes), ClassTree(ontology))
    forms = (reader.form(class_) for class_ in reader.tree.own() if reader.node_shapes(class_))
    return MappingProxyType({form.segment: form for form in forms})


def form_named(forms: Mapping[str, Form], name: str) -> Form:
    """The form of a class by its segment, local name, Swedish or English label or IRI, in any case.

    Raises UnknownName, with the nearest names.
    """
    wanted = name.strip().casefold()
    by_name: dict[str, Form] = {}
    for form in reversed(list(forms.values())):
        local = _local_name(form.class_)
        for known in (local, f"lq:{local}", form.class_, form.name.sv, form.name.en):
            by_name[known.casefold()] = form
    by_name.update({form.segment: form for form in forms.values()})
    if wanted in by_name:
        return by_name[wanted]
    near = difflib.get_close_matches(wanted, sorted(by_name), n=3)
    segments = dict.fromkeys(by_name[each].segment for each in near)
    others = ", ".join(segments or sorted(forms))
    raise UnknownName(
        Texts(
            f"det finns ingen mall för ”{name}”; {'nära ligger' if segments else 'det finns'}: {others}",
            f"there is no form for {name!r}; {'near it' if segments else 'there are'}: {others}",
        )
    )


@dataclass(frozen=True)
class _FormReader:
    graph: ShapesGraph
    tree: ClassTree
    _known_parts: dict[Node, list[_Part]] = field(default_factory=dict)

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
        """The node shapes that things of a class must conform to, the most specific first."""
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
        parts: list[_Part] = []
        for shape in shapes:
            parts.extend(own := self._parts(shape))
            parts.extend(part for part in self._conditional(own) if part.predicate not in asked)
        fields = [each for group in _groups(parts) if (each := _merged(group, self.tree)) is not None]
        is_observation = any(constant == OBSERVATION for _, constant in self._constants(class_))
        return _in_order([_as_asked(each) for each in fields] if is_observation else fields)

    def _parts(self, shape: Node) -> list[_Part]:
        if shape not in self._known_parts:
            asking = [shape, *self._first_alternatives(shape)]
            properties = [
                each for one in asking for each in self.graph.objects(one, PROPERTY) if isinstance(each, Node)
            ]
            parts = [
                part
                for each in properties
                for part in _read_parts(self.graph, each)
                if part.predicate != RDF_TYPE.value
            ]
            self._known_parts[shape] = sorted(parts, key=lambda part: part.order)
        return self._known_parts[shape]

    def _first_alternatives(self, shape: Node) -> Iterator[Node]:
        """The first member of each sh:or: of several ways to conform, a form asks for the first."""
        for members in Reader(self.graph, shape).shape_lists("or", "§4.6.3"):
            yield from members[:1]

    def _conditional(self, parts: Iterable[_Part]) -> Iterator[_Part]:
        """The parts of shapes that target the subjects of some predicates: never required."""
        for predicate in dict.fromkeys(part.predicate for part in parts):
            for shape in self.graph.subjects(sh("targetSubjectsOf"), NamedNode(predicate)):
                yield from (replace(part, least=0) for part in self._parts(shape))

    def _constants(self, class_: str) -> Iterator[tuple[str, str]]:
        """The classes that shapes require of every thing, with rdf:type."""
        for shape in self.node_shapes(class_):
            for each in self.graph.objects(shape, PROPERTY):
                if isinstance(each, Node) and self.graph.object(each, sh("path")) == RDF_TYPE:
                    value = self.graph.object(each, sh("hasValue"))
                    if isinstance(value, NamedNode):
                        yield RDF_TYPE.value, value.value

    def _with_companions(self, fields: Iterable[Field]) -> Iterator[Field]:
        for each in fields:
            beside = self._companion if DOCUMENT in each.classes else None
            yield each if beside is None else replace(each, companion=beside.key)
            if beside is not None:
                yield beside

    @cached_property
    def _companion(self) -> Field | None:
        """The field that every document must have, if there is one."""
        needed = (each for each in self._fields(DOCUMENT) if each.required)
        return next((replace(each, describes_value=True) for each in needed), None)


def _as_asked(field: Field) -> Field:
    """A field of observations: names and data set follow from indicator and period, which is asked for instead."""
    if field.predicate in (f"{SKOS}prefLabel", DATA_SET):
        return replace(field, required=False, recommended=False)
    return replace(field, recommended=True) if field.predicate == PERIOD else field


def _groups(parts: Sequence[_Part]) -> list[list[_Part]]:
    """The parts of each field: of one predicate, and of one language where any part has one."""
    groups: list[list[_Part]] = []
    for predicate in dict.fromkeys(part.predicate for part in parts):
        about = [part for part in parts if part.predicate == predicate]
        general = [part for part in about if part.language is None]
        in_order = sorted(about, key=lambda part: part.order)
        languages = dict.fromkeys(part.language for part in in_order if part.language)
        groups += [[*(part for part in about if part.language == each), *general] for each in languages] or [general]
    return groups


def _in_order(fields: Sequence[Field]) -> list[Field]:
    """The fields in the order in which they are filled in: see read_forms."""
    needs = {field.predicate: 0 if field.required else 1 if field.recommended else 2 for field in reversed(fields)}

    def place(field: Field) -> tuple[bool, int, int]:
        is_end = field.predicate == _END and _BEGINNING in needs
        need = needs[_BEGINNING if is_end else field.predicate]
        last = _LAST.index(field.predicate) if field.predicate in _LAST else -1
        return field.predicate not in _FIRST, need, last

    return sorted(fields, key=place)


def _merged(parts: Sequence[_Part], tree: ClassTree) -> Field | None:
    """The field of some parts, the most specific first; None if they allow no value.

    Key and name are those of the first part. A value must conform to every part, so that the narrowest classes and the
    smallest number of values apply.
    """
    first = parts[0]
    most = min((part.most for part in parts if part.most is not None), default=None)
    if most == 0:
        return None
    values = reduce(lambda narrow, part: _narrowed(narrow, part.values, tree), parts[1:], first.values)
    required = any(part.least and part.violation for part in parts)
    return Field(
        key=first.key,
        predicate=first.predicate,
        name=first.name,
        hint=_hint(parts),
        kind=_kind(values),
        required=required,
        recommended=not required and any(part.least for part in parts),
        most=most,
        language=first.language,
        datatypes=values.datatypes,
        classes=values.classes,
        excluded=values.excluded,
        members=values.members,
        pattern=values.pattern,
        least_value=values.least_value,
        most_value=values.most_value,
        former_names=tuple(dict.fromkeys(name for part in parts for name in part.former_names)),
    )


def _narrowed(narrow: _AllowedValues, wide: _AllowedValues, tree: ClassTree) -> _AllowedValues:
    return _AllowedValues(
        datatypes=_common(narrow.datatypes, wide.datatypes),
        classes=tree.narrowed(narrow.classes, wide.classes),
        excluded=tuple(dict.fromkeys((*narrow.excluded, *wide.excluded))),
        members=_common(narrow.members, wide.members),
        pattern=narrow.pattern or wide.pattern,
        least_value=narrow.least_value or wide.least_value,
        most_value=narrow.most_value or wide.most_value,
        address=narrow.address or wide.address,
    )


def _common(narrow: tuple[str, ...], wide: tuple[str, ...]) -> tuple[str, ...]:
    """What both allow, where empty means anything; the narrow one if they have nothing in common."""
    if not narrow or not wide:
        return narrow or wide
    return tuple(each for each in narrow if each in wide) or narrow


def _kind(values: _AllowedValues) -> Kind:
    if DOCUMENT in values.classes:
        return "address"
    if values.classes or values.members:
        return "choice"
    if values.datatypes:
        return _KINDS.get(values.datatypes[0], "text")
    return "address" if values.address else "text"


def _hint(parts: Sequence[_Part]) -> Texts:
    """The hint of the first part, and that of the first one on how a value is written, if it is another."""
    on_writing = next((part for part in parts if part.values.datatypes or part.values.pattern), parts[0])
    hints = (parts[0].hint, on_writing.hint)
    return Texts(
        sv=" ".join(dict.fromkeys(hint.sv for hint in hints)), en=" ".join(dict.fromkeys(hint.en for hint in hints))
    )


@dataclass(frozen=True)
class _AllowedValues:
    """Constraints on values: datatypes or classes, any of which will do; excluded classes; a list; any IRI."""

    datatypes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    pattern: str | None = None
    least_value: str | None = None
    most_value: str | None = None
    address: bool = False


@dataclass(frozen=True)
class _Part:
    """The constraints of one property shape on the values of a predicate, in one language if it concerns such texts.

    `least` and `most` are numbers of values; `violation` tells whether too few of them stop a release.
    """

    key: str
    predicate: str
    language: str | None
    name: Texts
    hint: Texts
    order: float
    violation: bool
    least: int
    most: int | None
    values: _AllowedValues
    former_names: tuple[str, ...] = ()


def _read_parts(graph: ShapesGraph, shape: Node) -> list[_Part]:
    """The parts of a property shape: one, or one a language; none if it is deactivated or its path is no predicate.

    Raises IllFormedShapes for parameters that SHACL does not allow.
    """
    reader = Reader(graph, shape)
    path = graph.object(shape, sh("path")) or shape
    if not isinstance(path, NamedNode) or not reader.is_property or reader.truth("deactivated", "§2.1.6"):
        return []
    whole = _part(reader, path.value)
    if reader.flag("uniqueLang", "§4.4.5"):
        return [_in_language(whole, language) for language in _languages(graph, shape)] or [whole]
    return [whole]


def _part(reader: Reader, predicate: str) -> _Part:
    graph, shape = reader.graph, reader.node
    qualified = reader.one("qualifiedValueShape", "§4.7.3")
    languages = [] if qualified is None else _languages(graph, qualified)
    in_language = len(languages) == 1
    key = _local_name(shape.value if isinstance(shape, NamedNode) else predicate)
    name = _texts(reader.terms("name")) or Texts(key, key)
    return _Part(
        key=key,
        predicate=predicate,
        language=languages[0] if in_language else None,
        name=name,
        hint=_texts(reader.terms("description")) or _texts(reader.terms("message")) or name,
        order=_number(reader.one("order", "§2.3.2")),
        violation=(reader.iri("severity", "§2.1.4") or VIOLATION) == VIOLATION,
        least=max(reader.integer("minCount", "§4.2.1") or 0, reader.integer("qualifiedMinCount", "§4.7.3") or 0),
        most=reader.integer("qualifiedMaxCount" if in_language else "maxCount", "§4.2.2"),
        values=_values(reader),
        former_names=tuple(
            each.value for each in graph.objects(shape, NamedNode(f"{SKOS}altLabel")) if isinstance(each, Literal)
        ),
    )


def _values(reader: Reader) -> _AllowedValues:
    graph = reader.graph
    members = reader.one("in", "§4.8.3")
    alternatives = [_one_of(graph, shapes) for shapes in reader.shape_lists("or", "§4.6.3")]
    forbidden = [_iris(graph.objects(each, sh("class"))) for each in reader.node_shapes("not", "§4.6.1")]
    return _AllowedValues(
        datatypes=_first([_iris(reader.terms("datatype")), *(each.datatypes for each in alternatives)]),
        classes=_first([_iris(reader.terms("class")), *(each.classes for each in alternatives)]),
        excluded=tuple(class_ for classes in forbidden for class_ in classes),
        members=() if members is None else _iris(reader.items("in", members, "§4.8.3")),
        pattern=reader.text("pattern", "§4.4.3"),
        least_value=_lexical(reader, "minInclusive"),
        most_value=_lexical(reader, "maxInclusive"),
        address=reader.one("nodeKind", "§4.1.3") == sh("IRI"),
    )


def _one_of(graph: ShapesGraph, members: Iterable[Node]) -> _AllowedValues:
    """The datatypes, or the classes, of members of sh:or of which each has just one."""
    found = [[_iris(graph.objects(member, sh(word))) for word in ("datatype", "class")] for member in members]
    datatypes, classes = zip(*found, strict=True) if found else ((), ())

    def single(alternatives: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
        each_one = tuple(alternatives)
        return tuple(each[0] for each in each_one) if all(len(each) == 1 for each in each_one) else ()

    return _AllowedValues(datatypes=single(datatypes), classes=single(classes))


def _languages(graph: ShapesGraph, shape: Term) -> list[str]:
    head = graph.object(shape, sh("languageIn"))
    return [] if head is None else [term.value for term in graph.items(head) if isinstance(term, Literal)]


def _in_language(part: _Part, language: str) -> _Part:
    within = _IN_LANGUAGE.get(language, Texts(f"({language})", f"({language})"))
    name = Texts(f"{part.name.sv} {within.sv}", f"{part.name.en} {within.en}")
    former = tuple(f"{each} {words}" for each in part.former_names for words in (within.sv, within.en))
    return replace(part, key=f"{part.key}@{language}", language=language, name=name, most=1, former_names=former)


def _first(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return next((each for each in found if each), ())


def _iris(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.value for term in terms if isinstance(term, NamedNode))


def _lexical(reader: Reader, word: str) -> str | None:
    term = reader.one(word, "§4.3")
    return term.value if isinstance(term, Literal) else None


def _number(term: Term | None) -> float:
    try:
        return float(term.value) if isinstance(term, Literal) else float("inf")
    except ValueError:
        return float("inf")


class ClassTree:
    """The named classes of an ontology, with their super-classes and labels."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self._graph = ShapesGraph(ontology)

    def own(self) -> list[str]:
        """The classes of lq's own vocabulary, sorted."""
        classes = self._graph.subjects(RDF_TYPE, _CLASS)
        return sorted(each.value for each in classes if isinstance(each, NamedNode) and each.value.startswith(LQ))

    def above(self, class_: str) -> dict[str, int]:
        """The class itself and its super-classes, each with the number of steps up to it, the nearest first."""
        steps = {class_: 0}
        for each in (waiting := [class_]):
            for parent in self._graph.objects(NamedNode(each), RDFS_SUB_CLASS_OF):
                if isinstance(parent, NamedNode) and parent.value not in steps:
                    steps[parent.value] = steps[each] + 1
                    waiting.append(parent.value)
        return steps

    def narrowed(self, wanted: tuple[str, ...], also: tuple[str, ...]) -> tuple[str, ...]:
        """The classes of things that are of a wanted class and of one of the others; the wanted if none can be both."""
        if not wanted or not also:
            return wanted or also
        within = [each for each in wanted if not self.above(each).keys().isdisjoint(also)]
        below = [each for each in also if not self.above(each).keys().isdisjoint(wanted)]
        return tuple(dict.fromkeys((*within, *below))) or wanted

    def name(self, class_: str) -> Texts:
        """The label of a class; its local name if it has none."""
        offers = (
            (name, value)
            for name in NAMING_PROPERTIES
            for value in self._graph.objects(NamedNode(class_), NamedNode(name))
            if isinstance(value, Literal)
        )
        return best_texts(offers) or Texts(_local_name(class_), _local_name(class_))

    def definition(self, class_: str) -> Texts:
        """The definition of a class; empty if it has none."""
        return _texts(self._graph.objects(NamedNode(class_), _DEFINITION)) or Texts("", "")


def _texts(terms: Iterable[Term]) -> Texts | None:
    """The Swedish and the English text among terms, one for the other if it is missing; None if there is no text."""
    return best_texts(("", term) for term in terms if isinstance(term, Literal))


def _local_name(iri: str) -> str:
    """The last part of an IRI, after # or /."""
    return iri.rpartition("#")[2].rpartition("/")[2]
