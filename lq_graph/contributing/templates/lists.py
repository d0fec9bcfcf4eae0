"""The hidden sheet of a template: what the template is, and the lists that its cells are chosen from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from openpyxl.packaging.custom import StringProperty
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Choice, Field, Form
from lq_graph.contributing.forms.reference import Reference
from lq_graph.contributing.templates.workbook_cells import write_cell
from lq_graph.labels import sort_key
from lq_graph.names import LQ
from lq_graph.settings import Language

HIDDEN_SHEET = "_lq"
TEMPLATE_VERSION = "1"
_FIRST_LIST = 4  # column of the first list; the properties stand in the first two
_STEP = 2  # columns of a list: what people read, and the address


@dataclass(frozen=True)
class ListRange:
    """A list of the hidden sheet: the name of its range, what it holds, and whether nothing can be added to it."""

    name: str
    shown: tuple[str, ...]
    is_closed: bool


def template_properties(form: Form, reference: Reference, language: Language) -> Mapping[str, str]:
    """What a template says of itself, so that it is recognised when it comes back."""
    return {
        "lq.template": TEMPLATE_VERSION,
        "lq.class": form.class_,
        "lq.shapes": form.fingerprint,
        "lq.language": language,
        "lq.base": reference.names.base,
    }


def write_hidden_sheet(book: Workbook, form: Form, reference: Reference, language: Language) -> Mapping[str, ListRange]:
    """The lists of a form's fields by the key of each field that has one, written with the template's properties."""
    sheet: Worksheet = book.create_sheet(HIDDEN_SHEET)
    sheet.sheet_state = "hidden"
    for row, (name, value) in enumerate(template_properties(form, reference, language).items(), 1):
        write_cell(sheet, row, 1, name)
        write_cell(sheet, row, 2, value)
        book.custom_doc_props.append(StringProperty(name=name, value=value))  # type: ignore[attr-defined]  # stubs of 3.0
    return dict(_write_lists(book, sheet, form.fields, reference, language))


def _write_lists(
    book: Workbook, sheet: Worksheet, fields: Iterable[Field], reference: Reference, language: Language
) -> Iterator[tuple[str, ListRange]]:
    known: dict[tuple[Choice, ...], ListRange] = {}
    for field in fields:
        choices = reference.choices(field)
        if choices and choices not in known:
            column = _FIRST_LIST + _STEP * len(known)
            known[choices] = _write_list(book, sheet, column, field, _in_order(field, choices, reference, language))
        if choices:
            yield field.key, known[choices]


def _write_list(
    book: Workbook, sheet: Worksheet, column: int, field: Field, choices: Iterable[tuple[str, str]]
) -> ListRange:
    name = "lq_" + re.sub(r"\W", "_", field.key)
    write_cell(sheet, 1, column, name)
    row = 1
    shown, iris = zip(*choices, strict=True)
    for row, (text, iri) in enumerate(zip(shown, iris, strict=True), 2):
        write_cell(sheet, row, column, text)
        write_cell(sheet, row, column + 1, iri)
    letter = get_column_letter(column)
    book.defined_names[name] = DefinedName(name, attr_text=f"'{HIDDEN_SHEET}'!${letter}$2:${letter}${row}")
    return ListRange(name, shown, all(iri.startswith(LQ) for iri in iris))


def _in_order(
    field: Field, choices: Iterable[Choice], reference: Reference, language: Language
) -> list[tuple[str, str]]:
    """What people read and the address of each choice, in the order of the language's letters."""
    shown = [(reference.shown(field, choice).said(language), choice.iri) for choice in choices]
    return sorted(shown, key=lambda each: (sort_key(each[0]), each[1]))
