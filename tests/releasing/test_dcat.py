"""The document for portals: what it says of datasets, and that the official shapes of DCAT-AP find nothing in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, parse

from lq_graph.checking.check import check_project
from lq_graph.names import DCAT, DCTERMS, SH
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.releasing.build import build_release
from lq_graph.releasing.checksums import read_sums
from lq_graph.releasing.release import Release
from lq_graph.settings import read_settings
from lq_graph.shacl.core.paths import Predicate
from lq_graph.shacl.validate import validate
from lq_graph.triples.columns import columns_of
from releasing.conftest import BASE, made_up_city
from releasing.test_build import LATER

EU = "http://publications.europa.eu/resource/authority/"
TABLE = """
[catalogue]
contact = "mailto:data@example.org"
organisation = "http://dataportal.se/organisation/SE0000000000"
kind = "http://purl.org/adms/publishertype/LocalAuthority"
spatial = ["https://sws.geonames.org/1/"]
"""
MORE = f"""
<{BASE}graph/city>
    <{DCAT}theme> <{EU}data-theme/GOVE> ;
    <{DCAT}keyword> "stad"@sv, "city"@en ;
    <{DCTERMS}accessRights> <{EU}access-right/PUBLIC> ;
    <{DCTERMS}temporal> <{BASE}id/period/all> .
<{BASE}id/period/all> <{DCAT}startDate> "2016-01-01"^^xsd:date ; <{DCAT}endDate> "2024-12-31"^^xsd:date .
"""
SPDX = "http://spdx.org/rdf/terms#"
DRAWN = {Predicate(NamedNode(f"{DCAT}{name}")) for name in ("bbox", "centroid")}  # of an area that is named alone
STRAY = NamedNode(f"{SH}shape")  # of the official file; SHACL has no such property


@pytest.fixture(scope="module", name="built")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a made-up city whose settings and record say all that portals ask for."""
    folder = tmp_path_factory.mktemp("city")
    made_up_city(folder)
    with (folder / "lq.toml").open("a", encoding="utf-8") as file:
        file.write(TABLE)
    with (folder / "data" / "city" / "dataset.ttl").open("a", encoding="utf-8") as file:
        file.write(MORE)
    settings = read_settings({}, folder)
    return build_release(check_project(settings, today=LATER), settings, settings.releases)


def document(release: Release, suffix: str = "ttl") -> frozenset[Triple]:
    form = {"ttl": RdfFormat.TURTLE, "rdf": RdfFormat.RDF_XML, "jsonld": RdfFormat.JSON_LD}[suffix]
    return frozenset(quad.triple for quad in parse(path=str(release.path / f"catalog.{suffix}"), format=form))


def values(triples: frozenset[Triple], subject: str, predicate: str) -> set[str]:
    return {
        each.object.value
        for each in triples
        if each.subject == NamedNode(subject)
        and each.predicate.value == predicate
        and isinstance(each.object, Literal | NamedNode)
    }


@pytest.mark.parametrize("name", ["shapes.ttl", "shapes_recommended.ttl", "range.ttl"])
def test_the_official_shapes_find_nothing(built: Release, shared: Path, name: str) -> None:
    shapes = [each for each in read_rdf_file(shared / "suites" / "dcat-ap" / name).triples if each.predicate != STRAY]
    found = validate(columns_of(document(built)), shapes).results()
    assert {(each.focus, each.path) for each in found if each.path not in DRAWN} == set()


@pytest.mark.parametrize("name", ["shapes.ttl", "range.ttl"])
def test_in_the_real_catalogue_nothing_is_wrong(release: Release, shared: Path, name: str) -> None:
    shapes = [each for each in read_rdf_file(shared / "suites" / "dcat-ap" / name).triples if each.predicate != STRAY]
    assert len(validate(columns_of(document(release)), shapes)) == 0


def test_every_format_says_the_same(built: Release) -> None:
    assert document(built, "rdf") == document(built, "jsonld") == document(built)


def test_a_distribution_is_the_file_at_its_permanent_address(built: Release) -> None:
    triples, sums = document(built), read_sums(built.path)
    own = f"{BASE}id/distribution/city-turtle"
    address = f"{BASE}release/{built.identifier}/datasets/city.ttl"
    assert values(triples, own, f"{DCAT}downloadURL") == {address}
    assert values(triples, own, f"{DCAT}byteSize") == {str((built.path / "datasets" / "city.ttl").stat().st_size)}
    assert values(triples, f"{own}#checksum", f"{SPDX}checksumValue") == {sums["datasets/city.ttl"]}
    assert values(triples, f"{BASE}graph/city", f"{DCAT}version") == {built.identifier}


def test_the_publisher_is_that_of_the_portal_and_what_nobody_says_is_left_out(built: Release, release: Release) -> None:
    triples = document(built)
    organisation = "http://dataportal.se/organisation/SE0000000000"
    assert values(triples, f"{BASE}graph/city", f"{DCTERMS}publisher") == {organisation}
    assert values(triples, organisation, "http://xmlns.com/foaf/0.1/name") == {"vi", "us"}
    assert values(triples, f"{BASE}catalogue#contact", "http://www.w3.org/2006/vcard/ns#hasEmail") == {
        "mailto:data@example.org"
    }
    ours = document(release)
    own_terms = values(ours, f"{release.base}id/distribution/goals-un-2030-turtle", f"{DCTERMS}license")
    assert own_terms == values(ours, f"{release.base}graph/goals-un-2030", f"{DCTERMS}license")
    assert own_terms != values(ours, f"{release.base}catalogue", f"{DCTERMS}license")
    assert not any(each.predicate.value == f"{DCAT}contactPoint" for each in ours)
    assert not any(each.predicate.value == f"{DCTERMS}source" for each in ours)


def test_what_settings_say_is_content_and_the_address_of_the_service_is_not(tmp_path: Path) -> None:
    made_up_city(tmp_path)

    def built(table: str, environment: dict[str, str]) -> Release:
        text = (tmp_path / "lq.toml").read_text(encoding="utf-8").partition("[catalogue]")[0]
        (tmp_path / "lq.toml").write_text(f"{text}{table}", encoding="utf-8")
        settings = read_settings(environment, tmp_path)
        return build_release(check_project(settings, today=LATER), settings, settings.releases)

    plain = built("", {})
    assert built("", {"LQ_ADDRESS": "https://lq.example/"}).identifier == plain.identifier
    assert built(TABLE, {}).identifier != plain.identifier
