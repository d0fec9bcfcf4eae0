"""The data agrees with the research that it was made from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import QuerySolutions, Store

from lq_graph.releasing.release import Release

PREFIXES = """PREFIX lq: <https://w3id.org/livskvalitet/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sdgo: <http://metadata.un.org/sdg/ontology#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
"""


@pytest.fixture(scope="module", name="facts")
def _facts(shared: Path) -> Any:
    return json.loads((shared / "domain" / "facts.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module", name="store")
def _store(release: Release) -> Store:
    return Store.read_only(str(release.store))


def values(store: Store, pattern: str) -> list[str]:
    rows = store.query(f"{PREFIXES} SELECT ?value WHERE {{ {pattern} }}")
    assert isinstance(rows, QuerySolutions)
    return sorted(str(row["value"].value) for row in rows)


@pytest.mark.parametrize(
    ("key", "kind"), [("sdg_goals", "Goal"), ("sdg_targets", "Target"), ("sdg_indicators_2019", "Indicator")]
)
def test_the_global_goals_are_all_there(facts: Any, store: Store, key: str, kind: str) -> None:
    assert values(store, f"?value a sdgo:{kind}, lq:{kind}") == sorted(fact["iri"] for fact in facts[key])


def test_every_target_stands_under_its_goal(facts: Any, store: Store) -> None:
    pairs = values(store, "?t a sdgo:Target ; lq:isTargetOf ?g . BIND(CONCAT(STR(?t), ' ', STR(?g)) AS ?value)")
    assert pairs == sorted(f"{fact['iri']} {fact['goal']}" for fact in facts["sdg_targets"])


def test_hashtags_are_the_notations_of_areas_and_priorities(facts: Any, store: Store) -> None:
    areas = [area["tag"] for area in facts["fokusomraden"]]
    priorities = [priority["tag"] for area in facts["fokusomraden"] for priority in area["priorities"]]
    assert values(store, "?area a lq:FocusArea ; skos:notation ?value") == sorted(areas)
    assert values(store, "?priority a lq:Priority ; skos:notation ?value") == sorted(priorities)


def test_directions_have_the_names_of_the_programme(facts: Any, store: Store) -> None:
    names = values(store, "?d a lq:Direction ; skos:prefLabel ?value FILTER(LANG(?value) = 'sv')")
    assert names == sorted(fact["name_sv"] for fact in facts["viljeinriktningar"])


def test_indicator_values_are_as_published(facts: Any, store: Store) -> None:
    """Each value with its source, and with the year that the fact gives where it begins with one."""
    pattern = """?o a lq:Observation ; sdmx-measure:obsValue ?number ; dcterms:source ?source .
        OPTIONAL { ?o sdmx-dimension:refPeriod ?period }
        BIND(CONCAT(STR(?number), " ", STR(?source), " ", SUBSTR(COALESCE(STR(?period), "none"), 1, 4)) AS ?value)"""
    found = values(store, pattern)
    for fact in facts["helsingborg_indicators"]:
        number = fact["value"].removeprefix("about ")
        year = fact["period"][:4] if fact["period"][:4].isdigit() else "none"
        assert f"{number} {fact['source']} {year}" in found
    assert len(values(store, "?value a lq:Observation")) >= len(facts["helsingborg_indicators"])


def test_documents_have_their_periods_and_decisions(facts: Any, store: Store) -> None:
    """Every day and year that the research has of a governing document is said of some document in the data."""
    period = "?d a lq:GoverningDocument ; lq:validFrom|lq:validThrough ?date"
    years = values(store, f"{period} BIND(SUBSTR(STR(?date), 1, 4) AS ?value)")
    decided = values(store, "?decision lq:adopts ?d ; lq:decisionDate ?date BIND(STR(?date) AS ?value)")
    for document in facts["styrdokument"]:
        for key in ("valid_from", "valid_to"):
            year = (document.get(key) or "")[:4]
            assert not year.isdigit() or year in years, document["name_sv"]
        day = document.get("decision_date") or ""
        assert not day or any(date.startswith(day) for date in decided), document["name_sv"]


@pytest.mark.parametrize("key", ["miljokvalitetsmal", "folkhalsa_8_from_2018", "folkhalsa_11_before_2018"])
def test_national_goals_have_their_names(facts: Any, store: Store, key: str) -> None:
    names = values(store, "?goal a lq:Goal ; skos:prefLabel ?value FILTER(LANG(?value) = 'sv')")
    assert {fact["name_sv"] for fact in facts["national_goals"][key]} <= set(names)


def test_boards_and_companies_are_all_there(facts: Any, store: Store) -> None:
    organisation = facts["organisation"]
    for key, kind in (("namnder_2019", "Board"), ("forvaltningar_named", "Department"), ("bolag", "Company")):
        names = values(store, f"?body a lq:{kind} ; skos:prefLabel ?value FILTER(LANG(?value) = 'sv')")
        assert {fact["name_sv"] for fact in organisation[key]} <= set(names)
