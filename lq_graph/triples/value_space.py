"""The values that literals stand for, with what it takes to put two of them in order."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from pyoxigraph import Literal

from lq_graph.triples.lexical import CHECKS, INTEGERS, XSD, Check
from lq_graph.triples.temporal import DURATIONS, MOMENTS, Duration, Moment, after, duration, moment
from lq_graph.triples.terms import Term

NO_SPACE, NUMBER, STRING, BOOLEAN, DURATION = range(5)
TIMELINES = MappingProxyType(
    {"dateTime": 5, "dateTimeStamp": 5}
    | {name: 6 + at for at, name in enumerate(sorted(MOMENTS - {"dateTime", "dateTimeStamp"}))}
)
EXACT, SINGLE, DOUBLE = range(3)
LOCAL, ZONED = range(2)

WIDEST_OFFSET = 14 * 3600
WHOLE = 2.0**53  # every whole number up to here is a double
_SAFE_DIGITS = 15
_KEY_BYTES = 6  # as many bytes of UTF-8 as a double holds
_STARTS = ((1696, 9), (1697, 2), (1903, 3), (1903, 7))  # XSD 1.1 §3.3.6.2


class Value(NamedTuple):
    """A value: the space that it is compared within, how it is written there, a double near it, and the rest of it.

    Within one space and form, a smaller key is a smaller value; equal keys are equal values if both are `certain`.
    """

    space: int
    form: int
    key: float
    certain: bool
    exact: str | Moment | Duration | None = None


Reader = Callable[[str], Value | None]


def value_of(term: Term) -> Value | None:
    """The value of a literal with an ordered datatype; None for other terms, and for literals that are ill-formed."""
    if not isinstance(term, Literal) or (reading := _READERS.get(term.datatype.value)) is None:
        return None
    is_allowed, read = reading
    text = term.value
    return read(text) if is_allowed(text) else None


def order(a: Value, b: Value) -> int | None:
    """-1, 0 or 1 as a is less than, equal to or greater than b; None if they have no order.

    Numbers are compared in the wider of their types (XPath F&O §4.2), the rest by the order of XSD 1.1 Part 2 §3.
    """
    if a.space != b.space:
        return None
    if a.space == NUMBER:
        return _order_of_numbers(a, b)
    if isinstance(a.exact, Moment) and isinstance(b.exact, Moment):
        return _order_of_moments(a.exact, b.exact)
    if isinstance(a.exact, Duration) and isinstance(b.exact, Duration):
        return _order_of_durations(a.exact, b.exact)
    return _sign(a.exact, b.exact) if isinstance(a.exact, str) else _sign(a.key, b.key)


def nearest_single(number: Decimal) -> float:
    """The 32-bit float nearest to a number, ties to even; infinite beyond the largest."""
    near = float(number)
    if math.isfinite(near) and Decimal(near) != number and not _is_odd(near):
        near = math.nextafter(near, math.inf if Decimal(near) < number else -math.inf)  # so that it is rounded once
    with np.errstate(over="ignore", under="ignore"):
        return float(np.float32(near))


def _order_of_numbers(a: Value, b: Value) -> int | None:
    if math.isnan(a.key) or math.isnan(b.key):
        return None
    wider = max(a.form, b.form)
    if wider == EXACT:
        return _sign(Decimal(str(a.exact)), Decimal(str(b.exact)))
    return _sign(*(_single(side) for side in (a, b))) if wider == SINGLE else _sign(a.key, b.key)


def _single(value: Value) -> float:
    return value.key if value.exact is None else nearest_single(Decimal(str(value.exact)))


def _order_of_moments(a: Moment, b: Moment) -> int | None:
    if a.zoned == b.zoned:
        return _sign(a, b)
    apart = _sign((a.seconds - WIDEST_OFFSET, a.fraction), b[:2]), _sign((a.seconds + WIDEST_OFFSET, a.fraction), b[:2])
    return apart[0] if apart[0] == apart[1] else None


def _order_of_durations(a: Duration, b: Duration) -> int | None:
    orders = {_sign(after(start, a), after(start, b)) for start in _STARTS}
    return orders.pop() if len(orders) == 1 else None


def _sign(a: Any, b: Any) -> int:
    return int(a > b) - int(a < b)


def _is_odd(number: float) -> bool:
    return bool(np.float64(number).view(np.int64) & 1)


def _number(text: str) -> Value:
    whole = len(text) <= _SAFE_DIGITS and "." not in text
    return Value(NUMBER, EXACT, float(text), whole, text)


def _double(text: str) -> Value:
    return Value(NUMBER, DOUBLE, float(text), certain=True)


def _float(text: str) -> Value:
    near = float(text)
    single = near if not math.isfinite(near) or near == 0 else nearest_single(Decimal(text))
    return Value(NUMBER, SINGLE, single, certain=True)


def _string(text: str) -> Value:
    data = text.encode()
    key = float(int.from_bytes(data[:_KEY_BYTES].ljust(_KEY_BYTES, b"\0"), "big"))
    return Value(STRING, EXACT, key, len(data) <= _KEY_BYTES, text)


def _boolean(text: str) -> Value:
    return Value(BOOLEAN, EXACT, float(text in {"true", "1"}), certain=True)


def _moment(name: str, text: str) -> Value | None:
    exact = moment(name, text)
    if exact is None:
        return None
    key = _clipped(exact.seconds)
    certain = not exact.fraction and abs(key) < WHOLE
    if exact.fraction and abs(key) < WHOLE:
        key += float("0." + exact.fraction)
    return Value(TIMELINES[name], ZONED if exact.zoned else LOCAL, key, certain, exact)


def _duration(name: str, text: str) -> Value | None:
    exact = duration(name, text)
    return exact and Value(DURATION, EXACT, 0.0, False, exact)


def _clipped(number: int) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def _readers() -> dict[str, tuple[Check, Reader]]:
    readers: dict[str, Reader] = dict.fromkeys((XSD + name for name in INTEGERS), _number)
    readers |= {XSD + "decimal": _number, XSD + "float": _float, XSD + "double": _double}
    readers |= {XSD + "string": _string, XSD + "boolean": _boolean}
    readers |= {XSD + name: partial(_moment, name) for name in MOMENTS}
    readers |= {XSD + name: partial(_duration, name) for name in DURATIONS}
    return {datatype: (CHECKS[datatype], reader) for datatype, reader in readers.items()}


_READERS = MappingProxyType(_readers())
