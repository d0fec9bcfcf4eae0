"""XML edited in place: elements are located by byte, so that everything else stays as it was."""

from __future__ import annotations

import codecs
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lq_graph.contributing.xlsx.markup import parser_without_dtd, well_formed
from lq_graph.errors import BROKEN, Refusal

_DECLARATION = re.compile(rb"\A<\?xml[^>]*\?>")
_MAYBE_IN_ATTRIBUTE = re.compile(rb"""=\s*(?:"[^"<>]*|'[^'<>]*)>""")
_TAG = re.compile(rb"""(?:[^"'>]++|"[^"]*+"|'[^']*+')*+>""")
_SPECIAL = re.compile("[&<>\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass
class Element:
    """An element: its name with prefix, and the offsets in bytes of itself and of its content.

    The content of an element written as one empty tag starts and ends at the end of the tag.
    """

    name: str
    attributes: Mapping[str, str]
    start: int
    inner: int = 0
    inner_end: int = 0
    end: int = 0
    children: list[Element] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without prefix."""
        return self.name[self.name.find(":") + 1 :]

    @property
    def prefix(self) -> str:
        """The prefix with its colon, empty if there is none."""
        return self.name[: self.name.find(":") + 1]

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag."""
        return self.inner_end == self.end

    def all(self, *path: str) -> Iterator[Element]:
        """The elements at the end of a path of local names, in their order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.local == path[0]:
                yield from child.all(*path[1:])

    def first(self, *path: str) -> Element | None:
        """The first such element, None if there is none."""
        return next(self.all(*path), None)


def outline(path: Path, content: bytes) -> Element:
    """The root element of a part in UTF-8; raises Refusal for a DTD, and for malformed XML."""
    parser = parser_without_dtd(path)
    root = Element("", {}, 0)
    open_ = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        element = Element(name, attributes, parser.CurrentByteIndex)
        element.inner = _tag_end(content, element.start)
        open_[-1].children.append(element)
        open_.append(element)

    def end(name: str) -> None:
        element = open_.pop()
        is_empty_tag = content.endswith(b"/>", 0, element.inner)
        element.inner_end = element.inner if is_empty_tag else parser.CurrentByteIndex
        element.end = element.inner if is_empty_tag else content.index(b">", element.inner_end) + 1

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with well_formed(path):
        parser.Parse(content, True)
    return root.children[0]


def refuse_unusual(path: Path, content: bytes) -> None:
    """Raises Refusal unless a part is well-formed XML of elements and texts alone, as all programs write it.

    Such a part can be searched for tags without being parsed: what looks like a tag is one.
    """
    parser = parser_without_dtd(path)
    if _MAYBE_IN_ATTRIBUTE.search(content):

        def refuse_tag_ends(name: str, attributes: dict[str, str]) -> None:
            if any(">" in value for value in attributes.values()):
                raise Refusal(path, BROKEN)

        parser.StartElementHandler = refuse_tag_ends
    if b"<!" in content or content.count(b"<?") > content.startswith(b"<?"):
        raise Refusal(path, BROKEN)
    with well_formed(path):
        parser.Parse(content, True)


def in_utf8(content: bytes) -> bytes:
    """A part as UTF-8: a few programs write UTF-16."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        content = content.decode("utf-16").encode()
        return _DECLARATION.sub(b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>', content)
    return content.removeprefix(codecs.BOM_UTF8)


def edited(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """The content with spans replaced; edits at the same place apply in their order."""
    pieces: list[bytes] = []
    place = 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces.extend((content[place:start], new))
        place = max(end, place)
    return b"".join((*pieces, content[place:]))


def with_child(content: bytes, element: Element, child: bytes) -> tuple[int, int, bytes]:
    """The edit that puts a child at the end of an element."""
    if not element.is_empty_tag:
        return element.inner_end, element.inner_end, child
    tag = content[element.start : element.end].rstrip(b"/> \n\t")
    return element.start, element.end, tag + b">" + child + f"</{element.name}>".encode()


def with_attributes(element: bytes, **values: str) -> bytes:
    """The bytes of an element, or of its start tag, with attributes set."""
    end = _tag_end(element, 0)
    tag, rest = element[:end], element[end:]
    for name, value in values.items():
        if name.encode() in tag:
            tag = re.sub(rb"\s" + name.encode() + rb"\s*=\s*(?:\"[^\"]*\"|'[^']*')", b"", tag, count=1)
        closing = b"/>" if tag.endswith(b"/>") else b">"
        tag = b"%s %s=%s%s" % (tag.removesuffix(closing).rstrip(), name.encode(), quoted(value).encode(), closing)
    return tag + rest


def escaped(text: str) -> str:
    """A text escaped for XML, without characters that XML cannot represent."""
    if _SPECIAL.search(text) is None:  # as most are
        return text
    return html.escape(_NO_XML.sub("\ufffd", text), quote=False)


def quoted(text: str) -> str:
    """A text as the quoted value of an attribute."""
    inner = html.escape(_NO_XML.sub("\ufffd", text)).replace("\n", "&#10;")
    return f'"{inner}"'


def _tag_end(content: bytes, start: int) -> int:
    """Where a start tag ends; its attributes may contain `>`. The content is well-formed."""
    found = _TAG.match(content, start)
    if found is None:
        raise ValueError("a start tag has no end")
    return found.end()
