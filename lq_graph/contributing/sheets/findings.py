"""Findings on the headers of a sheet, and on the template that it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.forms.rows import MARK
from lq_graph.contributing.sheets.problems import CellError, cell_finding, same, shown_place
from lq_graph.contributing.sheets.recognise import HeaderMatch, Recognised, bare
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.names import Names
from lq_graph.reading.position import Position
from lq_graph.text import Texts

_ONLY_VALUES = Texts("Det är bara vad som får stå i cellerna som har ändrats.", "Only what cells may hold has changed.")
_MOST_NAMES = 12  # in one sentence on what has changed


def header_findings(sheet: Recognised, identity: TemplateIdentity, names: Names) -> list[Finding]:
    """The findings on columns that are missing, unknown or doubled, on an old template, and on an empty sheet."""
    found = [*_missing(sheet), *_unknown(sheet), *_doubled(sheet), *_template(sheet, identity, names)]
    if not any(True for _ in sheet.grid.after(sheet.headers.last_row)):
        place = sheet.grid.place(sheet.headers.last_row + 1, min(sheet.headers.columns))
        found.append(cell_finding(CellError("sheet-empty"), place))
    return found


def _missing(sheet: Recognised) -> Iterator[Finding]:
    for key, position in sheet.missing.items():
        field = sheet.form.field(key)
        if field is not None and (field.required or field.recommended):
            code = "column-missing" if field.required else "column-recommended"
            yield cell_finding(CellError(code), position, field=field)


def _unknown(sheet: Recognised) -> Iterator[Finding]:
    """Columns with filled cells whose header is none of the form's, or that have no header."""
    headers = sheet.headers
    read = {*headers.columns, *headers.doubled}
    first_filled: dict[int, int] = {}
    for row, cells in sheet.grid.after(headers.last_row):
        for column in cells.keys() - read:
            first_filled.setdefault(column, row)
    match = HeaderMatch(sheet.form)
    texts = {**sheet.grid.texts(headers.key_row), **sheet.grid.texts(headers.header_row)}
    for column, row in sorted(first_filled.items()):
        if column in texts:
            error = CellError("column-unknown", match.nearest(texts[column]))
            yield cell_finding(error, _header_place(sheet, column), texts[column])
        else:
            yield cell_finding(CellError("column-without-header"), sheet.grid.place(row, column))


def _doubled(sheet: Recognised) -> Iterator[Finding]:
    texts = sheet.grid.texts(sheet.headers.header_row)
    for column, first in sheet.headers.doubled.items():
        other = same(shown_place(_header_place(sheet, first)))
        place = _header_place(sheet, column)
        yield cell_finding(CellError("column-used-twice"), place, texts.get(column, ""), other=other)


def _template(sheet: Recognised, identity: TemplateIdentity, names: Names) -> Iterator[Finding]:
    """A template of another graph; else one of older shapes, which is only informative if no column has changed."""
    place = _header_place(sheet, min(sheet.headers.columns))
    if identity.base and identity.base != names.base:
        yield cell_finding(CellError("template-elsewhere"), place, other=same(identity.base))
    elif identity.shapes and identity.shapes != sheet.form.fingerprint:
        changes, matters = _changes(sheet)
        old = cell_finding(CellError("template-old"), place, other=changes)
        yield old if matters else replace(old, severity=Severity.INFO)


def _changes(sheet: Recognised) -> tuple[Texts, bool]:
    """The difference between the columns of a sheet and those of its form, and whether more than names differ."""
    headers = sheet.headers
    keys, shown = sheet.grid.texts(headers.key_row), sheet.grid.texts(headers.header_row)
    present = [(column, shown.get(number, "")) for number, column in headers.columns.items()]
    added = [field.name for field in sheet.form.fields if field.key in sheet.missing]
    removed = [same(shown.get(number, key)) for number, key in keys.items() if number not in headers.columns]
    required = [column.name for column, text in present if column.required and not text.rstrip().endswith(MARK.strip())]
    renamed = [
        Texts(f"”{text.rstrip(MARK)}” till ”{column.name.sv}”", f"“{text.rstrip(MARK)}” to “{column.name.en}”")
        for column, text in present
        if text and bare(text) not in (bare(column.header.sv), bare(column.header.en))
    ]
    sentences = [
        *_sentence("Nytt", "New", added),
        *_sentence("Borttaget", "Removed", removed),
        *_sentence("Måste nu fyllas i", "Must be filled in now", required),
        *_sentence("Omdöpt", "Renamed", renamed),
    ]
    changes = Texts(" ".join(each.sv for each in sentences), " ".join(each.en for each in sentences))
    return changes if sentences else _ONLY_VALUES, bool(added or removed or required)


def _sentence(swedish: str, english: str, names: Iterable[Texts]) -> Iterator[Texts]:
    listed = list(names)[:_MOST_NAMES]
    if listed:
        sv, en = ", ".join(each.sv for each in listed), ", ".join(each.en for each in listed)
        yield Texts(f"{swedish}: {sv}.", f"{english}: {en}.")


def _header_place(sheet: Recognised, column: int) -> Position:
    return sheet.grid.place(sheet.headers.header_row, column)
