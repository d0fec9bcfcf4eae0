"""What a file that is no workbook of today's kind really is, by its first bytes, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from lq_graph.contributing.refusal import Refusal
from lq_graph.settings import Texts

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
