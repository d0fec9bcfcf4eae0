"""The comments of a sheet, with the messages on its marked cells. ECMA-376 Part 1 §18.7."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from pathlib import Path

from lq_graph.contributing.marking.outline import Element, edited, escaped, outline, refuse_unusual, with_child
from lq_graph.contributing.marking.workbook_parts import DECLARATION
from lq_graph.settings import Language, Texts

_AUTHOR = "lq"
_TITLE = Texts("Granskning (lq):", "Review (lq):")
_TEXTS = re.compile(rb"<(?:\w+:)?t\b[^<>]*(?<!/)>([^<]*)<")
EMPTY = (
    DECLARATION + b'<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<authors></authors><commentList></commentList></comments>"
)


class MarkComments:
    """The comments of a sheet by the names of their cells: those of people stay, ours are replaced."""

    def __init__(self, path: Path, content: bytes, language: Language) -> None:
        refuse_unusual(path, content)
        self._content = content
        self._root = outline(path, content)
        self._title = _TITLE.said(language)
        self._there = {each.attributes.get("ref", ""): each for each in self._root.all("commentList", "comment")}

    def cells(self, messages: Mapping[str, str]) -> list[str]:
        """The cells that will have a comment."""
        kept = [cell for cell, comment in self._there.items() if self._of_people(comment)]
        return list(dict.fromkeys((*kept, *messages)))

    def with_messages(self, messages: Mapping[str, str]) -> bytes:
        """The part with messages at their cells, below what people wrote there."""
        edits = [self._changed(cell, comment, messages.get(cell, "")) for cell, comment in self._there.items()]
        new = [cell for cell in messages if cell not in self._there]
        if new:
            edits.extend(self._added({cell: messages[cell] for cell in new}))
        return edited(self._content, edits)

    def _changed(self, cell: str, comment: Element, message: str) -> tuple[int, int, bytes]:
        kept = self._of_people(comment)
        text = comment.first("text")
        if text is None or not (kept or message):
            return comment.start, comment.end, b""
        return text.inner, text.inner_end, kept + (self._message(message, b"\n\n" if kept else b"") if message else b"")

    def _of_people(self, comment: Element) -> bytes:
        """The runs of a comment up to where ours begin; a text without runs as one."""
        kept = []
        text = comment.first("text")
        for run in text.children if text is not None else []:
            raw = self._content[run.start : run.end]
            said = _said(raw)
            cut = _before_ours(said)
            if cut:
                kept.append(raw if cut == said and run.local == "r" else self._run(escaped(cut).encode()))
            if cut != said:
                break
        return b"".join(kept)

    def _added(self, messages: Mapping[str, str]) -> list[tuple[int, int, bytes]]:
        authors, list_ = self._root.first("authors"), self._root.first("commentList")
        if authors is None or list_ is None:
            return []
        prefix = self._root.prefix
        number = len(authors.children)
        author = f"<{prefix}author>{_AUTHOR}</{prefix}author>".encode()
        comments = [
            f'<{prefix}comment ref="{cell}" authorId="{number}" shapeId="0"><{prefix}text>'.encode()
            + self._message(message, b"")
            + f"</{prefix}text></{prefix}comment>".encode()
            for cell, message in messages.items()
        ]
        return [with_child(self._content, authors, author), with_child(self._content, list_, b"".join(comments))]

    def _message(self, message: str, before: bytes) -> bytes:
        title = self._run(before + self._title.encode(), f"<{self._root.prefix}b/>")
        return title + self._run(f"\n{escaped(message)}".encode())

    def _run(self, text: bytes, traits: str = "") -> bytes:
        prefix = self._root.prefix
        look = f'<{prefix}rPr>{traits}<{prefix}sz val="10"/><{prefix}rFont val="Calibri"/></{prefix}rPr>'
        start, end = f'<{prefix}r>{look}<{prefix}t xml:space="preserve">', f"</{prefix}t></{prefix}r>"
        return start.encode() + text + end.encode()


def _before_ours(text: str) -> str:
    """A text up to the line on which our part of a comment begins."""
    for title in (_TITLE.sv, _TITLE.en):
        before, found, _ = text.partition(title)
        line = before.rpartition("\n")[2]
        if found and not line.strip():
            return before.rstrip()
    return text


def _said(run: bytes) -> str:
    return html.unescape("".join(found.decode() for found in _TEXTS.findall(run)))
