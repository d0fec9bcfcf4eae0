"""What shapes say to people: the words of their paths, the language that they ask for, and what may be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from pyoxigraph import Literal, NamedNode

from lq_graph.checking.labels import Labels
from lq_graph.checking.shacl.graph import SUBCLASS, IllFormedShapes, Node, ShapesGraph
from lq_graph.checking.shacl.path import Alternative, Inverse, Path, Predicate, Repeated, Sequence
from lq_graph.checking.shacl.vocabulary import sh
from lq_graph.settings import Texts
from lq_graph.triples.columns import Columns
from lq_graph.triples.dataset import Triples
from lq_graph.triples.relation import spans
from lq_graph.triples.terms import Term

_NAME, _CLASS, _IN, _OR, _DATATYPE = sh("name"), sh("class"), sh("in"), sh("or"), sh("datatype")
_QUALIFIED, _LANGUAGES = sh("qualifiedValueShape"), sh("languageIn")


@dataclass(frozen=True)
class Allowed:
    """What may be a value: instances of some classes, some terms, literals of some datatypes."""

    classes: tuple[Term, ...] = ()
    members: tuple[Term, ...] = ()
    datatypes: tuple[Term, ...] = ()


class ShapeWords:
    """The words of one shapes graph."""

    def __init__(self, shapes: Triples, data: Columns, labels: Labels) -> None:
        """The words of shapes; `data` is the closed graph, with the tree of classes."""
        self._graph = ShapesGraph(shapes)
        self._labels = labels
        self._terms = data.terms
        self._subclasses = data.relation(data.terms.find(SUBCLASS))

    def path_words(self, shape: Node, path: Path | None) -> Texts | None:
        """What a path is called: the name of its shape, else the label of its first predicate; None without a path."""
        if path is None:
            return None
        named = {each.language: each.value for each in self._graph.objects(shape, _NAME) if isinstance(each, Literal)}
        if "sv" in named and "en" in named and self._graph.object(shape, sh("path")) is not None:
            return Texts(named["sv"], named["en"])
        return self._labels.words(first_predicate(path))

    def language(self, shape: Node) -> str | None:
        """The one language that a shape asks for with its qualified value shape; None if it does not."""
        tags = [
            tag.value
            for qualified in self._graph.objects(shape, _QUALIFIED)
            for tags in self._graph.objects(qualified, _LANGUAGES)
            for tag in self._items(tags)
        ]
        return tags[0] if len(tags) == 1 else None

    def depth(self, shape: Node) -> int:
        """How many classes stand above the class that a shape, or the one that has it as a property, is for."""
        holders = [shape, *self._graph.subjects(sh("property"), shape)]
        classes = [each for holder in holders for each in self._graph.objects(holder, sh("targetClass"))]
        return max((self._height(each) for each in classes), default=0)

    def forbids(self, shape: Node) -> bool:
        """Whether a shape allows no value at all."""
        return any(getattr(each, "value", "") == "0" for each in self._graph.objects(shape, sh("maxCount")))

    def allowed(self, shape: Node) -> Allowed:
        """What may be a value by a shape, or by any of the shapes of its sh:or."""
        shapes = [shape, *(each for head in self._graph.objects(shape, _OR) for each in self._items(head))]
        members = [each for one in shapes for head in self._graph.objects(one, _IN) for each in self._items(head)]
        return Allowed(self._all(shapes, _CLASS), tuple(members), self._all(shapes, _DATATYPE))

    def _height(self, class_: Term) -> int:
        return int(spans(self._subclasses, np.array([self._terms.find(class_)], np.int32))[1][0])

    def _all(self, shapes: Iterable[Term], predicate: NamedNode) -> tuple[Term, ...]:
        return tuple(each for shape in shapes for each in self._graph.objects(shape, predicate))

    def _items(self, head: Term) -> list[Term]:
        try:
            return self._graph.items(head)
        except IllFormedShapes:
            return []


def first_predicate(path: Path) -> NamedNode:
    """The predicate with which a path begins."""
    match path:
        case Predicate(iri):
            return iri
        case Sequence(paths) | Alternative(paths):
            return first_predicate(paths[0])
        case Inverse(inner) | Repeated(inner, _):
            return first_predicate(inner)
