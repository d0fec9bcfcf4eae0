"""A small made-up city with forms, things and what they refer to."""

from __future__ import annotations

from contributing.turtle import NAMES, ONTOLOGY, triples
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import Reference
from lq_graph.triples.columns import Columns, columns_of

SHAPES = """
lqs:Plan a sh:NodeShape ; sh:targetClass lq:Plan ; sh:property lqs:Plan-name-sv, lqs:Plan-name-en, lqs:Plan-goal,
    lqs:Plan-kind, lqs:Plan-cost, lqs:Plan-count, lqs:Plan-from, lqs:Plan-held, lqs:Plan-code, lqs:Plan-area,
    lqs:Plan-source .
lqs:Plan-name-sv sh:path skos:prefLabel ; sh:order 1 ; sh:name "namn på svenska"@sv, "name in Swedish"@en ;
    sh:qualifiedValueShape lqs:Swedish ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 .
lqs:Plan-name-en sh:path skos:prefLabel ; sh:order 2 ; sh:name "namn på engelska"@sv, "name in English"@en ;
    sh:qualifiedValueShape lqs:English ; sh:qualifiedMinCount 1 ; sh:qualifiedMaxCount 1 .
lqs:Plan-goal sh:path lq:goal ; sh:order 3 ; sh:name "mål"@sv, "goal"@en ; sh:class lq:Goal ;
    sh:message "Ange ett mål."@sv, "Name a goal."@en .
lqs:Plan-kind sh:path lq:hasLinkKind ; sh:order 4 ; sh:name "slag"@sv, "kind"@en ; sh:maxCount 1 ;
    sh:in ( lq:Official lq:Interpreted ) ; sh:minCount 1 ; sh:severity sh:Warning .
lqs:Plan-cost sh:path lq:cost ; sh:order 5 ; sh:name "kostnad"@sv, "cost"@en ; sh:maxCount 1 ;
    sh:or ( lqs:Decimal lqs:Integer ) ; sh:minInclusive 0 ; sh:message "Ange ett tal."@sv, "Give a number."@en .
lqs:Plan-count sh:path lq:count ; sh:order 6 ; sh:name "antal"@sv, "count"@en ; sh:maxCount 1 ;
    sh:datatype xsd:integer .
lqs:Plan-from sh:path lq:validFrom ; sh:name "gäller från"@sv, "valid from"@en ; sh:maxCount 1 ;
    sh:or ( lqs:Day lqs:Year ) ; sh:message "Ange en dag eller ett år."@sv, "Give a day or a year."@en .
lqs:Plan-held sh:path lq:held ; sh:order 7 ; sh:name "hållen"@sv, "held"@en ; sh:maxCount 1 ; sh:datatype xsd:boolean .
lqs:Plan-code sh:path skos:notation ; sh:order 8 ; sh:name "hashtagg"@sv, "hashtag"@en ; sh:pattern "^#" ;
    sh:message "Skriv med # först."@sv, "Write with # first."@en .
lqs:Plan-area sh:path lq:area ; sh:order 9 ; sh:name "område"@sv, "area"@en ; sh:maxCount 1 ; sh:nodeKind sh:IRI .
lqs:Plan-source sh:path dcterms:source ; sh:name "källa"@sv, "source"@en ; sh:minCount 1 ; sh:class foaf:Document .
lqs:Document a sh:NodeShape ; sh:targetClass foaf:Document ; sh:property lqs:Document-readDate .
lqs:Document-readDate sh:path lq:readDate ; sh:name "läst datum"@sv, "date read"@en ; sh:minCount 1 ; sh:maxCount 1 ;
    sh:datatype xsd:date .
lqs:Swedish sh:languageIn ( "sv" ) . lqs:English sh:languageIn ( "en" ) . lqs:Day sh:datatype xsd:date .
lqs:Year sh:datatype xsd:gYear . lqs:Decimal sh:datatype xsd:decimal . lqs:Integer sh:datatype xsd:integer .
"""
DATA = """
lq:Official rdfs:label "officiell"@sv, "official"@en .
lq:Interpreted rdfs:label "tolkad"@sv, "interpreted"@en .
<https://example.org/id/goal/1> a lq:Goal ; skos:prefLabel "Rent vatten"@sv, "Clean water"@en ; skos:notation "6" .
<https://example.org/id/goal/2> a lq:Goal ; skos:prefLabel "=cmd|'/C calc'!A0"@sv, "@SUM(1)"@en .
<https://example.org/id/goal/3> a lq:Goal ; skos:prefLabel "Ängar"@sv, "Meadows"@en .
<https://example.org/id/goal/4> a lq:Goal ; skos:prefLabel "Zon"@sv, "Zone"@en .
<https://example.org/id/body/stad> a lq:Body ; skos:prefLabel "Staden"@sv, "The city"@en .
<http://page.example/a> a foaf:Document ; lq:readDate "2026-01-02"^^xsd:date .
<http://page.example/b> a foaf:Document .
<https://example.org/id/plan/a> a lq:Plan ;
    skos:prefLabel "Vattenplan"@sv, "Water plan"@en ;
    lq:goal <https://example.org/id/goal/1>, <https://example.org/id/goal/2>, <https://example.org/id/goal/3>,
        <https://example.org/id/goal/4> ;
    lq:hasLinkKind lq:Official ; lq:cost 12.5 ; lq:count 3 ; lq:validFrom "2018"^^xsd:gYear ; lq:held true ;
    skos:notation "#vatten" ; lq:area <https://example.org/id/body/stad> ;
    dcterms:source <http://page.example/b>, <http://page.example/a> .
<https://example.org/id/plan/b> a lq:Plan ;
    skos:prefLabel "-1+1"@sv, "Ägg"@en ; lq:cost 12.50 ; lq:validFrom "2018-05-01"^^xsd:date ; lq:held false ;
    lq:goal <https://example.org/id/goal/unknown> .
<https://example.org/id/plan/c> a lq:Chain ; skos:prefLabel "Ingen plan"@sv, "No plan"@en .
"""


def plan_form() -> Form:
    """The form of the city's plans."""
    return read_forms(triples(SHAPES), triples(ONTOLOGY))["plan"]


def columns() -> Columns:
    """What the city says."""
    return columns_of(triples(DATA))


def reference() -> Reference:
    """What the city's plans may refer to."""
    return Reference(columns(), NAMES)
