"""The terms of W3C and Dublin Core vocabularies that more than one module uses, as pyoxigraph's terms.

A term that one module alone uses is a constant of that module. They stand here and not in names.py, which has the IRIs
as text, so that what only writes IRIs does not load pyoxigraph.
"""

from __future__ import annotations

from pyoxigraph import NamedNode

from lq_graph.names import DCTERMS, OWL, RDF, RDFS, VOID, XSD

RDF_TYPE = NamedNode(f"{RDF}type")
RDF_FIRST, RDF_REST, RDF_NIL = NamedNode(f"{RDF}first"), NamedNode(f"{RDF}rest"), NamedNode(f"{RDF}nil")
RDFS_LABEL, RDFS_SUB_CLASS_OF = NamedNode(f"{RDFS}label"), NamedNode(f"{RDFS}subClassOf")
OWL_IMPORTS = NamedNode(f"{OWL}imports")
XSD_BOOLEAN, XSD_INTEGER, XSD_STRING = NamedNode(f"{XSD}boolean"), NamedNode(f"{XSD}integer"), NamedNode(f"{XSD}string")
DCTERMS_TITLE, DCTERMS_IDENTIFIER = NamedNode(f"{DCTERMS}title"), NamedNode(f"{DCTERMS}identifier")
VOID_TRIPLES = NamedNode(f"{VOID}triples")
