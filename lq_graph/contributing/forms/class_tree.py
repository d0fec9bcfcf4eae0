"""The classes of the ontology: which stands above which, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.names import LQ, OWL, RDF, RDFS, SKOS
from lq_graph.settings import Texts
from lq_graph.shacl.core.shapes_graph import SUBCLASS, Node, ShapesGraph, Term

_TYPE, _CLASS = NamedNode(f"{RDF}type"), NamedNode(f"{OWL}Class")
_LABEL, _DEFINITION = NamedNode(f"{RDFS}label"), NamedNode(f"{SKOS}definition")


class ClassTree:
    """The named classes of an ontology."""

    def __init__(self, ontology: Iterable[Triple]) -> None:
        self._graph = ShapesGraph(ontology)

    def own(self) -> list[str]:
        """The classes of lq's own vocabulary, sorted."""
        classes = self._graph.subjects(_TYPE, _CLASS)
        return sorted(each.value for each in classes if isinstance(each, NamedNode) and each.value.startswith(LQ))

    def above(self, class_: str) -> dict[str, int]:
        """The class itself and all above it, each with the steps up to it, the nearest first."""
        steps = {class_: 0}
        for each in (waiting := [class_]):
            for parent in self._graph.objects(NamedNode(each), SUBCLASS):
                if isinstance(parent, NamedNode) and parent.value not in steps:
                    steps[parent.value] = steps[each] + 1
                    waiting.append(parent.value)
        return steps

    def is_within(self, class_: str, other: str) -> bool:
        """Whether a class is another or stands below it."""
        return other in self.above(class_)

    def narrowed(self, wanted: tuple[str, ...], also: tuple[str, ...]) -> tuple[str, ...]:
        """The classes of things that are of a wanted class and of one of the others; the wanted if none can be both."""
        if not wanted or not also:
            return wanted or also
        within = [each for each in wanted if any(self.is_within(each, other) for other in also)]
        below = [each for each in also if any(self.is_within(each, other) for other in wanted)]
        return tuple(dict.fromkeys((*within, *below))) or wanted

    def name(self, class_: str) -> Texts:
        """What a class is called; its local name if it has no label."""
        return texts(self._graph.objects(NamedNode(class_), _LABEL)) or Texts(*[local_name(class_)] * 2)

    def definition(self, class_: str) -> Texts:
        """What a class means; empty if it is not said."""
        return texts(self._graph.objects(NamedNode(class_), _DEFINITION)) or Texts("", "")


def texts(terms: Iterable[Term]) -> Texts | None:
    """The Swedish and the English text among terms, one for the other if it is missing; None if there is no text."""
    by_language = dict(_by_language(terms))
    if not by_language:
        return None
    default = next(iter(by_language.values()))
    swedish = by_language.get("sv", by_language.get("en", default))
    return Texts(sv=swedish, en=by_language.get("en", swedish))


def as_iri(node: Node | Term) -> str | None:
    """The IRI of a term that is one, else None."""
    return node.value if isinstance(node, NamedNode) else None


def local_name(iri: str) -> str:
    """The last part of an IRI, after # or /."""
    return iri.rpartition("#")[2].rpartition("/")[2]


def _by_language(terms: Iterable[Term]) -> Iterator[tuple[str, str]]:
    for term in terms:
        if isinstance(term, Literal):
            yield term.language or "", term.value
