"""What has changed since the template of a sheet was made, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from lq_graph.contributing.sheets.header_match import bare
from lq_graph.contributing.sheets.recognise import Recognised
from lq_graph.contributing.templates.sheet_column import MARK, Column
from lq_graph.settings import Texts

_VALUES = Texts("Det är bara vad som får stå i cellerna som har ändrats.", "Only what cells may hold has changed.")
_SHOWN = 12


@dataclass(frozen=True)
class TemplateChanges:
    """What there is now and was not, what there was and is not, what must be filled now, and what is called anew."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    required: tuple[str, ...]
    renamed: tuple[str, ...]
    words: Texts

    @property
    def matters(self) -> bool:
        """Whether somebody may have to fill in something else than the template asked for."""
        return bool(self.added or self.removed or self.required)


def template_changes(sheet: Recognised) -> TemplateChanges:
    """The difference between the columns of a sheet and those of its form today."""
    headers = sheet.headers
    keys, shown = sheet.grid.texts(headers.key_row), sheet.grid.texts(headers.header_row)
    removed = [shown.get(number, key) for number, key in keys.items() if number not in headers.columns]
    present = [(column, shown.get(number, "")) for number, column in headers.columns.items()]
    required = [column for column, text in present if column.required and not text.rstrip().endswith(MARK.strip())]
    renamed = [(text, column) for column, text in present if text and _is_renamed(column, text)]
    fields = [field for field in sheet.form.fields if field.key in sheet.missing]
    words = [
        _said("Nytt", "New", [field.name for field in fields]),
        _said("Borttaget", "Removed", [Texts(text, text) for text in removed]),
        _said("Måste nu fyllas i", "Must be filled in now", [column.name for column in required]),
        _said("Omdöpt", "Renamed", [_both(text, column) for text, column in renamed]),
    ]
    return TemplateChanges(
        added=tuple(field.key for field in fields),
        removed=tuple(removed),
        required=tuple(column.key for column in required),
        renamed=tuple(column.key for _, column in renamed),
        words=_joined([each for each in words if each]) or _VALUES,
    )


def _is_renamed(column: Column, text: str) -> bool:
    return bare(text) not in (bare(column.header.sv), bare(column.header.en))


def _both(text: str, column: Column) -> Texts:
    return Texts(f"”{text.rstrip(MARK)}” till ”{column.name.sv}”", f"“{text.rstrip(MARK)}” to “{column.name.en}”")


def _said(swedish: str, english: str, names: Iterable[Texts]) -> Texts | None:
    listed = list(names)[:_SHOWN]
    if not listed:
        return None
    return Texts(
        f"{swedish}: {', '.join(each.sv for each in listed)}.", f"{english}: {', '.join(each.en for each in listed)}."
    )


def _joined(texts: Iterable[Texts]) -> Texts | None:
    said = list(texts)
    return Texts(" ".join(each.sv for each in said), " ".join(each.en for each in said)) if said else None
