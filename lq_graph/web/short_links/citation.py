"""How to cite an answer: as text, as BibTeX and as CSL-JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from lq_graph.web.language import Language

CSL_TYPE = "application/vnd.citationstyles.csl+json"
BIBTEX_TYPE = "application/x-bibtex"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LATEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}


@dataclass(frozen=True)
class Citation:
    """What a citation says: days as ISO dates; `issued` is empty if the release does not tell its day."""

    name: str
    title: str
    publisher: str
    release: str
    address: str
    accessed: str

    @property
    def issued(self) -> str:
        """The day of the release."""
        found = _DAY.match(self.release)
        return found[0] if found else ""

    def text(self, language: Language) -> str:
        """The citation in words."""
        year = self.issued[:4] or self.accessed[:4]
        if language == "en":
            return (
                f"{self.publisher} ({year}). {self.title} [Data set, release {self.release}]. "
                f"Retrieved {self.accessed}, from {self.address}"
            )
        return (
            f"{self.publisher} ({year}). {self.title} [Datamängd, utgåva {self.release}]. "
            f"Hämtad {self.accessed} från {self.address}"
        )

    def bibtex(self) -> bytes:
        """The citation as an entry of BibTeX, in UTF-8."""
        fields = {
            "title": f"{{{_latex(self.title)}}}",
            "author": f"{{{_latex(self.publisher)}}}",
            "year": self.issued[:4] or self.accessed[:4],
            "version": _latex(self.release),
            "url": self.address,
            "urldate": self.accessed,
        }
        lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items())
        return f"@misc{{lq-{self.name},\n{lines}}}\n".encode()

    def csl(self) -> bytes:
        """The citation as CSL-JSON 1.0.2."""
        item = {
            "id": f"lq-{self.name}",
            "type": "dataset",
            "title": self.title,
            "author": [{"literal": self.publisher}],
            "publisher": self.publisher,
            "version": self.release,
            "URL": self.address,
            "accessed": _date(self.accessed),
        }
        if self.issued:
            item["issued"] = _date(self.issued)
        return json.dumps([item], ensure_ascii=False, indent=2).encode() + b"\n"


def _date(day: str) -> dict[str, list[list[int]]]:
    return {"date-parts": [[int(part) for part in day.split("-")]]}


def _latex(text: str) -> str:
    return "".join(_LATEX.get(character, character) for character in text)
