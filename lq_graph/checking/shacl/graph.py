"""A shapes graph, asked node by node while it is compiled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from lq_graph.errors import ShapesError
from lq_graph.names import RDF, RDFS

Node = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal

FIRST, REST, NIL = NamedNode(f"{RDF}first"), NamedNode(f"{RDF}rest"), NamedNode(f"{RDF}nil")
TYPE, SUBCLASS = NamedNode(f"{RDF}type"), NamedNode(f"{RDFS}subClassOf")


class IllFormedShapes(ShapesError):
    """Shapes that SHACL does not allow: the node, and the rule of the specification that it breaks."""

    def __init__(self, node: Term, reason: str, section: str) -> None:
        self.node = node
        self.reason = reason
        self.section = section
        super().__init__(f"ill-formed shape {node}: {reason} (SHACL {section})")


class ShapesGraph:
    """The triples of a shapes graph by subject and by object."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = frozenset(triples)
        self._objects: dict[tuple[object, NamedNode], list[Term]] = defaultdict(list)
        self._subjects: dict[tuple[NamedNode, object], list[Node]] = defaultdict(list)
        self._predicates: dict[object, set[NamedNode]] = defaultdict(set)
        self._having: dict[NamedNode, dict[Node, None]] = defaultdict(dict)
        for triple in sorted(self.triples, key=str):
            self._add(triple.subject, triple.predicate, triple.object)  # type: ignore[arg-type]

    def objects(self, subject: Term, predicate: NamedNode) -> list[Term]:
        """The objects of a subject and a predicate, in a fixed order."""
        return self._objects.get((subject, predicate), [])

    def object(self, subject: Term, predicate: NamedNode) -> Term | None:
        """The first object of a subject and a predicate, None if there is none."""
        return next(iter(self.objects(subject, predicate)), None)

    def subjects(self, predicate: NamedNode, object_: Term) -> list[Node]:
        """The subjects of a predicate and an object."""
        return self._subjects.get((predicate, object_), [])

    def having(self, predicate: NamedNode) -> list[Node]:
        """The subjects that have a predicate, each once."""
        return list(self._having.get(predicate, {}))

    def predicates(self, subject: Term) -> frozenset[NamedNode]:
        """The predicates of a subject."""
        return frozenset(self._predicates.get(subject, ()))

    def items(self, head: Term) -> list[Term]:
        """The members of an RDF list; raises IllFormedShapes if it is not a well-formed one."""
        members: list[Term] = []
        seen: set[Term] = set()
        while head != NIL:
            firsts, rests = self.objects(head, FIRST), self.objects(head, REST)
            if head in seen or len(firsts) != 1 or len(rests) != 1:
                raise IllFormedShapes(head, "not a well-formed list", "§1.5")
            seen.add(head)
            members.append(firsts[0])
            head = rests[0]
        return members

    def instances(self, class_: NamedNode) -> list[Node]:
        """The SHACL instances of a class in the shapes graph itself."""
        found: dict[Node, None] = {}
        classes: list[Node] = [class_]
        for each in classes:
            found.update(dict.fromkeys(self.subjects(TYPE, each)))
            classes.extend(sub for sub in self.subjects(SUBCLASS, each) if sub not in classes)
        return list(found)

    def _add(self, subject: Node, predicate: NamedNode, object_: Term) -> None:
        self._objects[subject, predicate].append(object_)
        self._subjects[predicate, object_].append(subject)
        self._predicates[subject].add(predicate)
        self._having[predicate][subject] = None
