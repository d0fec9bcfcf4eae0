"""Workbooks of Excel and of LibreOffice, opened alike, whatever the names of their files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lq_graph.contributing.ods.workbook import is_open_document, read_ods
from lq_graph.contributing.xlsx.grid import Grid
from lq_graph.contributing.xlsx.package import open_package
from lq_graph.contributing.xlsx.workbook import workbook_of


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, whether it is visible, and its cells, which are read when they are asked for."""

    name: str
    is_visible: bool
    grid: Callable[[], Grid]


@dataclass(frozen=True)
class Spreadsheet:
    """A workbook: its sheets in their order, its custom properties, and whether its format is that of Excel."""

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str]
    is_excel: bool

    def sheet(self, name: str) -> Sheet | None:
        """The sheet of a name, None if there is none."""
        return next((each for each in self.sheets if each.name == name), None)


def open_spreadsheet(path: Path, content: bytes) -> Spreadsheet:
    """The workbook of a file's content, .xlsx or .ods.

    Raises Refusal, with what to do, for a file that is no workbook, over 10 MB, encrypted, damaged or malicious, and
    for one with macros, links to other files or a DTD; reading a grid raises it for a sheet that is too large.
    """
    package = open_package(path, content)
    if is_open_document(package):
        ods = read_ods(package)
        tables = tuple(Sheet(each.name, each.is_visible, partial(ods.grid, each)) for each in ods.tables)
        return Spreadsheet(tables, ods.properties, is_excel=False)
    book = workbook_of(package)
    sheets = tuple(Sheet(each.name, each.is_visible, partial(book.grid, each)) for each in book.sheets)
    return Spreadsheet(sheets, book.properties, is_excel=True)
