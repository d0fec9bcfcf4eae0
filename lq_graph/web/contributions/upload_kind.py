"""What kind of file somebody sent, and what it is called; its name is shown, and never used as a path."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType

from lq_graph.settings import Texts
from lq_graph.web.contributions.upload_refusal import UploadRefused

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEETS = frozenset({".csv", ".xlsx"})
MEDIA_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "text/turtle": ".ttl",
        "application/x-turtle": ".ttl",
        "application/trig": ".trig",
        "application/n-triples": ".nt",
        "application/n-quads": ".nq",
        "application/ld+json": ".jsonld",
        "application/json": ".jsonld",
        "application/rdf+xml": ".rdf",
        "text/csv": ".csv",
        WORKBOOK: ".xlsx",
    }
)
_OTHER_ENDINGS: Mapping[str, str] = MappingProxyType(
    {
        **{ending: ending for ending in MEDIA_TYPES.values()},
        **dict.fromkeys((".turtle", ".n3"), ".ttl"),
        **dict.fromkeys((".json", ".json-ld"), ".jsonld"),
        **dict.fromkeys((".xml", ".owl", ".rdfxml"), ".rdf"),
        **dict.fromkeys((".txt", ".tsv"), ".csv"),
        # The reader of workbooks knows what is wrong with these, and says what to do.
        **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".xltx", ".ods", ".docx", ".pdf", ".zip", ".numbers"), ".xlsx"),
    }
)
_NAMELESS = "contribution"
_LONGEST = 80
_KINDS = "Turtle, TriG, N-Triples, N-Quads, JSON-LD, RDF/XML, CSV, Excel (.xlsx)"
_UNKNOWN = Texts(
    f"Det går inte att se vad det är för slags fil. Skicka något av: {_KINDS}, och ge filen rätt ändelse.",
    f"There is no telling what kind of file this is. Send one of: {_KINDS}, with the ending of its kind.",
)


def file_kind(name: str, content_type: str) -> str:
    """The ending of the kind of a file, by its name, else by its content type; raises UploadRefused 415."""
    ending = f".{name.rpartition('.')[2].lower()}" if "." in name else ""
    media_type = content_type.partition(";")[0].strip().lower()
    kind = _OTHER_ENDINGS.get(ending) or MEDIA_TYPES.get(media_type)
    if kind is None:
        raise UploadRefused(415, _UNKNOWN)
    return kind


def last_component(given: str) -> str:
    """The last component of a name that somebody gave to a file, less what cannot be seen."""
    last = unicodedata.normalize("NFC", re.split(r"[/\\]", given)[-1])
    return "".join(filter(str.isprintable, last)).strip(" .")


def file_name(last: str, kind: str) -> str:
    """What to call a file of a kind: by the last component of its name, with the kind's ending."""
    stem = last.rpartition(".")[0] if "." in last else last
    return f"{stem[:_LONGEST].strip(' .') or _NAMELESS}{kind}"
