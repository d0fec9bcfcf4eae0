"""Other kinds of files are refused, with the kind and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from contributing.workbooks import PATH
from lq_graph.contributing.spreadsheets.spreadsheet import open_spreadsheet
from lq_graph.errors import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def package(*names: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("content", "english", "swedish"),
    [
        (b"", "the file is empty", "filen är tom"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "but a picture; fill in the template", "utan en bild; fyll i mallen"),
        (b"%PDF-1.7\n", "but a PDF document", "utan ett PDF-dokument"),
        (b"namn;antal\nA;1\n", "but a text file; name a CSV file .csv", "utan en textfil; ge en CSV-fil"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "but an XML file", "utan en XML-fil"),
        (b"  <HTML><table>", "but a web page; open it in Excel", "utan en webbsida; öppna den i Excel"),
        (b"\x1f\x8b\x08\0", "but a gzip file; unpack it", "utan en gzip-packad fil; packa upp den"),
        (b"\x00\x01\x02", "but something else", "utan något annat"),
        (OLE, "but an old workbook (.xls); open it in Excel", "utan en äldre arbetsbok (.xls); öppna den"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected with a password; remove it", "skyddad med lösenord"),
        (package("mimetype", "content.xml"), "OpenDocument", "OpenDocument"),
        (package("[Content_Types].xml", "word/document.xml"), "but a Word document", "utan ett Word-dokument"),
        (package("[Content_Types].xml", "xl/workbook.bin"), "(.xlsb); open it", "(.xlsb); öppna den"),
        (package("a.txt"), "but a zip file without a workbook", "utan en zip-fil utan arbetsbok"),
        (package("[Content_Types].xml"), "but a zip file without a workbook", "utan en zip-fil utan arbetsbok"),
    ],
    ids=[
        "empty",
        "picture",
        "pdf",
        "text",
        "xml",
        "html",
        "gzip",
        "bytes",
        "xls",
        "encrypted",
        "ods",
        "word",
        "xlsb",
        "zip",
        "zip with types",
    ],
)
def test_other_kinds_are_named(content: bytes, english: str, swedish: str) -> None:
    with pytest.raises(Refusal) as refused:
        open_spreadsheet(PATH, content)
    assert english in str(refused.value)
    assert swedish in refused.value.texts.sv
    assert refused.value.path == PATH
