"""`/ns`: the ontology, for people and as RDF."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from lq_graph.labels import NAMING_PROPERTIES, best_label
from lq_graph.names import DCTERMS, LQ, ONTOLOGY, OWL, RDF, RDFS, SKOS, WELL_KNOWN_PREFIXES
from lq_graph.querying.formats import GRAPH_FORMATS, JSONLD, NTRIPLES, RDFXML, TURTLE, Format
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.text import Language, sort_key
from lq_graph.web.http.cache import cache_headers, entity_tag, has_current, not_modified
from lq_graph.web.http.language import language_of, prefix_of
from lq_graph.web.http.negotiation import choose_for_graph
from lq_graph.web.pages.labels import Words, pick, words_of
from lq_graph.web.pages.links import Links
from lq_graph.web.pages.site import Site

_SERIALISERS = {NTRIPLES: RdfFormat.N_TRIPLES, JSONLD: RdfFormat.JSON_LD, RDFXML: RdfFormat.RDF_XML}
_PROPERTIES = frozenset(
    {f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty", f"{OWL}AnnotationProperty", f"{RDF}Property"}
)
_CLASSES = frozenset({f"{OWL}Class", f"{RDFS}Class"})
KINDS_QUERY = f"""PREFIX lq: <{LQ}>
SELECT ?thing ?property ?value WHERE {{
  GRAPH ?graph {{ ?thing ?property ?value }}
  ?graph lq:holdsStatements lq:StatedBySource
}} LIMIT 100
"""
Description = Mapping[str, tuple[NamedNode | Literal, ...]]


@dataclass(frozen=True)
class Link:
    """A term that another one refers to: its label, and the address that explains it."""

    text: str
    href: str | None


@dataclass(frozen=True)
class Term:
    """One term: its anchor, its texts, and the terms that it refers to."""

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
    """The terms of an ontology by kind, each kind sorted by label."""

    classes: tuple[Term, ...]
    properties: tuple[Term, ...]
    individuals: tuple[Term, ...]


@dataclass(frozen=True)
class Ontology:
    """The ontology of a release: its triples, and the description of each IRI."""

    triples: tuple[Triple, ...]
    descriptions: Mapping[str, Description]

    @property
    def version(self) -> str:
        """Its version; empty if it states none."""
        return next((each.value for each in self.descriptions.get(ONTOLOGY, {}).get(f"{OWL}versionInfo", ())), "")

    def about(self, iri: str, name: str, language: Language) -> Words:
        """A text about an IRI in a language, empty if there is none."""
        return pick(self._literals(iri, name), language)

    def label(self, iri: str, links: Links) -> Words:
        """What a term is called; its IRI in short if it has no label."""
        offers = ((name, value) for name in NAMING_PROPERTIES for value in self._literals(iri, name))
        label = best_label(offers, links.language)
        return words_of(label, links.language) if label else Words(links.short(iri))

    def terms(self, links: Links) -> Terms:
        """Every term that the ontology defines, in a language."""
        kinds: dict[str, list[Term]] = {"classes": [], "properties": [], "individuals": []}
        for iri, description in self.descriptions.items():
            if iri.startswith(LQ):
                kinds[_kind(description)].append(self._term(iri, description, links))
        return Terms(**{kind: tuple(sorted(terms, key=_order)) for kind, terms in kinds.items()})

    def _term(self, iri: str, description: Description, links: Links) -> Term:
        return Term(
            anchor=iri.removeprefix(LQ),
            label=self.label(iri, links),
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

    def _literals(self, iri: str, name: str) -> list[Literal]:
        return [each for each in self.descriptions.get(iri, {}).get(name, ()) if isinstance(each, Literal)]

    def _link(self, iri: str, links: Links) -> Link:
        return Link(self.label(iri, links).text, links.to(iri))


def ontology_of(triples: Iterable[Triple]) -> Ontology:
    """The ontology that triples state."""
    stated = tuple(triples)
    descriptions: dict[str, dict[str, tuple[NamedNode | Literal, ...]]] = {}
    for triple in stated:
        if isinstance(triple.subject, NamedNode) and isinstance(triple.object, NamedNode | Literal):
            values = descriptions.setdefault(triple.subject.value, {})
            values[triple.predicate.value] = (*values.get(triple.predicate.value, ()), triple.object)
    return Ontology(stated, descriptions)


def _kind(description: Description) -> str:
    types = {each.value for each in description.get(f"{RDF}type", ())}
    if types & _CLASSES:
        return "classes"
    return "properties" if types & _PROPERTIES else "individuals"


def _order(term: Term) -> tuple[tuple[int, int, str], ...]:
    return sort_key(term.label.text)


class OntologyPages:
    """The ontology of one release: its page, its files, and its terms by name."""

    def __init__(self, site: Site) -> None:
        """Raises SourceError if the ontology of the release cannot be read."""
        self._site = site
        self._ontology = ontology_of(read_rdf_file(site.release.ontology).triples)

    def page(self, request: Request) -> Response:
        """The page, or the file that the client prefers."""
        form = choose_for_graph(request).format
        if form:
            return self._file(form, request)
        language, ontology = language_of(request.url.path), self._ontology
        response = self._site.page(
            request,
            "ontology.html",
            title=ontology.about(ONTOLOGY, f"{DCTERMS}title", language),
            description=ontology.about(ONTOLOGY, f"{DCTERMS}description", language),
            version=ontology.version,
            iri=ONTOLOGY,
            terms=ontology.terms(self._site.links(language)),
            documents=[(each.name, f"/ns.{each.name}") for each in GRAPH_FORMATS],
            kinds_query=KINDS_QUERY,
            kinds_address=f"{prefix_of(language)}/sparql?{urlencode({'query': KINDS_QUERY})}",
        )
        response.headers["Link"] = ", ".join(
            f'</ns.{each.name}>; rel="alternate"; type="{each.media_type}"' for each in GRAPH_FORMATS
        )
        return response

    def file(self, request: Request) -> Response:
        """The ontology in the format that the address names."""
        extension = request.url.path.rpartition(".")[2]
        return self._file(next(each for each in GRAPH_FORMATS if each.name == extension), request)

    def version(self, request: Request) -> Response:
        """The version that this release has; a term's name, written as a path, redirects to the term."""
        name = request.path_params["version"]
        if name == self._ontology.version:
            return self.page(request)
        if f"{ONTOLOGY}#{name}" in self._ontology.descriptions:
            return RedirectResponse(f"/ns#{name}", 303)
        raise HTTPException(404, f"this release has version {self._ontology.version} of the ontology")

    def _file(self, form: Format, request: Request) -> Response:
        """The file of the release itself as Turtle, and its triples in other formats."""
        tag = entity_tag(self._site.release.identifier, "ontology", form.name)
        if has_current(request, tag):
            return not_modified(tag)
        if form == TURTLE:
            content = self._site.release.ontology.read_bytes()
        else:
            serialiser, prefixes = _SERIALISERS[form], dict(WELL_KNOWN_PREFIXES)
            content = serialize(self._ontology.triples, format=serialiser, prefixes=prefixes) or b""
        return Response(content, headers=cache_headers(tag), media_type=form.media_type)
