"""What is wrong with the headers of a sheet, and with the template that it was made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.sheets.header_match import HeaderMatch
from lq_graph.contributing.sheets.misreading import Misreading, same
from lq_graph.contributing.sheets.reader_findings import finding
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.templates.changes import template_changes
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.names import Names
from lq_graph.reading.position import Cell, Position


def header_findings(sheet: Recognised, identity: TemplateIdentity, names: Names) -> list[Finding]:
    """The findings on headers: one for each column that is missing, unknown or there twice, and on an old template."""
    return [*_missing(sheet), *_unknown(sheet), *_doubled(sheet), *_template(sheet, identity, names), *_empty(sheet)]


def _missing(sheet: Recognised) -> Iterator[Finding]:
    for key, position in sheet.missing.items():
        field = sheet.form.field(key)
        if field is not None and (field.required or field.recommended):
            code = "column-missing" if field.required else "column-recommended"
            yield finding(Misreading(code), position, field=field)


def _unknown(sheet: Recognised) -> Iterator[Finding]:
    """Columns that hold something and have no header of the form, or none at all."""
    headers = sheet.headers
    match = HeaderMatch(sheet.form)
    texts = {**sheet.grid.texts(headers.key_row), **sheet.grid.texts(headers.header_row)}
    for column, row in sorted(_first_filled(sheet).items()):
        if column in texts:
            misreading = Misreading("column-unknown", match.nearest(texts[column]))
            yield finding(misreading, _header_place(sheet, column), texts[column])
        else:
            yield finding(Misreading("column-without-header"), sheet.grid.place(row, column))


def _first_filled(sheet: Recognised) -> dict[int, int]:
    """The first filled row of each column that is not read."""
    read = {*sheet.headers.columns, *sheet.headers.doubled}
    first: dict[int, int] = {}
    for row, cells in sheet.grid.after(sheet.headers.last_row):
        for column in cells.keys() - read:
            first.setdefault(column, row)
    return first


def _doubled(sheet: Recognised) -> Iterator[Finding]:
    texts = sheet.grid.texts(sheet.headers.header_row)
    for column, other in sheet.headers.doubled.items():
        place = same(shown_place(_header_place(sheet, other)))
        yield finding(Misreading("column-used-twice"), _header_place(sheet, column), texts.get(column, ""), other=place)


def _template(sheet: Recognised, identity: TemplateIdentity, names: Names) -> Iterator[Finding]:
    place = _header_place(sheet, min(sheet.headers.columns))
    if identity.base and identity.base != names.base:
        yield finding(Misreading("template-elsewhere"), place, other=same(identity.base))
    elif identity.shapes and identity.shapes != sheet.form.fingerprint:
        changes = template_changes(sheet)
        old = finding(Misreading("template-old"), place, other=changes.words)
        yield old if changes.matters else replace(old, severity=Severity.INFO)


def _empty(sheet: Recognised) -> Iterator[Finding]:
    if not any(True for _ in sheet.grid.after(sheet.headers.last_row)):
        row = sheet.headers.last_row + 1
        yield finding(Misreading("sheet-empty"), sheet.grid.place(row, min(sheet.headers.columns)))


def _header_place(sheet: Recognised, column: int) -> Position:
    return sheet.grid.place(sheet.headers.header_row, column)


def shown_place(position: Position) -> str:
    """A position as people call it in its own file: a cell such as `C14`, or a line."""
    return position.name if isinstance(position, Cell) else f"{position.line}:{position.column}"
