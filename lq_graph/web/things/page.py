"""The page of a thing, made from the view of its class."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
    parse_query_results,
)
from starlette.exceptions import HTTPException

from lq_graph.labels import NAMING_PROPERTIES, is_in_language
from lq_graph.names import DCTERMS, LQ, OWL, RDF, RDFS, SKOS, XSD, class_segment
from lq_graph.querying.formats import NTRIPLES, Format
from lq_graph.reading.query_file import read_query_file
from lq_graph.text import Language, sort_key
from lq_graph.web.http.language import number
from lq_graph.web.pages.labels import Labels, Term, Words, look_up, pick, words_of
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site

# What the graph says about one thing, by the view of its class.

_CLASSES = "SELECT ?thing ?class { ?thing a ?class } ORDER BY ?class"
_KNOWN = "ASK { ?thing ?property ?value }"
_FILLED = "ASK { GRAPH ?graph { ?subject ?property ?value } }"
_ALL_LINKS = """
CONSTRUCT { ?thing ?out ?value . ?other ?in ?thing }
WHERE { { ?thing ?out ?value } UNION { ?other ?in ?thing } }
"""


def thing_iri(iri: str) -> NamedNode:
    """The IRI as a term; raises HTTPException 404 if it cannot be one."""
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise HTTPException(404, "there is no thing of that name") from error


def require_known(site: Site, thing: NamedNode) -> None:
    """Does nothing if the graph says something about a thing; raises HTTPException 404 if not."""
    if not _is_so(site, _KNOWN, {"thing": thing}):
        raise HTTPException(404, "the graph says nothing about a thing of that name")


def is_graph(site: Site, graph: NamedNode) -> bool:
    """Whether there is a named graph of that name, with triples in it."""
    return _is_so(site, _FILLED, {"graph": graph})


def view_document(site: Site, thing: NamedNode, form: Format) -> bytes:
    """The view of a thing in a format for graphs."""
    return site.ask(_view(site, thing), {"thing": thing}, form)


def view_triples(site: Site, thing: NamedNode) -> set[Triple]:
    """The view of a thing as triples; raises HTTPException 404 if it says nothing about the thing."""
    document = view_document(site, thing, NTRIPLES)
    triples = {quad.triple for quad in parse(document, format=RdfFormat.N_TRIPLES)}
    if not any(triple.subject == thing for triple in triples):
        raise HTTPException(404, "the graph says nothing about a thing of that name")
    return triples


def _view(site: Site, thing: NamedNode) -> str:
    """The view of one of the thing's classes, else the one for any thing, else every link of it."""
    views = {path.stem: path for path in site.release.views.glob("*.rq")}
    for name in (*_class_segments(site, thing), "thing"):
        if name in views:
            return read_query_file(views[name]).text
    return _ALL_LINKS


def _class_segments(site: Site, thing: NamedNode) -> list[str]:
    """The classes of a thing, given and inferred, as segments of addresses."""
    rows = parse_query_results(site.ask(_CLASSES, {"thing": thing}), QueryResultsFormat.JSON)
    classes = [row["class"] for row in rows] if isinstance(rows, QuerySolutions) else []
    return [class_segment(each.value) for each in classes if isinstance(each, NamedNode)]


def _is_so(site: Site, ask: str, bindings: Mapping[str, NamedNode]) -> bool:
    answer = parse_query_results(site.ask(ask, bindings), QueryResultsFormat.JSON)
    return isinstance(answer, QueryBoolean) and bool(answer)


# The page of a thing: its view, told in words.

LONG_LIST = 50
_TYPE, _SOURCE, _DEFINITION = f"{RDF}type", f"{DCTERMS}source", f"{SKOS}definition"
_APART = frozenset({*NAMING_PROPERTIES, _SOURCE, _DEFINITION, f"{RDFS}isDefinedBy"})
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("decimal", "integer", "double", "float", "nonNegativeInteger"))
_TRUTHS = {("true", "sv"): "ja", ("true", "en"): "yes", ("false", "sv"): "nej", ("false", "en"): "no"}


@dataclass(frozen=True)
class Value:
    """One value on the page: its text, its language when it is not the page's, where it leads, and when it was read."""

    text: str
    lang: str = ""
    href: str | None = None
    read: str = ""


@dataclass(frozen=True)
class Group:
    """The values of one property, under its words."""

    label: Words
    href: str | None
    values: tuple[Value, ...]

    @property
    def is_long(self) -> bool:
        """Whether the list is folded away until somebody asks for it."""
        return len(self.values) > LONG_LIST


@dataclass(frozen=True)
class ThingPage:
    """Everything that the page of a thing says."""

    iri: str
    heading: Words
    other_names: tuple[Words, ...]
    kinds: tuple[Value, ...]
    definition: Words | None
    facts: tuple[Group, ...]
    incoming: tuple[Group, ...]
    sources: tuple[Value, ...]


def thing_page(site: Site, thing: NamedNode, language: Language) -> ThingPage:
    """What the page of a thing says in a language; raises HTTPException 404 if the graph does not know it."""
    triples = view_triples(site, thing)
    near = [triple for triple in triples if thing in (triple.subject, triple.object)]
    labels = look_up(site, [term for triple in near for term in triple if isinstance(term, NamedNode)])
    return page_of_triples(thing, near, labels, site.links(language))


def page_of_triples(thing: NamedNode, near: Sequence[Triple], labels: Labels, links: Links) -> ThingPage:
    """What the page of a thing says by the triples around it, with the labels of what these name."""
    return _Teller(thing, near, labels, links).page()


@dataclass(frozen=True)
class _Teller:
    """Tells the triples around a thing in the words of one language."""

    thing: NamedNode
    near: Sequence[Triple]
    labels: Labels
    links: Links

    def page(self) -> ThingPage:
        heading = self.labels.name(self.thing.value, self.links)
        definitions = [term for term in self._objects(_DEFINITION) if isinstance(term, Literal)]
        return ThingPage(
            iri=self.thing.value,
            heading=heading,
            other_names=self._other_names(heading),
            kinds=self._kinds(),
            definition=pick(definitions, self.links.language) if definitions else None,
            facts=self._groups((each.predicate, each.object) for each in self.near if self._is_fact(each)),
            incoming=self._groups((each.predicate, each.subject) for each in self.near if self._is_incoming(each)),
            sources=self._values(self._objects(_SOURCE)),
        )

    def _objects(self, name: str) -> list[Term]:
        return [each.object for each in self.near if each.subject == self.thing and each.predicate.value == name]

    def _is_fact(self, triple: Triple) -> bool:
        apart = triple.predicate.value in _APART or triple.predicate.value == _TYPE
        return triple.subject == self.thing and not apart and triple.object != self.thing

    def _is_incoming(self, triple: Triple) -> bool:
        return triple.object == self.thing and triple.subject != self.thing

    def _other_names(self, heading: Words) -> tuple[Words, ...]:
        literals = [term for name in NAMING_PROPERTIES for term in self._objects(name) if isinstance(term, Literal)]
        names = {words_of(each, self.links.language) for each in literals}
        others = (name for name in names if name.text not in ("", heading.text))
        return tuple(sorted(others, key=lambda name: sort_key(name.text)))

    def _kinds(self) -> tuple[Value, ...]:
        """The classes, the most telling first: the one that the address names, then lq's, then others."""
        classes = [each for each in self._objects(_TYPE) if isinstance(each, NamedNode)]
        telling = [each for each in classes if not each.value.startswith((OWL, RDFS))]
        return tuple(self._value(each) for each in sorted(telling, key=self._kind_rank))

    def _kind_rank(self, kind: NamedNode) -> tuple[bool, bool, str]:
        parts = self.links.names.thing_parts(self.thing.value)
        own = kind.value.removeprefix(LQ).lower() == (parts[0].replace("-", "") if parts else "")
        return (not own, not kind.value.startswith(LQ), kind.value)

    def _groups(self, pairs: Iterable[tuple[NamedNode, Term]]) -> tuple[Group, ...]:
        """The values by the words of their properties; two properties with the same words are one group."""
        by_words: dict[Words, tuple[set[str], list[Term]]] = {}
        for name, term in pairs:
            names, terms = by_words.setdefault(self.labels.name(name.value, self.links), (set(), []))
            names.add(name.value)
            terms.append(term)
        groups = [
            Group(words, self._explained(names), self._values(terms)) for words, (names, terms) in by_words.items()
        ]
        return tuple(sorted(groups, key=lambda group: sort_key(group.label.text)))

    def _explained(self, names: Collection[str]) -> str | None:
        """Where a property is explained, here if one of its names is lq's."""
        name = min(names, key=lambda each: (not each.startswith(LQ), each))
        return self.links.to(name, self.labels.is_described(name))

    def _values(self, terms: Iterable[Term]) -> tuple[Value, ...]:
        values = {self._value(term) for term in _in_one_language(list(terms), self.links.language)}
        return tuple(sorted(values, key=lambda value: (sort_key(value.text), value.href or "")))

    def _value(self, term: Term) -> Value:
        if isinstance(term, NamedNode):
            name = self.labels.name(term.value, self.links)
            href = self.links.to(term.value, self.labels.is_described(term.value))
            return Value(name.text, name.lang, href, self.labels.read_date(term.value))
        if isinstance(term, Literal):
            lang = words_of(term, self.links.language).lang
            return Value(_literal_text(term, self.links.language), lang, _address(term))
        return Value(str(term))


def _in_one_language(terms: Sequence[Term], language: Language) -> Sequence[Term]:
    """The terms without those in other languages, if the page's own is among them."""
    literals = [term for term in terms if isinstance(term, Literal)]
    if not any(is_in_language(literal.language, language) for literal in literals):
        return terms
    foreign = {each for each in literals if each.language and not is_in_language(each.language, language)}
    return [term for term in terms if term not in foreign]


def _literal_text(literal: Literal, language: Language) -> str:
    if literal.datatype.value in _NUMBERS:
        return number(literal.value, language)
    if literal.datatype.value == f"{XSD}boolean":
        return _TRUTHS.get((literal.value, language), literal.value)
    return literal.value


def _address(literal: Literal) -> str | None:
    is_address = literal.datatype.value == f"{XSD}anyURI" and literal.value.startswith(("http://", "https://"))
    return literal.value if is_address else None
