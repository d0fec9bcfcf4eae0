"""The parts of a template's workbook: cells, look, rules, help and lists."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pyoxigraph import Literal, NamedNode

from lq_graph.contributing.forms import rows as words
from lq_graph.contributing.forms.form import Choice, Field, Form, Kind
from lq_graph.contributing.forms.reference import Reference, instances, values
from lq_graph.contributing.forms.rows import HELP_HEADERS, HELP_SHEET, CellValue, Column, cell_value, guide
from lq_graph.errors import LqError
from lq_graph.names import LQ, XSD
from lq_graph.text import Language, Texts, sort_key
from lq_graph.triples.columns import Columns
from lq_graph.triples.relation import restrict
from lq_graph.triples.terms import Term

# Cells of a workbook that hold what they are given: text stays text, whatever it begins with.

TEXT_FORMAT = "@"
LONGEST = 32_767  # characters in a cell. ECMA-376 Part 1 §18.3.1.4, as Excel has it
_COMMAND = re.compile(r"[=+\-@\t\r]")  # what a spreadsheet may take for the start of a formula
_SPECIAL = re.compile(r"[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")


def write_cell(sheet: Worksheet, row: int, column: int, value: CellValue) -> Cell:
    """The cell at a row and a column, filled; a text that begins like a formula is marked as a text.

    Raises LqError for a text that is longer than a cell can be.
    """
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        raise TypeError(f"{cell.coordinate} is covered by a merged cell")
    if isinstance(value, str):
        _write_text(cell, value)
    else:
        cell.value = value
    return cell


def _write_text(cell: Cell, text: str) -> None:
    if len(text) > LONGEST:
        place = f"{cell.coordinate}: a text of {len(text):,} characters does not fit in a cell"
        raise LqError(f"{place}; a workbook takes {LONGEST:,}, a CSV file any number")
    cell.value = _escaped(text)
    cell.data_type = "s"  # whatever openpyxl takes it for: a formula, an error, a number
    if _COMMAND.match(text):
        cell.quotePrefix = True


def _escaped(text: str) -> str:
    """A text without characters that XML cannot hold, in the way of ECMA-376 Part 1 §22.9.2.19."""
    return _SPECIAL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)


# The look of a template: widths, colours and letters.

_WIDTHS: dict[Kind, int] = {"text": 36, "number": 15, "day": 15, "truth": 15, "choice": 30, "address": 34}
_CODE_WIDTH, _ID_WIDTH = 18, 20
_LETTER = 1.1  # letters of text beside the digits that widths are measured in
_LINE_HEIGHT = 15.0  # points, of 11-point letters
_AUTHOR = "lq"
_COMMENT_LETTERS, _COMMENT_LINE = 44, 15  # letters in a line of a comment, and its height in points

_DARK, _LIGHT, _PALE = "1F3A5F", "DCE6F1", "F3F3F3"  # 11.5:1 with white, 15:1 and more with black
_LINE = Side(style="thin", color="8EA9C8")
_FONT = "Calibri"
WRAPPED, UNWRAPPED = Alignment(vertical="top", wrap_text=True), Alignment(vertical="top")
TITLE = Font(name=_FONT, bold=True, size=14)


def width(column: Column) -> int:
    """The width of a column, in letters."""
    if column.field is None:
        return _ID_WIDTH
    if column.field.kind == "text" and column.field.language is None:
        return _CODE_WIDTH
    return _WIDTHS[column.field.kind]


def alignment(column: Column) -> Alignment:
    """How the cells of a column stand: texts in a language in several lines, all else in one."""
    return WRAPPED if column.field is not None and column.field.language else UNWRAPPED


def row_height(texts: Iterable[tuple[str, int]]) -> float:
    """The height, in points, that texts need in one row, each in a column of so many letters.

    Programs that open a workbook do not look for themselves how high a row must be.
    """
    return _LINE_HEIGHT * max((_lines(text, letters) for text, letters in texts), default=1)


class Looks:
    """The looks of cells by name, each made once: to find a look that a workbook has already takes 50 µs a cell."""

    def __init__(self) -> None:
        self._models: dict[str, Cell] = {}

    def give(self, cell: Cell, name: str, look: Callable[[Cell], None]) -> None:
        """Gives a cell the look of a name, by a function that does so to the first; a text marked as one stays so."""
        name = f"{name} {cell.quotePrefix}"
        model = self._models.get(name)
        if model is None:
            look(cell)
            self._models[name] = cell
        else:
            cell._style = copy(model._style)  # type: ignore[attr-defined]  # the stubs lack it


def look_like_header(cell: Cell, *, required: bool = False, automatic: bool = False) -> None:
    """A cell as a header: white on dark if the column must be filled, pale if nobody fills it."""
    fill = _DARK if required else _PALE if automatic else _LIGHT
    cell.fill = PatternFill("solid", fgColor=fill)
    cell.font = Font(
        name=_FONT, size=11, bold=not automatic, italic=automatic, color="FFFFFF" if required else "000000"
    )
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    cell.border = Border(bottom=Side(style="medium", color=_DARK), right=_LINE)


def comment(text: str) -> Comment:
    """A comment of the size of its text."""
    lines = sum(math.ceil(max(len(line), 1) / _COMMENT_LETTERS) for line in text.split("\n"))
    return Comment(text, _AUTHOR, height=_COMMENT_LINE * (lines + 2), width=320)


def _lines(text: str, letters: int) -> int:
    """How many lines a text takes, broken between words, in letters of a usual width."""
    lines, left = 1, 0.0
    for word in text.split():
        needed = len(word) * _LETTER + 1
        lines, left = (lines + 1, needed) if left and left + needed > letters else (lines, left + needed)
    return lines


# The hidden sheet of a template: what the template is, and the lists that its cells are chosen from.

HIDDEN_SHEET = "_lq"
TEMPLATE_VERSION = "1"
_FIRST_LIST = 4  # column of the first list; the properties stand in the first two
_STEP = 2  # columns of a list: what people read, and the address


@dataclass(frozen=True)
class ListRange:
    """A list of the hidden sheet: the name of its range, what it holds, and whether nothing can be added to it."""

    name: str
    shown: tuple[str, ...]
    is_closed: bool


def template_properties(form: Form, reference: Reference, language: Language) -> Mapping[str, str]:
    """What a template says of itself, so that it is recognised when it comes back."""
    return {
        "lq.template": TEMPLATE_VERSION,
        "lq.class": form.class_,
        "lq.shapes": form.fingerprint,
        "lq.language": language,
        "lq.base": reference.names.base,
    }


def write_hidden_sheet(book: Workbook, form: Form, reference: Reference, language: Language) -> Mapping[str, ListRange]:
    """The lists of a form's fields by the key of each field that has one, written with the template's properties."""
    sheet: Worksheet = book.create_sheet(HIDDEN_SHEET)
    sheet.sheet_state = "hidden"
    for row, (name, value) in enumerate(template_properties(form, reference, language).items(), 1):
        write_cell(sheet, row, 1, name)
        write_cell(sheet, row, 2, value)
        book.custom_doc_props.append(StringProperty(name=name, value=value))  # type: ignore[attr-defined]  # stubs of 3.0
    return dict(_write_lists(book, sheet, form.fields, reference, language))


def _write_lists(
    book: Workbook, sheet: Worksheet, fields: Iterable[Field], reference: Reference, language: Language
) -> Iterator[tuple[str, ListRange]]:
    known: dict[tuple[Choice, ...], ListRange] = {}
    for field in fields:
        choices = reference.choices(field)
        if choices and choices not in known:
            column = _FIRST_LIST + _STEP * len(known)
            known[choices] = _write_list(book, sheet, column, field, _in_order(field, choices, reference, language))
        if choices:
            yield field.key, known[choices]


def _write_list(
    book: Workbook, sheet: Worksheet, column: int, field: Field, choices: Iterable[tuple[str, str]]
) -> ListRange:
    name = "lq_" + re.sub(r"\W", "_", field.key)
    write_cell(sheet, 1, column, name)
    row = 1
    shown, iris = zip(*choices, strict=True)
    for row, (text, iri) in enumerate(zip(shown, iris, strict=True), 2):
        write_cell(sheet, row, column, text)
        write_cell(sheet, row, column + 1, iri)
    letter = get_column_letter(column)
    book.defined_names[name] = DefinedName(name, attr_text=f"'{HIDDEN_SHEET}'!${letter}$2:${letter}${row}")
    return ListRange(name, shown, all(iri.startswith(LQ) for iri in iris))


def _in_order(
    field: Field, choices: Iterable[Choice], reference: Reference, language: Language
) -> list[tuple[str, str]]:
    """What people read and the address of each choice, in the order of the language's letters."""
    shown = [(reference.shown(field, choice).in_language(language), choice.iri) for choice in choices]
    return sorted(shown, key=lambda each: (sort_key(each[0]), each[1]))


# The rules of a template's cells: lists to choose from, and what a cell says when something else is written.

_LONGEST_TITLE, _LONGEST_TEXT = 32, 225  # characters that Excel takes
_LENGTHS = {"gYear": (4, 4), "gYearMonth": (5, 7), "date": (5, 10), "dateTime": (5, 30)}  # 5 are those of a date cell
_UNBOUNDED = "1E+300"


def add_rule(sheet: Worksheet, cells: str, field: Field, choices: ListRange | None, language: Language) -> None:
    """Adds the rule of a field to its cells, such as `C3:D20000`, if they can have one."""
    rule = _rule(field, choices, language)
    if rule is not None:
        rule.sqref = MultiCellRange(cells)
        sheet.add_data_validation(rule)


def _rule(field: Field, choices: ListRange | None, language: Language) -> DataValidation | None:
    if choices is not None:
        return _list(choices, language)
    if field.kind == "truth":
        return _truth(language)
    if field.kind == "number":
        return _prompting(_number(field), field, words.NO_NUMBER, language)
    if field.kind == "day":
        return _prompting(_day(field), field, words.NO_DAY, language)
    return _prompting(DataValidation(), field, None, language) if field.pattern else None


def _list(choices: ListRange, language: Language) -> DataValidation:
    rule = DataValidation(type="list", formula1=choices.name, allow_blank=True, showErrorMessage=True)
    rule.errorStyle = "stop" if choices.is_closed else "warning"
    rule.errorTitle = _fit(words.NOT_LISTED.in_language(language), _LONGEST_TITLE)
    advice = words.CHOOSE if choices.is_closed else words.CHOOSE_OR_ADDRESS
    rule.error = _fit(advice.in_language(language), _LONGEST_TEXT)
    return rule


def _truth(language: Language) -> DataValidation:
    answers = ",".join(each.in_language(language) for each in (words.TRUE, words.FALSE))
    rule = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle = rule.error = _fit(words.NO_TRUTH.in_language(language), _LONGEST_TITLE)
    return rule


def _number(field: Field) -> DataValidation:
    whole = all(datatype.startswith(f"{XSD}") and "nteger" in datatype for datatype in field.datatypes)
    least, most = field.least_value or f"-{_UNBOUNDED}", field.most_value or _UNBOUNDED
    return DataValidation(type="whole" if whole else "decimal", operator="between", formula1=least, formula2=most)


def _day(field: Field) -> DataValidation:
    lengths = [_LENGTHS[datatype.removeprefix(XSD)] for datatype in field.datatypes]
    least, most = min(low for low, _ in lengths), max(high for _, high in lengths)
    return DataValidation(type="textLength", operator="between", formula1=str(least), formula2=str(most))


def _prompting(rule: DataValidation, field: Field, fault: Texts | None, language: Language) -> DataValidation:
    """A rule that says what to write when a cell is entered, and again when something else is written."""
    rule.allow_blank = True
    rule.showInputMessage = True
    rule.promptTitle = _fit(field.name.in_language(language), _LONGEST_TITLE)
    rule.prompt = _fit(field.hint.in_language(language), _LONGEST_TEXT)
    if fault is not None:
        rule.showErrorMessage = True
        rule.errorTitle = _fit(fault.in_language(language), _LONGEST_TITLE)
        rule.error = rule.prompt
    return rule


def _fit(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


# Examples of what is written in a field, from what the graph says of things of the class.

_LONGEST = 120


def example_value(columns: Columns, class_: str, field: Field) -> Term | None:
    """The shortest value that a thing of a class has for a field, None if none has or all are long.

    A choice has a list to look in, and a truth is yes or no: they need no example.
    """
    if field.kind in ("choice", "truth"):
        return None
    relation = columns.named(field.predicate)
    said = relation if field.describes_value else restrict(relation, instances(columns, [class_]))
    fitting = [value for value in columns.terms.terms(values(columns, said)) if _fits(value, field)]
    return min(fitting, key=lambda value: (len(str(value)), str(value)), default=None)


def _fits(value: Term, field: Field) -> bool:
    if len(str(value)) > _LONGEST:
        return False
    if isinstance(value, Literal):
        return field.kind != "address" and (field.language is None or value.language == field.language)
    return field.kind == "address" and isinstance(value, NamedNode)


# The sheet of help of a template: how to fill it in, column by column.

_WIDTHS_help = (34, 24, 80, 42)


@dataclass(frozen=True)
class ColumnHelp:
    """What a person is told of a column: whether it must be filled, what to write, and an example if there is one."""

    need: str
    hint: str
    example: str

    def text(self, language: Language) -> str:
        """All of it, a line each."""
        example = words.EXAMPLE.in_language(language).format(self.example) if self.example else ""
        return "\n".join(filter(None, (self.need, self.hint, example)))


def column_help(form: Form, column: Column, reference: Reference, language: Language) -> ColumnHelp:
    """The help of a column, with what the graph says of another thing of the class as example."""
    need, hint = words.need(column).in_language(language), words.hint(column).in_language(language)
    field = column.field
    value = None if field is None else example_value(reference.columns, form.class_, field)
    if field is None or value is None:
        return ColumnHelp(need, hint, "")
    example = str(cell_value(value, field, reference, language))
    return ColumnHelp(need, hint, example.replace(".", ",") if field.kind == "number" and language == "sv" else example)


def write_help_sheet(book: Workbook, sheet: str, helps: Iterable[tuple[str, ColumnHelp]], language: Language) -> None:
    """Adds the sheet of help: how to go about it, then a row for each of some columns, by its header."""
    page: Worksheet = book.create_sheet(HELP_SHEET.in_language(language))
    lines = [line.in_language(language) for line in guide(Texts(sheet, sheet))]
    for row, line in enumerate(lines, 1):
        cell = write_cell(page, row, 1, line)
        if row == 1:
            cell.font = TITLE
    top = len(lines) + 2
    for number, (name, letters) in enumerate(zip(HELP_HEADERS, _WIDTHS_help, strict=True), 1):
        look_like_header(write_cell(page, top, number, name.in_language(language)), required=False)
        page.column_dimensions["ABCD"[number - 1]].width = letters
    for row, (header, told) in enumerate(helps, top + 1):
        texts = (header, told.need, told.hint, told.example)
        for number, text in enumerate(texts, 1):
            write_cell(page, row, number, text).alignment = WRAPPED
        page.row_dimensions[row].height = row_height(zip(texts, _WIDTHS_help, strict=True))
    page.sheet_view.showGridLines = False
    page.page_setup.orientation, page.page_setup.fitToHeight = "landscape", 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
