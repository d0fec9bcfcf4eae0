"""The parts of a workbook file while it is edited, written out as a workbook again."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass, field
from io import BytesIO

from lq_graph.contributing.marking.outline import edited, in_utf8, outline, quoted, with_child
from lq_graph.contributing.sheets.package import Package
from lq_graph.contributing.sheets.relations import related, relations_part

_CONTENT_TYPES = "[Content_Types].xml"
_RELATION_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
DECLARATION = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MADE = (1980, 1, 1, 0, 0, 0)  # the first day that a zip file knows


@dataclass
class WorkbookParts:
    """The parts of a package and, before them, those that were changed or added."""

    package: Package
    changed: dict[str, bytes] = field(default_factory=dict)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return part in self.changed or part in self.package.parts

    def read(self, part: str) -> bytes:
        """A part as it is now, in UTF-8."""
        return self.changed[part] if part in self.changed else in_utf8(self.package.read(part))

    def write(self, part: str, content: bytes) -> None:
        """Sets a part."""
        self.changed[part] = content

    def related(self, part: str, kind: str) -> str | None:
        """The first part that a part has a relation of a kind to, as the file came."""
        return related(self.package, part, kind)

    def free(self, pattern: str) -> str:
        """The first name of a pattern such as `xl/comments{}.xml` that no part has."""
        number = 1
        while self.has(pattern.format(number)):
            number += 1
        return pattern.format(number)

    def relate(self, part: str, kind: str, target: str) -> str:
        """Gives a part a relation to another one; the id of the relation."""
        holder = relations_part(part)
        content = self.read(holder) if self.has(holder) else DECLARATION + _NO_RELATIONS
        root = outline(self.package.path, content)
        taken = {each.attributes.get("Id") for each in root.children}
        name = next(f"lq{number}" for number in range(1, len(taken) + 2) if f"lq{number}" not in taken)
        where = posixpath.relpath(target, posixpath.dirname(part))
        relation = f'<{root.prefix}Relationship Id="{name}" Type="{_RELATION_TYPES}{kind}" Target={quoted(where)}/>'
        self.write(holder, edited(content, [with_child(content, root, relation.encode())]))
        return name

    def declare(self, part: str, content_type: str) -> None:
        """Says of what type a new part is."""
        self._declare(f'Override PartName="/{part}" ContentType="{content_type}"')

    def declare_ending(self, ending: str, content_type: str) -> None:
        """Says of what type parts of an ending are, if it is not said."""
        root = outline(self.package.path, self.read(_CONTENT_TYPES))
        if all(each.attributes.get("Extension", "").lower() != ending for each in root.all("Default")):
            self._declare(f'Default Extension="{ending}" ContentType="{content_type}"')

    def to_bytes(self) -> bytes:
        """The workbook file: parts in their old order, then the new ones; the same each time."""
        stream = BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
            for info in self.package.archive.infolist():
                if not info.is_dir():
                    content = self.changed.get(info.filename)
                    written = self.package.read(info.filename) if content is None else content
                    archive.writestr(entry(info.filename, info.date_time), written)
            for part in sorted(self.changed.keys() - self.package.parts):
                archive.writestr(entry(part), self.changed[part])
        return stream.getvalue()

    def _declare(self, declaration: str) -> None:
        content = self.read(_CONTENT_TYPES)
        root = outline(self.package.path, content)
        child = f"<{root.prefix}{declaration}/>".encode()
        self.write(_CONTENT_TYPES, edited(content, [with_child(content, root, child)]))


def entry(name: str, moment: tuple[int, int, int, int, int, int] = _MADE) -> zipfile.ZipInfo:
    """What a zip file says of a packed part; the same each time."""
    info = zipfile.ZipInfo(name, moment)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
