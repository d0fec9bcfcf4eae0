"""The rules of shapes: one for each named shape that can have a result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Severity
from lq_graph.checking.labels import Labels
from lq_graph.checking.rules.constraint_words import ConstraintWords
from lq_graph.checking.rules.phrases import either, filled, quoted
from lq_graph.checking.rules.rule import Rule
from lq_graph.checking.shacl.graph import Node, ShapesGraph
from lq_graph.checking.shacl.vocabulary import TARGETS, sh
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import Source
from lq_graph.settings import Texts
from lq_graph.triples.terms import Term

_SEVERITIES: Mapping[Term, Severity] = MappingProxyType({sh("Info"): Severity.INFO, sh("Warning"): Severity.WARNING})
_PROPERTY = sh("property")
_TARGETED: Mapping[NamedNode, Texts] = MappingProxyType(
    {
        sh("targetSubjectsOf"): Texts("allt som har {}", "everything that has {}"),
        sh("targetObjectsOf"): Texts("allt som är {} till något", "everything that is {} of something"),
    }
)
_OF = Texts("{} hos {}", "{} of {}")
_SHARED = Texts("det som andra regler hänvisar till", "what other rules refer to")


class ShapeRules:
    """The rules of the shapes of some files."""

    def __init__(self, sources: Iterable[Source], labels: Labels) -> None:
        """The rules that the files hold; `labels` are those of the ontology."""
        described = [(triple, source) for source in sources for triple in source.triples]
        self._sources = {triple.subject: source for triple, source in reversed(described)}
        self._graph = ShapesGraph(triple for triple, _ in described)
        self._labels = labels
        self._words = ConstraintWords(self._graph, labels)

    @cached_property
    def nodes(self) -> Mapping[str, NamedNode]:
        """The named shapes by their codes: those with a target, a path or a message."""
        said = (*TARGETS, sh("path"), sh("message"))
        nodes = {node for predicate in said for node in self._graph.having(predicate) if isinstance(node, NamedNode)}
        return {local_name(node): node for node in sorted(nodes, key=str)}

    def gives_findings(self, code: str) -> bool:
        """Whether a shape has a target, or is a property of one that has, and demands something itself."""
        node = self.nodes[code]
        targeted = any(self._graph.objects(holder, target) for holder in self._holders(node) for target in TARGETS)
        return targeted and bool(self._words.must(node))

    def rule(self, code: str, shape: NamedNode) -> Rule:
        """The rule of a shape."""
        place = self._place(shape)
        return Rule(
            code=code,
            about=self._about(shape),
            message=self.message(shape),
            severity=self.severity(shape),
            must=tuple(self._words.must(shape)),
            file=place.file if place else None,
            line=place.line if place else None,
            parts=tuple(map(local_name, self._graph.objects(shape, _PROPERTY))),
        )

    def message(self, shape: Node) -> Texts:
        """What the findings of a shape tell to do."""
        said = {
            each.language: each.value for each in self._graph.objects(shape, sh("message")) if isinstance(each, Literal)
        }
        default = next(iter(said.values()), "")
        return Texts(said.get("sv", default), said.get("en", default))

    def severity(self, shape: Node) -> Severity:
        """How much the findings of a shape weigh."""
        return next((_SEVERITIES[each] for each in self._graph.objects(shape, sh("severity")) if each in _SEVERITIES),
                    Severity.VIOLATION)  # fmt: skip

    def classes(self, shape: Node) -> list[Term]:
        """The classes that a shape, or one that has it as a property, is for."""
        return [class_ for holder in self._holders(shape) for class_ in self._graph.objects(holder, sh("targetClass"))]

    def having(self, shape: Node) -> list[Term]:
        """The predicates whose subjects a shape, or one that has it as a property, is for."""
        predicate = sh("targetSubjectsOf")
        return [each for holder in self._holders(shape) for each in self._graph.objects(holder, predicate)]

    def path(self, shape: Node) -> Term | None:
        """The predicate that is the path of a shape; None if it has no path, or a compound one."""
        node = self._graph.object(shape, sh("path"))
        return node if isinstance(node, NamedNode) else None

    def _about(self, shape: Node) -> Texts:
        targets = list(self._targets(shape))
        things = either(targets) if targets else _SHARED
        path = self._words.path(shape)
        return things if path is None else filled(_OF, quoted(path), things)

    def _targets(self, shape: Node) -> Iterator[Texts]:
        yield from map(self._labels.words, self.classes(shape))
        for holder in self._holders(shape):
            yield from (self._labels.words(each) for each in self._graph.objects(holder, sh("targetNode")))
            for predicate, template in _TARGETED.items():
                for each in self._graph.objects(holder, predicate):
                    yield filled(template, quoted(self._labels.words(each)))

    def _holders(self, shape: Node) -> list[Node]:
        return [shape, *self._graph.subjects(_PROPERTY, shape)]

    def _place(self, shape: Node) -> Place | None:
        source = self._sources.get(shape)
        position = source.positions().subject(shape) if source else None
        return position if isinstance(position, Place) else None


def local_name(node: Term) -> str:
    """The code of the findings of a shape."""
    return node.value.rpartition("#")[2] if isinstance(node, NamedNode) else "unnamed-shape"
