"""One field from the parts that several property shapes say of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from lq_graph.contributing.forms.class_tree import ClassTree
from lq_graph.contributing.forms.form import Field, Kind
from lq_graph.contributing.forms.property_part import Part, Values
from lq_graph.names import WELL_KNOWN_PREFIXES, XSD
from lq_graph.settings import Texts

DOCUMENT = f"{WELL_KNOWN_PREFIXES['foaf']}Document"
_KINDS: dict[str, Kind] = {
    **{f"{XSD}{name}": "day" for name in ("date", "gYearMonth", "gYear", "dateTime")},
    **{f"{XSD}{name}": "number" for name in ("decimal", "integer", "nonNegativeInteger", "double", "float", "int")},
    f"{XSD}boolean": "truth",
}


def merged(parts: Sequence[Part], tree: ClassTree) -> Field | None:
    """The field that parts make together, the most specific first; None if they leave room for no value.

    Key and name are those of the first part. A value must please every part, so that the narrowest classes and the
    smallest number of values hold.
    """
    first = parts[0]
    most = min((part.most for part in parts if part.most is not None), default=None)
    if most == 0:
        return None
    values = reduce(lambda narrow, part: _narrowed(narrow, part.values, tree), parts[1:], first.values)
    required = any(part.least and part.violation for part in parts)
    return Field(
        key=first.key,
        predicate=first.predicate,
        name=first.name,
        hint=_hint(parts),
        kind=_kind(values),
        required=required,
        recommended=not required and any(part.least for part in parts),
        most=most,
        language=first.language,
        datatypes=values.datatypes,
        classes=values.classes,
        excluded=values.excluded,
        members=values.members,
        pattern=values.pattern,
        least_value=values.least_value,
        most_value=values.most_value,
    )


def _narrowed(narrow: Values, wide: Values, tree: ClassTree) -> Values:
    return Values(
        datatypes=_common(narrow.datatypes, wide.datatypes),
        classes=tree.narrowed(narrow.classes, wide.classes),
        excluded=tuple(dict.fromkeys((*narrow.excluded, *wide.excluded))),
        members=_common(narrow.members, wide.members),
        pattern=narrow.pattern or wide.pattern,
        least_value=narrow.least_value or wide.least_value,
        most_value=narrow.most_value or wide.most_value,
        address=narrow.address or wide.address,
    )


def _common(narrow: tuple[str, ...], wide: tuple[str, ...]) -> tuple[str, ...]:
    """What both allow, where nothing stands for anything; the narrow if they have nothing in common."""
    if not narrow or not wide:
        return narrow or wide
    return tuple(each for each in narrow if each in wide) or narrow


def _kind(values: Values) -> Kind:
    if DOCUMENT in values.classes:
        return "address"
    if values.classes or values.members:
        return "choice"
    if values.datatypes:
        return _KINDS.get(values.datatypes[0], "text")
    return "address" if values.address else "text"


def _hint(parts: Sequence[Part]) -> Texts:
    """The first part's hint, and with it that of the part that says how a value is written, if it is another."""
    said = [parts[0].hint]
    if not _says_writing(parts[0]):
        said.extend(part.hint for part in list(filter(_says_writing, parts[1:]))[:1])
    return Texts(sv=_joined(hint.sv for hint in said), en=_joined(hint.en for hint in said))


def _says_writing(part: Part) -> bool:
    return bool(part.values.datatypes or part.values.pattern)


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(dict.fromkeys(sentences))
