"""The page of a thing: the triples around it, in the words of one language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.labels import NAMING_PROPERTIES, is_in_language
from lq_graph.names import DCTERMS, LQ, OWL, RDF, RDFS, SKOS, XSD
from lq_graph.text import Language, sort_key
from lq_graph.web.http.language import number
from lq_graph.web.pages.labels import Labels, Term, Words, pick, words_of
from lq_graph.web.pages.links import Links

LONG_LIST = 50
_TYPE, _SOURCE, _DEFINITION = f"{RDF}type", f"{DCTERMS}source", f"{SKOS}definition"
_NO_FACTS = frozenset({*NAMING_PROPERTIES, _TYPE, _SOURCE, _DEFINITION, f"{RDFS}isDefinedBy"})  # shown elsewhere
_NUMBERS = frozenset(f"{XSD}{name}" for name in ("decimal", "integer", "double", "float", "nonNegativeInteger"))
_TRUTHS = {("true", "sv"): "ja", ("true", "en"): "yes", ("false", "sv"): "nej", ("false", "en"): "no"}


@dataclass(frozen=True)
class Value:
    """One value: its text, its language if not the page's, the address it links to, and the day it was read."""

    text: str
    lang: str = ""
    href: str | None = None
    read: str = ""


@dataclass(frozen=True)
class Group:
    """The values of the properties with one label."""

    label: Words
    href: str | None
    values: tuple[Value, ...]

    @property
    def is_long(self) -> bool:
        """Whether the page shows the list folded."""
        return len(self.values) > LONG_LIST


@dataclass(frozen=True)
class ThingPage:
    """The content of the page of a thing; `incoming` are the things that link to it."""

    iri: str
    heading: Words
    other_names: tuple[Words, ...]
    kinds: tuple[Value, ...]
    definition: Words | None
    facts: tuple[Group, ...]
    incoming: tuple[Group, ...]
    sources: tuple[Value, ...]


def page_of_triples(thing: NamedNode, near: Sequence[Triple], labels: Labels, links: Links) -> ThingPage:
    """The page of a thing from the triples around it, with the labels of the terms in these."""
    return _PageBuilder(thing, near, labels, links).page()


@dataclass(frozen=True)
class _PageBuilder:
    thing: NamedNode
    near: Sequence[Triple]
    labels: Labels
    links: Links

    def page(self) -> ThingPage:
        heading = self.labels.name(self.thing.value, self.links)
        definitions = [term for term in self._objects(_DEFINITION) if isinstance(term, Literal)]
        outgoing = [each for each in self.near if each.subject == self.thing and each.object != self.thing]
        incoming = [each for each in self.near if each.object == self.thing and each.subject != self.thing]
        return ThingPage(
            iri=self.thing.value,
            heading=heading,
            other_names=self._other_names(heading),
            kinds=self._kinds(),
            definition=pick(definitions, self.links.language) if definitions else None,
            facts=self._groups(
                (each.predicate, each.object) for each in outgoing if each.predicate.value not in _NO_FACTS
            ),
            incoming=self._groups((each.predicate, each.subject) for each in incoming),
            sources=self._values(self._objects(_SOURCE)),
        )

    def _objects(self, name: str) -> list[Term]:
        return [each.object for each in self.near if each.subject == self.thing and each.predicate.value == name]

    def _other_names(self, heading: Words) -> tuple[Words, ...]:
        literals = [term for name in NAMING_PROPERTIES for term in self._objects(name) if isinstance(term, Literal)]
        names = {words_of(each, self.links.language) for each in literals}
        others = (name for name in names if name.text not in ("", heading.text))
        return tuple(sorted(others, key=lambda name: sort_key(name.text)))

    def _kinds(self) -> tuple[Value, ...]:
        """The classes: first the one in the thing's address, then others of lq, then the rest; no general ones."""
        parts = self.links.names.thing_parts(self.thing.value)
        own = parts[0].replace("-", "") if parts else ""

        def rank(kind: NamedNode) -> tuple[bool, bool, str]:
            return (kind.value.removeprefix(LQ).lower() != own, not kind.value.startswith(LQ), kind.value)

        classes = [each for each in self._objects(_TYPE) if isinstance(each, NamedNode)]
        specific = [each for each in classes if not each.value.startswith((OWL, RDFS))]
        return tuple(self._value(each) for each in sorted(specific, key=rank))

    def _groups(self, pairs: Iterable[tuple[NamedNode, Term]]) -> tuple[Group, ...]:
        """The values by the labels of their properties; two properties with the same label are one group.

        The label links to the explanation of one of them, here if it is lq's.
        """
        by_label: dict[Words, tuple[set[str], list[Term]]] = {}
        for name, term in pairs:
            names, terms = by_label.setdefault(self.labels.name(name.value, self.links), (set(), []))
            names.add(name.value)
            terms.append(term)
        groups = []
        for label, (names, terms) in by_label.items():
            explained = min(names, key=lambda each: (not each.startswith(LQ), each))
            href = self.links.to(explained, self.labels.is_described(explained))
            groups.append(Group(label, href, self._values(terms)))
        return tuple(sorted(groups, key=lambda group: sort_key(group.label.text)))

    def _values(self, terms: Iterable[Term]) -> tuple[Value, ...]:
        values = {self._value(term) for term in _in_one_language(list(terms), self.links.language)}
        return tuple(sorted(values, key=lambda value: (sort_key(value.text), value.href or "")))

    def _value(self, term: Term) -> Value:
        if isinstance(term, NamedNode):
            name = self.labels.name(term.value, self.links)
            href = self.links.to(term.value, self.labels.is_described(term.value))
            return Value(name.text, name.lang, href, self.labels.read_date(term.value))
        if isinstance(term, Literal):
            return _literal_value(term, self.links.language)
        return Value(str(term))


def _in_one_language(terms: Sequence[Term], language: Language) -> Sequence[Term]:
    """The terms without those in other languages, if one is in the page's language."""
    literals = [term for term in terms if isinstance(term, Literal)]
    if not any(is_in_language(literal.language, language) for literal in literals):
        return terms
    foreign = {each for each in literals if each.language and not is_in_language(each.language, language)}
    return [term for term in terms if term not in foreign]


def _literal_value(literal: Literal, language: Language) -> Value:
    datatype, text = literal.datatype.value, literal.value
    if datatype in _NUMBERS:
        return Value(number(text, language))
    if datatype == f"{XSD}boolean":
        return Value(_TRUTHS.get((text, language), text))
    if datatype == f"{XSD}anyURI" and text.startswith(("http://", "https://")):
        return Value(text, href=text)
    return Value(text, words_of(literal, language).lang)
