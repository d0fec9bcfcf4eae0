"""The sheet of findings that comes first in a marked workbook."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import SEVERITIES
from lq_graph.contributing.marking.outline import escaped, quoted
from lq_graph.contributing.marking.styles import Look
from lq_graph.contributing.marking.workbook_parts import DECLARATION
from lq_graph.contributing.sheets.grid import GridCell
from lq_graph.reading.position import Cell, column_letters
from lq_graph.settings import Language, Texts

MOST = 10_000  # findings that are listed and marked; whoever has more mends the first ones first
MARK = "lq.review"  # stands in the hidden columns, and tells the sheet from others of its name
_SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (12, 9, 24, 60, 60, 28, 9, 9, 9)
_HIDDEN = 6  # columns that people see; in those behind them stand the looks that marks replaced
_LINE = 15.0
_HEADERS = (
    Texts("Allvar", "Severity"),
    Texts("Cell", "Cell"),
    Texts("Kolumn", "Column"),
    Texts("Vad som är fel", "What is wrong"),
    Texts("Vad du gör", "What to do"),
    Texts("Menade du", "Did you mean"),
)
_NOTHING = Texts("Inga fel", "No errors")
_LEFT_OUT = Texts(
    "och {} till; rätta de här först och skicka arbetsboken igen", "and {} more; mend these first and send it again"
)


@dataclass(frozen=True)
class ReviewStyles:
    """The numbers of the styles of the sheet's cells; `severity` gives those of the words of severities."""

    header: int
    text: int
    link: int
    severity: Callable[[Severity], int]


def review_sheet(
    findings: Sequence[Finding], looks: Mapping[Cell, Look], styles: ReviewStyles, language: Language
) -> bytes:
    """The part of the sheet: a row a finding, the gravest first, with a link to its cell, or that all is well."""
    rows = [_row(1, [*(text.said(language) for text in _HEADERS), MARK], [styles.header] * len(_WIDTHS))]
    shown = sorted(findings[:MOST], key=lambda finding: -finding.severity)
    for number, finding in enumerate(shown, 2):
        style = [styles.severity(finding.severity), styles.link, *[styles.text] * (len(_WIDTHS) - 2)]
        rows.append(_row(number, _texts(finding, looks, language), style))
    if len(findings) != len(shown) or not shown:
        last = _LEFT_OUT.said(language).format(len(findings) - len(shown)) if shown else _NOTHING.said(language)
        rows.append(_row(len(shown) + 2, [last], [styles.text]))
    cells = ((number, finding.position) for number, finding in enumerate(shown, 2))
    links = [_link(number, cell) for number, cell in cells if isinstance(cell, Cell)]
    return DECLARATION + _sheet(rows, links).encode()


def replaced_looks(rows: Mapping[int, Mapping[int, GridCell]]) -> dict[str, Look]:
    """The looks that marks replaced, by `sheet!cell`, as an earlier sheet of findings has them."""
    looks = {}
    for cells in rows.values():
        place, fill, font = (
            cells[column].text if column in cells else "" for column in range(_HIDDEN + 1, _HIDDEN + 4)
        )
        if place and fill.startswith("<"):
            looks[place] = Look(fill, font)
    return looks


def is_review_sheet(rows: Mapping[int, Mapping[int, GridCell]]) -> bool:
    """Whether the cells of a sheet are those of a sheet of findings."""
    mark = rows.get(1, {}).get(_HIDDEN + 1)
    return mark is not None and mark.text == MARK


def _texts(finding: Finding, looks: Mapping[Cell, Look], language: Language) -> list[str]:
    cell = finding.position if isinstance(finding.position, Cell) else None
    words = finding.path_words.said(language) if finding.path_words else ""
    return [
        SEVERITIES[finding.severity].said(language).capitalize(),
        cell.name if cell else str(finding.position or ""),
        words[:1].upper() + words[1:],
        finding.fault.said(language),
        finding.message.said(language),
        finding.suggestion.said(language) if finding.suggestion else "",
        f"{cell.sheet}!{cell.name}" if cell else "",
        *(looks.get(cell, Look()) if cell else Look()),
    ]


def _sheet(rows: Sequence[str], links: Sequence[str]) -> str:
    widths = "".join(_column(number, width) for number, width in enumerate(_WIDTHS, 1))
    view = (
        '<sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" '
        'state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView>'
    )
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    page = '<pageSetup orientation="landscape" fitToHeight="0"/>'
    return (
        f'<worksheet xmlns="{_SPACE}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews>{view}</sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData>'
        f"{linked}{page}</worksheet>"
    )


def _column(number: int, width: int) -> str:
    hidden = ' hidden="1"' if number > _HIDDEN else ""
    return f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{hidden}/>'


def _row(number: int, texts: Sequence[str], styles: Sequence[int]) -> str:
    lines = max(ceil(len(text) / width) for text, width in zip(texts[:_HIDDEN], _WIDTHS, strict=False))
    cells = "".join(
        f'<c r="{column_letters(column)}{number}" s="{style}" t="inlineStr"><is><t xml:space="preserve">'
        f"{escaped(text)}</t></is></c>"
        for column, (text, style) in enumerate(zip(texts, styles, strict=False), 1)
        if text
    )
    return f'<row r="{number}" ht="{_LINE * max(lines, 1):g}" customHeight="1">{cells}</row>'


def _link(number: int, cell: Cell) -> str:
    sheet = cell.sheet.replace("'", "''")
    place = quoted(f"'{sheet}'!{cell.name}")
    return f'<hyperlink ref="B{number}" location={place} display={quoted(cell.name)}/>'
