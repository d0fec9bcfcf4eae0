"""A mapping that is made when it is asked, once."""

from __future__ import annotations

from lq_graph.checking.labels import Later


def test_the_mapping_is_made_once_at_the_first_question() -> None:
    made: list[int] = []

    def make() -> dict[str, int]:
        made.append(1)
        return {"a": 1, "b": 2}

    later = Later(make)
    assert made == []
    assert (later["a"], later.get("c"), list(later), len(later), "b" in later) == (1, None, ["a", "b"], 2, True)
    assert made == [1]
