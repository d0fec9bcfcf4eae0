"""Words in a shape that are not of SHACL: advanced features, JavaScript, and what nobody knows."""

from __future__ import annotations

from lq_graph.checking.shacl.reader import Reader
from lq_graph.checking.shacl.unsupported import Unsupported
from lq_graph.checking.shacl.vocabulary import ADVANCED, PARAMETERS, SCRIPTED, SILENT, TARGETS
from lq_graph.names import SH

_KNOWN = frozenset((*PARAMETERS, *TARGETS)) | SILENT


def refuse_unknown_words(reader: Reader) -> None:
    """Nothing, if all words of SHACL's in a shape are known here.

    Raises Unsupported for what another engine may do, IllFormedShapes for a word that there is not.
    """
    for word in sorted(reader.graph.predicates(reader.node), key=str):
        if word in ADVANCED or word in SCRIPTED:
            raise Unsupported(f"{word} (at {reader.node})")
        if word.value.startswith(SH) and word not in _KNOWN:
            raise reader.refusal(word.value.removeprefix(SH), None, "SHACL has no such word for a shape", "§2.1")
