"""The start page uses the label rule of all pages."""

from __future__ import annotations

from pyoxigraph import RdfFormat, Store

from lq_graph.querying.embedded import EmbeddedEngine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.app import create_app
from web.asgi import Client

GOALS = """
@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
lq:Goal rdfs:label "mål"@sv, "goal"@en .
<https://w3id.org/livskvalitet/id/goal/a> a lq:Goal ; rdfs:label "Fel"@sv ; skos:prefLabel "Rätt"@sv-SE .
<https://w3id.org/livskvalitet/id/goal/b> a lq:Goal ; rdfs:label "Abroad"@en .
<https://w3id.org/livskvalitet/id/goal/c> a lq:Goal ; skos:notation "13" .
"""


def test_things_to_begin_with_have_the_labels_of_their_pages(city: Release, site_settings: Settings) -> None:
    store = Store()
    store.load(GOALS, format=RdfFormat.TURTLE)
    page = Client(create_app(EmbeddedEngine(store), city, site_settings)).page("/").text
    assert "<dt>mål</dt>" in page
    assert '<a href="/page/goal/b" lang="en">Abroad</a>' in page
    assert '<a href="/page/goal/a">Rätt</a>' in page
    assert "Fel" not in page
    assert "/page/goal/c" not in page
