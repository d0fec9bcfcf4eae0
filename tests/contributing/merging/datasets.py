"""A made-up project of a few datasets, in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from pyoxigraph import Triple

from contributing.turtle import NAMES, triples
from lq_graph.contributing.edit import Edit
from lq_graph.contributing.merging.described import DescribedThings
from lq_graph.contributing.merging.placement import Plan
from lq_graph.reading.project import Project
from lq_graph.reading.rdf_file import parse_rdf
from lq_graph.triples.dataset import Dataset

DATA = Path("/city/data")
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in NAMES.prefixes.items()) + (
    f"@prefix plan: <{NAMES.base}id/plan/> .\n@prefix goal: <{NAMES.base}id/goal/> .\n"
    f"@prefix body: <{NAMES.base}id/body/> .\n@prefix o: <{NAMES.base}id/observation/> .\n"
)
FILES: Mapping[str, str] = {
    "plans/dataset.ttl": """
        graph:plans a dcat:Dataset ; dcterms:modified "2031-01-01"^^xsd:date ; lq:holdsStatements lq:StatedBySource .
    """,
    "plans/plans.ttl": """
        plan:a a lq:Plan ; skos:prefLabel "A"@sv ; lq:addresses goal:1 ; dcterms:source <http://page.example/a> .
        plan:b a lq:Plan ; skos:prefLabel "B"@sv ; lq:addresses goal:2 ; dcterms:source <http://page.example/a> .
        plan:c a lq:Plan ; skos:prefLabel "C"@sv ; lq:addresses goal:2 ; dcterms:source <http://page.example/a> .
    """,
    "plans/old-plans.ttl": """
        plan:old a lq:Plan ; skos:prefLabel "Old"@en ; lq:addresses goal:3 ; dcterms:source <http://page.example/a> .
    """,
    "plans/sources.ttl": """
        <http://page.example/a> a foaf:Document ; lq:readDate "2031-01-01"^^xsd:date .
        <http://page.example/b> a foaf:Document ; lq:readDate "2031-01-01"^^xsd:date .
    """,
    "goals/dataset.ttl": """
        graph:goals a dcat:Dataset ; dcterms:modified "2031-01-01"^^xsd:date ; lq:holdsStatements lq:StatedBySource .
    """,
    "goals/goals.ttl": """
        goal:1 a lq:Goal ; skos:prefLabel "One"@en ; dcterms:source <http://page.example/goals> .
        goal:2 a lq:Goal ; skos:prefLabel "Two"@en ; dcterms:source <http://page.example/goals> .
    """,
    "goals/sources.ttl": '<http://page.example/goals> a foaf:Document ; lq:readDate "2031-02-02"^^xsd:date .',
    "names/dataset.ttl": """
        graph:names a dcat:Dataset ; dcterms:modified "2031-01-01"^^xsd:date ; lq:holdsStatements lq:StatedBySource .
    """,
    "names/goals.ttl": 'goal:1 skos:prefLabel "Ett"@sv .',
    "readings/dataset.ttl": """
        graph:readings a dcat:Dataset ; dcterms:modified "2031-01-01"^^xsd:date ; lq:holdsStatements lq:ReadIntoSource .
    """,
    "readings/links.ttl": """
        body:us a lq:Body ; skos:prefLabel "Us"@en .
        plan:a lq:addresses goal:1 ; skos:editorialNote "Our reading."@en .
        <https://example.org/id/contribution-link/a> a lq:ContributionLink ; lq:linksFrom plan:a ;
            lq:interpretsContributionTo goal:1 .
    """,
    "titles/dataset.ttl": """
        graph:titles a dcat:Dataset ; dcterms:modified "2031-01-01"^^xsd:date ; lq:holdsStatements lq:StatedBySource .
    """,
    "titles/sources.ttl": """
        <http://page.example/a> a foaf:Document ; dcterms:title "A"@sv .
        <http://page.example/b> a foaf:Document ; dcterms:title "B"@sv .
    """,
}


def project(files: Mapping[str, str] = FILES) -> Project:
    """The project of some files, by their paths below data/."""
    sources = [parse_rdf(DATA / name, (PREFIXES + text).encode()) for name, text in files.items()]
    graphs: dict[str, frozenset[Triple]] = {}
    for source in sources:
        name = NAMES.graph(source.path.parent.name)
        graphs[name] = graphs.get(name, frozenset()).union(source.triples)
    names = tuple(dict.fromkeys(source.path.parent.name for source in sources))
    by_path = MappingProxyType({source.path: source for source in sources})
    return Project(NAMES, Dataset(MappingProxyType(graphs)), names, by_path)


def described(files: Mapping[str, str] = FILES) -> DescribedThings:
    """The things of the project."""
    return DescribedThings(project(files))


def said(turtle: str) -> tuple[Triple, ...]:
    """The triples of a text that may use every prefix of the project."""
    return tuple(triples(PREFIXES + turtle))


def edit(added: str = "", removed: str = "") -> Edit:
    """What is added and removed."""
    return Edit(said(added), frozenset(said(removed)))


def by_file(plan: Plan) -> dict[str, tuple[list[Triple], set[Triple]]]:
    """What is added to each file and removed from it, by its path below data/."""
    return {path.relative_to(DATA).as_posix(): (each.added, each.removed) for path, each in plan.items()}
