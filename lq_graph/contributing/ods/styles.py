"""Reads how cells are formatted and whether sheets are visible, from styles. OpenDocument 1.3 Part 3 §16."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from lq_graph.contributing.xlsx.cells import NumberFormat, number_format
from lq_graph.contributing.xlsx.markup import Attributes

_MOST_PARENTS = 20  # styles above a style; programs write one or two
_MOST_DIGITS = 15  # of a number format
_MOST_CODE = 255  # characters of a format code, as in Excel
_GENERAL = "General"
_DATA_STYLES = frozenset(
    ("number-style", "currency-style", "percentage-style", "date-style", "time-style", "boolean-style", "text-style")
)
_DATE_PARTS: Mapping[str, tuple[str, str]] = MappingProxyType(  # short and long
    {
        "year": ("yy", "yyyy"),
        "month": ("m", "mm"),
        "quarter": ("m", "mm"),
        "week-of-year": ("d", "d"),
        "day": ("d", "dd"),
        "day-of-week": ("ddd", "dddd"),
        "hours": ("h", "hh"),
        "minutes": ("m", "mm"),
        "seconds": ("s", "ss"),
        "am-pm": (" AM/PM", " AM/PM"),
    }
)
_TEXTUAL_MONTH = ("mmm", "mmmm")


def bounded(text: str | None, most: int, default: int) -> int:
    """A whole number in an attribute, at most `most`; `default` if there is none."""
    if text is None or not (text.isascii() and text.isdigit()):
        return default
    return most if len(text) > len(str(most)) else min(int(text), most)


@dataclass
class StylesReader:
    """Collects the formats of cells and the visibility of sheets from the elements of styles, by their names."""

    _codes: dict[str, str] = field(default_factory=dict)
    _styles: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    _hidden_tables: set[str] = field(default_factory=set)
    _formats: dict[str, NumberFormat | None] = field(default_factory=dict)
    _style: str = ""
    _data_style: str | None = None
    _code: list[str] = field(default_factory=list)
    _embedded: list[tuple[int, str]] | None = None
    _number: Attributes | None = None
    _is_elapsed: bool = False
    _positive: str | None = None
    _text: list[str] | None = None

    def start(self, name: str, attributes: Attributes) -> None:
        """Takes a start tag."""
        if self._data_style is not None:
            self._start_part(name, attributes)
        elif name in _DATA_STYLES:
            self._data_style = attributes.get("style:name", "")
            self._code, self._positive = [], None
            self._is_elapsed = attributes.get("number:truncate-on-overflow") == "false"
        elif name == "style":
            self._style = attributes.get("style:name", "")
            if attributes.get("style:family") == "table-cell":
                formatted = attributes.get("style:data-style-name"), attributes.get("style:parent-style-name")
                self._styles[self._style] = formatted
        elif name == "table-properties" and attributes.get("table:display") == "false":
            self._hidden_tables.add(self._style)

    def end(self, name: str) -> None:
        """Takes an end tag."""
        if self._data_style is None:
            return
        if name in _DATA_STYLES:
            sign = "%" if name == "percentage-style" else ""  # which may stand in a text, as in ` %`
            code = "".join(self._code)[:_MOST_CODE] + sign
            self._codes[self._data_style] = self._codes.get(self._positive or "", code)
            self._data_style = None
        elif name == "number" and self._number is not None:
            self._code.append(_digits(self._number, self._embedded or []))
            self._number = None
        elif name in ("text", "currency-symbol") and self._text is not None:
            self._code.append(_quoted("".join(self._text)))
            self._text = None
        elif name == "embedded-text" and self._embedded and self._text is not None:
            self._embedded[-1] = (self._embedded[-1][0], "".join(self._text))
            self._text = None

    def text(self, text: str) -> None:
        """Takes text."""
        if self._text is not None:
            self._text.append(text)

    def format(self, style: str | None) -> NumberFormat | None:
        """The format of a cell style, or of one above it; None if none of them has a format."""
        if style is None:
            return None
        if style not in self._formats:
            self._formats[style] = self._found(style)
        return self._formats[style]

    def is_visible(self, style: str | None) -> bool:
        """Whether sheets of a table style are visible."""
        return style not in self._hidden_tables

    def _found(self, style: str) -> NumberFormat | None:
        name: str | None = style
        for _ in range(_MOST_PARENTS):
            data_style, name = self._styles.get(name or "", (None, None))
            if data_style is not None:
                code = self._codes.get(data_style)
                return None if code is None else number_format(code)
        return None

    def _start_part(self, name: str, attributes: Attributes) -> None:
        """Takes a part of a number format, which gives its part of a format code of Excel."""
        if name == "number":
            self._number, self._embedded = attributes, []
        elif name in ("text", "currency-symbol"):
            self._text = []
        elif name == "embedded-text" and self._embedded is not None:
            self._text = []
            self._embedded.append((bounded(attributes.get("number:position"), _MOST_DIGITS, 0), ""))
        elif name == "scientific-number":
            self._code.append("0.00E+00")
        elif name == "fraction":
            self._code.append("# ?/?")
        elif name == "text-content":
            self._code.append("@")
        elif name in _DATE_PARTS:
            self._code.append(self._date_part(name, attributes))
        elif name == "map" and attributes.get("style:condition", "").startswith("value()>"):
            self._positive = self._positive or attributes.get("style:apply-style-name")

    def _date_part(self, name: str, attributes: Attributes) -> str:
        is_long = attributes.get("number:style") == "long"
        if name == "month" and attributes.get("number:textual") == "true":
            return _TEXTUAL_MONTH[is_long]
        part = _DATE_PARTS[name][is_long]
        if self._is_elapsed and name in ("hours", "minutes", "seconds"):
            self._is_elapsed = False
            return f"[{part}]"
        return part


def _digits(number: Attributes, embedded: list[tuple[int, str]]) -> str:
    """The places of digits in a format code, such as `#,##0.00` or `000000-0000`."""
    least = bounded(number.get("number:min-integer-digits"), _MOST_DIGITS, 0)
    decimals = number.get("number:decimal-places")
    is_grouped = number.get("number:grouping") == "true"
    if decimals is None and not is_grouped and least <= 1:
        return _GENERAL
    places = ["0"] * least
    for position, text in sorted(embedded):
        if 0 < position < len(places):
            places[-position - 1] += text if text == "-" else _quoted(text)
    whole = f"#,##{''.join(places) or '#'}" if is_grouped else "".join(places) or "#"
    most = bounded(decimals, _MOST_DIGITS, 0)
    fixed = bounded(number.get("number:min-decimal-places"), most, most)
    return f"{whole}.{'0' * fixed}{'#' * (most - fixed)}" if most else whole


def _quoted(text: str) -> str:
    if not text or text in "- :/.,":
        return text
    return '"' + text.replace('"', "") + '"'
