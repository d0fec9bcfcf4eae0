"""The IRIs and prefixes that lq writes; nothing else mints IRIs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

ONTOLOGY = "https://w3id.org/livskvalitet/ns"
LQ = f"{ONTOLOGY}#"
LQS = "https://w3id.org/livskvalitet/shapes#"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
DCAT = "http://www.w3.org/ns/dcat#"
SH = "http://www.w3.org/ns/shacl#"
SCHEMA = "https://schema.org/"
VOID = "http://rdfs.org/ns/void#"

WELL_KNOWN_PREFIXES = MappingProxyType(
    {
        "dcat": DCAT,
        "dcterms": DCTERMS,
        "foaf": "http://xmlns.com/foaf/0.1/",
        "lq": LQ,
        "lqs": LQS,
        "org": "http://www.w3.org/ns/org#",
        "owl": OWL,
        "prov": "http://www.w3.org/ns/prov#",
        "qb": "http://purl.org/linked-data/cube#",
        "rdf": RDF,
        "rdfs": RDFS,
        "schema": SCHEMA,
        "sdg": "http://metadata.un.org/sdg/",
        "sdgo": "http://metadata.un.org/sdg/ontology#",
        "sdmx-attribute": "http://purl.org/linked-data/sdmx/2009/attribute#",
        "sdmx-code": "http://purl.org/linked-data/sdmx/2009/code#",
        "sdmx-dimension": "http://purl.org/linked-data/sdmx/2009/dimension#",
        "sdmx-measure": "http://purl.org/linked-data/sdmx/2009/measure#",
        "sh": SH,
        "skos": SKOS,
        "void": VOID,
        "xsd": XSD,
    }
)

_LOCAL_NAME = re.compile(r"[A-Za-z0-9_-]+")
_THING_PATH = re.compile(r"id/(?P<segment>[a-z0-9-]+)/(?P<key>[^/?#]+)")


def class_segment(iri: str) -> str:
    """The segment of addresses that stands for a class, such as `focus-area` for `…#FocusArea`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "-", re.split(r"[#/]", iri)[-1]).lower()


@dataclass(frozen=True)
class Names:
    """The IRIs of one city's graph, all under its base IRI."""

    base: str

    def thing(self, segment: str, key: str) -> str:
        """The IRI of a thing, such as `…/id/direction/varmt-valkomnande`."""
        return f"{self.base}id/{segment}/{key}"

    def thing_parts(self, iri: str) -> tuple[str, str] | None:
        """The class segment and key of a thing's IRI, or None for any other IRI."""
        if not iri.startswith(self.base):
            return None
        found = _THING_PATH.fullmatch(iri.removeprefix(self.base))
        return (found["segment"], found["key"]) if found else None

    def graph(self, name: str) -> str:
        """The IRI of a named graph, which is also its dataset's."""
        return f"{self.base}graph/{name}"

    def release(self, identifier: str) -> str:
        """The IRI of a release."""
        return f"{self.base}release/{identifier}"

    def question(self, name: str) -> str:
        """The IRI of a competency question."""
        return f"{self.base}question/{name}"

    @property
    def catalogue(self) -> str:
        """The IRI of the catalogue of all datasets."""
        return f"{self.base}catalogue"

    @property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of everything that lq writes: the well-known ones and this city's."""
        return {**WELL_KNOWN_PREFIXES, "graph": f"{self.base}graph/", "id": f"{self.base}id/"}

    def turtle(self, iri: str) -> str:
        """An IRI as Turtle has it: with a prefix where what follows is a plain name, else relative to the base."""
        for prefix, space in self.prefixes.items():
            if iri.startswith(space) and _LOCAL_NAME.fullmatch(iri.removeprefix(space)):
                return f"{prefix}:{iri.removeprefix(space)}"
        return f"<{iri.removeprefix(self.base)}>"

    def short(self, iri: str) -> str:
        """An IRI as a person can write it: from the base on such as `id/plan/x`, or with a prefix; else whole."""
        if iri.startswith(f"{self.base}id/"):
            return iri.removeprefix(self.base)
        spaces = [(space, prefix) for prefix, space in self.prefixes.items() if iri.startswith(space)]
        space, prefix = max(spaces, default=("", ""), key=lambda each: len(each[0]))
        return f"{prefix}:{iri.removeprefix(space)}" if space and iri != space else iri
