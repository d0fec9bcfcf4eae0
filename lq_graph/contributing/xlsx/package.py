"""A workbook file as a package: a zip file of parts with relationships, opened within limits. ECMA-376 Part 2."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from pathlib import PurePosixPath as PartPath
from types import MappingProxyType

from lq_graph.contributing.xlsx.markup import Attributes, read_markup
from lq_graph.errors import BROKEN, Refusal
from lq_graph.text import Texts

CONTENT_TYPES = "[Content_Types].xml"  # which every package of Microsoft Office has
LARGEST = 10_000_000  # bytes; 20,000 filled rows of a template take about 2 MB
_MOST_PARTS = 2_000  # a workbook has about ten, and two for each further sheet
_LARGEST_INFLATED = 200_000_000  # bytes; a million formatted rows take 60 MB, and are still read
_LARGEST_RATIO = 100  # workbooks are packed to a tenth, a million equal rows to a fiftieth, bombs to a thousandth
_SMALL = 10_000_000  # bytes; below this any ratio is harmless
_CHUNK = 1 << 20
_ENCRYPTED_BIT = 0x1
_METHODS = frozenset((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))

_TOO_LARGE = Texts(
    "filen är större än {limit} MB; ta bort bilder och blad som inte hör till bidraget, eller dela upp den",
    "the file is larger than {limit} MB; remove pictures and sheets that are no part of it, or split it",
)
_BOMB = Texts(
    "filen blir orimligt stor när den packas upp; kopiera raderna till en ny mall och skicka den",
    "the file becomes unreasonably large when it is unpacked; copy the rows into a new template and send that",
)

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BEGINNING = 1024

_SAVE = Texts(
    "öppna den i Excel eller LibreOffice och spara den som Excel-arbetsbok (.xlsx)",
    "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)",
)
FILL = Texts(
    "fyll i mallen i Excel eller LibreOffice och skicka den",
    "fill in the template in Excel or LibreOffice and send that",
)
_PICTURE = Texts("en bild", "a picture")
_BY_MAGIC: tuple[tuple[bytes, Texts, Texts], ...] = (
    (b"%PDF", Texts("ett PDF-dokument", "a PDF document"), FILL),
    (b"\x89PNG", _PICTURE, FILL),
    (b"\xff\xd8\xff", _PICTURE, FILL),
    (b"GIF8", _PICTURE, FILL),
    (b"\x1f\x8b", Texts("en gzip-packad fil", "a gzip file"), Texts("packa upp den", "unpack it")),
    (b"Rar!", Texts("en rar-packad fil", "a rar archive"), Texts("packa upp den", "unpack it")),
    (b"7z\xbc\xaf", Texts("en 7z-packad fil", "a 7z archive"), Texts("packa upp den", "unpack it")),
    (b"<!DOCTYPE html", Texts("en webbsida", "a web page"), _SAVE),
    (b"<html", Texts("en webbsida", "a web page"), _SAVE),
    (b"<?xml", Texts("en XML-fil", "an XML file"), _SAVE),
)
_BY_PART: Mapping[str, Texts] = MappingProxyType(
    {
        "xl/workbook.bin": Texts("en binär arbetsbok (.xlsb)", "a binary workbook (.xlsb)"),
        "word/document.xml": Texts("ett Word-dokument", "a Word document"),
        "ppt/presentation.xml": Texts("en PowerPoint-presentation", "a PowerPoint presentation"),
    }
)
_PROTECTED = Texts(
    "arbetsboken är skyddad med lösenord; ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och skicka den igen",
    "the workbook is protected with a password; remove it (File, Info, Protect Workbook) and send it again",
)


@dataclass(frozen=True)
class Package:
    """The parts of a workbook file by their names, such as `xl/workbook.xml`."""

    path: Path
    archive: zipfile.ZipFile

    @property
    def parts(self) -> frozenset[str]:
        """The names of all parts."""
        return frozenset(self.archive.NameToInfo)

    def read(self, part: str) -> bytes:
        """The bytes of a part; raises Refusal if it is missing or damaged."""
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, a megabyte at a time; raises Refusal if it is missing or damaged."""
        with _intact(self.path), self.archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def open_package(path: Path, content: bytes) -> Package:
    """The parts of a workbook, which together inflate to at most 200 MB.

    Raises Refusal for a file over 10 MB, of another kind, damaged, encrypted, or malicious: a zip bomb, or a part whose
    name leads out of the file.
    """
    if len(content) > LARGEST:
        raise too_large(path)
    refuse_other_content(path, content)
    with _intact(path):
        archive = zipfile.ZipFile(BytesIO(content))
    infos = archive.infolist()
    inflated = sum(info.file_size for info in infos)  # no more of a part is ever read than its stated size
    if len(infos) > _MOST_PARTS or inflated > min(_LARGEST_INFLATED, max(_SMALL, len(content) * _LARGEST_RATIO)):
        raise Refusal(path, _BOMB)
    if any(info.flag_bits & _ENCRYPTED_BIT or info.compress_type not in _METHODS for info in infos):
        raise Refusal(path, BROKEN)
    names = [info.filename for info in infos]
    if len({name.casefold() for name in names}) < len(names) or any(map(_leads_out, names)):
        raise Refusal(path, BROKEN)
    return Package(path, archive)


def too_large(path: Path) -> Refusal:
    """The refusal of a file over the limit."""
    limit = str(LARGEST // 1_000_000)
    return Refusal(path, Texts(_TOO_LARGE.sv.format(limit=limit), _TOO_LARGE.en.format(limit=limit)))


def _leads_out(name: str) -> bool:
    parts = PartPath(name).parts
    return "\\" in name or ":" in name or name.startswith("/") or ".." in parts


@contextmanager
def _intact(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refusal(path, BROKEN) from error


def refuse_other_content(path: Path, content: bytes) -> None:
    """Raises Refusal for content that is no zip file, and names the kind of file that it is."""
    if content.startswith(ZIP):
        return
    if not content:
        raise Refusal(path, Texts("filen är tom; skicka den ifyllda mallen", "the file is empty; send the template"))
    if content.startswith(_OLE):
        old = no_workbook(Texts("en äldre arbetsbok (.xls)", "an old workbook (.xls)"), _SAVE)
        raise Refusal(path, _PROTECTED if _ENCRYPTED in content else old)
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:_BEGINNING]
    for magic, what, advice in _BY_MAGIC:
        if start[: len(magic)].lower() == magic.lower():
            raise Refusal(path, no_workbook(what, advice))
    if b"\0" in start:
        raise Refusal(path, no_workbook(Texts("något annat", "something else"), _SAVE))
    advice = Texts("ge en CSV-fil ändelsen .csv", "name a CSV file .csv")
    raise Refusal(path, no_workbook(Texts("en textfil", "a text file"), advice))


def other_package(path: Path, parts: frozenset[str]) -> Refusal:
    """The refusal of a zip file whose parts make no workbook."""
    what = next((text for part, text in _BY_PART.items() if part in parts), None)
    if what is None:
        return Refusal(path, no_workbook(Texts("en zip-fil utan arbetsbok", "a zip file without a workbook"), FILL))
    return Refusal(path, no_workbook(what, _SAVE))


def no_workbook(what: Texts, advice: Texts) -> Texts:
    """The text of the refusal of a file that is something else, with what to do."""
    return Texts(
        f"filen är ingen arbetsbok (.xlsx eller .ods) utan {what.sv}; {advice.sv}",
        f"the file is no workbook (.xlsx or .ods) but {what.en}; {advice.en}",
    )


@dataclass(frozen=True)
class Relationship:
    """A relationship to another part: its id, the last word of its type, such as `comments`, and the part."""

    id: str
    kind: str
    target: str
    is_external: bool


@dataclass
class _Relationships:
    base: str
    found: list[Relationship] = field(default_factory=list)

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            external = attributes.get("TargetMode") == "External"
            target = attributes.get("Target", "")
            kind = attributes.get("Type", "").rpartition("/")[2]
            part = target if external else posixpath.normpath(posixpath.join(self.base, target)).lstrip("/")
            self.found.append(Relationship(attributes.get("Id", ""), kind, part, external))

    def end(self, name: str) -> None:
        """Relationships have no content."""

    def text(self, text: str) -> None:
        """Relationships have no text."""


def relationships_part(part: str) -> str:
    """The part with the relationships of a part; with those of the package for the empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> tuple[Relationship, ...]:
    """The relationships of a part, or of the package for the empty name."""
    holder = relationships_part(part)
    if holder not in package.parts:
        return ()
    reader = _Relationships(posixpath.dirname(part))
    read_markup(package.path, package.chunks(holder), reader)
    return tuple(reader.found)


def related(package: Package, part: str, kind: str) -> str | None:
    """The first part of the package to which a part has a relationship of a kind."""
    parts = package.parts
    found = (each for each in relationships(package, part) if each.kind == kind and not each.is_external)
    return next((each.target for each in found if each.target in parts), None)
