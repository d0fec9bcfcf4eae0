"""Every constraint is described in words."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, parse

from lq_graph.checking.shape_rules import ConstraintWords
from lq_graph.labels import Labels
from lq_graph.names import Names
from lq_graph.shacl.core.shapes_graph import ShapesGraph

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix e: <https://example.org/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:Plan rdfs:label "plan"@sv, "plan"@en . e:Goal rdfs:label "mål"@sv, "goal"@en .
e:end rdfs:label "slut"@sv, "end"@en .
e:Day a sh:NodeShape ; sh:datatype xsd:date . e:Year a sh:NodeShape ; sh:datatype xsd:gYear .
e:Swedish a sh:NodeShape ; sh:languageIn ( "sv" ) .
e:Named a sh:PropertyShape ; sh:path e:name ; sh:name "namn"@sv, "name"@en ; sh:minCount 1 .
e:Loop a sh:NodeShape ; sh:node e:Loop ; sh:minLength 2 .
"""
SHAPE = NamedNode("https://example.org/ns#Shape")


def words(constraints: str) -> ConstraintWords:
    text = f"{PREFIXES} e:Shape a sh:PropertyShape ; sh:path e:end ; {constraints} ."
    triples = [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
    return ConstraintWords(ShapesGraph(triples), Labels(Names("https://example.org/"), triples))


@pytest.mark.parametrize(
    ("constraints", "swedish", "english"),
    [
        ("sh:minCount 1 ; sh:maxCount 1", ["exakt ett värde"], ["exactly one value"]),
        ("sh:class e:Plan", ["av slaget ”plan”"], ["of the kind “plan”"]),
        ("sh:datatype xsd:date", ["en dag, som 2024-05-01"], ["a day, as 2024-05-01"]),
        ("sh:datatype e:own", ["https://example.org/ns#own"], ["https://example.org/ns#own"]),
        ("sh:nodeKind sh:IRI", ["en sak med egen adress"], ["a thing with an address of its own"]),
        ("sh:in ( e:Plan 5 )", ["ett av: ”plan” eller ”5”"], ["one of: “plan” or “5”"]),
        ("sh:hasValue e:Goal", ["”mål” är med"], ["“goal” is among them"]),
        ("sh:minInclusive 0 ; sh:maxExclusive 9", ["minst 0", "mindre än 9"], ["at least 0", "less than 9"]),
        ("sh:minLength 1 ; sh:maxLength 9", ["minst 1 tecken", "högst 9 tecken"],
         ["at least 1 characters", "at most 9 characters"]),
        ('sh:pattern "^a{2}$"', ["skrivet efter mönstret ^a{2}$"], ["written after the pattern ^a{2}$"]),
        ('sh:languageIn ( "sv" "en" )', ["på svenska eller engelska"], ["in Swedish or English"]),
        ("sh:uniqueLang true", ["högst ett värde på varje språk"], ["at most one value in each language"]),
        ("sh:uniqueLang false", [], []),
        ("sh:lessThanOrEquals e:end", ["inte efter ”slut”, eller större"], ["not after “end”, or greater"]),
        ("sh:not e:Day", ["inte en dag, som 2024-05-01"], ["not a day, as 2024-05-01"]),
        ("sh:or ( e:Day e:Year )", ["något av: en dag, som 2024-05-01; eller ett år, som 2024"],
         ["any of: a day, as 2024-05-01; or a year, as 2024"]),
        ("sh:xone ( e:Named e:Swedish )", ["exakt ett av: ”namn”: minst ett värde; eller på svenska"],
         ["exactly one of: “name”: at least one value; or in Swedish"]),
        ("sh:and ( e:Day e:Swedish )", ["en dag, som 2024-05-01", "på svenska"],
         ["a day, as 2024-05-01", "in Swedish"]),
        ("sh:node e:Swedish", ["på svenska"], ["in Swedish"]),
        ("sh:qualifiedValueShape e:Swedish ; sh:qualifiedMinCount 1", ["minst ett värde (på svenska)"],
         ["at least one value (in Swedish)"]),
        ("sh:closed true", ["inget annat än det som regeln nämner"], ["nothing but what the rule names"]),
        ('sh:sparql [ sh:select "…" ]', ["det som regelns fråga söker efter finns inte"],
         ["there is nothing of what the query of the rule looks for"]),
    ],
)  # fmt: skip
def test_a_constraint_is_said(constraints: str, swedish: list[str], english: list[str]) -> None:
    said = words(constraints).must(SHAPE)
    assert [each.sv for each in said] == swedish
    assert [each.en for each in said] == english


def test_shapes_that_refer_to_themselves_come_to_an_end() -> None:
    said = words("sh:node e:Loop").must(SHAPE)
    assert {each.sv for each in said} == {"minst 2 tecken"}


def test_a_path_is_called_as_its_shape_or_its_predicate_is() -> None:
    path = words('sh:name "avslutas"@sv, "ends"@en').path(SHAPE)
    assert path is not None
    assert (path.sv, path.en) == ("avslutas", "ends")
    unnamed = words("sh:minCount 1").path(SHAPE)
    assert unnamed is not None
    assert (unnamed.sv, unnamed.en) == ("slut", "end")
