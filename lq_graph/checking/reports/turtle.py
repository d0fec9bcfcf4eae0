"""Findings as a validation report in Turtle. SHACL §3.6; places as Pointer Methods in RDF 1.0 has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from pyoxigraph import Literal

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.reports.report import Report
from lq_graph.names import DCTERMS, RDFS, SH, XSD
from lq_graph.reading.position import Cell, Place
from lq_graph.shacl.core.paths import path_turtle
from lq_graph.text import Texts, visible

POINTERS = "http://www.w3.org/2009/pointers#"
EARL = "http://www.w3.org/ns/earl#"
_PREFIXES = {"dcterms": DCTERMS, "earl": EARL, "ptr": POINTERS, "rdfs": RDFS, "sh": SH, "xsd": XSD}
_SEVERITIES: Mapping[Severity, str] = MappingProxyType(
    {Severity.VIOLATION: "sh:Violation", Severity.WARNING: "sh:Warning", Severity.INFO: "sh:Info"}
)


def turtle_report(report: Report) -> Iterator[str]:
    """The report as one sh:ValidationReport, the results of it as blank nodes."""
    yield "".join(f"@prefix {prefix}: <{space}> .\n" for prefix, space in _PREFIXES.items())
    yield f"\n[] a sh:ValidationReport ;\n    sh:conforms {'false' if report.findings else 'true'}"
    for index, finding in enumerate(report.findings):
        yield (" ,\n        " if index else " ;\n    sh:result ") + _result(report, finding)
    yield " .\n"


def _result(report: Report, finding: Finding) -> str:
    parts = [
        "a sh:ValidationResult",
        f"sh:focusNode {_focus(report, finding)}",
        f"sh:resultPath {path_turtle(finding.path)}" if finding.path is not None else "",
        f"sh:value {finding.value}" if finding.value is not None else "",
        f"sh:resultSeverity {_SEVERITIES[finding.severity]}",
        _component(finding),
        f"sh:sourceShape <{finding.shape}>" if finding.shape is not None else "",
        f"sh:resultMessage {_both(finding.message)}",
        f"rdfs:comment {_both(finding.fault)}",
        f"dcterms:identifier {_string(finding.code)}",
        _pointer(report, finding),
    ]
    return f"[ {' ; '.join(filter(None, parts))} ]"


def _focus(report: Report, finding: Finding) -> str:
    """The focus node; where there is none, the name of the file that nothing could be read from."""
    return _string(report.file_name(finding)) if finding.focus is None else str(finding.focus)


def _component(finding: Finding) -> str:
    if finding.component is not None:
        return f"sh:sourceConstraintComponent sh:{finding.component}ConstraintComponent"
    return "sh:sourceConstraintComponent sh:SPARQLConstraintComponent" if finding.origin == "check" else ""


def _pointer(report: Report, finding: Finding) -> str:
    name = report.file_name(finding)
    if not name:
        return ""
    match finding.position:
        case Place(_, line, column):
            pointer = f"a ptr:LineCharPointer ; ptr:lineNumber {_number(line)} ; ptr:charNumber {_number(column)}"
        case Cell(_, sheet) as cell:
            pointer = f"a ptr:ExpressionPointer ; ptr:expression {_string(f'{sheet}!{cell.name}')}"
        case _:
            pointer = "a ptr:SinglePointer"
    return f"earl:pointer [ {pointer} ; ptr:reference {_string(name)} ]"


def _both(texts: Texts) -> str:
    return f"{Literal(visible(texts.sv), language='sv')} , {Literal(visible(texts.en), language='en')}"


def _number(number: int) -> str:
    return f'"{number}"^^xsd:positiveInteger'


def _string(text: str) -> str:
    return str(Literal(visible(text)))
