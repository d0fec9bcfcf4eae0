"""The bodies that things name."""

from __future__ import annotations

from pyoxigraph import RdfFormat, parse

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.form_reader import ClassTree
from lq_graph.contributing.templates.responsible import things_by_body
from lq_graph.names import LQ
from lq_graph.text import Texts
from lq_graph.triples.columns import columns_of

PREFIXES = (
    f"@prefix lq: <{LQ}> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix ex: <https://a.example/> .\n"
)
ONTOLOGY = "lq:Department rdfs:subClassOf lq:Body ."
DATA = """# Made-up data.
ex:one a lq:Plan ; lq:isPreparedBy ex:dept ; lq:isPartOf ex:two .
ex:two a lq:Plan ; lq:isResponsibilityOf ex:board, ex:dept .
ex:other a lq:Measure ; lq:isPreparedBy ex:dept .
ex:dept a lq:Department .
"""


def triples(text: str) -> frozenset[object]:
    return frozenset(quad.triple for quad in parse(f"{PREFIXES}{text}".encode(), RdfFormat.TURTLE))


def field(name: str, *classes: str) -> Field:
    texts = Texts(name, name)
    return Field(name, f"{LQ}{name}", texts, texts, "choice", classes=tuple(f"{LQ}{each}" for each in classes))


def by_body(class_: str, *fields: Field) -> dict[str, set[str]]:
    form = Form(class_.lower(), f"{LQ}{class_}", Texts("", ""), Texts("", ""), fields, "")
    found = things_by_body(form, ClassTree(triples(ONTOLOGY)), columns_of(triples(DATA)))  # type: ignore[arg-type]
    return {body.rpartition("/")[2]: {each.rpartition("/")[2] for each in things} for body, things in found.items()}


def test_a_body_has_the_things_that_name_it_in_any_field_that_asks_for_bodies() -> None:
    asking = (field("isPreparedBy", "Department"), field("isResponsibilityOf", "Body"), field("isPartOf", "Plan"))
    assert by_body("Plan", *asking) == {"dept": {"one", "two"}, "board": {"two"}}
    assert by_body("Plan", field("isPartOf", "Plan")) == {}


def test_a_body_is_among_its_own() -> None:
    assert by_body("Department") == {"dept": {"dept"}}
