"""Findings of the reader of a sheet, and what has changed since its template was made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.forms.rows import MARK, Column
from lq_graph.contributing.sheets.problems import PROBLEMS
from lq_graph.contributing.sheets.recognise import HeaderMatch, Recognised, bare
from lq_graph.contributing.templates.identity import TemplateIdentity
from lq_graph.names import Names
from lq_graph.reading.position import Cell, Position
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts

# A cell that cannot be read as what its field asks for.


@dataclass(frozen=True)
class CellError:
    """Why a cell could not be read: the code of the problem, and what was probably meant, as it would be written.

    `advice` is what to write, where it is more than the problem says for every cell.
    """

    code: str
    suggestion: Texts | None = None
    advice: Texts | None = None


def same(text: str) -> Texts:
    """A text that is written alike in both languages."""
    return Texts(text, text)


def suggesting(code: str, text: str | None, advice: Texts | None = None) -> CellError:
    """A error with what was probably meant, None if that is not known."""
    return CellError(code, same(text) if text else None, advice)


# Findings of the reader of a sheet.

_SHOWN = 80
_NONE = Texts("", "")


@dataclass(frozen=True)
class Subject:
    """What a row is about: the address of the thing, and what it is called, None if that is not said."""

    iri: str
    label: Texts | None = None


def cell_finding(
    error: CellError,
    position: Position,
    value: str = "",
    *,
    field: Field | None = None,
    other: Texts = _NONE,
    subject: Subject | None = None,
    is_repeated: bool = False,
) -> Finding:
    """The finding that a cell has a problem; `other` is what else its sentences name.

    A finding is one of a value of a thing if both are known, and if no other cell has the same value of the same thing.
    """
    problem = PROBLEMS[error.code]
    name = _capital(field.name) if field is not None else _NONE
    shown = _short(value)
    return Finding(
        severity=problem.severity,
        code=error.code,
        message=error.advice or _filled(problem.message, shown, name, other),
        fault=_filled(problem.fault, shown, name, other),
        focus=NamedNode(subject.iri) if subject else None,
        label=subject.label if subject else None,
        files=(position.file,),
        position=position,
        is_exact=True,
        path=Predicate(NamedNode(field.predicate)) if field is not None else None,
        path_words=field.name if field is not None else None,
        language=field.language if field is not None else None,
        value=Literal(value) if value and subject and not is_repeated else None,
        suggestion=error.suggestion,
        origin="reader",
    )


def _filled(texts: Texts, value: str, field: Texts, other: Texts) -> Texts:
    return Texts(
        texts.sv.format(value=value, field=field.sv, other=other.sv),
        texts.en.format(value=value, field=field.en, other=other.en),
    )


def _capital(name: Texts) -> Texts:
    """A name as its header has it."""
    return Texts(name.sv[:1].upper() + name.sv[1:], name.en[:1].upper() + name.en[1:])


def _short(value: str) -> str:
    line = " ".join(value.split())
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN].rstrip()} …"


# What has changed since the template of a sheet was made, in words.

_VALUES = Texts("Det är bara vad som får stå i cellerna som har ändrats.", "Only what cells may hold has changed.")
_SHOWN_changes = 12


@dataclass(frozen=True)
class TemplateChanges:
    """What there is now and was not, what there was and is not, what must be filled now, and what is called anew."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    required: tuple[str, ...]
    renamed: tuple[str, ...]
    words: Texts

    @property
    def matters(self) -> bool:
        """Whether somebody may have to fill in something else than the template asked for."""
        return bool(self.added or self.removed or self.required)


def template_changes(sheet: Recognised) -> TemplateChanges:
    """The difference between the columns of a sheet and those of its form today."""
    headers = sheet.headers
    keys, shown = sheet.grid.texts(headers.key_row), sheet.grid.texts(headers.header_row)
    removed = [shown.get(number, key) for number, key in keys.items() if number not in headers.columns]
    present = [(column, shown.get(number, "")) for number, column in headers.columns.items()]
    required = [column for column, text in present if column.required and not text.rstrip().endswith(MARK.strip())]
    renamed = [(text, column) for column, text in present if text and _is_renamed(column, text)]
    fields = [field for field in sheet.form.fields if field.key in sheet.missing]
    words = [
        _said("Nytt", "New", [field.name for field in fields]),
        _said("Borttaget", "Removed", [Texts(text, text) for text in removed]),
        _said("Måste nu fyllas i", "Must be filled in now", [column.name for column in required]),
        _said("Omdöpt", "Renamed", [_both(text, column) for text, column in renamed]),
    ]
    return TemplateChanges(
        added=tuple(field.key for field in fields),
        removed=tuple(removed),
        required=tuple(column.key for column in required),
        renamed=tuple(column.key for _, column in renamed),
        words=_joined([each for each in words if each]) or _VALUES,
    )


def _is_renamed(column: Column, text: str) -> bool:
    return bare(text) not in (bare(column.header.sv), bare(column.header.en))


def _both(text: str, column: Column) -> Texts:
    return Texts(f"”{text.rstrip(MARK)}” till ”{column.name.sv}”", f"“{text.rstrip(MARK)}” to “{column.name.en}”")


def _said(swedish: str, english: str, names: Iterable[Texts]) -> Texts | None:
    listed = list(names)[:_SHOWN_changes]
    if not listed:
        return None
    return Texts(
        f"{swedish}: {', '.join(each.sv for each in listed)}.", f"{english}: {', '.join(each.en for each in listed)}."
    )


def _joined(texts: Iterable[Texts]) -> Texts | None:
    said = list(texts)
    return Texts(" ".join(each.sv for each in said), " ".join(each.en for each in said)) if said else None


# What is wrong with the headers of a sheet, and with the template that it was made from.


def header_findings(sheet: Recognised, identity: TemplateIdentity, names: Names) -> list[Finding]:
    """The findings on headers: one for each column that is missing, unknown or there twice, and on an old template."""
    return [*_missing(sheet), *_unknown(sheet), *_doubled(sheet), *_template(sheet, identity, names), *_empty(sheet)]


def _missing(sheet: Recognised) -> Iterator[Finding]:
    for key, position in sheet.missing.items():
        field = sheet.form.field(key)
        if field is not None and (field.required or field.recommended):
            code = "column-missing" if field.required else "column-recommended"
            yield cell_finding(CellError(code), position, field=field)


def _unknown(sheet: Recognised) -> Iterator[Finding]:
    """Columns that hold something and have no header of the form, or none at all."""
    headers = sheet.headers
    match = HeaderMatch(sheet.form)
    texts = {**sheet.grid.texts(headers.key_row), **sheet.grid.texts(headers.header_row)}
    for column, row in sorted(_first_filled(sheet).items()):
        if column in texts:
            error = CellError("column-unknown", match.nearest(texts[column]))
            yield cell_finding(error, _header_place(sheet, column), texts[column])
        else:
            yield cell_finding(CellError("column-without-header"), sheet.grid.place(row, column))


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
        yield cell_finding(
            CellError("column-used-twice"), _header_place(sheet, column), texts.get(column, ""), other=place
        )


def _template(sheet: Recognised, identity: TemplateIdentity, names: Names) -> Iterator[Finding]:
    place = _header_place(sheet, min(sheet.headers.columns))
    if identity.base and identity.base != names.base:
        yield cell_finding(CellError("template-elsewhere"), place, other=same(identity.base))
    elif identity.shapes and identity.shapes != sheet.form.fingerprint:
        changes = template_changes(sheet)
        old = cell_finding(CellError("template-old"), place, other=changes.words)
        yield old if changes.matters else replace(old, severity=Severity.INFO)


def _empty(sheet: Recognised) -> Iterator[Finding]:
    if not any(True for _ in sheet.grid.after(sheet.headers.last_row)):
        row = sheet.headers.last_row + 1
        yield cell_finding(CellError("sheet-empty"), sheet.grid.place(row, min(sheet.headers.columns)))


def _header_place(sheet: Recognised, column: int) -> Position:
    return sheet.grid.place(sheet.headers.header_row, column)


def shown_place(position: Position) -> str:
    """A position as people call it in its own file: a cell such as `C14`, or a line."""
    return position.name if isinstance(position, Cell) else f"{position.line}:{position.column}"
