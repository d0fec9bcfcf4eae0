"""The sheet of findings in a marked workbook: what is wrong where, what to do, and a box to tick for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import ceil

from lq_graph.checking.finding import Finding, Severity, counts
from lq_graph.checking.reports.report import SEVERITIES, counted
from lq_graph.contributing.marking.cells import Look
from lq_graph.contributing.marking.elements import escaped, quoted
from lq_graph.contributing.marking.parts import DECLARATION, SPREADSHEET, text_cell
from lq_graph.contributing.outcome import Outcome
from lq_graph.contributing.templates.words import PAGE, PRINTED
from lq_graph.contributing.xlsx.grid import GridCell
from lq_graph.reading.position import Cell, column_letters
from lq_graph.text import Language, Texts

HEADER_ROW = 4  # in a sheet with findings; above it stand the title, the numbers and the next step
_MARK = "lq.review"  # in the first of the hidden columns; distinguishes the sheet from others with its title
_WIDTHS = (12, 8, 24, 46, 46, 24, 10, 9, 9, 9)
_VISIBLE = 7  # columns; the hidden ones behind them have the looks that marks replaced
_LINE = 15.0
_HEADERS = (
    Texts("Allvar", "Severity"),
    Texts("Cell", "Cell"),
    Texts("Kolumn", "Column"),
    Texts("Vad som är fel", "What is wrong"),
    Texts("Vad du gör", "What to do"),
    Texts("Menade du", "Did you mean"),
    Texts("Åtgärdat", "Done"),
)
_BOX = "☐"
_TITLE = Texts("Granskning av {}", "Review of {}")
_ON_DAY = Texts("Granskad {}", "Reviewed {}")
_NOTHING = Texts("Inga fel", "No errors")
_CHANGES = Texts("Det här ändras: {}", "What changes: {}")
_CHANGE_HEADERS = (
    Texts("Vad som händer", "What happens"),
    Texts("Vad det gäller", "What it is about"),
    Texts("Uppgift", "Property"),
    Texts("Förut → nu", "Before → now"),
)
_MOST_CHANGES = 500
_LEFT_OUT = Texts(
    "och {} till; rätta de här först och skicka arbetsboken igen", "and {} more; mend these first and send it again"
)


@dataclass(frozen=True)
class Review:
    """What the sheet of findings has beside them.

    `headers` are those of the sheets that were read, by the title of the sheet and the number of the column; `day` is
    that of the review, `outcome` what the contribution changes.
    """

    language: Language
    file: str = ""
    next_step: str = ""
    day: date | None = None
    headers: Mapping[tuple[str, int], str] = field(default_factory=dict)
    outcome: Outcome | None = None


@dataclass(frozen=True)
class ReviewStyles:
    """The numbers of the cell styles of the sheet; `severity` gives those for severities."""

    title: int
    header: int
    text: int
    link: int
    box: int
    severity: Callable[[Severity], int]


def review_sheet(
    findings: Sequence[Finding], looks: Mapping[Cell, Look], styles: ReviewStyles, review: Review, most: int
) -> bytes:
    """The part of the sheet: title, numbers, next step, and a row for each finding with a link to its cell.

    The gravest findings come first, at most so many. `looks` are what the marks replaced.
    """
    language = review.language
    shown = sorted(findings[:most], key=lambda finding: (not finding.comes_first, -finding.severity))
    title = [_TITLE.in_language(language).format(review.file), *[""] * (_VISIBLE - 1), _MARK]
    rows = [_row(1, title, [styles.title] * len(title), _LINE * 1.5)]
    rows.append(_row(2, [_summary(findings, review)], [styles.text]))
    rows.append(_row(3, [review.next_step], [styles.text], _LINE * max(1, _lines(review.next_step, _visible_width()))))
    cells = [(number, finding.position) for number, finding in enumerate(shown, HEADER_ROW + 1)]
    if shown:
        headers = [text.in_language(language) for text in _HEADERS]
        rows.append(_row(HEADER_ROW, headers, [styles.header] * _VISIBLE))
        hidden = [styles.text] * (len(_WIDTHS) - _VISIBLE)
        for number, finding in enumerate(shown, HEADER_ROW + 1):
            style = [styles.severity(finding.severity), styles.link, *[styles.text] * 4, styles.box, *hidden]
            rows.append(_row(number, _texts(finding, looks, review), style))
    end = len(shown) + HEADER_ROW + 1
    if len(findings) != len(shown):
        last = _LEFT_OUT.in_language(language).format(len(findings) - len(shown))
        rows.append(_row(end, [last], [styles.text]))
    changes = list(_changes(end + 2, review.outcome, styles))
    rows += changes
    links = [_link(number, cell) for number, cell in cells if isinstance(cell, Cell)]
    return DECLARATION + _sheet(rows, links, language, is_long=bool(shown), changes=end + 2 if changes else 0).encode()


def _changes(start: int, outcome: Outcome | None, styles: ReviewStyles) -> Iterator[str]:
    """The rows of what the contribution changes, from a row on: each value old → new."""
    if outcome is None or not outcome.changes.things:
        return
    language = outcome.language
    yield _row(start, [_CHANGES.in_language(language).format(outcome.summary)], [styles.title], _LINE * 1.5)
    kind, thing, property_, values = (text.in_language(language) for text in _CHANGE_HEADERS)
    yield _row(start + 1, [kind, "", thing, property_, values], [styles.header] * 5)
    for number, (kind, thing, property_, values) in enumerate(outcome.rows(_MOST_CHANGES), start + 2):
        yield _row(number, [kind, "", thing, property_, values], [styles.text] * 5)


def is_review_sheet(rows: Mapping[int, Mapping[int, GridCell]]) -> bool:
    """Whether a sheet is a sheet of findings."""
    return _first_hidden(rows) is not None


def replaced_looks(rows: Mapping[int, Mapping[int, GridCell]]) -> dict[str, Look]:
    """The looks that marks replaced, by `sheet!cell`, from an earlier sheet of findings."""
    first = _first_hidden(rows)
    if first is None:
        return {}
    looks = {}
    for cells in rows.values():
        place, fill, font = (cells[column].text if column in cells else "" for column in range(first, first + 3))
        if place and fill.startswith("<"):
            looks[place] = Look(fill, font)
    return looks


def _first_hidden(rows: Mapping[int, Mapping[int, GridCell]]) -> int | None:
    """The number of the first hidden column, None if the sheet is no sheet of findings."""
    return next((column for column, cell in rows.get(1, {}).items() if cell.text == _MARK), None)


def _summary(findings: Sequence[Finding], review: Review) -> str:
    """The day, and how many findings there are of each severity."""
    language, number = review.language, counts(findings)
    shown = [each for each in sorted(Severity, reverse=True) if number[each] or each is not Severity.INFO]
    found = ", ".join(counted(number[each], each, language) for each in shown)
    text = found if findings else _NOTHING.in_language(language)
    if review.day is None:
        return text
    return f"{_ON_DAY.in_language(language).format(review.day.isoformat())}: {text[:1].lower()}{text[1:]}"


def _texts(finding: Finding, looks: Mapping[Cell, Look], review: Review) -> list[str]:
    language = review.language
    cell = finding.position if isinstance(finding.position, Cell) else None
    header = review.headers.get((cell.sheet, cell.column), "") if cell else ""
    words = header or (finding.path_words.in_language(language) if finding.path_words else "")
    return [
        SEVERITIES[finding.severity].in_language(language).capitalize(),
        cell.name if cell else str(finding.position or ""),
        words[:1].upper() + words[1:],
        finding.fault.in_language(language),
        finding.message.in_language(language),
        finding.suggestion.in_language(language) if finding.suggestion else "",
        _BOX,
        f"{cell.sheet}!{cell.name}" if cell else "",
        *(looks.get(cell, Look()) if cell and looks else Look()),
    ]


def _sheet(rows: Sequence[str], links: Sequence[str], language: Language, *, is_long: bool, changes: int = 0) -> str:
    """The sheet of some rows; `changes` is the number of the row that begins what changes, 0 if there is none."""
    widths = "".join(_column(number, width) for number, width in enumerate(_WIDTHS, 1))
    first = f"A{HEADER_ROW + 1}"
    pane = (
        f'<pane ySplit="{HEADER_ROW}" topLeftCell="{first}" activePane="bottomLeft" state="frozen"/>'
        f'<selection pane="bottomLeft" activeCell="{first}" sqref="{first}"/>'
    )
    view = f'<sheetView tabSelected="1" workbookViewId="0">{pane if is_long else ""}</sheetView>'
    wide = (*range(1, HEADER_ROW), *([changes] if changes else []))
    merged = "".join(f'<mergeCell ref="A{row}:{column_letters(_VISIBLE)}{row}"/>' for row in wide)
    linked = f"<hyperlinks>{''.join(links)}</hyperlinks>" if links else ""
    return (
        f'<worksheet xmlns="{SPREADSHEET}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews>{view}</sheetViews><sheetFormatPr defaultRowHeight="{_LINE}"/><cols>{widths}</cols>'
        f"<sheetData>{''.join(rows)}</sheetData><mergeCells>{merged}</mergeCells>"
        f"{linked}{''.join(_page(language, with_lines=is_long))}</worksheet>"
    )


def _page(language: Language, *, with_lines: bool) -> Iterator[str]:
    """How the sheet prints: on A4 in landscape, one page wide. ECMA-376 Part 1 §18.3.1.63."""
    if with_lines:
        yield '<printOptions gridLines="1"/>'
    yield '<pageMargins left="0.4" right="0.4" top="0.7" bottom="0.7" header="0.4" footer="0.4"/>'
    yield '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
    header, footer = "&L&A&R&F", f"&L{PRINTED.in_language(language)}&R{PAGE.in_language(language)}"
    texts = f"<oddHeader>{escaped(header)}</oddHeader><oddFooter>{escaped(footer)}</oddFooter>"
    yield f"<headerFooter>{texts}</headerFooter>"


def _column(number: int, width: int) -> str:
    hidden = ' hidden="1"' if number > _VISIBLE else ""
    return f'<col min="{number}" max="{number}" width="{width}" customWidth="1"{hidden}/>'


def _row(number: int, texts: Sequence[str], styles: Sequence[int], height: float | None = None) -> str:
    """A row of texts; it is as high as the longest text needs, unless a height is given."""
    if height is None:
        lines = 1 if len(texts) == 1 else max(map(_lines, texts[:_VISIBLE], _WIDTHS))
        height = _LINE * lines
    cells = "".join(
        text_cell(number, column, text, style)
        for column, (text, style) in enumerate(zip(texts, styles, strict=False), 1)
        if text
    )
    return f'<row r="{number}" ht="{height:g}" customHeight="1">{cells}</row>'


def _lines(text: str, width: int) -> int:
    return ceil(len(text) * 1.1 / width) or 1


def _visible_width() -> int:
    return sum(_WIDTHS[:_VISIBLE])


def _link(number: int, cell: Cell) -> str:
    sheet = cell.sheet.replace("'", "''")
    place = quoted(f"'{sheet}'!{cell.name}")
    return f'<hyperlink ref="B{number}" location={place} display={quoted(cell.name)}/>'
