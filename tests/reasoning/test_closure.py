"""What is asserted is not inferred again, and no noise is."""

from __future__ import annotations

import pytest
from pyoxigraph import RdfFormat, parse

from conftest import ROOT
from lq_graph.reading.rdf_file import read_rdf_file
from lq_graph.reasoning.closure import close
from lq_graph.triples.columns import columns_of
from lq_graph.triples.dataset import Triples

PREFIXES = """@prefix lq: <https://w3id.org/livskvalitet/ns#> .
@prefix ex: <https://example.org/> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
"""
CHAIN = """
ex:vision a lq:Vision .
ex:programme a lq:Programme ; lq:startsFrom ex:vision .
ex:direction a lq:Direction ; lq:isPartOf ex:programme .
ex:area a lq:FocusArea ; lq:isPartOf ex:direction .
ex:priority a lq:Priority ; lq:isPartOf ex:area .
ex:plan a lq:Plan ; lq:implements ex:priority .
ex:project a lq:Project ; lq:implements ex:plan .
ex:system a lq:GoalSystem .
ex:goal a lq:Goal ; lq:isGoalIn ex:system .
ex:target a lq:Target ; lq:isTargetOf ex:goal .
ex:stated a lq:ContributionLink ; lq:linksFrom ex:priority ; lq:statesContributionTo ex:target .
ex:read a lq:ContributionLink ; lq:linksFrom ex:area ; lq:interpretsContributionTo lq:SocialPerspective .
"""


def triples(text: str) -> Triples:
    return frozenset(quad.triple for quad in parse(PREFIXES + text, format=RdfFormat.TURTLE))


@pytest.fixture(scope="module", name="inferred")
def _inferred() -> Triples:
    ontology = frozenset(read_rdf_file(ROOT / "ontology" / "lq.ttl").triples)
    data = columns_of(triples(CHAIN))
    return frozenset(close(data, columns_of(ontology, data.terms)).inferred.triples())


def test_asserted_triples_are_not_inferred_again(inferred: Triples) -> None:
    assert not triples(CHAIN) & inferred


def test_there_is_no_noise(inferred: Triples) -> None:
    objects = {str(triple.object) for triple in inferred}
    assert not any(thing in objects for thing in ("<http://www.w3.org/2002/07/owl#Thing>",))
    assert not any("sameAs" in str(triple.predicate) for triple in inferred)
    assert all(
        str(triple.subject).startswith(("<https://example.org/", "<https://w3id.org/livskvalitet/ns"))
        for triple in inferred
    )
