"""How a release is cited: files for reference managers and for a DOI.

Sources: Citation File Format 1.2.0; CSL 1.0.2 input data; DataCite Metadata Schema 4.6, of which the properties that
are mandatory and those that the settings give.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from lq_graph.text import Texts

FILES = ("CITATION.cff", "citation.bib", "citation.json", "datacite.json")
_SPDX: Mapping[str, str] = MappingProxyType(
    {
        "http://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
        "http://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    }
)
_TEX = re.compile(r"[\\{}%&$#_~^]")
_TEX_WORDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Citation:
    """What a citation of a release says; `day` is that of its last change."""

    title: Texts
    about: Texts
    publisher: Texts
    licence: str
    version: str
    day: str
    address: str


def write_citations(citation: Citation, folder: Path) -> None:
    """Writes the files for reference managers into the folder of a release."""
    contents = (_cff(citation), _bibtex(citation), _csl(citation), _datacite(citation))
    for name, text in zip(FILES, contents, strict=True):
        (folder / name).write_text(text, encoding="utf-8")


def _cff(citation: Citation) -> str:
    spdx = _SPDX.get(citation.licence.replace("https://", "http://"))
    lines = (
        "cff-version: 1.2.0",
        f"message: {_quoted('To cite this release, use these metadata.')}",
        "type: dataset",
        f"title: {_quoted(citation.title.en)}",
        f"abstract: {_quoted(citation.about.en)}",
        "authors:",
        f"  - name: {_quoted(citation.publisher.en)}",
        f"version: {_quoted(citation.version)}",
        f"date-released: {citation.day}",
        f"license: {spdx}" if spdx else f"license-url: {_quoted(citation.licence)}",
        f"url: {_quoted(citation.address)}",
    )
    return "\n".join(lines) + "\n"


def _bibtex(citation: Citation) -> str:
    fields = {
        "title": f"{{{_tex(citation.title.en)}}}",
        "author": f"{{{_tex(citation.publisher.en)}}}",
        "year": citation.day[:4],
        "version": _tex(citation.version),
        "url": citation.address,
    }
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
    return f"@misc{{lq-{citation.version},\n{body}}}\n"


def _csl(citation: Citation) -> str:
    item = {
        "id": citation.version,
        "type": "dataset",
        "title": citation.title.en,
        "author": [{"literal": citation.publisher.en}],
        "issued": {"date-parts": [[int(part) for part in citation.day.split("-")]]},
        "version": citation.version,
        "publisher": citation.publisher.en,
        "URL": citation.address,
    }
    return _json([item])


def _datacite(citation: Citation) -> str:
    attributes = {
        "types": {"resourceTypeGeneral": "Dataset"},
        "creators": [{"name": citation.publisher.en, "nameType": "Organizational"}],
        "titles": [{"title": citation.title.en, "lang": "en"}, {"title": citation.title.sv, "lang": "sv"}],
        "publisher": {"name": citation.publisher.en},
        "publicationYear": int(citation.day[:4]),
        "dates": [{"date": citation.day, "dateType": "Issued"}],
        "version": citation.version,
        "rightsList": [{"rightsUri": citation.licence}],
        "descriptions": [
            {"description": text, "descriptionType": "Abstract", "lang": language}
            for language, text in (("en", citation.about.en), ("sv", citation.about.sv))
        ],
        "url": citation.address,
        "schemaVersion": "http://datacite.org/schema/kernel-4",
    }
    return _json({"data": {"type": "dois", "attributes": attributes}})


def _json(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def _quoted(text: str) -> str:
    """A text as YAML has it in double quotes, which is as JSON has it."""
    return json.dumps(text, ensure_ascii=False)


def _tex(text: str) -> str:
    return _TEX.sub(lambda found: _TEX_WORDS.get(found[0], f"\\{found[0]}"), text)
