"""The workbook that somebody sent, with its faulty cells marked; all else in it is unchanged."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil
from pathlib import Path

from lq_graph.checking.finding import Finding, Severity, in_order
from lq_graph.checking.reports.report import SEVERITIES, meant
from lq_graph.contributing.marking.cells import MINIMAL, CellChange, Look, MarkCells, MarkStyles, Place
from lq_graph.contributing.marking.comments import EMPTY as NO_SHAPES
from lq_graph.contributing.marking.comments import EMPTY_comments as NO_COMMENTS
from lq_graph.contributing.marking.comments import MarkComments, with_boxes
from lq_graph.contributing.marking.parts import (
    DECLARATION,
    WorkbookParts,
    add_first,
    bring_to_front,
    entry,
    escaped,
    in_background,
    quoted,
    with_drawing,
)
from lq_graph.contributing.sheets.source import REVIEW, SheetSource, is_review
from lq_graph.contributing.xlsx.cells import column_number
from lq_graph.contributing.xlsx.grid import Grid, GridCell
from lq_graph.contributing.xlsx.workbook import SheetPart, Workbook, read_workbook
from lq_graph.reading.position import Cell, Position, column_letters
from lq_graph.text import Language, Texts

# The sheet of findings that comes first in a marked workbook.

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
    rows = [_row(1, [*(text.in_language(language) for text in _HEADERS), MARK], [styles.header] * len(_WIDTHS))]
    shown = sorted(findings[:MOST], key=lambda finding: -finding.severity)
    for number, finding in enumerate(shown, 2):
        style = [styles.severity(finding.severity), styles.link, *[styles.text] * (len(_WIDTHS) - 2)]
        rows.append(_row(number, _texts(finding, looks, language), style))
    if len(findings) != len(shown) or not shown:
        last = (
            _LEFT_OUT.in_language(language).format(len(findings) - len(shown))
            if shown
            else _NOTHING.in_language(language)
        )
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
    words = finding.path_words.in_language(language) if finding.path_words else ""
    return [
        SEVERITIES[finding.severity].in_language(language).capitalize(),
        cell.name if cell else str(finding.position or ""),
        words[:1].upper() + words[1:],
        finding.fault.in_language(language),
        finding.message.in_language(language),
        finding.suggestion.in_language(language) if finding.suggestion else "",
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


# One sheet of a workbook, with its old marks taken away and new ones put on.

_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"


@dataclass(frozen=True)
class SheetMarks:
    """What is to stand on a sheet: severities and messages by place, texts of cells, and what old marks replaced."""

    severities: Mapping[Place, Severity]
    messages: Mapping[Place, str]
    texts: Mapping[Place, str]
    replaced: Mapping[Place, Look]


def mark_sheet(
    parts: WorkbookParts, sheet: str, marks: SheetMarks, styles: MarkStyles, language: Language
) -> Mapping[Place, Look]:
    """Marks a sheet part; the looks of the cells whose own fill a mark replaced."""
    content = in_background(parts.read(sheet))
    cells = MarkCells(parts.package.path, content)
    changes = _restored(cells, marks, styles)
    looks = {}
    for place, severity in marks.severities.items():
        style = changes[place].style if place in changes else None
        own = cells.style(place) if style is None else style
        looks[place] = styles.look(own)
        changes[place] = CellChange(styles.marked(own, severity))
    for place, text in marks.texts.items():
        changes[place] = CellChange(changes[place].style if place in changes else None, text)
    parts.write(sheet, cells.changed(changes) if changes else content)
    _comment(parts, sheet, marks.messages, language)
    return looks


def _restored(cells: MarkCells, marks: SheetMarks, styles: MarkStyles) -> dict[Place, CellChange]:
    """The cells that are marked from an earlier time, as they were before."""
    if not styles.has_marks:
        return {}
    return {
        place: CellChange(styles.restored(style, marks.replaced.get(place, Look())))
        for place, style in cells.styles()
        if styles.is_marked(style)
    }


def _comment(parts: WorkbookParts, sheet: str, messages: Mapping[Place, str], language: Language) -> None:
    part = parts.related(sheet, "comments")
    if part is None and not messages:
        return
    part = part or _new_comments(parts, sheet)
    comments = MarkComments(parts.package.path, parts.read(part), language)
    by_name = {cell_name(place): message for place, message in messages.items()}
    commented = frozenset(map(cell_place, comments.cells(by_name)))
    drawing = parts.related(sheet, "vmlDrawing") or _new_drawing(parts, sheet)
    parts.write(part, comments.with_messages(by_name))
    parts.write(drawing, with_boxes(parts.read(drawing), messages, commented))


def _new_comments(parts: WorkbookParts, sheet: str) -> str:
    part = parts.free("xl/comments{}.xml")
    parts.write(part, NO_COMMENTS)
    parts.declare(part, _COMMENTS_TYPE)
    parts.relate(sheet, "comments", part)
    return part


def _new_drawing(parts: WorkbookParts, sheet: str) -> str:
    part = parts.free("xl/drawings/vmlDrawing{}.vml")
    parts.write(part, NO_SHAPES)
    parts.declare_ending("vml", _VML_TYPE)
    parts.write(sheet, with_drawing(parts.read(sheet), parts.relate(sheet, "vmlDrawing", part)))
    return part


def cell_name(place: Place) -> str:
    """The name of a cell, such as C14."""
    return f"{column_letters(place[1])}{place[0]}"


def cell_place(name: str) -> Place:
    """The row and column of a cell by its name."""
    letters = name.rstrip("0123456789")
    digits = name[len(letters) :]
    return (int(digits) if digits else 0, column_number(letters))


# The workbook that somebody sent, with its faulty cells marked: all else in it is as it was.

_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_UNMARKED = "sheet-not-read"  # said of a whole sheet, which is somebody else's


def mark(path: Path, content: bytes, findings: Sequence[Finding], ids: Mapping[Cell, str], language: Language) -> bytes:
    """The workbook of a content with its faulty cells filled and commented, addresses written in, and a sheet of them.

    A faulty cell is light red, yellow or blue, by the gravest finding in it, and says in a comment what is wrong and
    what to do. The first sheet lists all findings, or says that there are none. `ids` are the addresses to write into
    empty cells. Marks of an earlier time are taken away first. Pictures, formats, rules and formulas stay as they are.
    Raises Refusal as read_workbook. Time: 0.1 s for 2,000 rows of 12 columns.
    """
    return _Marking(read_workbook(path, content), in_order(findings), ids, language).marked()


class _Marking:
    def __init__(
        self, book: Workbook, findings: Sequence[Finding], ids: Mapping[Cell, str], language: Language
    ) -> None:
        self._book = book
        self._findings = findings
        self._ids = ids
        self._language: Language = language
        self._parts = WorkbookParts(book.package)
        self._styles_part = self._parts.related(book.part, "styles") or self._new_styles()
        self._styles = MarkStyles(book.path, self._parts.read(self._styles_part))

    def marked(self) -> bytes:
        review = next((each for each in self._book.sheets if self._is_review(each)), None)
        replaced = replaced_looks(self._book.grid(review).rows) if review is not None else {}
        looks: dict[Cell, Look] = {}
        for sheet in self._book.sheets:
            if sheet != review:
                found = mark_sheet(self._parts, sheet.part, self._marks(sheet, replaced), self._styles, self._language)
                looks |= {self._cell(sheet, place): look for place, look in found.items()}
        self._write_review(review, looks)
        self._parts.write(self._styles_part, self._styles.content())
        return self._parts.to_bytes()

    def _marks(self, sheet: SheetPart, replaced: Mapping[str, Look]) -> SheetMarks:
        by_place: dict[Place, list[Finding]] = {}
        for finding in self._findings[:MOST]:
            cell = finding.position
            if isinstance(cell, Cell) and cell.sheet == sheet.name and finding.code != _UNMARKED:
                by_place.setdefault((cell.row, cell.column), []).append(finding)
        return SheetMarks(
            {place: max(each.severity for each in found) for place, found in by_place.items()},
            {place: "\n".join(map(self._message, found)) for place, found in by_place.items()},
            {(cell.row, cell.column): text for cell, text in self._ids.items() if cell.sheet == sheet.name},
            {cell_place(name): look for name, look in _of_sheet(sheet, replaced)},
        )

    def _message(self, finding: Finding) -> str:
        said = (
            finding.fault.in_language(self._language),
            finding.message.in_language(self._language),
            meant(finding, self._language),
        )
        return (
            f"{SEVERITIES[finding.severity].in_language(self._language).capitalize()}: {' '.join(filter(None, said))}"
        )

    def _write_review(self, review: SheetPart | None, looks: Mapping[Cell, Look]) -> None:
        text = self._styles.written()
        styles = ReviewStyles(
            header=self._styles.written(bold=True),
            text=text,
            link=self._styles.written(link=True),
            severity=lambda severity: self._styles.marked(text, severity),
        )
        content = review_sheet(self._findings, looks, styles, self._language)
        if review is None:
            add_first(self._parts, self._book.part, self._free_title(), content)
        else:
            self._parts.write(review.part, content)
            bring_to_front(self._parts, self._book.part, review.number)

    def _is_review(self, sheet: SheetPart) -> bool:
        return is_review(sheet.name) and is_review_sheet(self._book.grid(sheet).rows)

    def _free_title(self) -> str:
        title = REVIEW.in_language(self._language)
        taken = {sheet.name.casefold() for sheet in self._book.sheets}
        titles = (title, *(f"{title} ({number})" for number in range(2, len(taken) + 3)))
        return next(each for each in titles if each.casefold() not in taken)

    def _new_styles(self) -> str:
        part = "xl/styles.xml" if not self._parts.has("xl/styles.xml") else self._parts.free("xl/styles{}.xml")
        self._parts.write(part, DECLARATION + MINIMAL)
        self._parts.declare(part, _STYLES_TYPE)
        self._parts.relate(self._book.part, "styles", part)
        return part

    def _cell(self, sheet: SheetPart, place: Place) -> Cell:
        return Cell(self._book.path, sheet.name, *place)


def _of_sheet(sheet: SheetPart, looks: Mapping[str, Look]) -> Iterable[tuple[str, Look]]:
    start = f"{sheet.name}!"
    return ((place.removeprefix(start), look) for place, look in looks.items() if place.startswith(start))


# A workbook of plain texts in one sheet, as the rows of a CSV file become. ECMA-376 Part 1 §12.

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_WIDTH = 20  # letters
_PARTS: Mapping[str, str] = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPES}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPES}.styles+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPES}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{_RELATIONS}/styles" Target="styles.xml"/></Relationships>'
    ),
    "xl/styles.xml": MINIMAL.decode(),
}


def plain_workbook(title: str, rows: Mapping[int, Mapping[int, GridCell]]) -> bytes:
    """The workbook file of a sheet with a title and texts by row and column, none of which is a formula."""
    last = max((max(cells) for cells in rows.values() if cells), default=1)
    sheet = (
        f'<worksheet xmlns="{_MAIN}"><cols><col min="1" max="{last}" width="{_WIDTH}" customWidth="1"/></cols>'
        f"<sheetData>{''.join(_plain_row(number, cells) for number, cells in sorted(rows.items()))}</sheetData>"
        "</worksheet>"
    )
    book = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><bookViews><workbookView/></bookViews><sheets>'
        f'<sheet name={quoted(title)} sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in {**_PARTS, "xl/workbook.xml": book, "xl/worksheets/sheet1.xml": sheet}.items():
            archive.writestr(entry(name), DECLARATION + text.encode())
    return stream.getvalue()


def _plain_row(number: int, cells: Mapping[int, GridCell]) -> str:
    texts = (_cell(f"{column_letters(column)}{number}", cell.text) for column, cell in sorted(cells.items()))
    return f'<row r="{number}">{"".join(texts)}</row>'


def _cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t xml:space="preserve">{escaped(text)}</t></is></c>'


# A sheet that was read and checked, marked: its own workbook, or one made of the rows of a CSV file.

_TITLE = "CSV"


def marked_sheet(source: SheetSource, content: bytes, findings: Sequence[Finding], language: Language) -> bytes:
    """The workbook of a source with its faulty cells marked and minted addresses written in.

    `content` is that of its file, and `findings` are all that were found; those on other files are left out.
    """
    about = [finding for finding in findings if finding.file == source.path]
    grid = source.sheet.grid
    if grid.title:
        return mark(source.path, content, about, source.addresses(), language)
    cells = _cells(grid)
    moved = [replace(each, position=cells.get(each.position, each.position)) for each in about]  # type: ignore[arg-type]
    return mark(source.path, plain_workbook(_TITLE, grid.rows), moved, _addresses(source), language)


def _cells(grid: Grid) -> dict[Position, Cell]:
    """The cell for each position of a CSV file."""
    width = max((max(cells) for cells in grid.rows.values()), default=0) + 1
    places = ((row, column) for row in grid.rows for column in range(1, width + 1))
    return {grid.place(row, column): Cell(grid.path, _TITLE, row, column) for row, column in places}


def _addresses(source: SheetSource) -> dict[Cell, str]:
    column = source.sheet.id_column
    minted = source.subjects.minted if column is not None else {}
    return {Cell(source.path, _TITLE, row, column or 0): iri for row, iri in minted.items()}
