"""A made-up city, small enough to be released in each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.settings import Settings, read_settings

BASE = "https://data.example.org/"
TOML = f"""base = "{BASE}"
publisher = "{BASE}id/body/us"
licence = "http://creativecommons.org/publicdomain/zero/1.0/"
[title]
sv = "Exempelstad"
en = "Example city"
[about]
sv = "Påhittad."
en = "Made up."
"""
RECORD = f"""# Made-up data.
@prefix dcat: <http://www.w3.org/ns/dcat#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<{BASE}graph/city>
    a dcat:Dataset ;
    dcterms:identifier "city" ;
    dcterms:title "Exempelstads kedja"@sv, "The chain of Example city"@en ;
    dcterms:description "Påhittad."@sv, "Made up."@en ;
    dcterms:publisher <{BASE}id/body/us> ;
    dcterms:license <http://creativecommons.org/publicdomain/zero/1.0/> ;
    dcterms:issued "2024-05-01"^^xsd:date ;
    dcterms:modified "2030-02-03"^^xsd:date ;
    dcterms:language <http://publications.europa.eu/resource/authority/language/SWE> ;
    lq:holdsStatements lq:StatedBySource ;
    dcterms:source <https://example.org/source> .

<{BASE}id/body/us>
    a lq:Body ;
    skos:prefLabel "vi"@sv, "us"@en ;
    dcterms:source <https://example.org/source> .

<https://example.org/source>
    a foaf:Document ;
    lq:readDate "2024-05-01"^^xsd:date .
"""


@pytest.fixture(name="city")
def _city(tmp_path: Path) -> Settings:
    """The settings of a made-up city with the ontology, shapes and queries of this project."""
    return made_up_city(tmp_path)


def made_up_city(folder: Path) -> Settings:
    """The settings of a made-up city in a folder, with the ontology, shapes and queries of this project."""
    for name in ("ontology", "shapes", "sparql"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("examples"))
    (folder / "lq.toml").write_text(TOML, encoding="utf-8")
    (folder / "data" / "city").mkdir(parents=True)
    (folder / "data" / "city" / "dataset.ttl").write_text(RECORD, encoding="utf-8")
    return read_settings({}, folder)
