"""The words of SHACL that an engine needs by name."""

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

EXPECT_SHAPE = _each("node", "not", "property", "qualifiedValueShape")
EXPECT_SHAPES = _each("and", "or", "xone")
TARGETS = _each("targetNode", "targetClass", "targetSubjectsOf", "targetObjectsOf")
PARAMETERS = (
    *EXPECT_SHAPE,
    *EXPECT_SHAPES,
    *_each("class", "datatype", "nodeKind", "minCount", "maxCount", "equals", "disjoint", "lessThan"),
    *_each("lessThanOrEquals", "minExclusive", "minInclusive", "maxExclusive", "maxInclusive", "minLength"),
    *_each("maxLength", "pattern", "flags", "languageIn", "uniqueLang", "closed", "ignoredProperties", "hasValue"),
    *_each("in", "qualifiedMinCount", "qualifiedMaxCount", "qualifiedValueShapesDisjoint", "sparql"),
)
SILENT = frozenset(
    (
        *_each("path", "name", "description", "order", "group", "defaultValue", "severity", "message", "deactivated"),
        *_each("optional", "parameter", "labelTemplate", "prefixes", "declare", "shapesGraph", "entailment"),
        *_each("suggestedShapesGraph", "validator", "nodeValidator", "propertyValidator", "select", "ask", "prefix"),
        *_each("namespace", "detail"),
    )
)
ADVANCED = frozenset(
    _each("rule", "target", "values", "expression", "nodes", "union", "intersection", "filterShape"),
)
SCRIPTED = frozenset(_each("js", "jsLibrary", "jsFunctionName"))
