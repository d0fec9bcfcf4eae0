"""Raw requests of untrusted clients are stored within bounds."""

from __future__ import annotations

from lq_graph.web.http.cache import LONGEST_REQUEST, RequestIndex


def test_a_request_is_found_again_as_it_was_written() -> None:
    known = RequestIndex()
    known.put(("/q/a", b"x=1", None), "key")
    assert known.get(("/q/a", b"x=1", None)) == "key"
    assert known.get(("/q/a", b"x=1", b"")) is None


def test_a_long_request_is_not_remembered() -> None:
    known = RequestIndex()
    known.put(("/q/a", b"x" * LONGEST_REQUEST), "key")
    assert len(known) == 0


def test_too_many_are_all_forgotten() -> None:
    known = RequestIndex(10_000)
    for number in range(1000):
        known.put((str(number), b"x" * 100), number)
        assert known.get((str(number), b"x" * 100)) == number
        assert len(known) <= 20


def test_a_request_counts_once() -> None:
    known = RequestIndex(10_000)
    known.put(("first",), 0)
    for _ in range(1000):
        known.put(("same",), 1)
    assert known.get(("first",)) == 0
