"""Random RDF 1.1 terms and graphs.

Left out: triple terms (RDF 1.2), base directions, and characters that no RDF syntax can carry (surrogates).
"""

from __future__ import annotations

from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Triple

XSD = "http://www.w3.org/2001/XMLSchema#"
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)

iris = st.sampled_from([NamedNode(f"https://example.org/{name}") for name in ("a", "b", "c", "å")])
datatypes = st.sampled_from([NamedNode(XSD + name) for name in ("integer", "decimal", "date", "boolean", "string")])
literals = st.one_of(
    st.builds(Literal, TEXT),
    st.builds(lambda value, language: Literal(value, language=language), TEXT, st.sampled_from(["sv", "en", "sv-se"])),
    st.builds(lambda value, datatype: Literal(value, datatype=datatype), TEXT, datatypes),
)
triples = st.builds(Triple, iris, iris, st.one_of(iris, literals))
graphs = st.frozensets(triples, max_size=12)
