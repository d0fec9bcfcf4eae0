"""owl:imports in contributions."""

from __future__ import annotations

from pathlib import Path

import pytest

from lq_graph.checking.unreadable import reading_fault
from lq_graph.contributing.contribution import refuse_imports
from lq_graph.errors import SourceError
from lq_graph.reading.rdf_file import parse_rdf

OWL = "http://www.w3.org/2002/07/owl#"


def test_an_import_is_refused_where_it_stands() -> None:
    text = f"# Made-up data.\n<urn:a> a <{OWL}Ontology> ;\n  <{OWL}imports> <urn:b> ."
    with pytest.raises(SourceError, match="lq fetches nothing") as caught:
        refuse_imports(parse_rdf(Path("a.ttl"), text.encode()))
    assert (caught.value.line, caught.value.column) == (3, 3)
    assert "läsaren" not in reading_fault(caught.value.reason).reason.sv


@pytest.mark.parametrize("name", ["a.nt", "a.ttl"])
def test_others_are_read(name: str) -> None:
    refuse_imports(parse_rdf(Path(name), f"<urn:a> <urn:p> <{OWL}imports> .".encode()))


def test_an_import_of_rdf_xml_is_refused_too() -> None:
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xml = (
        f'<rdf:RDF xmlns:rdf="{rdf}" xmlns:owl="{OWL}"><owl:Ontology rdf:about="urn:a">'
        '<owl:imports rdf:resource="urn:b"/></owl:Ontology></rdf:RDF>'
    )
    with pytest.raises(SourceError, match="owl:imports"):
        refuse_imports(parse_rdf(Path("a.rdf"), xml.encode()))
