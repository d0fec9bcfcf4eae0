"""No import in a contribution: what another file says is neither fetched nor taken for said."""

from __future__ import annotations

from pyoxigraph import NamedNode, Triple

from lq_graph.errors import SourceError
from lq_graph.names import OWL
from lq_graph.reading.position import Place
from lq_graph.reading.rdf_file import Source

_IMPORTS = NamedNode(f"{OWL}imports")
_REASON = "owl:imports names another file, and lq fetches nothing; remove it, and contribute that file beside this one"


def refuse_imports(document: Source) -> None:
    """Nothing, if the document imports none; raises SourceError at the first import."""
    for subject, predicate, _ in document.triples:
        if predicate == _IMPORTS and not isinstance(subject, Triple):
            place = document.positions().property(subject, predicate)
            where = (place.line, place.column) if isinstance(place, Place) else ()
            raise SourceError(document.path, _REASON, *where)
