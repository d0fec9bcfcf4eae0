"""The terms of the ontology, told in words from its file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from lq_graph.labels import sort_key
from lq_graph.names import LQ, ONTOLOGY, OWL, RDF, RDFS, SKOS
from lq_graph.web.labels import Words, pick
from lq_graph.web.language import Language
from lq_graph.web.links import Links

_PROPERTIES = frozenset(
    {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty", f"{RDF}Property"}
)
_CLASSES = frozenset({f"{OWL}Class", f"{RDFS}Class"})
Description = Mapping[str, tuple[NamedNode | Literal, ...]]


@dataclass(frozen=True)
class Link:
    """A term that another one refers to: its words, and where they are explained."""

    text: str
    href: str | None


@dataclass(frozen=True)
class Term:
    """One term: its anchor, its words, and the terms that it refers to."""

    anchor: str
    label: Words
    definition: Words
    example: Words
    wider: tuple[Link, ...]
    domain: tuple[Link, ...]
    range: tuple[Link, ...]
    deprecated: bool


@dataclass(frozen=True)
class Terms:
    """The terms of an ontology by kind, each kind by its labels."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]


@dataclass(frozen=True)
class Ontology:
    """The ontology of a release: its triples, and what they say of each IRI."""

    triples: tuple[Triple, ...]
    descriptions: Mapping[str, Description]

    @property
    def version(self) -> str:
        """Its version, or nothing if it tells none."""
        return next((each.value for each in self.descriptions.get(ONTOLOGY, {}).get(f"{OWL}versionInfo", ())), "")

    def about(self, iri: str, name: str, language: Language) -> Words:
        """A text about an IRI in a language, empty if there is none."""
        literals = [each for each in self.descriptions.get(iri, {}).get(name, ()) if isinstance(each, Literal)]
        return pick(literals, language) if literals else Words("")

    def terms(self, links: Links) -> Terms:
        """Every term that the ontology defines, in the words of a language."""
        kinds: dict[str, list[Term]] = {"classes": [], "properties": [], "individuals": []}
        for iri, description in self.descriptions.items():
            if iri.startswith(LQ):
                kinds[_kind(description)].append(self._term(iri, description, links))
        return Terms(**{kind: tuple(sorted(terms, key=_order)) for kind, terms in kinds.items()})

    def _term(self, iri: str, description: Description, links: Links) -> Term:
        return Term(
            anchor=iri.removeprefix(LQ),
            label=self.about(iri, f"{RDFS}label", links.language),
            definition=self.about(iri, f"{SKOS}definition", links.language),
            example=self.about(iri, f"{SKOS}example", links.language),
            wider=self._links(description, links, "subClassOf", "subPropertyOf"),
            domain=self._links(description, links, "domain"),
            range=self._links(description, links, "range"),
            deprecated=any(each.value == "true" for each in description.get(f"{OWL}deprecated", ())),
        )

    def _links(self, description: Description, links: Links, *names: str) -> tuple[Link, ...]:
        terms = [each for name in names for each in description.get(RDFS + name, ())]
        return tuple(self._link(each.value, links) for each in terms if isinstance(each, NamedNode))

    def _link(self, iri: str, links: Links) -> Link:
        return Link(self.about(iri, f"{RDFS}label", links.language).text or links.short(iri), links.to(iri))


def ontology_of(triples: Iterable[Triple]) -> Ontology:
    """The ontology that triples make."""
    kept = tuple(triples)
    descriptions: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {}
    for triple in kept:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = descriptions.setdefault(triple.subject.value, {})
            values[triple.predicate.value] = (*values.get(triple.predicate.value, ()), triple.object)
    return Ontology(kept, descriptions)


def _kind(description: Description) -> str:
    types = {each.value for each in description.get(f"{RDF}type", ())}
    if types & _CLASSES:
        return "classes"
    return "properties" if types & _PROPERTIES else "individuals"


def _order(term: Term) -> tuple[tuple[int, int, str], ...]:
    return sort_key(term.label.text or term.anchor)
