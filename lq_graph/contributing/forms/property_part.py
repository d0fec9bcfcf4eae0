"""A part of a field: what one property shape says of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms.class_tree import as_iri, local_name, texts
from lq_graph.settings import Texts
from lq_graph.shacl.core.shapes_graph import Node, Reader, ShapesGraph, Term
from lq_graph.shacl.core.vocabulary import VIOLATION, sh

_IN_LANGUAGE = {"sv": Texts("på svenska", "in Swedish"), "en": Texts("på engelska", "in English")}


@dataclass(frozen=True)
class Values:
    """What values may be: of any of some datatypes or classes, from a list, not of some classes, an address at all."""

    datatypes: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    members: tuple[str, ...] = ()
    pattern: str | None = None
    least_value: str | None = None
    most_value: str | None = None
    address: bool = False


@dataclass(frozen=True)
class Part:
    """What one property shape says of values of a predicate, in one language if it is about texts in a language.

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
    values: Values


def read_parts(graph: ShapesGraph, shape: Node) -> list[Part]:
    """The parts that a property shape makes: one, or one a language; none if it is off or its path is no predicate.

    Raises IllFormedShapes for parameters that SHACL does not allow.
    """
    reader = Reader(graph, shape)
    predicate = as_iri(graph.object(shape, sh("path")) or shape)
    if predicate is None or not reader.is_property or reader.truth("deactivated", "§2.1.6"):
        return []
    whole = _part(reader, predicate)
    if reader.flag("uniqueLang", "§4.4.5"):
        return [_in_language(whole, language) for language in _languages(graph, shape)] or [whole]
    return [whole]


def constant(graph: ShapesGraph, shape: Node) -> tuple[str, str] | None:
    """The predicate and the IRI that a property shape wants every thing to have, None if it wants none."""
    predicate, value = (graph.object(shape, sh(word)) for word in ("path", "hasValue"))
    if not isinstance(predicate, NamedNode) or not isinstance(value, NamedNode):
        return None
    return predicate.value, value.value


def _part(reader: Reader, predicate: str) -> Part:
    graph, shape = reader.graph, reader.node
    qualified = reader.one("qualifiedValueShape", "§4.7.3")
    languages = [] if qualified is None else _languages(graph, qualified)
    in_language = len(languages) == 1
    key = local_name(shape.value if isinstance(shape, NamedNode) else predicate)
    name = texts(reader.terms("name")) or Texts(key, key)
    return Part(
        key=key,
        predicate=predicate,
        language=languages[0] if in_language else None,
        name=name,
        hint=texts(reader.terms("description")) or texts(reader.terms("message")) or name,
        order=_number(reader.one("order", "§2.3.2")),
        violation=(reader.iri("severity", "§2.1.4") or VIOLATION) == VIOLATION,
        least=max(reader.integer("minCount", "§4.2.1") or 0, reader.integer("qualifiedMinCount", "§4.7.3") or 0),
        most=reader.integer("qualifiedMaxCount" if in_language else "maxCount", "§4.2.2"),
        values=_values(reader),
    )


def _values(reader: Reader) -> Values:
    graph = reader.graph
    alternatives = [_one_of(graph, members) for members in reader.shape_lists("or", "§4.6.3")]
    forbidden = [_iris(graph.objects(each, sh("class"))) for each in reader.node_shapes("not", "§4.6.1")]
    return Values(
        datatypes=_first([_iris(reader.terms("datatype")), *(each.datatypes for each in alternatives)]),
        classes=_first([_iris(reader.terms("class")), *(each.classes for each in alternatives)]),
        excluded=tuple(class_ for classes in forbidden for class_ in classes),
        members=_members(reader),
        pattern=reader.text("pattern", "§4.4.3"),
        least_value=_lexical(reader, "minInclusive"),
        most_value=_lexical(reader, "maxInclusive"),
        address=reader.one("nodeKind", "§4.1.3") == sh("IRI"),
    )


def _one_of(graph: ShapesGraph, members: Iterable[Node]) -> Values:
    """The datatypes, or the classes, of members of sh:or of which each has just one."""
    found = [[_iris(graph.objects(member, sh(word))) for word in ("datatype", "class")] for member in members]
    datatypes, classes = zip(*found, strict=True) if found else ((), ())
    return Values(datatypes=_if_each(datatypes), classes=_if_each(classes))


def _if_each(found: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    alternatives = tuple(found)
    return tuple(each[0] for each in alternatives) if all(len(each) == 1 for each in alternatives) else ()


def _members(reader: Reader) -> tuple[str, ...]:
    head = reader.one("in", "§4.8.3")
    return () if head is None else _iris(reader.items("in", head, "§4.8.3"))


def _languages(graph: ShapesGraph, shape: Term) -> list[str]:
    head = graph.object(shape, sh("languageIn"))
    return [] if head is None else [term.value for term in graph.items(head) if isinstance(term, Literal)]


def _in_language(part: Part, language: str) -> Part:
    within = _IN_LANGUAGE.get(language, Texts(f"({language})", f"({language})"))
    name = Texts(f"{part.name.sv} {within.sv}", f"{part.name.en} {within.en}")
    return replace(part, key=f"{part.key}@{language}", language=language, name=name, most=1)


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
