"""How the cells of a workbook show their numbers: as numbers, as shares, or as days. ECMA-376 Part 1 §18.8.30."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from lq_graph.contributing.sheets.markup import Attributes, read_markup

Shown = Literal["number", "percent", "padded", "year", "month", "day", "moment", "clock"]

_BUILT_IN: Mapping[int, str] = MappingProxyType(
    {
        9: "0%",
        10: "0.00%",
        14: "yyyy-mm-dd",
        15: "d-mmm-yy",
        16: "d-mmm",
        17: "mmm-yy",
        18: "h:mm",
        19: "h:mm:ss",
        20: "h:mm",
        21: "h:mm:ss",
        22: "yyyy-mm-dd h:mm",
        45: "mm:ss",
        47: "mm:ss.0",
        **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
        **dict.fromkeys(range(32, 36), "h:mm"),
    }
)
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_NOISE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p', re.IGNORECASE)
_LITERAL = re.compile(r'"([^"]*)"|\\(.)')
_PADDED = re.compile("0+(?:-0+)*")


@dataclass(frozen=True)
class NumberFormat:
    """How a number is shown; `pattern` is that of a padded one, such as `000000-0000`."""

    shown: Shown = "number"
    pattern: str = ""


@lru_cache(maxsize=256)
def number_format(code: str) -> NumberFormat:
    """What a format code shows, by the section for positive numbers."""
    section = code.partition(";")[0]
    if section.lower() in ("general", "standard", "@", "0") or _ELAPSED.search(section):
        return NumberFormat()
    pattern = _LITERAL.sub(lambda found: found[1] or found[2] or "", section)
    if _PADDED.fullmatch(pattern):
        return NumberFormat("padded", pattern)
    letters = _NOISE.sub("", section).lower()
    return NumberFormat("percent" if "%" in letters else _day_shown(letters))


def _day_shown(letters: str) -> Shown:
    """How much of a moment is shown; the m of minutes stands only beside hours or seconds."""
    has_clock = "h" in letters or "s" in letters
    if "y" not in letters and "d" not in letters:
        if has_clock:
            return "clock"
        return "month" if "m" in letters else "number"
    if has_clock:
        return "moment"
    if "d" in letters:
        return "day"
    return "month" if "m" in letters else "year"


@dataclass
class _StylesReader:
    codes: dict[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    _in_cells: bool = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt":
            self.codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.used.append(attributes.get("numFmtId", "0"))

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._in_cells = False

    def text(self, text: str) -> None:
        """No text stands here."""


def read_number_formats(path: Path, chunks: Iterable[bytes]) -> tuple[NumberFormat, ...]:
    """The format of each cell style of a workbook, in the order in which cells refer to them."""
    reader = _StylesReader()
    read_markup(path, chunks, reader)
    built_in = {str(number): code for number, code in _BUILT_IN.items()}
    codes = {**built_in, **reader.codes}
    return tuple(number_format(codes.get(number, "General")) for number in reader.used)
