"""Made-up workbooks: filled by hand, or with parts that an untrusted client changed."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook as Book

from contributing.city import DATA, SHAPES, columns, reference
from contributing.turtle import NAMES, ONTOLOGY, triples
from lq_graph.contributing.contribution import ContributionReader, contribution_reader
from lq_graph.contributing.forms.form import Form
from lq_graph.contributing.forms.form_reader import read_forms
from lq_graph.contributing.forms.reference import ProjectForms
from lq_graph.contributing.templates.template import write_template
from lq_graph.contributing.xlsx.grid import Grid
from lq_graph.contributing.xlsx.workbook import read_workbook
from lq_graph.reading.project import Project
from lq_graph.text import Language
from lq_graph.triples.dataset import Dataset

PATH = Path("bidrag.xlsx")
SHEET = "xl/worksheets/sheet1.xml"
Cells = Mapping[str, object]


def saved(book: Book) -> bytes:
    """A workbook as the bytes of its file."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def workbook(cells: Cells, change: Callable[[Book], None] = lambda _: None) -> bytes:
    """A workbook with some cells in its first sheet, changed in whatever way."""
    book = Book()
    for name, value in cells.items():
        book.worksheets[0][name].value = value
    change(book)
    return saved(book)


def opened(content: bytes) -> Book:
    """A workbook, opened by another program than lq."""
    return load_workbook(io.BytesIO(content), rich_text=False)


def repacked(content: bytes, parts: Mapping[str, bytes]) -> bytes:
    """A workbook file with parts set."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return stream.getvalue()


def part(content: bytes, name: str) -> bytes:
    """A part of a workbook file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


def with_rows(rows: str, more: str = "", content: bytes | None = None) -> bytes:
    """A workbook whose first sheet has these rows, as they are written."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    sheet = f'<worksheet xmlns="{space}"><sheetData>{rows}</sheetData>{more}</worksheet>'
    return repacked(content or workbook({}), {SHEET: sheet.encode()})


def grid(content: bytes) -> Grid:
    """The first sheet of a workbook, as lq reads it."""
    book = read_workbook(PATH, content)
    return book.grid(book.sheets[0])


def text(content: bytes, name: str = "A1") -> str | None:
    """What a cell of the first sheet says, None if it is empty."""
    found = cell(content, name)
    return None if found is None else found[0]


def cell(content: bytes, name: str = "A1") -> tuple[str, str] | None:
    """What a cell of the first sheet says, and what it is held for."""
    column, row = ord(name[0]) - ord("A") + 1, int(name[1:])
    found = grid(content).rows.get(row, {}).get(column)
    return None if found is None else (found.text, found.kind)


def city_reader() -> ContributionReader:
    """The reader of contributions to the made-up city."""
    forms = read_forms(triples(SHAPES), triples(ONTOLOGY))
    return contribution_reader(city_project(), ProjectForms(forms, reference(), columns()))


def city_project() -> Project:
    """The made-up city as a project of one dataset."""
    graphs = {NAMES.graph("city"): frozenset(triples(DATA)), NAMES.graph("ontology"): frozenset(triples(ONTOLOGY))}
    return Project(NAMES, Dataset(graphs), ("city",), {})


def city_form() -> Form:
    """The form of its plans."""
    return city_reader().forms["plan"]


def filled(*rows: Mapping[str, object], language: Language = "sv", form: Form | None = None) -> bytes:
    """The template of plans with rows, by the keys of their columns."""
    book = template_book(language, form)
    fill(book, rows)
    return saved(book)


def template_book(language: Language = "sv", form: Form | None = None) -> Book:
    """The template of plans, open."""
    stream = io.BytesIO()
    write_template(form or city_form(), reference(), language, stream)
    return opened(stream.getvalue())


def fill(book: Book, rows: Sequence[Mapping[str, object]], first: int = 3) -> None:
    """Fills rows of a template by the keys of their columns."""
    sheet = book.worksheets[0]
    places = column_places(book)
    for number, row in enumerate(rows, first):
        for key, value in row.items():
            sheet.cell(number, places[key]).value = value  # type: ignore[assignment]  # as above


def column_places(book: Book) -> dict[str, int]:
    """The columns of a template by their keys."""
    return {str(cell.value): cell.column for cell in book.worksheets[0][1] if cell.value is not None and cell.column}


WHOLE: Mapping[str, object] = {
    "Plan-name-sv": "Ny plan",
    "Plan-name-en": "New plan",
    "Plan-source#1": "http://page.example/new",
    "Plan-source#1/Document-readDate": "2026-03-04",
}
