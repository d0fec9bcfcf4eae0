"""The terms of the SHACL vocabulary, and the place that each may have in a shape."""

from __future__ import annotations

from functools import cache

from pyoxigraph import Literal, NamedNode

from lq_graph.names import RDFS, SH
from lq_graph.triples.vocabulary import XSD_BOOLEAN

TRUE = Literal("true", datatype=XSD_BOOLEAN)
FALSE = Literal("false", datatype=XSD_BOOLEAN)
RDFS_CLASS = NamedNode(f"{RDFS}Class")


@cache
def sh(name: str) -> NamedNode:
    """The term of the SHACL vocabulary with a local name."""
    return NamedNode(f"{SH}{name}")


def component(name: str) -> NamedNode:
    """The constraint component of SHACL Core with a name, such as `MinCount`."""
    return sh(f"{name}ConstraintComponent")


def _each(*names: str) -> tuple[NamedNode, ...]:
    return tuple(map(sh, names))


VIOLATION = sh("Violation")
PATH, PROPERTY = sh("path"), sh("property")

SHAPE_EXPECTING = _each("node", "not", "property", "qualifiedValueShape")
LIST_TAKING = _each("and", "or", "xone")
"""The parameters whose values are shapes, and those whose values are lists of shapes. SHACL §2.1."""

TARGETS = _each("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
PARAMETERS = (
    *SHAPE_EXPECTING,
    *LIST_TAKING,
    *_each("class", "datatype", "nodeKind", "minCount", "maxCount", "equals", "disjoint", "lessThan"),
    *_each("lessThanOrEquals", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength"),
    *_each("maxLength", "pattern", "flags", "languageIn", "uniqueLang", "closed", "ignoredProperties", "hasValue"),
    *_each("in", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "sparql"),
)
NOT_PARAMETERS = frozenset(
    (
        *_each("path", "name", "description", "order", "group", "defaultValue", "severity", "message", "deactivated"),
        *_each("optional", "parameter", "labelTemplate", "prefixes", "declare", "shapesGraph", "entailment"),
        *_each("suggestedShapesGraph", "validator", "nodeValidator", "propertyValidator", "select", "ask", "prefix"),
        *_each("namespace", "detail"),
    )
)
"""The other predicates of SHACL that a shape may have."""

ADVANCED = frozenset(
    _each("rule", "target", "values", "expression", "nodes", "union", "intersection", "filterShape"),
)
"""The predicates of SHACL Advanced Features, which pyshacl supports."""

SCRIPTED = frozenset(_each("js", "jsLibrary", "jsFunctionName"))
"""The predicates of SHACL JavaScript Extensions, which no engine here supports."""
