"""Reads an untrusted workbook: its sheets, its properties, and the values of its cells as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from lq_graph.contributing.xlsx.cells import CellReader, read_grid, read_number_formats, read_shared_strings
from lq_graph.contributing.xlsx.grid import Grid
from lq_graph.contributing.xlsx.markup import Attributes, read_markup, refuse_dtd
from lq_graph.contributing.xlsx.package import (
    CONTENT_TYPES,
    Package,
    open_package,
    other_package,
    related,
    relationships,
)
from lq_graph.errors import BROKEN, Refusal
from lq_graph.text import Texts

_MARKUP = (".xml", ".rels", ".vml")
_STRICT_NAMESPACE = "purl.oclc.org/ooxml"
_MACROS = Texts(
    "arbetsboken innehåller makron; spara den som Excel-arbetsbok utan makron (.xlsx)",
    "the workbook has macros; save it as an Excel workbook without macros (.xlsx)",
)
_LINKS = Texts(
    "arbetsboken hämtar värden ur andra filer; bryt länkarna (Data, Redigera länkar, Bryt länk) och spara den på nytt",
    "the workbook takes values from other files; break the links (Data, Edit Links, Break Link), and save it anew",
)
_STRICT = Texts(
    "arbetsboken är sparad som Strict Open XML; spara den som vanlig Excel-arbetsbok (.xlsx)",
    "the workbook is saved as Strict Open XML; save it as an ordinary Excel workbook (.xlsx)",
)


@dataclass(frozen=True)
class SheetPart:
    """A sheet: its name, its part, its number among all sheets, from 0, and whether it is visible."""

    name: str
    part: str
    number: int
    is_visible: bool


@dataclass(frozen=True)
class Workbook:
    """A workbook that was read: its sheets in their order, and its custom properties."""

    package: Package
    part: str
    sheets: tuple[SheetPart, ...]
    properties: Mapping[str, str]
    counts_from_1904: bool

    @property
    def path(self) -> Path:
        """The file."""
        return self.package.path

    def sheet(self, name: str) -> SheetPart | None:
        """The sheet of a name, None if there is none."""
        return next((each for each in self.sheets if each.name == name), None)

    def grid(self, sheet: SheetPart) -> Grid:
        """The filled cells of a sheet.

        Raises Refusal if it is damaged, or has more than 20,000 filled rows or 500 columns. Time: 4 µs a cell.
        """
        return read_grid(self.path, sheet.name, self.package.chunks(sheet.part), self._cells)

    @cached_property
    def _cells(self) -> CellReader:
        styles = related(self.package, self.part, "styles")
        strings = related(self.package, self.part, "sharedStrings")
        formats = read_number_formats(self.path, self.package.chunks(styles)) if styles else ()
        texts = read_shared_strings(self.path, self.package.chunks(strings)) if strings else []
        return CellReader(texts, formats, self.counts_from_1904)


def read_workbook(path: Path, content: bytes) -> Workbook:
    """The workbook of a file's content.

    Raises Refusal, with what to do, for a file that is no workbook, over 10 MB, encrypted, damaged or malicious, and
    for one with macros, links to other files or a DTD.
    """
    return workbook_of(open_package(path, content))


def workbook_of(package: Package) -> Workbook:
    """The workbook of a package; raises Refusal as read_workbook does."""
    path = package.path
    for part in package.parts:
        if part.lower().endswith(_MARKUP):
            refuse_dtd(path, package.chunks(part))
    _refuse_content(package)
    main = related(package, "", "officeDocument")
    if main is None:
        raise other_package(path, package.parts)
    reader = _WorkbookReader()
    read_markup(path, package.chunks(main), reader)
    if reader.is_strict:
        raise Refusal(path, _STRICT)
    targets = {each.id: each for each in relationships(package, main)}
    sheets = tuple(
        SheetPart(name, target.target, number, is_visible)
        for number, (name, id_, is_visible) in enumerate(reader.sheets)
        if (target := targets.get(id_)) and target.kind == "worksheet" and target.target in package.parts
    )  # without chart sheets, which have no cells
    if not sheets:
        raise Refusal(path, BROKEN)
    return Workbook(package, main, sheets, _properties(package), reader.counts_from_1904)


def _refuse_content(package: Package) -> None:
    if CONTENT_TYPES not in package.parts:
        raise other_package(package.path, package.parts)
    names = {part.lower() for part in package.parts}
    reader = _ContentTypes()
    read_markup(package.path, package.chunks(CONTENT_TYPES), reader)
    if any(name.endswith("vbaproject.bin") for name in names) or "macroenabled" in reader.types:
        raise Refusal(package.path, _MACROS)
    if any(name.startswith("xl/externallinks/") for name in names):
        raise Refusal(package.path, _LINKS)
    if "spreadsheetml.sheet.main" not in reader.types:
        raise other_package(package.path, package.parts)


class _Elements:
    """A handler of start tags alone."""

    def end(self, name: str) -> None:
        """Ignores the ends of elements."""

    def text(self, text: str) -> None:
        """Ignores texts."""


@dataclass
class _ContentTypes(_Elements):
    types: str = ""

    def start(self, name: str, attributes: Attributes) -> None:
        self.types += f" {attributes.get('ContentType', '').lower()}"


@dataclass
class _WorkbookReader(_Elements):
    sheets: list[tuple[str, str, bool]] = field(default_factory=list)
    counts_from_1904: bool = False
    is_strict: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "workbook":
            self.is_strict = any(_STRICT_NAMESPACE in value for value in attributes.values())
        elif name == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            visible = attributes.get("state", "visible") == "visible"
            self.sheets.append((attributes.get("name", ""), relation, visible))
        elif name == "workbookPr":
            self.counts_from_1904 = attributes.get("date1904") in ("1", "true")


@dataclass
class _PropertyReader:
    found: dict[str, str] = field(default_factory=dict)
    _name: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "property":
            self._name = attributes.get("name", "")

    def end(self, name: str) -> None:
        if name == "property":
            self._name = None

    def text(self, text: str) -> None:
        if self._name is not None:
            self.found[self._name] = self.found.get(self._name, "") + text


def _properties(package: Package) -> Mapping[str, str]:
    part = related(package, "", "custom-properties")
    reader = _PropertyReader()
    if part is not None:
        read_markup(package.path, package.chunks(part), reader)
    return MappingProxyType({name: text.strip() for name, text in reader.found.items()})
