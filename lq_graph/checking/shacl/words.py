"""What to say of a result when its shape has no message, in both languages."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.shacl.vocabulary import component

_TEXTS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "Class": ("Värdet är inte av rätt klass.", "The value is not of the right class."),
        "Datatype": ("Värdet är inte skrivet i rätt datatyp.", "The value is not written in the right datatype."),
        "NodeKind": ("Värdet är inte av rätt slag.", "The value is not of the right kind."),
        "MinCount": ("Det finns för få värden.", "There are too few values."),
        "MaxCount": ("Det finns för många värden.", "There are too many values."),
        "MinExclusive": ("Värdet är för litet.", "The value is too small."),
        "MinInclusive": ("Värdet är för litet.", "The value is too small."),
        "MaxExclusive": ("Värdet är för stort.", "The value is too large."),
        "MaxInclusive": ("Värdet är för stort.", "The value is too large."),
        "MinLength": ("Texten är för kort.", "The text is too short."),
        "MaxLength": ("Texten är för lång.", "The text is too long."),
        "Pattern": ("Texten följer inte mönstret.", "The text does not follow the pattern."),
        "LanguageIn": ("Språket är inte ett av de tillåtna.", "The language is not one of those allowed."),
        "UniqueLang": ("Flera värden har samma språk.", "Several values have the same language."),
        "Equals": ("Värdena är inte desamma.", "The values are not the same."),
        "Disjoint": ("Värdet finns på båda ställena.", "The value is in both places."),
        "LessThan": ("Värdet är inte det mindre.", "The value is not the lesser."),
        "LessThanOrEquals": ("Värdet är större än det får vara.", "The value is greater than it may be."),
        "Not": ("Värdet är av en form som det inte får ha.", "The value has a shape that it must not have."),
        "And": ("Värdet har inte alla former.", "The value does not have all shapes."),
        "Or": ("Värdet har ingen av formerna.", "The value has none of the shapes."),
        "Xone": ("Värdet har inte exakt en av formerna.", "The value does not have exactly one of the shapes."),
        "Node": ("Värdet har inte rätt form.", "The value does not have the right shape."),
        "QualifiedMinCount": ("Det finns för få värden av formen.", "There are too few values of the shape."),
        "QualifiedMaxCount": ("Det finns för många värden av formen.", "There are too many values of the shape."),
        "Closed": ("Egenskapen hör inte hemma här.", "The property does not belong here."),
        "HasValue": ("Ett värde saknas.", "A value is missing."),
        "SPARQL": ("Formens fråga finner ett fel.", "The query of the shape finds a fault."),
        "In": ("Värdet är inte ett av de tillåtna.", "The value is not one of those allowed."),
    }
)
_MESSAGES: Mapping[NamedNode, tuple[Literal, ...]] = MappingProxyType(
    {
        component(name): (Literal(swedish, language="sv"), Literal(english, language="en"))
        for name, (swedish, english) in _TEXTS.items()
    }
)


def default_messages(constraint_component: NamedNode) -> tuple[Literal, ...]:
    """The messages for a constraint component of SHACL Core; none for any other."""
    return _MESSAGES.get(constraint_component, ())
