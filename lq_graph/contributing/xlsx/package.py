"""A workbook file as a zip of parts, opened within limits. ECMA-376 Part 2."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from pathlib import PurePosixPath as PartPath
from types import MappingProxyType
from typing import Protocol
from xml.parsers import expat

from lq_graph.errors import BROKEN, Refusal
from lq_graph.text import Texts

# What a file that is no workbook of today's kind really is, by its first bytes, and what to do with it.

ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_BEGINNING = 1024

_SAVE = Texts(
    "öppna den i Excel eller LibreOffice och spara den som Excel-arbetsbok (.xlsx)",
    "open it in Excel or LibreOffice and save it as an Excel workbook (.xlsx)",
)
_FILL = Texts("fyll i mallen i Excel och skicka den", "fill in the template in Excel and send that")
_PICTURE = Texts("en bild", "a picture")
_BY_MAGIC: tuple[tuple[bytes, Texts, Texts], ...] = (
    (b"%PDF", Texts("ett PDF-dokument", "a PDF document"), _FILL),
    (b"\x89PNG", _PICTURE, _FILL),
    (b"\xff\xd8\xff", _PICTURE, _FILL),
    (b"GIF8", _PICTURE, _FILL),
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
        "content.xml": Texts("ett OpenDocument-kalkylblad eller annat OpenDocument", "an OpenDocument file"),
    }
)


def refuse_other_content(path: Path, content: bytes) -> None:
    """Nothing for the content of a zip file; raises Refusal for anything else, naming what it is."""
    if content.startswith(ZIP):
        return
    if not content:
        raise Refusal(path, Texts("filen är tom; skicka den ifyllda mallen", "the file is empty; send the template"))
    if content.startswith(_OLE):
        raise Refusal(path, _old_or_encrypted(content))
    raise Refusal(path, _named(*_by_magic(content)))


def other_package(path: Path, parts: frozenset[str]) -> Refusal:
    """The refusal of a zip file whose parts make no workbook."""
    what = next((text for part, text in _BY_PART.items() if part in parts), None)
    if what is None:
        return Refusal(path, _named(Texts("en zip-fil utan arbetsbok", "a zip file without a workbook"), _FILL))
    return Refusal(path, _named(what, _SAVE))


def _by_magic(content: bytes) -> tuple[Texts, Texts]:
    start = content.removeprefix(b"\xef\xbb\xbf").lstrip()[:_BEGINNING]
    for magic, what, advice in _BY_MAGIC:
        if start[: len(magic)].lower() == magic.lower():
            return what, advice
    if b"\0" not in start:
        return Texts("en textfil", "a text file"), Texts("ge en CSV-fil ändelsen .csv", "name a CSV file .csv")
    return Texts("något annat", "something else"), _SAVE


def _named(what: Texts, advice: Texts) -> Texts:
    return Texts(
        f"filen är ingen Excel-arbetsbok (.xlsx) utan {what.sv}; {advice.sv}",
        f"the file is no Excel workbook (.xlsx) but {what.en}; {advice.en}",
    )


def _old_or_encrypted(content: bytes) -> Texts:
    if _ENCRYPTED in content:
        return Texts(
            "arbetsboken är skyddad med lösenord; ta bort lösenordet (Arkiv, Info, Skydda arbetsbok) och skicka den "
            "igen",
            "the workbook is protected with a password; remove it (File, Info, Protect Workbook) and send it again",
        )
    return _named(Texts("en äldre arbetsbok (.xls)", "an old workbook (.xls)"), _SAVE)


# A workbook as what it is on disk: a zip file of parts, opened with every bound that a stranger's file needs.

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
        """The bytes of a part; raises Refusal if it is not there or damaged."""
        return b"".join(self.chunks(part))

    def chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part, a megabyte at a time; raises Refusal if it is not there or damaged."""
        with _intact(self.path), self.archive.open(part) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk


def open_package(path: Path, content: bytes) -> Package:
    """The parts of a workbook, none of which is larger than it says, and together no larger than 200 MB.

    Raises Refusal for a file over 10 MB, of another kind, damaged, encrypted, or made to harm: a zip bomb, or a part
    whose name leads out of the file.
    """
    if len(content) > LARGEST:
        raise too_large(path)
    refuse_other_content(path, content)
    with _intact(path):
        archive = zipfile.ZipFile(BytesIO(content))
    _refuse_bomb(path, archive, len(content))
    _refuse_names(path, archive)
    package = Package(path, archive)
    if "[Content_Types].xml" not in package.parts:
        raise other_package(path, package.parts)
    return package


def too_large(path: Path) -> Refusal:
    """The refusal of a file over the limit."""
    limit = str(LARGEST // 1_000_000)
    return Refusal(path, Texts(_TOO_LARGE.sv.format(limit=limit), _TOO_LARGE.en.format(limit=limit)))


def _refuse_bomb(path: Path, archive: zipfile.ZipFile, packed: int) -> None:
    """What a part says of its size is the most that is ever read of it, so that what they say need only be added."""
    inflated = sum(info.file_size for info in archive.infolist())
    if len(archive.infolist()) > _MOST_PARTS or inflated > _LARGEST_INFLATED:
        raise Refusal(path, _BOMB)
    if inflated > max(_SMALL, packed * _LARGEST_RATIO):
        raise Refusal(path, _BOMB)


def _refuse_names(path: Path, archive: zipfile.ZipFile) -> None:
    infos = archive.infolist()
    if any(info.flag_bits & _ENCRYPTED_BIT or info.compress_type not in _METHODS for info in infos):
        raise Refusal(path, BROKEN)
    names = [info.filename for info in infos]
    if len({name.casefold() for name in names}) < len(names) or any(map(_leads_out, names)):
        raise Refusal(path, BROKEN)


def _leads_out(name: str) -> bool:
    parts = PartPath(name).parts
    return "\\" in name or ":" in name or name.startswith("/") or ".." in parts


@contextmanager
def _intact(path: Path) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError) as error:
        raise Refusal(path, BROKEN) from error


# XML of strangers, read as events: no DTD, no entities, nothing fetched.

Attributes = Mapping[str, str]
_DTD = Texts(
    "filen innehåller en dokumenttypsdeklaration (DTD), som en arbetsbok aldrig har; spara den på nytt i Excel eller "
    "LibreOffice och skicka den igen",
    "the file has a document type declaration (DTD), which no workbook has; save it anew in Excel or LibreOffice, "
    "and send it again",
)


class _Reached(Exception):
    """The first element: nothing before it was refused."""


class MarkupHandler(Protocol):
    """What is told of the elements of a part, by their names without prefix."""

    def start(self, name: str, attributes: Attributes) -> None:
        """An element begins."""

    def end(self, name: str) -> None:
        """An element ends."""

    def text(self, text: str) -> None:
        """Text stands in an element."""


def read_markup(path: Path, chunks: Iterable[bytes], reader: MarkupHandler) -> None:
    """Tells a reader what stands in a part; raises Refusal for a DTD, and for what is no XML."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _Root(parser, reader).start
    parser.CharacterDataHandler = reader.text
    with well_formed(path):
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)


def refuse_dtd(path: Path, chunks: Iterable[bytes]) -> None:
    """Nothing for a part without a DTD, which would stand before the first element; raises Refusal for one with it."""
    parser = parser_without_dtd(path)
    parser.StartElementHandler = _reach
    try:
        with well_formed(path):
            for chunk in chunks:
                parser.Parse(chunk, False)
    except _Reached:
        return


def _reach(name: str, attributes: Attributes) -> None:
    raise _Reached


@dataclass(frozen=True)
class _Root:
    """Sees the first element, and whether names have prefixes: where they have none, no time is spent on them."""

    parser: expat.XMLParserType
    reader: MarkupHandler

    def start(self, name: str, attributes: dict[str, str]) -> None:
        start, end = self.reader.start, self.reader.end
        has_prefix = ":" in name
        self.parser.StartElementHandler = _without_prefix(start) if has_prefix else start
        self.parser.EndElementHandler = (lambda name: end(_local(name))) if has_prefix else end
        start(_local(name), attributes)


def _without_prefix(start: Callable[[str, Attributes], None]) -> Callable[[str, dict[str, str]], None]:
    return lambda name, attributes: start(_local(name), attributes)


def _local(name: str) -> str:
    return name[name.find(":") + 1 :]


def parser_without_dtd(path: Path) -> expat.XMLParserType:
    """A parser that raises Refusal for a document type declaration."""
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def refuse(*_: object) -> None:
        raise Refusal(path, _DTD)

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


@contextmanager
def well_formed(path: Path) -> Iterator[None]:
    """Raises Refusal for what is no XML."""
    try:
        yield
    except expat.ExpatError as error:
        raise Refusal(path, BROKEN) from error


# Which parts of a workbook file belong to which, and by what kind of tie. ECMA-376 Part 2 §9.3.


@dataclass(frozen=True)
class Relationship:
    """A tie to another part: its id, its kind by the last word of its type, such as `comments`, and the part."""

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
        """Nothing ends here."""

    def text(self, text: str) -> None:
        """No text stands here."""


def relationships_part(part: str) -> str:
    """The part that holds the relations of a part; of the whole file for the empty name."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relationships(package: Package, part: str) -> tuple[Relationship, ...]:
    """The relations of a part, of the whole file for the empty name; none if it has none."""
    holder = relationships_part(part)
    if holder not in package.parts:
        return ()
    reader = _Relationships(posixpath.dirname(part))
    read_markup(package.path, package.chunks(holder), reader)
    return tuple(reader.found)


def related(package: Package, part: str, kind: str) -> str | None:
    """The first part in the file that a part has a relation of a kind to."""
    parts = package.parts
    found = (each for each in relationships(package, part) if each.kind == kind and not each.is_external)
    return next((each.target for each in found if each.target in parts), None)
