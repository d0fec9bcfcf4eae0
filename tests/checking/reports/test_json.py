"""The JSON report conforms to its schema and to its documentation."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator, ValidationError

from checking.reports.made import ANY_REPORT, FINDING, IN_A_CELL, IN_NO_FILE, report
from conftest import ROOT
from lq_graph.checking.reports.json import SCHEMA_VERSION, json_report
from lq_graph.checking.reports.report import Report

SCHEMA = json.loads((ROOT / "docs" / "schemas" / "findings-1.json").read_text(encoding="utf-8"))
DOCUMENTATION = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")


def closed(schema: Any) -> Any:
    """The schema with no member allowed but those that it names, so that none can go undocumented."""
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    whole = {name: closed(value) for name, value in schema.items()}
    return {**whole, "additionalProperties": False} if "properties" in schema else whole


VALIDATOR = Draft202012Validator(closed(SCHEMA))


def written(given_report: Report) -> Any:
    return json.loads("".join(json_report(given_report)))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    with pytest.raises(ValidationError):
        VALIDATOR.validate({**written(report(FINDING)), "more": 1})


def test_a_finding_has_all_that_is_known() -> None:
    document = written(report(FINDING, seconds=0.5))
    assert document["schemaVersion"] == SCHEMA_VERSION == "1.0"
    assert document["summary"] == {
        "failed": True, "violations": 1, "warnings": 0, "infos": 0, "files": 2, "filesWithFindings": 1, "seconds": 0.5,
    }  # fmt: skip
    (finding,) = document["findings"]
    assert re.fullmatch("[0-9a-f]{32}", finding.pop("fingerprint"))
    assert finding == {
        "severity": "violation",
        "code": "Plan-validFrom",
        "shape": "https://w3id.org/livskvalitet/shapes#Plan-validFrom",
        "component": "Datatype",
        "focus": {
            "iri": "https://example.org/id/plan/cykelplan",
            "text": None,
            "label": {"sv": "Cykelplan", "en": "Cycling plan"},
        },
        "path": {
            "sparql": "<https://w3id.org/livskvalitet/ns#validFrom>",
            "words": {"sv": "gäller från", "en": "valid from"},
        },
        "value": {"text": "förr", "datatype": "http://www.w3.org/2001/XMLSchema#string", "language": None},
        "fault": {"sv": "”förr” duger inte som ”gäller från”.", "en": "“förr” will not do as “valid from”."},
        "message": {"sv": "Ange en dag som ÅÅÅÅ-MM-DD.", "en": "Give a day as YYYY-MM-DD."},
        "suggestion": {"sv": "2024-05-01", "en": "2024-05-01"},
        "position": {"file": "data/x/plans.ttl", "line": 3, "column": 18, "length": 6},
    }


def test_a_cell_is_named_and_numbered() -> None:
    cell, nowhere = (each["position"] for each in written(report(IN_A_CELL, IN_NO_FILE))["findings"])
    assert cell == {"file": "bidrag.xlsx", "sheet": "Planer", "cell": "C14", "row": 14, "column": 3}
    assert nowhere is None


@given(ANY_REPORT)
@settings(max_examples=50)
def test_any_report_keeps_to_the_schema(any_report: Report) -> None:
    text = "".join(json_report(any_report))
    VALIDATOR.validate(json.loads(text.encode("utf-8", "backslashreplace")))


def test_every_member_is_described_in_the_documentation() -> None:
    finding = SCHEMA["$defs"]["finding"]["properties"]
    members = {*SCHEMA["properties"], *finding, *SCHEMA["properties"]["summary"]["properties"]}
    assert [name for name in sorted(members) if f"`{name}`" not in DOCUMENTATION] == []
