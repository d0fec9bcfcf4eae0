"""The depth of JSON and its largest number of keys are those that a complete parse finds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.errors import SourceError
from lq_graph.reading.hazards import JSON_LEVELS, refuse_deep_json

TEXTS = st.text(alphabet='[]{}:",\\aå\n', max_size=6)
VALUES = st.recursive(st.none() | TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=30)
PATH = Path("a.jsonld")


def most_keys(value: object) -> int:
    if isinstance(value, dict):
        return max([len(value), *map(most_keys, value.values())])
    return max(map(most_keys, value), default=0) if isinstance(value, list) else 0


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 0


@given(VALUES, st.booleans(), st.sampled_from([None, 1]))
def test_the_most_keys_of_an_object_are_counted(value: object, is_ascii: bool, indent: int | None) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    assert refuse_deep_json(PATH, text.encode()) == most_keys(value)


@given(VALUES, st.booleans())
def test_what_is_deeper_than_the_limit_is_refused_at_the_first_such_place(value: object, is_ascii: bool) -> None:
    left = JSON_LEVELS - depth(value)
    text = json.dumps(value, ensure_ascii=is_ascii)
    assert refuse_deep_json(PATH, ("[" * left + text + "]" * left).encode()) == most_keys(value)
    around = left + 1 if depth(value) else JSON_LEVELS + 1
    with pytest.raises(SourceError) as caught:
        refuse_deep_json(PATH, ("[" * around + text + "]" * around).encode())
    line, column = caught.value.line, caught.value.column
    assert line == 1
    assert column is not None
    assert ("[" * around + text)[column - 1] in "[{"
    refuse_deep_json(PATH, ("[" * around + text)[: column - 1].encode())


@given(st.binary(max_size=60) | st.text(alphabet='[]{}:",\\a').map(str.encode))
def test_whatever_bytes_are_looked_at(content: bytes) -> None:
    assert refuse_deep_json(PATH, content) >= 0
