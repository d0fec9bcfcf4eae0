"""A workbook as what it is on disk: a zip file of parts, opened with every bound that a stranger's file needs."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from pathlib import PurePosixPath as PartPath

from lq_graph.contributing.refusal import BROKEN, Refusal
from lq_graph.contributing.sheets.file_kind import other_package, refuse_other_content
from lq_graph.settings import Texts

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
