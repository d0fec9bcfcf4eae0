"""Every check in sparql/checks finds its fault, and none in the data of the repository."""

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from lq_graph.reading.query_file import QueryFile, read_query_folder, text_on

ROOT = Path(__file__).resolve().parents[2]
TODAY = date(2026, 12, 1)
FAULTS = Path(__file__).parent / "checks"
CHECKS = read_query_folder(ROOT / "sparql" / "checks")
KEYS = {"summary", "fault-sv", "fault-en", "message-sv", "message-en", "severity", "code"}
BY_NAME = pytest.mark.parametrize("check", CHECKS, ids=[each.name for each in CHECKS])


def findings(store: ox.Store, check: QueryFile) -> list[str]:
    """The things that a check points out, as N-Triples terms."""
    found = store.query(text_on(check, TODAY))
    assert isinstance(found, ox.QuerySolutions)
    return [str(row["focus"]) for row in found]


def fault(check: QueryFile) -> Path:
    """The file with the smallest graph that has the fault of a check."""
    return FAULTS / f"{check.name}.trig"


def test_there_are_checks() -> None:
    assert len(CHECKS) >= 15


def test_each_fault_belongs_to_a_check() -> None:
    assert {path.stem for path in FAULTS.iterdir()} == {each.name for each in CHECKS}


@BY_NAME
def test_check_is_described(check: QueryFile) -> None:
    told = check.header
    assert told.keys() - {"finds", "param-today", "many-sv", "many-en"} == KEYS
    assert told.get("finds", "unknown-address") in {"unknown-address", "wrong-date", "wrong-value"}
    assert all("{beside}" in told.get(key, "{beside}") for key in ("many-sv", "many-en"))
    assert all("{focus}" in told[key] or "{value}" in told[key] for key in ("fault-sv", "fault-en"))
    assert told["severity"] in {"violation", "warning"}
    assert told["code"] == check.name


@BY_NAME
def test_check_finds_exactly_its_fault(check: QueryFile) -> None:
    store = ox.Store()
    store.load(path=fault(check), format=ox.RdfFormat.TRIG)
    expected = fault(check).read_text("utf-8").splitlines()[0].removeprefix("# expect: ").split()
    assert sorted(set(findings(store, check))) == sorted(expected)


@BY_NAME
def test_check_finds_nothing_in_the_data(store: ox.Store, check: QueryFile) -> None:
    assert findings(store, check) == []


def test_a_target_under_the_wrong_goal_comes_with_the_right_one() -> None:
    check = next(each for each in CHECKS if each.name == "code-of-another-whole")
    store = ox.Store()
    store.load(path=fault(check), format=ox.RdfFormat.TRIG)
    rows = store.query(check.text)
    assert isinstance(rows, ox.QuerySolutions)
    assert [str(row["right"]) for row in rows] == ["<https://example.org/id/11>"]
