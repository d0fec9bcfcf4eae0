"""The other columns of a form that a part of a value belongs in, by their names as people see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from lq_graph.contributing.forms.form import Field, Form
from lq_graph.contributing.forms.rows import capitalised
from lq_graph.names import LQ
from lq_graph.text import Texts

_START, _END = f"{LQ}validFrom", f"{LQ}validThrough"
_PERIOD, _APPROXIMATE, _COMPARISON = f"{LQ}statedPeriod", f"{LQ}approximate", f"{LQ}hasComparison"


@dataclass(frozen=True)
class ColumnsBeside:
    """The names of the columns beside a value, None for those that a form does not have.

    `start` and `end` are those of the same period, `period` is for its words; `approximate` and `comparison` are on
    the value itself. `is_required` tells whether the value must be there.
    """

    start: Texts | None = None
    end: Texts | None = None
    period: Texts | None = None
    approximate: Texts | None = None
    comparison: Texts | None = None
    is_required: bool = False


NONE_BESIDE = ColumnsBeside()


def columns_beside(field: Field, form: Form | None) -> ColumnsBeside:
    """The columns beside those of a field in a form."""
    if form is None:
        return ColumnsBeside(is_required=field.required)
    names = _names(form)
    return ColumnsBeside(
        start=names.get(_START) if field.predicate == _END else None,
        end=names.get(_END) if field.predicate == _START else None,
        period=names.get(_PERIOD),
        approximate=names.get(_APPROXIMATE),
        comparison=names.get(_COMPARISON),
        is_required=field.required,
    )


def _names(form: Form) -> Mapping[str, Texts]:
    return MappingProxyType({field.predicate: capitalised(field.name) for field in reversed(form.own_fields)})
