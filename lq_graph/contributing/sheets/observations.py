"""What rows of observations need not say: names, address and data set; and a value for another period is a new one.

Data Cube §6: an observation is identified by its dimensions. A row with the address of an observation and another
period, area, indicator or sex is therefore not that observation, which stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace

from pyoxigraph import Literal, Triple

from lq_graph.checking.finding import Finding
from lq_graph.contributing.forms.observations import (
    AREA,
    DATA_SET,
    DIMENSIONS,
    INDICATOR,
    MEASURE,
    PERIOD,
    SEX,
    UNIT,
    KnownObservations,
    Properties,
)
from lq_graph.contributing.forms.rows import Column
from lq_graph.contributing.sheets.problems import CellError, cell_finding
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.sheets.statements import (
    LABEL,
    Cells,
    Derived,
    Minting,
    RowSubjects,
    Statement,
    filled_rows,
    label_column,
    slug,
)
from lq_graph.contributing.sheets.values import Value, ValueReader
from lq_graph.text import LANGUAGES, Language, Texts, number

_SHARED = (INDICATOR, AREA, SEX, UNIT)  # with the observation of another period
DERIVED = frozenset({LABEL, DATA_SET})  # the properties that a row need not give


@dataclass(frozen=True)
class ObservationRows:
    """Derives what the rows of one sheet need not say.

    `label` gives the label of a thing by its IRI, None if it has none.
    """

    sheet: Recognised
    known: KnownObservations
    values: ValueReader
    minting: Minting
    label: Callable[[str], Texts | None]
    findings: list[Finding] = field(default_factory=list)
    repeated: dict[int, str] = field(default_factory=dict)

    def derived(self, new: Set[int] = frozenset()) -> Mapping[int, Derived]:
        """What each row gets that describes a new observation, by its number.

        A row with the dimensions of one that is there, and not among `new`, is put into `repeated` with its IRI.
        """
        found = {}
        for row, cells in filled_rows(self.sheet):
            iri = self._given(cells)
            old = self.known.by_iri.get(iri)
            properties = self._properties(cells)
            if old is not None:
                changed = [each for each in DIMENSIONS if each in properties and properties[each] != old.get(each)]
                if not changed:
                    continue
                properties = {**{name: old[name] for name in _SHARED if name in old}, **properties}
            existing = self._existing(properties)
            if existing and row not in new and (old is not None or not iri):
                self.repeated[row] = existing
                continue
            if old is not None:
                self._report_new(row, cells, iri, old)
            found[row] = self._derived(cells, properties, iri if old is not None else "")
            if old is None and len(found[row].labels) == len(LANGUAGES):
                self._report_no_period(row, cells)
            if existing:
                self._report_existing(row, cells, existing)
        return found

    def _given(self, cells: Cells) -> str:
        column = self.sheet.id_column
        if column is None or column not in cells:
            return ""
        return self.minting.written(cells[column].text)

    def _properties(self, cells: Cells) -> dict[str, Value]:
        """The dimensions that a row gives."""
        found = {}
        for each in self.sheet.form.own_fields:
            columns = self.sheet.columns_of(each) if each.predicate in DIMENSIONS else []
            if columns and columns[0][0] in cells:
                value = self.values.read(each, cells[columns[0][0]])
                if not isinstance(value, CellError):
                    found[each.predicate] = value
        return found

    def _derived(self, cells: Cells, properties: Properties, instead_of: str) -> Derived:
        statements: dict[str, Value] = {}
        if instead_of:
            statements = {name: value for name, value in properties.items() if name in _SHARED}
        data_set = self.known.data_set(properties)
        if data_set is not None:
            statements.setdefault(DATA_SET, data_set)
        labels: dict[Language, str] = {}
        names, period = self._names(properties, cells), properties.get(PERIOD)
        for language in LANGUAGES:
            column = label_column(self.sheet, language)
            written = cells[column].text if column is not None and column in cells else ""
            if not written or (instead_of and period is not None and period.value not in written):
                labels[language] = names.in_language(language)
        empty = {name: value for name, value in statements.items() if not self._is_filled(name, cells)}
        return Derived(labels, empty, self._key(properties), instead_of)

    def _is_filled(self, predicate: str, cells: Cells) -> bool:
        fields = (each for each in self.sheet.form.own_fields if each.predicate == predicate)
        return any(column in cells for each in fields for column, _ in self.sheet.columns_of(each))

    def _names(self, properties: Properties, cells: Cells) -> Texts:
        """`Indicator: period`, with the area before the period if it is not that of most observations.

        What cannot be read has its name too, so that it is one finding and not another on the name.
        """
        indicator = properties.get(INDICATOR)
        name = None if indicator is None else self.label(indicator.value)
        name = name or self._written(INDICATOR, cells) or self.sheet.form.name
        period = properties.get(PERIOD)
        parts = [Texts(period.value, period.value) if period is not None else self._written(PERIOD, cells)]
        for predicate in (SEX, AREA):
            value = properties.get(predicate)
            words = self._written(predicate, cells) if value is None else self.label(value.value)
            parts.insert(0, None if value == self.known.area else words)
        described = [each for each in parts if each is not None]
        return Texts(
            ": ".join(filter(None, (name.sv, ", ".join(each.sv for each in described)))),
            ": ".join(filter(None, (name.en, ", ".join(each.en for each in described)))),
        )

    def _written(self, predicate: str, cells: Cells) -> Texts | None:
        """What stands in the first column of a property; None if nothing does."""
        found = (cells[place].text for place, _ in self._columns(predicate) if place in cells)
        return next((Texts(text, text) for text in found), None)

    def _key(self, properties: Properties) -> str:
        """The key of the indicator, of the area if it is not that of most observations, of the sex, and the period."""
        indicator, period = properties.get(INDICATOR), properties.get(PERIOD)
        if indicator is None or period is None:
            return ""
        others = (properties.get(name) for name in (AREA, SEX))
        named = [each.value for each in others if each is not None and each != self.known.area]
        keys = [each.replace("#", "/").rpartition("/")[2] for each in (indicator.value, *named)]
        return "-".join(map(slug, (*keys, period.value)))

    def _existing(self, properties: Properties) -> str:
        """The IRI of the observation that has the dimensions of another; empty if none has."""
        if PERIOD not in properties or INDICATOR not in properties:
            return ""
        wanted = {each: properties.get(each) for each in DIMENSIONS}
        return next(
            (
                iri
                for iri, each in self.known.by_iri.items()
                if all(each.get(name) == value for name, value in wanted.items())
            ),
            "",
        )

    def _report_existing(self, row: int, cells: Cells, iri: str) -> None:
        """Reports a new observation with the dimensions of one that is there; that its name is taken follows."""
        each = self.known.by_iri[iri]
        words, short = self._value_words(each, each.get(MEASURE)), self.minting.names.short(iri)
        other = Texts(f"{words.sv} ({short})", f"{words.en} ({short})")
        column = next((place for place, _ in self._columns(PERIOD)), min(self.sheet.headers.columns))
        place = self.sheet.grid.place(row, column)
        named = filter(None, (label_column(self.sheet, language) for language in LANGUAGES))
        columns = {min(cells.keys() & self.sheet.headers.columns.keys()), *named}
        covers = tuple(self.sheet.grid.place(row, each) for each in sorted(columns))
        self.findings.append(replace(cell_finding(CellError("value-exists"), place, other=other), covers=covers))

    def _report_no_period(self, row: int, cells: Cells) -> None:
        """Reports a row without a name of its own in whose column of periods nothing stands."""
        for place, column in self._columns(PERIOD):
            if place not in cells:
                where = self.sheet.grid.place(row, place)
                self.findings.append(cell_finding(CellError("value-lacks-period"), where, field=column.field))

    def _columns(self, predicate: str) -> list[tuple[int, Column]]:
        fields = (each for each in self.sheet.form.own_fields if each.predicate == predicate)
        return [column for each in fields for column in self.sheet.columns_of(each)]

    def _report_new(self, row: int, cells: Cells, iri: str, old: Properties) -> None:
        column = self.sheet.id_column or 1
        shown = self._value_words(old, old.get(MEASURE))
        name = self.label(iri) or Texts(iri, iri)
        other = Texts(f"”{name.sv}” ({shown.sv})", f"“{name.en}” ({shown.en})")
        place = self.sheet.grid.place(row, column)
        self.findings.append(cell_finding(CellError("row-is-new-value"), place, cells[column].text, other=other))

    def overwritten(
        self, subjects: RowSubjects, statements: Iterable[Statement], removed: Iterable[Triple]
    ) -> Iterator[Finding]:
        """The findings on rows that write another value over one that is published already."""
        lost = {each.subject: each.object for each in removed if each.predicate.value == MEASURE}
        for each in statements:
            old = lost.get(each.triple.subject)
            if each.triple.predicate.value == MEASURE and isinstance(old, Literal):
                iri = each.triple.subject.value  # type: ignore[union-attr]
                properties = self.known.by_iri[iri]
                was = self._value_words(properties, old)
                now = self._value_words(properties, each.triple.object)  # type: ignore[arg-type]
                other = Texts(f"{was.sv} → {now.sv}", f"{was.en} → {now.en}")
                subject = replace(subjects.by_row[each.row], label=self.label(iri))
                place = self.sheet.grid.place(each.row, each.column)
                yield cell_finding(CellError("value-overwritten"), place, other=other, subject=subject)

    def _value_words(self, properties: Properties, value: Value | None) -> Texts:
        if value is None:
            return Texts("", "")
        unit = properties.get(UNIT)
        words = (self.label(unit.value) if unit is not None else None) or Texts("", "")
        return Texts(
            f"{number(value.value, 'sv')} {words.sv}".strip(), f"{number(value.value, 'en')} {words.en}".strip()
        )
