"""The rules of a template's cells: lists to choose from, and what a cell says when something else is written."""

from __future__ import annotations

from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from lq_graph.contributing.forms.form import Field
from lq_graph.contributing.templates import words
from lq_graph.contributing.templates.lists import ListRange
from lq_graph.names import XSD
from lq_graph.settings import Language, Texts

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
    rule.errorTitle = _fit(words.NOT_LISTED.said(language), _LONGEST_TITLE)
    advice = words.CHOOSE if choices.is_closed else words.CHOOSE_OR_ADDRESS
    rule.error = _fit(advice.said(language), _LONGEST_TEXT)
    return rule


def _truth(language: Language) -> DataValidation:
    answers = ",".join(each.said(language) for each in (words.TRUE, words.FALSE))
    rule = DataValidation(type="list", formula1=f'"{answers}"', allow_blank=True, showErrorMessage=True)
    rule.errorTitle = rule.error = _fit(words.NO_TRUTH.said(language), _LONGEST_TITLE)
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
    rule.promptTitle = _fit(field.name.said(language), _LONGEST_TITLE)
    rule.prompt = _fit(field.hint.said(language), _LONGEST_TEXT)
    if fault is not None:
        rule.showErrorMessage = True
        rule.errorTitle = _fit(fault.said(language), _LONGEST_TITLE)
        rule.error = rule.prompt
    return rule


def _fit(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"
