"""Reads an untrusted workbook of LibreOffice: its sheets, its properties, and its cells as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from lq_graph.contributing.ods.content import Table, read_tables
from lq_graph.contributing.xlsx.cells import merged_grid, too_many
from lq_graph.contributing.xlsx.grid import Grid
from lq_graph.contributing.xlsx.markup import Attributes, read_markup, refuse_dtd
from lq_graph.contributing.xlsx.package import CONTENT_TYPES, FILL, Package, no_workbook
from lq_graph.errors import BROKEN, Refusal
from lq_graph.text import Texts

CONTENT, STYLES, META, MANIFEST, MIMETYPE = "content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml", "mimetype"
_SPREADSHEETS = frozenset(
    ("application/vnd.oasis.opendocument.spreadsheet", "application/vnd.oasis.opendocument.spreadsheet-template")
)
_OTHER_KINDS: Mapping[str, Texts] = MappingProxyType(
    {
        "opendocument.text": Texts("ett textdokument (.odt)", "a text document (.odt)"),
        "opendocument.presentation": Texts("en presentation (.odp)", "a presentation (.odp)"),
        "opendocument.graphics": Texts("en teckning (.odg)", "a drawing (.odg)"),
    }
)
_OTHER_KIND = Texts("ett OpenDocument av annat slag", "an OpenDocument of another kind")
_MACRO_FOLDERS = ("basic/", "scripts/")
_ENCRYPTED_PACKAGE = "encrypted-package"
_MACROS = Texts(
    "arbetsboken innehåller makron; ta bort dem (Verktyg, Makron, Organisera makron) och spara den på nytt",
    "the workbook has macros; remove them (Tools, Macros, Organize Macros) and save it anew",
)
_PROTECTED = Texts(
    "arbetsboken är skyddad med lösenord; spara den utan lösenord (Arkiv, Spara som, avmarkera Spara med lösenord) och "
    "skicka den igen",
    "the workbook is protected with a password; save it without (File, Save As, clear Save with password) and send it "
    "again",
)


@dataclass(frozen=True)
class OdsWorkbook:
    """A workbook that was read: its sheets in their order, and its custom properties."""

    package: Package
    properties: Mapping[str, str]
    tables: tuple[Table, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.package.path

    def grid(self, table: Table) -> Grid:
        """The filled cells of a sheet.

        Raises Refusal for more than 20,000 filled rows or 500 columns, or where the workbook has a million cells.
        """
        if table.is_too_large:
            raise Refusal(self.path, too_many())
        return merged_grid(self.path, table.name, table.rows, table.blocks, table.hidden)


def is_open_document(package: Package) -> bool:
    """Whether a package is that of an OpenDocument and not one of Excel."""
    parts = package.parts
    return CONTENT_TYPES not in parts and not parts.isdisjoint((CONTENT, MANIFEST, _ENCRYPTED_PACKAGE))


def read_ods(package: Package) -> OdsWorkbook:
    """The workbook of a package.

    Raises Refusal, with what to do, for an OpenDocument of another kind, and for one that is encrypted, damaged or
    malicious, or has macros, values from other files or a DTD. Time: 5 µs a filled cell.
    """
    path, parts = package.path, package.parts
    manifest = _Manifest()
    if MANIFEST in parts:
        refuse_dtd(path, package.chunks(MANIFEST))
        read_markup(path, package.chunks(MANIFEST), manifest)
    if manifest.is_encrypted or _ENCRYPTED_PACKAGE in parts:
        raise Refusal(path, _PROTECTED)
    kind = package.read(MIMETYPE).decode("ascii", "replace").strip() if MIMETYPE in parts else manifest.kind
    if kind not in _SPREADSHEETS:
        what = next((texts for word, texts in _OTHER_KINDS.items() if kind.endswith(word)), _OTHER_KIND)
        raise Refusal(path, no_workbook(what, FILL))
    if any(part.lower().startswith(_MACRO_FOLDERS) for part in parts):
        raise Refusal(path, _MACROS)
    for part in parts:
        if part.lower().endswith(".xml"):
            refuse_dtd(path, package.chunks(part))
    tables = read_tables(path, package.chunks(STYLES) if STYLES in parts else (), package.chunks(CONTENT))
    if not tables:
        raise Refusal(path, BROKEN)
    return OdsWorkbook(package, _properties(package), tuple(tables))


@dataclass
class _Manifest:
    """The media type of the package, and whether any of its parts is encrypted. OpenDocument 1.3 Part 2 §4."""

    kind: str = ""
    is_encrypted: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "encryption-data":
            self.is_encrypted = True
        elif name == "file-entry" and attributes.get("manifest:full-path") == "/":
            self.kind = attributes.get("manifest:media-type", "")

    def end(self, name: str) -> None:
        """Ignores the ends of elements."""

    def text(self, text: str) -> None:
        """Ignores texts."""


@dataclass
class _Meta:
    """The properties that users defined. OpenDocument 1.3 Part 3 §4.3.3."""

    found: dict[str, list[str]] = field(default_factory=dict)
    _name: str | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "user-defined":
            self._name = attributes.get("meta:name", "")
            self.found[self._name] = []

    def end(self, name: str) -> None:
        if name == "user-defined":
            self._name = None

    def text(self, text: str) -> None:
        if self._name is not None:
            self.found[self._name].append(text)


def _properties(package: Package) -> Mapping[str, str]:
    reader = _Meta()
    if META in package.parts:
        read_markup(package.path, package.chunks(META), reader)
    return MappingProxyType({name: "".join(texts).strip() for name, texts in reader.found.items()})
