"""The texts of a workbook, which its cells refer to by number. ECMA-376 Part 1 §18.4.9."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from lq_graph.contributing.sheets.grid import tidy
from lq_graph.contributing.sheets.markup import Attributes, read_markup

_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


@dataclass
class TextReader:
    """Puts together the runs of one text, and leaves out how it is pronounced."""

    pieces: list[str] = field(default_factory=list)
    _reading: bool = False
    _phonetic: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        """A run begins."""
        if name == "t":
            self._reading = not self._phonetic
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        """A run ends."""
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        """Text of a run, or space between runs."""
        if self._reading:
            self.pieces.append(text)

    def take(self) -> str:
        """The text so far; the next begins."""
        text = "".join(self.pieces)
        self.pieces.clear()
        return unescaped(text)


@dataclass
class _StringsReader(TextReader):
    texts: list[str] = field(default_factory=list)

    def end(self, name: str) -> None:
        super().end(name)
        if name == "si":
            self.texts.append(tidy(self.take()))


def read_shared_strings(path: Path, chunks: Iterable[bytes]) -> list[str]:
    """The texts in their order, tidied."""
    reader = _StringsReader()
    read_markup(path, chunks, reader)
    return reader.texts


def unescaped(text: str) -> str:
    """A text with its `_x000D_` as the characters that they stand for. ECMA-376 Part 1 §22.9.2.19."""
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
