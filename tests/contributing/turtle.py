"""Made-up shapes and ontologies, written as Turtle with the usual prefixes."""

from __future__ import annotations

from collections.abc import Mapping

from pyoxigraph import RdfFormat, Triple, parse

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.names import Names

NAMES = Names("https://example.org/")
ONTOLOGY = """
lq:Chain a owl:Class ; rdfs:label "led"@sv, "element"@en .
lq:Plan a owl:Class ; rdfs:subClassOf lq:Chain ; rdfs:label "plan"@sv, "plan"@en ;
    skos:definition "Vad."@sv, "What."@en .
lq:FocusArea a owl:Class ; rdfs:subClassOf lq:Chain ; rdfs:label "fokusområde"@sv, "focus area"@en .
lq:Goal a owl:Class ; rdfs:label "mål"@sv, "goal"@en .
lq:Body a owl:Class ; rdfs:label "organ"@sv, "body"@en .
"""


def triples(turtle: str) -> list[Triple]:
    """The triples of a text that may use every prefix of lq."""
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in NAMES.prefixes.items())
    return [quad.triple for quad in parse(prefixes + turtle, format=RdfFormat.TURTLE)]


def forms_of(shapes: str, ontology: str = ONTOLOGY) -> Mapping[str, Form]:
    """The forms of made-up shapes."""
    return read_forms(triples(shapes), triples(ontology))


def plan_form(properties: str, more: str = "") -> Form:
    """The form of plans by one node shape with one property shape, `lqs:Plan-said`."""
    return forms_of(
        f"""lqs:Plan a sh:NodeShape ; sh:targetClass lq:Plan ; sh:property lqs:Plan-said .
        lqs:Plan-said a sh:PropertyShape ; sh:name "sagt"@sv, "said"@en ; {properties} . {more}"""
    )["plan"]
