"""The rules of shapes in words: one for each named shape that can have a result. SHACL §4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Severity, code_of
from lq_graph.labels import Labels, best_texts, language_name
from lq_graph.names import RDF, XSD
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import Source
from lq_graph.shacl.core.paths import first_predicate, parse_path
from lq_graph.shacl.core.shapes_graph import TARGETS, TRUE, IllFormedShapes, Node, ShapesGraph, sh
from lq_graph.text import Texts
from lq_graph.triples.terms import Term


@dataclass(frozen=True)
class RuleExample:
    """Lines of a file that follow a rule, from a line number on, counted from 1; omissions are marked."""

    file: Path
    line: int
    text: str


@dataclass(frozen=True)
class Rule:
    """What one code means.

    `about` is what the rule is about, `must` what must hold, phrase by phrase, `message` what to do where it does not.
    `means` is what a finding means, `fault` what it reports, with … for what it names. `file` and `line` are
    where the rule is written, None for a rule of the code itself. `parts` are the codes of rules that belong to it.
    """

    code: str
    message: Texts
    severity: Severity = Severity.VIOLATION
    about: Texts | None = None
    means: Texts | None = None
    fault: Texts | None = None
    must: tuple[Texts, ...] = ()
    file: Path | None = None
    line: int | None = None
    parts: tuple[str, ...] = ()
    example: RuleExample | None = None


# The rules of shapes: one for each named shape that can have a result.

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
        """The rules in the files; `labels` are those of the ontology."""
        described = [(triple, source) for source in sources for triple in source.triples]
        self._sources = {triple.subject: source for triple, source in reversed(described)}
        self._graph = ShapesGraph(triple for triple, _ in described)
        self._labels = labels
        self._words = ConstraintWords(self._graph, labels)

    @cached_property
    def nodes(self) -> Mapping[str, NamedNode]:
        """The named shapes by their codes: those with a target, a path or a message."""
        predicates = (*TARGETS, sh("path"), sh("message"))
        nodes = {node for each in predicates for node in self._graph.having(each) if isinstance(node, NamedNode)}
        return {code_of(node): node for node in sorted(nodes, key=str)}

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
            parts=tuple(map(code_of, self._graph.objects(shape, _PROPERTY))),
        )

    def message(self, shape: Node) -> Texts:
        """What the findings of a shape advise to do; empty if it has no message."""
        messages = (each for each in self._graph.objects(shape, sh("message")) if isinstance(each, Literal))
        return best_texts(("", each) for each in messages) or Texts("", "")

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


# What the constraints of a shape demand, in words. SHACL §4.

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
        found = [count(self._number(shape, "minCount"), self._number(shape, "maxCount"))]
        found += [*self._terms(shape), *self._lists(shape), *self._flags(shape), *self._shapes(shape, depth)]
        return [phrase for phrase in found if phrase is not None]

    def path(self, shape: Node) -> Texts | None:
        """What the path of a shape is called: by its sh:name, else by its first predicate; None without a path."""
        node = self._graph.object(shape, sh("path"))
        if node is None:
            return None
        name = best_texts(("", each) for each in self._literals(shape, "name"))
        return name or self._labels.words(first_predicate(parse_path(self._graph, node)))

    def _terms(self, shape: Node) -> Iterator[Texts]:
        for name, template in _WITH_A_TERM.items():
            for term in self._graph.objects(shape, sh(name)):
                words = self._labels.words(term)
                yield filled(template, quoted(words) if name in _QUOTED else words)
        for term in self._graph.objects(shape, sh("datatype")):
            yield DATATYPES.get(getattr(term, "value", ""), self._labels.words(term))
        for term in self._graph.objects(shape, sh("nodeKind")):
            yield _KINDS.get(term, plain(term))  # type: ignore[arg-type]

    def _lists(self, shape: Node) -> Iterator[Texts]:
        for head in self._graph.objects(shape, sh("in")):
            yield filled(_ONE_OF, either([quoted(self._labels.words(each)) for each in self._items(head)]))
        for head in self._graph.objects(shape, sh("languageIn")):
            tags = [language_name(getattr(each, "value", "")) for each in self._items(head)]
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
            yield filled(_WITH, count(*bounds) or plain(""), self._whole(each, depth))

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


# Phrases of the two languages: numbers of values, lists, languages and datatypes.

MOST_LISTED = 8
_ONE = Texts("ett", "one")
_VALUES = (Texts("värde", "value"), Texts("värden", "values"))
_NO_VALUE = Texts("inget värde", "no value")
_EXACTLY, _AT_LEAST, _AT_MOST = Texts("exakt", "exactly"), Texts("minst", "at least"), Texts("högst", "at most")
_OR, _AND_MORE = Texts("eller", "or"), Texts("och {} till", "and {} more")

DATATYPES: Mapping[str, Texts] = MappingProxyType(
    {
        f"{XSD}date": Texts("en dag, som 2024-05-01", "a day, as 2024-05-01"),
        f"{XSD}gYearMonth": Texts("en månad, som 2024-05", "a month, as 2024-05"),
        f"{XSD}gYear": Texts("ett år, som 2024", "a year, as 2024"),
        f"{XSD}dateTime": Texts("en tidpunkt, som 2024-05-01T12:00:00Z", "a moment, as 2024-05-01T12:00:00Z"),
        f"{XSD}integer": Texts("ett heltal, som 12", "a whole number, as 12"),
        f"{XSD}nonNegativeInteger": Texts("ett heltal från 0, som 12", "a whole number from 0, as 12"),
        f"{XSD}positiveInteger": Texts("ett heltal från 1, som 12", "a whole number from 1, as 12"),
        f"{XSD}decimal": Texts("ett tal, som 12.5", "a number, as 12.5"),
        f"{XSD}double": Texts("ett tal, som 12.5e0", "a number, as 12.5e0"),
        f"{XSD}boolean": Texts("true eller false", "true or false"),
        f"{XSD}string": Texts("en text utan språk", "a text without a language"),
        f"{XSD}anyURI": Texts("en webbadress som text", "a web address as text"),
        f"{RDF}langString": Texts("en text på ett angivet språk", "a text in a stated language"),
    }
)


def filled(template: Texts, *parts: Texts) -> Texts:
    """A phrase with its parts, in each language those of that language."""
    return Texts(template.sv.format(*(part.sv for part in parts)), template.en.format(*(part.en for part in parts)))


def plain(text: object) -> Texts:
    """A text that is the same in both languages."""
    return Texts(str(text), str(text))


def quoted(words: Texts) -> Texts:
    """Words in the quotes of each language."""
    return Texts(f"”{words.sv}”", f"“{words.en}”")


def joined(parts: Sequence[Texts], mark: str = ", ") -> Texts:
    """Phrases one after another."""
    return Texts(mark.join(part.sv for part in parts), mark.join(part.en for part in parts))


def either(parts: Sequence[Texts]) -> Texts:
    """Phrases of which any will do; of very many the first alone, and the number of the others."""
    if len(parts) > MOST_LISTED:
        rest = filled(_AND_MORE, plain(len(parts) - MOST_LISTED))
        return joined([joined(parts[:MOST_LISTED]), rest], " ")
    if len(parts) < 2:  # noqa: PLR2004 - a list of one has no "or"
        return joined(parts)
    bare = [part.en for part in parts if not (part.en.startswith("“") and part.en.endswith("”"))]
    mark = ";" if any("," in part or ":" in part for part in bare) else ""
    first, last = joined(parts[:-1], f"{mark or ','} "), parts[-1]
    return Texts(f"{first.sv}{mark} {_OR.sv} {last.sv}", f"{first.en}{mark} {_OR.en} {last.en}")


def count(least: int | None, most: int | None) -> Texts | None:
    """How many values there must be; None if any number will do."""
    if most == 0:
        return _NO_VALUE
    if least and least == most:
        return _number(_EXACTLY, least)
    bounds = [_number(word, number) for word, number in ((_AT_LEAST, least), (_AT_MOST, most)) if number]
    return joined(bounds) if bounds else None


def _number(word: Texts, number: int) -> Texts:
    values = _VALUES[number != 1]
    amount = _ONE if number == 1 else plain(number)
    return Texts(f"{word.sv} {amount.sv} {values.sv}", f"{word.en} {amount.en} {values.en}")
