"""What is refused before a parser sees it, as the parser would end the process, run for hours or read too little."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from lq_graph.errors import SourceError
from lq_graph.reading.byte_place import byte_place
from lq_graph.reading.file_kind import refuse_other_kinds
from lq_graph.reading.jsonld_hazards import refuse_jsonld_hazards
from lq_graph.reading.xml_hazards import refuse_xml_hazards

TRIPLE_TERMS = 1_000

_NEVER_EMPTY: Mapping[str, Callable[[Path, bytes], None]] = MappingProxyType(
    {
        ".jsonld": refuse_jsonld_hazards,
        ".rdf": refuse_xml_hazards,
    }
)


def refuse_hazards(path: Path, content: bytes) -> None:
    """Returns if the parser of a file's kind can read a content, or say what is wrong with it; raises SourceError."""
    refuse_other_kinds(path, content)
    refuse = _NEVER_EMPTY.get(path.suffix.lower(), _refuse_triple_terms)
    if refuse is not _refuse_triple_terms and (not content or content.isspace()):
        raise SourceError(path, "the file is empty; remove it, or write what it is to say")
    refuse(path, content)


def _refuse_triple_terms(path: Path, content: bytes) -> None:
    """Triple terms of RDF 1.2 within each other, some ten thousands of them, end the process."""
    mark = b"<<("
    if content.count(mark) > TRIPLE_TERMS:
        reason = (
            f"more than {TRIPLE_TERMS:,} triple terms of RDF 1.2, which lq does not read; give each triple an address"
        )
        raise SourceError(path, reason, *byte_place(content, content.index(mark)))
