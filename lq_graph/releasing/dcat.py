"""The catalogue as portals harvest it: one document by DCAT-AP 3.0.1 and DCAT-AP-SE, of one release.

It describes the datasets as their records do, where each is downloaded, and the query service. What no record and no
setting says (a mailbox, an area) is left out. The catalogue graph of the release is for queries; this is for portals.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from lq_graph.labels import Labels
from lq_graph.names import DCAT, DCTERMS, WELL_KNOWN_PREFIXES, XSD
from lq_graph.releasing.checksums import Sums
from lq_graph.releasing.release import DatasetEntry, Release
from lq_graph.settings import Settings
from lq_graph.text import Texts
from lq_graph.triples.dataset import Triples, in_order
from lq_graph.triples.vocabulary import DCTERMS_TITLE, RDF_TYPE

_FOAF, _SKOS = WELL_KNOWN_PREFIXES["foaf"], WELL_KNOWN_PREFIXES["skos"]
_VCARD, _SPDX, _ADMS = "http://www.w3.org/2006/vcard/ns#", "http://spdx.org/rdf/terms#", "http://www.w3.org/ns/adms#"
_DCATAP = "http://data.europa.eu/r5r/"
_EU = "http://publications.europa.eu/resource/authority/"
_IANA = "https://www.iana.org/assignments/media-types/"
_TURTLE = f"{_EU}file-type/RDF_TURTLE"
_PUBLIC, _STABLE = f"{_EU}access-right/PUBLIC", f"{_EU}planned-availability/STABLE"
_COMPLETED = f"{_EU}distribution-status/COMPLETED"
_THEMES = f"{_EU}data-theme"
_LANGUAGES = (f"{_EU}language/SWE", f"{_EU}language/ENG")
_PROTOCOL = "http://www.w3.org/TR/sparql11-protocol/"
_COPIED = frozenset(  # what a record says that the profile takes as it stands
    f"{DCTERMS}{name}"
    for name in ("title", "description", "identifier", "issued", "modified", "language", "accessRights", "spatial")
) | frozenset((f"{DCTERMS}temporal", f"{DCAT}theme", f"{DCAT}keyword"))
_CLASSES: Mapping[str, str] = MappingProxyType(  # of values, which the profile's ranges ask for
    {
        f"{DCTERMS}language": f"{DCTERMS}LinguisticSystem",
        f"{DCTERMS}accessRights": f"{DCTERMS}RightsStatement",
        f"{DCTERMS}license": f"{DCTERMS}LicenseDocument",
        f"{DCTERMS}spatial": f"{DCTERMS}Location",
        f"{DCTERMS}temporal": f"{DCTERMS}PeriodOfTime",
        f"{DCTERMS}format": f"{DCTERMS}MediaTypeOrExtent",
        f"{DCTERMS}conformsTo": f"{DCTERMS}Standard",
        f"{DCTERMS}type": f"{_SKOS}Concept",
        f"{DCAT}mediaType": f"{DCTERMS}MediaType",
        f"{DCAT}theme": f"{_SKOS}Concept",
        f"{DCAT}themeTaxonomy": f"{_SKOS}ConceptScheme",
        f"{_DCATAP}availability": f"{_SKOS}Concept",
        f"{_ADMS}status": f"{_SKOS}Concept",
        f"{DCAT}landingPage": f"{_FOAF}Document",
        f"{_FOAF}homepage": f"{_FOAF}Document",
    }
)
FORMATS: Mapping[str, RdfFormat] = MappingProxyType(
    {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}
)
_PREFIXES = {
    **{name: WELL_KNOWN_PREFIXES[name] for name in ("dcat", "dcterms", "foaf", "skos", "xsd")},
    **{"adms": _ADMS, "dcatap": _DCATAP, "spdx": _SPDX, "vcard": _VCARD},
}
_THEMES_NAMED = {  # the labels of the Publications Office of the EU, as DCAT-AP-SE 3.0.1 has them
    "AGRI": Texts("Jordbruk, fiske, skogsbruk och livsmedel", "Agriculture, fisheries, forestry and food"),
    "ECON": Texts("Ekonomi och finans", "Economy and finance"),
    "EDUC": Texts("Utbildning, kultur och sport", "Education, culture and sport"),
    "ENER": Texts("Energi", "Energy"),
    "ENVI": Texts("Miljö", "Environment"),
    "GOVE": Texts("Regeringen och den offentliga sektorn", "Government and public sector"),
    "HEAL": Texts("Hälsa", "Health"),
    "INTR": Texts("Internationella frågor", "International issues"),
    "JUST": Texts("Rättvisa, rättsliga system och allmän säkerhet", "Justice, legal system and public safety"),
    "REGI": Texts("Regioner och städer", "Regions and cities"),
    "SOCI": Texts("Befolkning och samhälle", "Population and society"),
    "TECH": Texts("Vetenskap och teknik", "Science and technology"),
    "TRAN": Texts("Transport", "Transport"),
}
_KINDS = {
    "Academia-ScientificOrganisation": Texts("Akademia/Vetenskaplig organisation", "Academia/Scientific organisation"),
    "Company": Texts("Företag", "Company"),
    "IndustryConsortium": Texts("Industrikonsortium", "Industry consortium"),
    "LocalAuthority": Texts("Lokal myndighet/kommun", "Local Authority"),
    "NationalAuthority": Texts("Nationell myndighet", "National authority"),
    "NonGovernmentalOrganisation": Texts("Icke-statlig organisation", "Non-Governmental Organisation"),
    "NonProfitOrganisation": Texts("Ej vinstdrivande organisation", "Non-Profit Organisation"),
    "PrivateIndividual(s)": Texts("Privatperson(er)", "Private Individual(s)"),
    "RegionalAuthority": Texts("Regional myndighet/landsting", "Regional authority"),
    "StandardisationBody": Texts("Standardiseringsorganisation", "Standardisation body"),
    "SupraNationalAuthority": Texts("Över-/mellanstatlig myndighet", "Supra-national authority"),
}
_LICENCE_KINDS = {  # by a part of the licence's address
    "creativecommons.org/publicdomain/": ("PublicDomain", "Public domain"),
    "creativecommons.org/licenses/by/": ("Attribution", "Attribution"),
}
_CONCEPTS: Mapping[str, Texts] = MappingProxyType(
    {
        **{f"{_THEMES}/{code}": name for code, name in _THEMES_NAMED.items()},
        **{f"http://purl.org/adms/publishertype/{code}": name for code, name in _KINDS.items()},
        _STABLE: Texts("Stabil", "Stable"),
        _COMPLETED: Texts("Färdig", "Completed"),
    }
)
_SPARQL = Texts("SPARQL-tjänst", "SPARQL endpoint")
_SPARQL_ABOUT = Texts(
    "Alla datamängder i en fråga, med det som följer av dem.", "All datasets in one query, with what follows from them."
)
_AS_TURTLE = Texts("som Turtle", "as Turtle")
_STATED = Texts("Det som datamängden anger, utan det som följer.", "What the dataset states, without what follows.")


def write_catalogue(release: Release, records: Mapping[str, Triples], settings: Settings, sums: Sums) -> None:
    """Writes the catalogue of a release into its folder, in every format.

    `records` are the statements of each dataset by the IRI of its graph, `sums` the checksums of the release's files.
    """
    triples = catalogue_document(release, records, settings, sums)
    for suffix, form in FORMATS.items():
        text = serialize(in_order(triples), format=form, prefixes=dict(_PREFIXES))
        (release.path / f"catalog.{suffix}").write_bytes(text or b"")


def catalogue_document(
    release: Release, records: Mapping[str, Triples], settings: Settings, sums: Sums
) -> frozenset[Triple]:
    """The catalogue of a release: its datasets, distributions and service; see `write_catalogue`."""
    document = _Document(release, records, settings, sums)
    stated = [*document.catalogue(), *document.service()]
    for entry in release.datasets:
        stated += [*document.dataset(entry), *document.distribution(entry)]
    stated += document.agent()
    typed = [
        Triple(each.object, RDF_TYPE, NamedNode(_CLASSES[each.predicate.value]))
        for each in stated
        if each.predicate.value in _CLASSES and isinstance(each.object, NamedNode)
    ]
    licences = {each.object.value for each in stated if each.predicate.value == f"{DCTERMS}license"}  # type: ignore[union-attr]
    for licence in licences:
        for place, (kind, label) in _LICENCE_KINDS.items():
            if place in licence:
                iri = f"http://purl.org/adms/licencetype/{kind}"
                typed += [_link(licence, f"{DCTERMS}type", iri), _link(iri, RDF_TYPE.value, f"{_SKOS}Concept")]
                typed.append(Triple(NamedNode(iri), NamedNode(f"{_SKOS}prefLabel"), Literal(label, language="en")))
    used = {each.object.value for each in stated if isinstance(each.object, NamedNode)} & _CONCEPTS.keys()
    named = [each for iri in used for each in _texts(iri, f"{_SKOS}prefLabel", _CONCEPTS[iri])]
    return frozenset((*stated, *typed, *named))


class _Document:
    def __init__(self, release: Release, records: Mapping[str, Triples], settings: Settings, sums: Sums) -> None:
        self._release = release
        self._records = records
        self._settings = settings
        self._sums = sums
        self._here = settings.names.base  # not the address of a service: a release follows from the commit alone
        self._catalogue = settings.names.catalogue
        self._publisher = settings.catalogue.organisation or settings.publisher
        self._contact = f"{self._catalogue}#contact"
        self._service = f"{self._catalogue}#sparql"

    def catalogue(self) -> Iterator[Triple]:
        """The catalogue itself."""
        settings, own = self._settings, self._catalogue
        yield _link(own, RDF_TYPE.value, f"{DCAT}Catalog")
        yield from _texts(own, DCTERMS_TITLE.value, settings.title)
        yield from _texts(own, f"{DCTERMS}description", settings.about)
        yield _link(own, f"{DCTERMS}publisher", self._publisher)
        yield _link(own, f"{DCTERMS}license", settings.licence)
        yield from (_link(own, f"{DCTERMS}language", each) for each in _LANGUAGES)
        yield from (_link(own, f"{DCTERMS}spatial", each) for each in settings.catalogue.spatial)
        yield _link(own, f"{_FOAF}homepage", self._here)
        yield _link(own, f"{DCAT}themeTaxonomy", _THEMES)
        yield Triple(NamedNode(_THEMES), DCTERMS_TITLE, Literal("Data theme", language="en"))
        issued = NamedNode(f"{DCTERMS}issued")
        dates = [
            each.object.value
            for graph, record in self._records.items()
            for each in record
            if each.subject == NamedNode(graph) and each.predicate == issued and isinstance(each.object, Literal)
        ]
        if dates:
            yield _date(own, issued.value, min(dates))
        yield _date(own, f"{DCTERMS}modified", self._release.identifier.rpartition("-")[0])
        yield _link(own, f"{DCAT}service", self._service)
        yield from (_link(own, f"{DCAT}dataset", entry.graph) for entry in self._release.datasets)

    def service(self) -> Iterator[Triple]:
        """The query service."""
        own, endpoint = self._service, f"{self._here}sparql"
        yield _link(own, RDF_TYPE.value, f"{DCAT}DataService")
        yield from _texts(own, DCTERMS_TITLE.value, _SPARQL)
        yield from _texts(own, f"{DCTERMS}description", _SPARQL_ABOUT)
        yield _link(own, f"{DCAT}endpointURL", endpoint)
        yield _link(own, f"{DCAT}endpointDescription", f"{self._here}openapi.json")
        yield _link(own, f"{DCTERMS}conformsTo", _PROTOCOL)
        yield _link(own, f"{DCTERMS}publisher", self._publisher)
        yield _link(own, f"{DCTERMS}license", self._settings.licence)
        yield _link(own, f"{DCTERMS}accessRights", _PUBLIC)
        yield _link(own, f"{DCAT}landingPage", f"{self._here}sparql")
        yield from (_link(own, f"{DCAT}servesDataset", entry.graph) for entry in self._release.datasets)
        yield from self._contact_of(own)
        for predicate in (f"{DCAT}keyword", f"{DCAT}theme"):
            said = {
                each.object for record in self._records.values() for each in record if each.predicate.value == predicate
            }
            yield from (Triple(NamedNode(own), NamedNode(predicate), each) for each in said)

    def dataset(self, entry: DatasetEntry) -> Iterator[Triple]:
        """A dataset as its record has it, with publisher, contact, version and distribution."""
        own = entry.graph
        yield _link(own, RDF_TYPE.value, f"{DCAT}Dataset")
        said = [each for each in self._records[own] if each.subject == NamedNode(own)]
        yield from (each for each in said if each.predicate.value in _COPIED)
        periods = {each.object for each in said if each.predicate.value == f"{DCTERMS}temporal"}
        yield from (each for each in self._records[own] if each.subject in periods)
        yield _link(own, f"{DCTERMS}publisher", self._publisher)
        yield from (_link(own, f"{DCTERMS}license", each) for each in self._licences(own))
        if not any(each.predicate.value == f"{DCTERMS}spatial" for each in said):
            yield from (_link(own, f"{DCTERMS}spatial", each) for each in self._settings.catalogue.spatial)
        yield _link(own, f"{DCAT}landingPage", f"{self._here}graph/{entry.name}")
        yield Triple(NamedNode(own), NamedNode(f"{DCAT}version"), Literal(self._release.identifier))
        yield _link(own, f"{DCAT}distribution", self._distribution(entry))
        yield from self._contact_of(own)

    def distribution(self, entry: DatasetEntry) -> Iterator[Triple]:
        """The Turtle file of a dataset, at the permanent address of the release."""
        own, name = self._distribution(entry), f"datasets/{entry.name}.ttl"
        address, checksum = f"{self._here}release/{self._release.identifier}/{name}", f"{own}#checksum"
        yield _link(own, RDF_TYPE.value, f"{DCAT}Distribution")
        title = Texts(f"{entry.title.sv} {_AS_TURTLE.sv}", f"{entry.title.en} {_AS_TURTLE.en}")
        yield from _texts(own, DCTERMS_TITLE.value, title)
        yield from _texts(own, f"{DCTERMS}description", _STATED)
        yield _link(own, f"{DCAT}accessURL", address)
        yield _link(own, f"{DCAT}downloadURL", address)
        yield _link(own, f"{DCTERMS}format", _TURTLE)
        yield _link(own, f"{DCAT}mediaType", f"{_IANA}text/turtle")
        yield from (_link(own, f"{DCTERMS}license", each) for each in self._licences(entry.graph))
        yield _link(own, f"{_DCATAP}availability", _STABLE)
        yield _link(own, f"{_ADMS}status", _COMPLETED)
        said = self._records[entry.graph]
        for predicate in (f"{DCTERMS}issued", f"{DCTERMS}modified", f"{DCTERMS}language"):
            for each in said:
                if each.subject == NamedNode(entry.graph) and each.predicate.value == predicate:
                    yield Triple(NamedNode(own), each.predicate, each.object)
        size = (self._release.path / name).stat().st_size
        yield Triple(NamedNode(own), NamedNode(f"{DCAT}byteSize"), _typed(str(size), "nonNegativeInteger"))
        yield _link(own, f"{_SPDX}checksum", checksum)
        yield _link(checksum, RDF_TYPE.value, f"{_SPDX}Checksum")
        yield _link(checksum, f"{_SPDX}algorithm", f"{_SPDX}checksumAlgorithm_sha256")
        yield _link(f"{_SPDX}checksumAlgorithm_sha256", RDF_TYPE.value, f"{_SPDX}ChecksumAlgorithm")
        value = _typed(self._sums[name], "hexBinary")
        yield Triple(NamedNode(checksum), NamedNode(f"{_SPDX}checksumValue"), value)

    def agent(self) -> Iterator[Triple]:
        """The publisher, by the name that the datasets give it, and its mailbox."""
        settings, own = self._settings, self._publisher
        everything = frozenset[Triple]().union(*self._records.values())
        name = Labels(settings.names, everything).label(NamedNode(settings.publisher))
        name = name or Texts(settings.publisher, settings.publisher)
        yield _link(own, RDF_TYPE.value, f"{_FOAF}Agent")
        yield from _texts(own, f"{_FOAF}name", name)
        if settings.catalogue.kind:
            yield _link(own, f"{DCTERMS}type", settings.catalogue.kind)
        if settings.catalogue.contact:
            yield _link(self._contact, RDF_TYPE.value, f"{_VCARD}Organization")
            yield _link(self._contact, RDF_TYPE.value, f"{_VCARD}Kind")
            yield from _texts(self._contact, f"{_VCARD}fn", name)
            yield _link(self._contact, f"{_VCARD}hasEmail", settings.catalogue.contact)

    def _licences(self, graph: str) -> Sequence[str]:
        """The licences that a dataset's record states; without one, that of the settings."""
        licence = NamedNode(f"{DCTERMS}license")
        said = (each for each in self._records[graph] if each.subject == NamedNode(graph) and each.predicate == licence)
        stated = sorted(each.object.value for each in said if isinstance(each.object, NamedNode))
        return stated or [self._settings.licence]

    def _contact_of(self, subject: str) -> Iterator[Triple]:
        if self._settings.catalogue.contact:
            yield _link(subject, f"{DCAT}contactPoint", self._contact)

    def _distribution(self, entry: DatasetEntry) -> str:
        return self._settings.names.thing("distribution", f"{entry.name}-turtle")


def _link(subject: str, predicate: str, target: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), NamedNode(target))


def _texts(subject: str, predicate: str, texts: Texts) -> Iterator[Triple]:
    yield Triple(NamedNode(subject), NamedNode(predicate), Literal(texts.sv, language="sv"))
    yield Triple(NamedNode(subject), NamedNode(predicate), Literal(texts.en, language="en"))


def _date(subject: str, predicate: str, day: str) -> Triple:
    return Triple(NamedNode(subject), NamedNode(predicate), _typed(day, "date"))


def _typed(lexical: str, name: str) -> Literal:
    return Literal(lexical, datatype=NamedNode(f"{XSD}{name}"))
