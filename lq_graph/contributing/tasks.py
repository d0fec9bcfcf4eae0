"""Workbooks for tasks: this year's values, a decision, a plan, and what ends or is withdrawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from pyoxigraph import Literal

from lq_graph.contributing.contribution import ContributionReader
from lq_graph.contributing.forms.changes import CHANGES
from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.observations import (
    AREA,
    INDICATOR,
    MEASURE,
    PERIOD,
    SEX,
    UNIT,
    Properties,
    Series,
    Value,
)
from lq_graph.contributing.forms.rows import (
    ALL_ROWS,
    ID,
    CellValue,
    Column,
    SheetContent,
    cell_value,
    companion_column,
    sheet_content,
    shown_column,
    value_column,
)
from lq_graph.errors import UnknownName
from lq_graph.names import DCTERMS, SKOS
from lq_graph.text import Language, Texts, sort_key

_SOURCE, _DEFINITION = f"{DCTERMS}source", f"{SKOS}definition"
_LAST_PERIOD, _LAST_VALUE, _MEANING = (
    Texts("senaste period", "last period"),
    Texts("senaste värde", "last value"),
    Texts("så räknas värdet", "how the value is counted"),
)


@dataclass(frozen=True)
class Task:
    """What somebody wants to do: its name in commands and addresses, and the classes of its sheets by segment."""

    name: str
    title: Texts
    description: Texts
    segments: tuple[str, ...] = ()


YEARLY, WITHDRAW = "yearly-values", "withdraw"
TASKS: Mapping[str, Task] = MappingProxyType(
    {
        task.name: task
        for task in (
            Task(
                YEARLY,
                Texts("Årets värden", "This year's values"),
                Texts(
                    "En rad för varje indikator, med senaste värde, enhet och definition. Fyll i det nya värdet.",
                    "A row for each indicator, with its last value, unit and definition. Fill in the new value.",
                ),
                ("observation",),
            ),
            Task(
                "new-decision",
                Texts("Nytt beslut", "New decision"),
                Texts(
                    "Ett beslut, och den plan som det antar om den också är ny.",
                    "A decision, and the plan that it adopts if that is new too.",
                ),
                ("decision", "plan"),
            ),
            Task(
                "new-plan",
                Texts("Ny plan", "New plan"),
                Texts(
                    "En plan med det beslut som antar den, dess mål och målvärden.",
                    "A plan with the decision that adopts it, its targets and target values.",
                ),
                ("plan", "decision", "target", "target-value"),
            ),
            Task(
                WITHDRAW,
                Texts("Avsluta eller ta bort", "End or remove"),
                Texts(
                    "Något som upphör, tas bort, byter namn eller går upp i något annat.",
                    "Something that ends, is removed, is renamed or merges into something else.",
                ),
            ),
        )
    }
)


def task_named(name: str) -> Task:
    """The task of a name; raises UnknownName, with all names."""
    if name not in TASKS:
        raise UnknownName(f"there is no task {name!r}; there are: {', '.join(TASKS)}")
    return TASKS[name]


def possible_tasks(forms: Mapping[str, Form]) -> list[Task]:
    """The tasks whose classes all have a form."""
    return [task for task in TASKS.values() if all(segment in forms for segment in task.segments)]


def task_sheets(task: Task, reader: ContributionReader, language: Language) -> list[tuple[Form, SheetContent]]:
    """The sheets of a task's workbook, each with its form. Raises UnknownName if a class of it has no form."""
    if task.name == WITHDRAW:
        content = sheet_content(CHANGES)
        columns = tuple(column for column in content.columns if column.key != ID)
        return [(CHANGES, replace(content, columns=columns))]
    missing = [segment for segment in task.segments if segment not in reader.forms]
    if missing:
        raise UnknownName(f"the task {task.name} needs forms that the shapes do not give: {', '.join(missing)}")
    forms = [reader.forms[segment] for segment in task.segments]
    if task.name == YEARLY:
        return [(form, _yearly(form, reader, language)) for form in forms]
    return [(form, sheet_content(form)) for form in forms]


# The sheet of this year's values.


def _yearly(form: Form, reader: ContributionReader, language: Language) -> SheetContent:
    """A row for each indicator with the last value of its series, and columns for the next one."""
    sheet = _YearlySheet(form, reader, language)
    name = sheet.columns[0].key
    rows = sorted(sheet.rows(), key=lambda cells: sort_key(str(cells.get(name, ""))))
    return SheetContent(sheet.columns, ({name: ALL_ROWS.in_language(language)}, *rows), TASKS[YEARLY].title)


class _YearlySheet:
    def __init__(self, form: Form, reader: ContributionReader, language: Language) -> None:
        self._reader = reader
        self._known = reader.observations
        self._language: Language = language
        by_predicate = {field.predicate: field for field in form.own_fields}
        has_sex = any(sex is not None for _, _, sex in self._chosen())
        self._given = [by_predicate[each] for each in (INDICATOR, AREA, SEX, UNIT) if each in by_predicate]
        if not has_sex:
            self._given = [field for field in self._given if field.predicate != SEX]
        self._measure = by_predicate[MEASURE]
        given = {field.predicate: replace(value_column(field, None, None), is_given=True) for field in self._given}
        asked = [value_column(by_predicate[PERIOD], None, None), value_column(self._measure, None, None)]
        self._shown = [shown_column(name, is_long=name is _MEANING) for name in (_LAST_PERIOD, _LAST_VALUE, _MEANING)]
        period, value, meaning = self._shown
        before = [given[each] for each in (INDICATOR, AREA, SEX) if each in given]
        self.columns = (*before, period, value, given[UNIT], meaning, *asked, *_sources(form, by_predicate[_SOURCE]))

    def rows(self) -> Iterator[Mapping[str, CellValue]]:
        """The cells of each indicator of the area that most values are of, or else of its own."""
        for key in self._chosen():
            yield self._row(self._known.by_iri[self._known.series[key]])

    def _chosen(self) -> list[Series]:
        series = self._known.series
        own = {indicator for indicator, area, _ in series if area == self._known.area}
        return [each for each in series if each[1] == self._known.area or each[0] not in own]

    def _row(self, last: Properties) -> Mapping[str, CellValue]:
        period, value, meaning = self._shown
        cells: dict[str, CellValue] = {}
        for field in self._given:
            if field.predicate in last:
                cells[field.key] = cell_value(last[field.predicate], field, self._reader.reference, self._language)
        cells[period.key] = last[PERIOD].value
        if MEASURE in last:
            cells[value.key] = cell_value(last[MEASURE], self._measure, self._reader.reference, self._language)
        definition = self._definition(last[INDICATOR])
        if definition:
            cells[meaning.key] = definition
        return cells

    def _definition(self, indicator: Value) -> str:
        for triple in self._reader.stated_of(indicator.value):
            text = triple.object
            if triple.predicate.value == _DEFINITION and isinstance(text, Literal) and text.language == self._language:
                return text.value
        return ""


def _sources(form: Form, source: Field) -> Sequence[Column]:
    companion = form.companion(source)
    first = [value_column(source, 1, None)]
    return first if companion is None else [*first, companion_column(source, 1, companion, None)]
