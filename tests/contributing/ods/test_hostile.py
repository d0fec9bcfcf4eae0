"""Malicious workbooks of LibreOffice are read or refused in bounded time and memory."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import process_time

import pytest

from contributing.open_documents import ODS, cell, ods, opened, row, table
from contributing.workbooks import city_reader
from lq_graph.errors import Refusal

LONG = 32_000
MILLION = "1000000"
EVERYWHERE = 'table:number-columns-repeated="500"'
MEGABYTE = 1_000  # in the unit of ru_maxrss on Linux


@contextmanager
def soon(seconds: float = 2, megabytes: int = 400) -> Iterator[None]:
    start, before = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    assert process_time() - start < seconds
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < megabytes * MEGABYTE


def read_all(content: bytes) -> None:
    """Reads all sheets, as far as they are not refused."""
    with suppress(Refusal):
        for sheet in opened(content).sheets:
            with suppress(Refusal):
                sheet.grid()


SPANNED = f'table:number-rows-spanned="{MILLION}" table:number-columns-spanned="1"'
FULL = row(cell("x", EVERYWHERE), attributes='table:number-rows-repeated="2000"')


@pytest.mark.parametrize(
    "rows",
    [
        row(
            cell("x", f'table:number-columns-repeated="{MILLION}"'),
            attributes=f'table:number-rows-repeated="{MILLION}"',
        ),
        row(cell("x"), attributes=f'table:number-rows-repeated="{"9" * 5_000}"'),
        row(cell("x"), attributes='table:number-rows-repeated="-1"'),
        row(cell("x"), attributes='table:number-rows-repeated="²"'),
        row(cell("x" * LONG, EVERYWHERE), attributes='table:number-rows-repeated="2000"'),
        FULL * 1_000,
        row(attributes='table:visibility="collapse" table:number-rows-repeated="20000"') * 10_000,
        f'<table:table-column table:visibility="collapse" table:number-columns-repeated="{MILLION}"/>' * 20_000,
        row(cell("x", SPANNED)) * 19_000,
        row(cell('<text:s text:c="1000000000"/>')),
        row(cell('<text:s text:c="99999"/>' * 1_000)),
        row(cell("<text:span>" * 30_000 + "x" + "</text:span>" * 30_000)),
        row("<table:table-cell><table:table>" * 20_000 + "</table:table></table:table-cell>" * 20_000),
        "<table:table-row-group>" * 30_000 + row(cell("x")) + "</table:table-row-group>" * 30_000,
    ],
    ids=[
        "cells and rows",
        "rows of 5000 digits",
        "rows of -1",
        "rows of a superscript",
        "a million long texts",
        "many full rows",
        "hidden rows",
        "hidden columns",
        "overlapping merged cells",
        "spaces",
        "many spaces",
        "nested spans",
        "nested tables",
        "nested groups",
    ],
)
def test_what_is_repeated_or_nested_is_bounded(rows: str) -> None:
    content = ods(table(rows))
    with soon():
        read_all(content)


def test_the_cells_of_all_sheets_are_bounded_together() -> None:
    content = ods(*(table(FULL, name=f"Blad {number}") for number in range(900)))
    with soon():
        read_all(content)


def test_many_sheets_are_refused() -> None:
    with pytest.raises(Refusal, match="more than 1000 sheets"):
        opened(ods(table(row()) * 1_001))


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    content = ods(table(row(cell("x" * 20_000_000))))
    with soon(0.5, 20), pytest.raises(Refusal, match="unreasonably large"):
        opened(content)


@pytest.mark.parametrize("part", ["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"])
def test_entities_are_refused(part: str) -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    external = '<!ENTITY file SYSTEM "file:///etc/passwd">'
    text = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY e0 "ha">{entities}{external}]><a>&e11;&file;</a>'
    with soon(0.5, 20), pytest.raises(Refusal, match="document type declaration"):
        opened(ods(table(row(cell("x"))), parts={part: text}))


def test_number_formats_are_bounded() -> None:
    digits = '<number:number number:min-integer-digits="999999999" number:decimal-places="999999999"/>' * 10_000
    styles = f'<number:number-style style:name="N1">{digits}</number:number-style>'
    chain = "".join(
        f'<style:style style:name="c{n}" style:family="table-cell" style:parent-style-name="c{n + 1}"/>'
        for n in range(20_000)
    )
    value = '<table:table-cell table:style-name="c{}" office:value-type="float" office:value="1"/>'
    with soon():
        read_all(ods(table(*(row(value.format(n)) for n in range(15_000))), styles=styles + chain))


@pytest.mark.parametrize(
    "attributes",
    [
        f'office:value-type="float" office:value="{"9" * LONG}"',
        f'office:value-type="date" office:date-value="{"2024-" * LONG}"',
        f'office:value-type="time" office:time-value="PT{"9" * LONG}H00M00S"',
        'office:value-type="time" office:time-value="PT999999999H99M99S"',
        'office:value-type="time" office:time-value="-PT1H00M00S"',
        'office:value-type="date" office:date-value="-0044-03-15"',
        'office:value-type="percentage" office:value="1e308"',
        'office:value-type="percentage" office:value="inf"',
        'office:value-type="boolean"',
        'office:value-type="void"',
        'office:value-type="float"',
    ],
)
def test_values_that_are_none_are_read_as_texts(attributes: str) -> None:
    rows = row(f"<table:table-cell {attributes}><text:p>visat</text:p></table:table-cell>")
    with soon():
        assert opened(ods(table(rows))).sheets[0].grid().rows[1][1].text


def test_a_million_cells_of_a_contribution_are_read_in_time() -> None:
    headers = row(*(cell(key) for key in ("Namn på svenska", "Namn på engelska", "Kostnad")))
    rows = row(cell("x"), cell("y"), cell("många", 'table:number-columns-repeated="46"'))
    with soon(6), suppress(Refusal):
        city_reader().read([(ODS, ods(table(headers, rows * 1_000)))])
