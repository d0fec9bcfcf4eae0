"""The identity of a template, which it carries so that it is recognised when it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.spreadsheets.spreadsheet import Spreadsheet
from lq_graph.names import Names
from lq_graph.text import Language

HIDDEN_SHEET = "_lq"
_VERSION = "1"
_NAME, _VALUE = 1, 2  # columns of the hidden sheet
_LONGEST = 20  # rows of the hidden sheet in which properties are looked for


@dataclass(frozen=True)
class TemplateIdentity:
    """The class, the fingerprint of the shapes, the language and the base of a template; empty where unknown."""

    class_: str = ""
    shapes: str = ""
    language: Language | None = None
    base: str = ""


def template_properties(form: Form | None, names: Names, language: Language) -> Mapping[str, str]:
    """The properties of the template of a form, or of several, by name: for custom properties and the hidden sheet."""
    of_form = {} if form is None else {"lq.class": form.class_, "lq.shapes": form.fingerprint}
    return {"lq.template": _VERSION, **of_form, "lq.language": language, "lq.base": names.base}


def template_identity(workbook: Spreadsheet) -> TemplateIdentity:
    """The identity in the custom properties, else in the hidden sheet: some programs preserve only one of them."""
    found = {name: text for name, text in workbook.properties.items() if name.startswith("lq.")}
    sheet = workbook.sheet(HIDDEN_SHEET)
    if not found and sheet is not None:
        rows = sheet.grid().rows
        pairs = (rows.get(number, {}) for number in range(1, _LONGEST))
        found = {pair[_NAME].text: pair[_VALUE].text for pair in pairs if _NAME in pair and _VALUE in pair}
    language: Language | None = "en" if found.get("lq.language") == "en" else "sv" if found.get("lq.language") else None
    return TemplateIdentity(found.get("lq.class", ""), found.get("lq.shapes", ""), language, found.get("lq.base", ""))
