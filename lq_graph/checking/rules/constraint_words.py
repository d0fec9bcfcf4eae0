"""What the constraints of a shape demand, in words. SHACL §4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.labels import Labels
from lq_graph.checking.rules import phrases
from lq_graph.checking.rules.phrases import either, filled, joined, plain, quoted
from lq_graph.checking.shacl.graph import IllFormedShapes, Node, ShapesGraph
from lq_graph.checking.shacl.path_parse import parse_path
from lq_graph.checking.shacl.vocabulary import TRUE, sh
from lq_graph.checking.shape_words import first_predicate
from lq_graph.settings import Texts
from lq_graph.triples.terms import Term

_DEEPEST = 4
_KINDS: Mapping[NamedNode, Texts] = MappingProxyType(
    {
        sh("IRI"): Texts("en sak med egen adress", "a thing with an address of its own"),
        sh("Literal"): Texts("en text, ett tal eller ett datum", "a text, a number or a date"),
        sh("BlankNode"): Texts("en sak utan adress", "a thing without an address"),
        sh("BlankNodeOrIRI"): Texts("en sak, ingen text", "a thing, no text"),
        sh("IRIOrLiteral"): Texts("en adress eller en text", "an address or a text"),
        sh("BlankNodeOrLiteral"): Texts("en text, eller en sak utan adress", "a text, or a thing without an address"),
    }
)
_WITH_A_TERM: Mapping[str, Texts] = MappingProxyType(
    {
        "class": Texts("av slaget {}", "of the kind {}"),
        "hasValue": Texts("{} är med", "{} is among them"),
        "minInclusive": Texts("minst {}", "at least {}"),
        "maxInclusive": Texts("högst {}", "at most {}"),
        "minExclusive": Texts("mer än {}", "more than {}"),
        "maxExclusive": Texts("mindre än {}", "less than {}"),
        "minLength": Texts("minst {} tecken", "at least {} characters"),
        "maxLength": Texts("högst {} tecken", "at most {} characters"),
        "pattern": Texts("skrivet efter mönstret {}", "written after the pattern {}"),
        "equals": Texts("detsamma som {}", "the same as {}"),
        "disjoint": Texts("inte detsamma som {}", "not the same as {}"),
        "lessThan": Texts("före {}, eller mindre", "before {}, or less"),
        "lessThanOrEquals": Texts("inte efter {}, eller större", "not after {}, or greater"),
    }
)
_QUOTED = frozenset({"class", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"})
_ONE_OF, _ONE_ONLY = Texts("ett av: {}", "one of: {}"), Texts("exakt ett av: {}", "exactly one of: {}")
_ANY_OF = Texts("något av: {}", "any of: {}")
_NOT, _IN_LANGUAGE = Texts("inte {}", "not {}"), Texts("på {}", "in {}")
_UNIQUE = Texts("högst ett värde på varje språk", "at most one value in each language")
_CLOSED = Texts("inget annat än det som regeln nämner", "nothing but what the rule names")
_QUERIED = Texts(
    "det som regelns fråga söker efter finns inte", "there is nothing of what the query of the rule looks for"
)
_WITH = Texts("{} ({})", "{} ({})")
_HAS = Texts("{}: {}", "{}: {}")


class ConstraintWords:
    """The words of the constraints of one shapes graph."""

    def __init__(self, graph: ShapesGraph, labels: Labels) -> None:
        self._graph = graph
        self._labels = labels

    def must(self, shape: Node, depth: int = 0) -> list[Texts]:
        """What a shape demands of its value nodes, phrase by phrase; its property shapes are rules of their own."""
        if depth > _DEEPEST:
            return []
        found = [phrases.count(self._number(shape, "minCount"), self._number(shape, "maxCount"))]
        found += [*self._terms(shape), *self._lists(shape), *self._flags(shape), *self._shapes(shape, depth)]
        return [phrase for phrase in found if phrase is not None]

    def path(self, shape: Node) -> Texts | None:
        """What the path of a shape is called: by its sh:name, else by its first predicate; None without a path."""
        node = self._graph.object(shape, sh("path"))
        if node is None:
            return None
        named = {each.language: each.value for each in self._literals(shape, "name")}
        if named:
            default = next(iter(named.values()))
            return Texts(named.get("sv", default), named.get("en", default))
        return self._labels.words(first_predicate(parse_path(self._graph, node)))

    def _terms(self, shape: Node) -> Iterator[Texts]:
        for name, template in _WITH_A_TERM.items():
            for term in self._graph.objects(shape, sh(name)):
                words = self._labels.words(term)
                yield filled(template, quoted(words) if name in _QUOTED else words)
        for term in self._graph.objects(shape, sh("datatype")):
            yield phrases.DATATYPES.get(getattr(term, "value", ""), self._labels.words(term))
        for term in self._graph.objects(shape, sh("nodeKind")):
            yield _KINDS.get(term, plain(term))  # type: ignore[arg-type]

    def _lists(self, shape: Node) -> Iterator[Texts]:
        for head in self._graph.objects(shape, sh("in")):
            yield filled(_ONE_OF, either([quoted(self._labels.words(each)) for each in self._items(head)]))
        for head in self._graph.objects(shape, sh("languageIn")):
            tags = [phrases.language(getattr(each, "value", "")) for each in self._items(head)]
            yield filled(_IN_LANGUAGE, either(tags))

    def _flags(self, shape: Node) -> Iterator[Texts]:
        for name, words in (("uniqueLang", _UNIQUE), ("closed", _CLOSED)):
            if TRUE in self._graph.objects(shape, sh(name)):
                yield words
        if self._graph.objects(shape, sh("sparql")):
            yield _QUERIED

    def _shapes(self, shape: Node, depth: int) -> Iterator[Texts]:
        """What is demanded by way of other shapes."""
        for each in self._graph.objects(shape, sh("node")):
            yield from self.must(each, depth + 1)  # type: ignore[arg-type]
        for each in self._graph.objects(shape, sh("not")):
            yield filled(_NOT, self._whole(each, depth))
        for name, template in (("or", _ANY_OF), ("xone", _ONE_ONLY)):
            for head in self._graph.objects(shape, sh(name)):
                yield filled(template, either([self._whole(each, depth) for each in self._items(head)]))
        for head in self._graph.objects(shape, sh("and")):
            yield from (self._whole(each, depth) for each in self._items(head))
        for each in self._graph.objects(shape, sh("qualifiedValueShape")):
            bounds = self._number(shape, "qualifiedMinCount"), self._number(shape, "qualifiedMaxCount")
            yield filled(_WITH, phrases.count(*bounds) or plain(""), self._whole(each, depth))

    def _whole(self, shape: Term, depth: int) -> Texts:
        """All that one shape demands, in one phrase, with its path and its property shapes."""
        demanded = joined(self.must(shape, depth + 1))  # type: ignore[arg-type]
        parts = [self._whole(each, depth + 1) for each in self._graph.objects(shape, sh("property"))]
        path = self.path(shape)  # type: ignore[arg-type]
        whole = filled(_HAS, quoted(path), demanded) if path is not None else demanded
        return joined([part for part in (whole, *parts) if part.sv]) if depth < _DEEPEST else whole

    def _number(self, shape: Node, name: str) -> int | None:
        values = [each.value for each in self._literals(shape, name)]
        return int(values[0]) if values and values[0].isdecimal() else None

    def _literals(self, shape: Node, name: str) -> list[Literal]:
        return [each for each in self._graph.objects(shape, sh(name)) if isinstance(each, Literal)]

    def _items(self, head: Term) -> list[Term]:
        try:
            return self._graph.items(head)
        except IllFormedShapes:
            return []
