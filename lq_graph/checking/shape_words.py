"""What the shapes of one graph say to people: what is wrong in a sentence, names of paths, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import code_of, fault, filled
from lq_graph.checking.shape_rules import either, quoted
from lq_graph.checking.suggestions import Allowed
from lq_graph.labels import Labels, best_texts
from lq_graph.names import XSD
from lq_graph.shacl.core.paths import Path, Predicate, first_predicate
from lq_graph.shacl.core.report import Result
from lq_graph.shacl.core.shapes_graph import IllFormedShapes, Node, ShapesGraph, sh
from lq_graph.text import Texts
from lq_graph.triples.columns import Columns, spans
from lq_graph.triples.dataset import Triples
from lq_graph.triples.terms import Term
from lq_graph.triples.vocabulary import RDFS_SUB_CLASS_OF

_NUMBERS = frozenset(NamedNode(f"{XSD}{name}") for name in ("decimal", "integer", "double", "nonNegativeInteger"))
_YEARS = frozenset({NamedNode(f"{XSD}gYear")})
_DATES = _YEARS | {NamedNode(f"{XSD}date"), NamedNode(f"{XSD}gYearMonth")}
_NOT_WRITTEN_AS = (  # the first that has all datatypes of a shape
    (
        _NUMBERS,
        Texts(
            "{path} är ett tal, och {value} är inte skrivet som ett.",
            "{path} is a number, and {value} is not written as one.",
        ),
    ),
    (
        _YEARS,
        Texts(
            "{path} är ett år, och {value} är inte skrivet som ett.",
            "{path} is a year, and {value} is not written as one.",
        ),
    ),
    (
        _DATES,
        Texts(
            "{path} är ett datum, och {value} är inte skrivet som ett.",
            "{path} is a date, and {value} is not written as one.",
        ),
    ),
)
_NOT_OF_KIND = Texts("{focus} kan inte vara av slaget {kind}.", "{focus} cannot be of the kind {kind}.")
_VALUE_OF_KIND = Texts(
    "{value} är av slaget {kind}, som inte går att välja som {path}.",
    "{value} is of the kind {kind}, which cannot be chosen as {path}.",
)
_TWICE = Texts("{value} är både {path} och {other}.", "{value} is both {path} and {other}.")
_NO_ADDRESS = Texts("{focus} har ingen egen adress.", "{focus} has no address of its own.")
_NOT_DESCRIBED = Texts("{focus} är inte beskrivet som {kind}.", "{focus} is not described as {kind}.")
_LISTS = ("or", "xone")


class ShapeWords:
    """What the shapes of one graph say to people: the names of paths, the languages, and what may be chosen."""

    def __init__(self, shapes: Triples, data: Columns, labels: Labels) -> None:
        """The words of shapes; `data` is the closed graph, with the class hierarchy."""
        self._graph = ShapesGraph(shapes)
        self._labels = labels
        self._data = data
        self._terms = data.terms
        self._subclasses = data.relation(data.terms.find(RDFS_SUB_CLASS_OF))
        self._depths: dict[Node, int] = {}
        self._languages: dict[Node, str | None] = {}
        self._paths: dict[tuple[Node, Path | None], Texts | None] = {}
        self._messages: dict[tuple[Literal, ...], Texts] = {}

    def message(self, result: Result) -> Texts:
        """What the shape of a result says to do."""
        if result.messages not in self._messages:
            self._messages[result.messages] = best_texts(("", each) for each in result.messages) or Texts("", "")
        return self._messages[result.messages]

    def fault(self, result: Result) -> Texts:
        """What a result finds wrong, in a sentence."""
        component = code_of(result.component).removesuffix("ConstraintComponent")
        value = None if result.value is None else self._labels.words(result.value)
        said = (
            self._fault_of_value(result, component)
            if result.path is not None
            else self._fault_of_focus(result, component)
        )
        if said is not None:
            return said
        if component in ("Or", "Xone") and result.path is not None and self._members_have(result.shape, "class"):
            component = "Class"
        path = self.path_words(result.shape, result.path)
        return fault(component, self._labels.words(result.focus), path, value, self.forbids(result.shape))

    def _fault_of_value(self, result: Result, component: str) -> Texts | None:
        """A number or a date that is not written as one, and a value of a kind that is not allowed."""
        if result.path is None or result.value is None:
            return None
        value, datatypes = self._labels.words(result.value), frozenset(self.allowed(result.shape).datatypes)
        if component in ("Or", "Datatype") and datatypes:
            path = self.path_words(result.shape, result.path)
            for known, sentence in _NOT_WRITTEN_AS:
                if datatypes <= known:
                    return filled(sentence, value=value, path=path)
        if component == "Disjoint":
            return self._twice(result)
        if component == "Not":
            path = self._labels.words(first_predicate(result.path))
            for kind in self._kinds(self._resources(result.shape, "not")):
                return filled(_VALUE_OF_KIND, value=value, kind=kind, path=path)
        return None

    def _twice(self, result: Result) -> Texts | None:
        """That a value stands where it stands in another property too, which excludes it."""
        focus, value = self._terms.find(result.focus), self._terms.find(result.value)  # type: ignore[arg-type]
        others = [
            each
            for each in self._resources(result.shape, "disjoint")
            if self._data.has(focus, self._terms.find(each), value)
        ]
        if result.path is None or result.value is None or not others:
            return None
        names = (first_predicate(result.path), others[0])
        path, other = (self._labels.words(each) for each in names)
        return filled(_TWICE, value=self._labels.words(result.value), path=path, other=other)

    def _fault_of_focus(self, result: Result, component: str) -> Texts | None:
        """What is missing of which one is needed, what is there of which only one can hold, or what a thing is not."""
        focus = self._labels.words(result.focus)
        if component in ("Or", "Xone"):
            given, missing = self._alternatives(result)
            if component == "Xone" and len(given) > 1:
                names = either(given)
                return filled(
                    Texts(f"{{focus}} kan bara ha ett av {names.sv}.", f"{{focus}} can have only one of {names.en}."),
                    focus=focus,
                )
            if missing and not (component == "Xone" and given):
                names = either(missing)
                return filled(
                    Texts(f"{names.sv} saknas för {{focus}}.", f"{names.en} is missing for {{focus}}."), focus=focus
                )
        if component == "NodeKind":
            return filled(_NO_ADDRESS, focus=focus)
        if component == "Not":
            for kind in self._kinds(self._resources(result.shape, "not")):
                return filled(_NOT_OF_KIND, focus=focus, kind=kind)
        if component == "Class":
            for kind in self._kinds([result.shape]):
                return filled(_NOT_DESCRIBED, focus=focus, kind=kind)
        return None

    def _alternatives(self, result: Result) -> tuple[list[Texts], list[Texts]]:
        """The names of the properties of which a shape demands one: those that the focus node has, and the others."""
        given: list[Texts] = []
        missing: list[Texts] = []
        focus = self._terms.find(result.focus)
        for shape in self._required(result.shape):
            path = self._graph.object(shape, sh("path"))
            if isinstance(path, NamedNode):
                has_value = bool(self._data.objects_of(focus, self._terms.find(path)))
                words = quoted(self.path_words(shape, Predicate(path)) or self._labels.words(path))
                if words not in (*given, *missing):
                    (given if has_value else missing).append(words)
        return given, missing

    def instead(self, result: Result) -> tuple[Term, ...]:
        """The properties of which a shape of a focus node demands one; none if it demands no such thing."""
        return tuple(
            path
            for shape in self._required(result.shape)
            if isinstance(path := self._graph.object(shape, sh("path")), NamedNode)
        )

    def has_several(self, result: Result) -> bool:
        """Whether the focus node has more than one of the properties of which its shape demands one."""
        given, _ = self._alternatives(result)
        return len(given) > 1

    def _required(self, shape: Node) -> Iterator[Node]:
        """The property shapes in the alternatives of a shape that demand a value, themselves or as its properties."""
        for member in self._members(shape):
            for each in (member, *self._resources(member, "property")):
                if self._graph.objects(each, sh("minCount")) or self._graph.objects(each, sh("qualifiedMinCount")):
                    yield each

    def _members(self, shape: Node) -> list[Node]:
        heads = [head for name in _LISTS for head in self._graph.objects(shape, sh(name))]
        return [each for head in heads for each in self._items(head)]  # type: ignore[misc]

    def _members_have(self, shape: Node, name: str) -> bool:
        members = self._members(shape)
        return bool(members) and all(self._graph.objects(each, sh(name)) for each in members)

    def _resources(self, shape: Node, name: str) -> list[Node]:
        return [each for each in self._graph.objects(shape, sh(name)) if not isinstance(each, Literal)]

    def _kinds(self, shapes: Iterable[Node]) -> Iterator[Texts]:
        """The classes that shapes demand, by their names."""
        for shape in shapes:
            yield from (self._labels.words(each) for each in self._graph.objects(shape, sh("class")))

    def path_words(self, shape: Node, path: Path | None) -> Texts | None:
        """What a path is called: the name of its shape, else the label of its first predicate; None without a path."""
        if (shape, path) not in self._paths:
            self._paths[shape, path] = self._path_words(shape, path)
        return self._paths[shape, path]

    def _path_words(self, shape: Node, path: Path | None) -> Texts | None:
        if path is None:
            return None
        names = self._graph.objects(shape, sh("name"))
        named = {each.language: each.value for each in names if isinstance(each, Literal)}
        if "sv" in named and "en" in named and self._graph.object(shape, sh("path")) is not None:
            return Texts(named["sv"], named["en"])
        return self._labels.words(first_predicate(path))

    def language(self, shape: Node) -> str | None:
        """The one language that a shape asks for with its qualified value shape; None if it does not."""
        if shape not in self._languages:
            self._languages[shape] = self._language(shape)
        return self._languages[shape]

    def _language(self, shape: Node) -> str | None:
        tags = [
            tag.value
            for qualified in self._graph.objects(shape, sh("qualifiedValueShape"))
            for tags in self._graph.objects(qualified, sh("languageIn"))
            for tag in self._items(tags)
        ]
        return tags[0] if len(tags) == 1 else None

    def depth(self, shape: Node) -> int:
        """How many classes stand above the class that a shape, or the one that has it as a property, is for."""
        if shape not in self._depths:
            holders = [shape, *self._graph.subjects(sh("property"), shape)]
            classes = [each for holder in holders for each in self._graph.objects(holder, sh("targetClass"))]
            ids = (np.array([self._terms.find(each)], np.int32) for each in classes)
            self._depths[shape] = max((int(spans(self._subclasses, each)[1][0]) for each in ids), default=0)
        return self._depths[shape]

    def forbids(self, shape: Node) -> bool:
        """Whether a shape allows no value at all."""
        return any(getattr(each, "value", "") == "0" for each in self._graph.objects(shape, sh("maxCount")))

    def allowed(self, shape: Node) -> Allowed:
        """What may be a value by a shape, or by any of the shapes of its sh:or."""
        shapes = [shape, *(each for head in self._graph.objects(shape, sh("or")) for each in self._items(head))]
        members = [each for one in shapes for head in self._graph.objects(one, sh("in")) for each in self._items(head)]
        classes = [each for one in shapes for each in self._graph.objects(one, sh("class"))]
        datatypes = [each for one in shapes for each in self._graph.objects(one, sh("datatype"))]
        return Allowed(tuple(classes), tuple(members), tuple(datatypes))

    def _items(self, head: Term) -> list[Term]:
        try:
            return self._graph.items(head)
        except IllFormedShapes:
            return []
