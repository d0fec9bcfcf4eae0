"""The observations are a data cube: the integrity constraints of the RDF Data Cube Vocabulary hold on data/.

Each query asks for a violation (https://www.w3.org/TR/vocab-data-cube/ §11.1). Those on slices are left out, as there
are none.
"""

from __future__ import annotations

import pytest
from pyoxigraph import QueryBoolean, QuerySolutions, RdfFormat, Store

from conftest import ROOT

PREFIXES = """PREFIX lq: <https://w3id.org/livskvalitet/ns#>
PREFIX qb: <http://purl.org/linked-data/cube#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX sdmx-dimension: <http://purl.org/linked-data/sdmx/2009/dimension#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""
CONSTRAINTS = {
    "IC-1 an observation has one data set": """
        { ?o a qb:Observation FILTER NOT EXISTS { ?o qb:dataSet ?set } }
        UNION { ?o a qb:Observation ; qb:dataSet ?one, ?other FILTER(?one != ?other) }""",
    "IC-2 a data set has one structure": """
        { ?set a qb:DataSet FILTER NOT EXISTS { ?set qb:structure ?structure } }
        UNION { ?set a qb:DataSet ; qb:structure ?one, ?other FILTER(?one != ?other) }""",
    "IC-3 a structure has a measure": """
        ?structure a qb:DataStructureDefinition FILTER NOT EXISTS { ?structure qb:component/qb:measure ?measure }""",
    "IC-4 a dimension has a range": "?d a qb:DimensionProperty FILTER NOT EXISTS { ?d rdfs:range ?range }",
    "IC-5 a dimension of concepts has a code list": """
        ?d a qb:DimensionProperty ; rdfs:range skos:Concept FILTER NOT EXISTS { ?d qb:codeList ?list }""",
    "IC-6 only attributes are optional": """
        ?structure qb:component ?c . ?c qb:componentRequired false ; qb:dimension|qb:measure ?property""",
    "IC-11 an observation has every dimension": """
        ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d FILTER NOT EXISTS { ?o ?d ?value }""",
    "IC-13 an observation has every required attribute": """
        ?o qb:dataSet/qb:structure/qb:component ?c . ?c qb:componentRequired true ; qb:attribute ?a
        FILTER NOT EXISTS { ?o ?a ?value }""",
    "IC-14 an observation has every measure": """
        ?o qb:dataSet/qb:structure/qb:component/qb:measure ?m FILTER NOT EXISTS { ?o ?m ?value }""",
    "IC-19 a code stands in the code list": """
        ?o qb:dataSet/qb:structure/qb:component/qb:dimension ?d . ?d qb:codeList ?list . ?o ?d ?code
        FILTER NOT EXISTS { ?code a skos:Concept ; skos:inScheme ?list }""",
    "a value of a dimension is one of the structure": """
        VALUES ?d { sdmx-dimension:refPeriod sdmx-dimension:sex } ?o ?d ?value ; qb:dataSet/qb:structure ?structure
        FILTER NOT EXISTS { ?structure qb:component/qb:dimension ?d }""",
    "IC-12 two observations differ in some dimension": """
        { SELECT (MIN(?equal) AS ?same) WHERE {
            ?set qb:structure/qb:component/qb:dimension ?d . ?one qb:dataSet ?set ; ?d ?value .
            ?other qb:dataSet ?set ; ?d ?otherValue . FILTER(?one != ?other) BIND(?value = ?otherValue AS ?equal)
        } GROUP BY ?one ?other } FILTER(?same)""",
}


@pytest.fixture(scope="module", name="store")
def _store() -> Store:
    store = Store()
    for path in [*(ROOT / "data").glob("*/*.ttl"), ROOT / "ontology" / "lq.ttl"]:
        store.load(path=str(path), format=RdfFormat.TURTLE)
    return store


def test_there_are_observations_with_and_without_a_period(store: Store) -> None:
    rows = store.query(f"{PREFIXES} SELECT DISTINCT ?set {{ ?o a lq:Observation ; qb:dataSet ?set }}")
    assert isinstance(rows, QuerySolutions)
    assert len(list(rows)) >= 2


@pytest.mark.parametrize("violation", CONSTRAINTS.values(), ids=CONSTRAINTS)
def test_integrity_constraint_holds(violation: str, store: Store) -> None:
    found = store.query(f"{PREFIXES} ASK {{ {violation} }}")
    assert isinstance(found, QueryBoolean)
    assert not found
