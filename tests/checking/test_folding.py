"""One cause, one finding."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pyoxigraph import Literal, NamedNode

from lq_graph.checking.finding import Finding, Severity
from lq_graph.checking.folding import fold
from lq_graph.reading.position import Cell, Place
from lq_graph.shacl.core.paths import Predicate
from lq_graph.text import Texts

EX = "https://example.org/"
PLAN, AREA, OTHER = (NamedNode(EX + name) for name in ("plan", "area", "other"))
PART = Predicate(NamedNode(f"{EX}isPartOf"))
SAID = Texts("Fel.", "Wrong.")


def finding(code: str, component: str | None = None, **parts: Any) -> Finding:
    given = {"severity": Severity.VIOLATION, "message": SAID, "fault": SAID, "focus": PLAN, **parts}
    return Finding(code=code, component=component, **given)


def codes(*findings: Finding) -> list[str]:
    return sorted(each.code for each in fold(findings))


def cell(column: int) -> Cell:
    return Cell(Path("a.xlsx"), "Planer", 3, column)


def test_of_findings_on_one_value_the_first_cause_is_kept() -> None:
    value = Literal("förr")
    found = [
        finding("range", "MinInclusive", path=PART, value=value),
        finding("type", "Datatype", path=PART, value=value),
    ]
    assert codes(*found) == ["type"]


def test_the_narrowest_class_speaks_for_the_wider_ones() -> None:
    wide = finding("a-wide", "Class", path=PART, value=AREA, depth=1)
    assert codes(wide, finding("b-narrow", "Class", path=PART, value=AREA, depth=3)) == ["b-narrow"]


def test_the_graver_of_two_equals_is_kept() -> None:
    light = finding("a", "Class", path=PART, value=AREA, severity=Severity.WARNING)
    assert codes(light, finding("b", "Class", path=PART, value=AREA)) == ["b"]


def test_other_values_and_other_things_have_findings_of_their_own() -> None:
    found = [
        finding("c", "Class", path=PART, value=each, focus=focus) for each in (AREA, OTHER) for focus in (PLAN, OTHER)
    ]
    assert len(fold(found[:3])) == 3


def test_that_a_value_is_missing_follows_from_one_that_is_wrong() -> None:
    wrong = {"path": PART, "value": AREA}
    assert codes(finding("few", "QualifiedMinCount", path=PART), finding("bad", "Class", **wrong)) == ["bad"]
    assert codes(finding("few", "MinCount", path=PART), finding("bad", "Class", focus=OTHER, **wrong)) == ["bad", "few"]


def test_what_a_reader_could_not_read_is_the_cause_of_all_else_in_its_cell() -> None:
    read = finding("cell-not-in-list", position=cell(4), origin="reader", focus=None)
    missing = finding("few", "MinCount", path=PART, position=cell(4))
    assert codes(missing, read) == ["cell-not-in-list"]
    assert codes(finding("few", "MinCount", path=PART, position=cell(5)), read) == ["cell-not-in-list", "few"]


def test_an_error_is_not_left_out_for_a_warning() -> None:
    warning = finding("overwritten", position=cell(4), origin="reader", severity=Severity.WARNING)
    many = finding("many", "MaxCount", path=PART, position=cell(4))
    note = finding("note", path=PART, position=cell(4), severity=Severity.INFO)
    assert codes(warning, many, note) == ["many", "overwritten"]


def test_one_place_on_one_property_has_one_finding() -> None:
    place = Place(Path("a.ttl"), 3, 5)
    found = [finding(code, "MinCount", path=PART, position=place) for code in ("one", "two")]
    assert codes(*found) == ["one"]


def test_two_properties_may_be_missing_at_the_same_place() -> None:
    place = Place(Path("a.ttl"), 3, 5)
    other = Predicate(NamedNode(f"{EX}title"))
    assert len(fold([finding("p", "MinCount", path=path, position=place) for path in (PART, other)])) == 2


def test_a_link_to_nothing_is_the_cause_of_what_is_wrong_with_its_end() -> None:
    nowhere = finding("dangling-link", value=AREA, origin="check", is_cause=True)
    assert codes(finding("class", "Class", path=PART, value=AREA), nowhere) == ["dangling-link"]


def test_a_contradiction_comes_before_the_checks_that_follow_from_it() -> None:
    two = finding("contradiction", value=AREA, origin="reasoning")
    assert codes(finding("class-segment", value=AREA, origin="check"), two) == ["contradiction"]


def test_two_things_that_a_check_holds_against_each_other_are_one_finding() -> None:
    one = finding("duplicate", focus=PLAN, value=OTHER, origin="check")
    same = finding("duplicate", focus=OTHER, value=PLAN, origin="check")
    assert fold([one, same]) == [one]
    assert codes(one, finding("another", focus=OTHER, value=PLAN, origin="check")) == ["another", "duplicate"]


def test_two_values_that_a_check_holds_against_each_other_are_one_finding() -> None:
    one, other = Literal("16.8"), Literal("0.169")
    first = finding("far", origin="check", path=PART, value=one, beside=other)
    second = finding("far", origin="check", path=PART, value=other, beside=one, focus=OTHER)
    assert codes(first, second) == ["far"]
    assert codes(first, finding("far", origin="check", path=PART, value=one, beside=other, focus=OTHER)) == ["far"] * 2


def test_that_a_value_is_missing_does_not_follow_from_a_check_on_its_property() -> None:
    found = [
        finding("check", path=PART, value=OTHER, origin="check"),
        finding("missing", "QualifiedMinCount", path=PART, language="en"),
    ]
    assert codes(*found) == ["check", "missing"]


def test_dates_that_are_wrong_by_themselves_explain_what_others_find_by_comparing() -> None:
    reversed_ = finding("reversed", origin="check", path=PART, value=Literal("2014"), is_misdated=True)
    of_part = finding("outside", origin="check", focus=AREA, path=PART, value=Literal("2018"), beside=PLAN)
    of_itself = finding("late", origin="check", path=PART, value=Literal("2018"), beside=OTHER)
    of_many = finding("outside", origin="check", is_misdated=True)
    of_names = finding("name", origin="check", value=OTHER)
    assert codes(of_part, of_itself, of_many, of_names, reversed_) == ["name", "reversed"]
    assert codes(of_part, of_itself) == ["late", "outside"]


def test_a_missing_property_is_found_once_by_its_shape() -> None:
    lack = finding("dimension", origin="check", path=PART, position=cell(4))
    assert codes(lack, finding("count", "MinCount", path=PART, position=cell(4))) == ["count"]
    assert codes(lack, finding("wrong", "Class", path=PART, value=AREA)) == ["wrong"]


def test_what_follows_from_a_cause_does_so_for_both_things_of_a_pair() -> None:
    """The name of a row is that of a thing: the reader says so in one cell, which covers that of the name."""
    known = finding("row-exists", origin="reader", position=cell(1), covers=(cell(2),))
    mine = finding("duplicate-label", origin="check", position=cell(2), value=OTHER)
    theirs = finding("duplicate-label", origin="check", position=cell(9), focus=OTHER, value=PLAN)
    assert codes(known, mine, theirs) == ["row-exists"]
