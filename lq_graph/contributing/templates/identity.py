"""What a workbook says of the template that it was made from."""

from __future__ import annotations

from dataclasses import dataclass

from lq_graph.contributing.xlsx.workbook import Workbook
from lq_graph.text import Language

HIDDEN_SHEET = "_lq"
_PREFIX = "lq."
_NAME, _VALUE = 1, 2  # columns
_LONGEST = 20  # rows of the hidden sheet in which its properties stand


@dataclass(frozen=True)
class TemplateIdentity:
    """The class, the fingerprint of the shapes, the language and the base of a template; empty where it says none."""

    class_: str = ""
    shapes: str = ""
    language: Language | None = None
    base: str = ""


def template_identity(workbook: Workbook) -> TemplateIdentity:
    """What the custom properties say, else the hidden sheet: some programs keep only one of them."""
    said = {name: text for name, text in workbook.properties.items() if name.startswith(_PREFIX)}
    said = said or _hidden(workbook)
    language: Language | None = "en" if said.get("lq.language") == "en" else "sv" if said.get("lq.language") else None
    return TemplateIdentity(said.get("lq.class", ""), said.get("lq.shapes", ""), language, said.get("lq.base", ""))


def _hidden(workbook: Workbook) -> dict[str, str]:
    sheet = workbook.sheet(HIDDEN_SHEET)
    if sheet is None:
        return {}
    rows = workbook.grid(sheet).rows
    pairs = (rows.get(number, {}) for number in range(1, _LONGEST))
    return {pair[_NAME].text: pair[_VALUE].text for pair in pairs if _NAME in pair and _VALUE in pair}
