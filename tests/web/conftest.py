"""A small made-up city for the tests of the site, with texts that would break a page without escaping."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, RdfFormat, Store, parse

from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import DatasetEntry, Release, open_release, write_manifest
from lq_graph.settings import Settings
from lq_graph.text import Texts
from lq_graph.web.app import create_app
from web.asgi import Client
from web.uploads import UploadServer, running_server

CITY = Path(__file__).parent / "city.ttl"
BASE = "https://w3id.org/livskvalitet/"
QUESTION = """#+ summary: Which directions are there?
#+ question-sv: Vilka viljeinriktningar finns?
#+ question-en: Which directions are there?
PREFIX lq: <https://w3id.org/livskvalitet/ns#>
SELECT ?direction WHERE { ?direction a lq:Direction } ORDER BY ?direction
"""
VIEW = """SELECT ?graph ?subject ?predicate ?object WHERE {
  { GRAPH ?graph { ?thing ?predicate ?object } BIND(?thing AS ?subject) }
  UNION { GRAPH ?graph { ?subject ?predicate ?thing } BIND(?thing AS ?object) }
}
"""


@pytest.fixture(scope="session", name="city")
def _city(tmp_path_factory: pytest.TempPathFactory, settings: Settings) -> Release:
    folder = tmp_path_factory.mktemp("city")
    for name in ("store", "datasets", "sparql/questions", "sparql/views"):
        (folder / name).mkdir(parents=True)
    shutil.copy(settings.ontology / "lq.ttl", folder / "ontology.ttl")
    shutil.copy(CITY, folder / "dump.ttl")
    shutil.copy(CITY, folder / "datasets" / "city.ttl")
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")
    (folder / "sparql" / "questions" / "cq01-directions.rq").write_text(QUESTION, encoding="utf-8")
    (folder / "sparql" / "views" / "thing.rq").write_text(VIEW, encoding="utf-8")
    entry = DatasetEntry("city", f"{BASE}graph/city", Texts("Påhittad stad", "Made-up city"), 40)
    write_manifest(Release(folder, "2026-11-23-abcdef12", BASE, 1234567, (entry,)))
    return open_release(folder)


@pytest.fixture(scope="session", name="quads")
def _quads(city: Release) -> list[Quad]:
    city_quads = list(parse(path=city.dump, format=RdfFormat.TURTLE))
    assert any(quad.graph_name == DefaultGraph() for quad in city_quads)
    ontology = list(parse(path=city.ontology, format=RdfFormat.TURTLE))
    named = [_in_graph(each, "city") for each in city_quads]
    return [*city_quads, *ontology, *named, _in_graph(city_quads[0], "inferred")]


def _in_graph(quad: Quad, name: str) -> Quad:
    return Quad(quad.subject, quad.predicate, quad.object, NamedNode(f"{BASE}graph/{name}"))


@pytest.fixture(scope="session", name="engine")
def _engine(quads: list[Quad]) -> Engine:
    store = Store()
    store.extend(quads)
    return EmbeddedEngine(store)


@pytest.fixture(scope="session", name="site_settings")
def _site_settings(settings: Settings) -> Settings:
    return replace(
        settings, title=Texts("Påhittad stad", "Made-up city"), about=Texts("Ett fristående prov.", "A test.")
    )


@pytest.fixture(scope="session", name="server")
def _server(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[UploadServer]:
    """A real server of the real release, with its validator."""
    with running_server(release, tmp_path_factory.mktemp("server")) as server:
        yield server


@pytest.fixture(scope="session", name="client")
def _client(city: Release, engine: Engine, site_settings: Settings) -> Client:
    return Client(create_app(engine, city, site_settings))
