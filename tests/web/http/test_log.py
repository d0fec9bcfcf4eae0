"""The log of requests: one line of JSON each, without personal data."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

from lq_graph.web.http.log import FLUSH_SECONDS, RequestLog, RequestRecord, begin_record, record_of

SCOPE: dict[str, Any] = {"method": "GET", "path": '/sök"\n', "query_string": b"query=personal"}


def test_a_line_tells_what_was_asked_and_answered_but_not_the_query() -> None:
    async def test() -> None:
        stream = io.StringIO()
        log = RequestLog(stream)
        note = RequestRecord(is_cached=True, engine_seconds=0.0125, problem="query-timeout", status=504, size=17)
        log.write(SCOPE, note, 0.5, "abc", "r1")
        log.flush()
        (line,) = stream.getvalue().splitlines()
        told = json.loads(line)
        assert told.pop("time") > 0
        assert told == {
            "method": "GET",
            "path": '/sök"\n',
            "status": 504,
            "bytes": 17,
            "ms": 500.0,
            "engine_ms": 12.5,
            "kept": True,
            "client": "abc",
            "release": "r1",
            "problem": "query-timeout",
        }
        assert "personal" not in line

    asyncio.run(test())


def test_lines_are_written_together_and_soon() -> None:
    async def test() -> None:
        stream = io.StringIO()
        log = RequestLog(stream)
        for _ in range(3):
            log.write(SCOPE, RequestRecord(status=200), 0.001, "abc", "r1")
        assert stream.getvalue() == ""
        await asyncio.sleep(FLUSH_SECONDS * 2)
        assert len(stream.getvalue().splitlines()) == 3

    asyncio.run(test())


def test_a_log_that_cannot_be_written_holds_up_nothing() -> None:
    async def test() -> None:
        stream = io.StringIO()
        stream.close()
        log = RequestLog(stream)
        log.write(SCOPE, RequestRecord(status=200), 0.001, "abc", "r1")
        log.flush()

    asyncio.run(test())


def test_a_note_is_found_by_all_layers_and_needed_by_none() -> None:
    scope: dict[str, Any] = {}
    record_of(scope).is_cached = True
    note = begin_record(scope)
    assert record_of(scope) is note
    assert not note.is_cached


def test_a_line_steers_no_terminal() -> None:
    async def test() -> None:
        stream = io.StringIO()
        log = RequestLog(stream)
        for path in ("/\x1b[31m", "/\x9b31m", "/\u202egnp.exe", "/\u2028{}", "/sök"):
            log.write({**SCOPE, "path": path}, RequestRecord(), 0.5, "abc", "r1")
        log.flush()
        lines = stream.getvalue()
        assert all(line.isprintable() for line in lines.split("\n"))
        assert lines.count("\n") == 5
        assert "/sök" in lines

    asyncio.run(test())
