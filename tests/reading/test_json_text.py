"""JSON is read with the position of each key and value. All examples are made up."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lq_graph.reading.json_text import ARRAY, OBJECT, STRING, JsonFault, JsonText, read_json

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text()
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)
NO_JSON = [
    *["", " ", "[", "{", "[1", "[1,", "[1,]", "[,]", '{"a"', '{"a":', '{"a":1', '{"a":1,}', "{,}", "{1:2}", '{"a" 1}'],
    *["[1}", '{"a":1]', "1 2", "{} {}", "[] , []", "1,", "]", "01", "1.", ".5", "1e", "+1", "- 1", "NaN", "Infinity"],
    *["tru", "'a'", '"a', '"\\x"', '"\\u12"', '"a\nb"', '"\t"', "// c\n1", "\ufeff1", "[1 2]", '{"a":1 "b":2}'],
    "\u00a01",
]
NO_END = ['"' + "\\n" * 200_000, "[" * 200_000, " " * 200_000, "1" * 200_000 + "x", "[" + "1," * 200_000]


def plain(read: JsonText, value: int = 0) -> object:
    """A value as the standard library gives it."""
    kind = read.kinds[value]
    if kind == ARRAY:
        return [plain(read, item) for item in read.items(value)]
    if kind == OBJECT:
        return {read.texts[key]: plain(read, member) for key, member in read.members(value)}
    return read.texts[value] if kind == STRING else json.loads(read.texts[value])


def written(read: JsonText, value: int) -> str:
    return read.text[read.starts[value] : read.ends[value]]


def is_json(text: str) -> bool:
    """Whether the standard library reads it, without its own words for infinity."""
    try:
        json.loads(text, parse_constant=lambda word: int(word, 2))
    except ValueError:
        return False
    return True


@given(VALUES, st.sampled_from([None, 0, 1, "\t", "\r\n"]), st.booleans())
def test_values_are_those_of_the_standard_library(value: object, indent: int | str | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert plain(read_json(text)) == value


@given(VALUES, st.sampled_from([None, 2]))
def test_places_hold_what_was_read(value: object, indent: int | None) -> None:
    read = read_json(f" {json.dumps(value, indent=indent, ensure_ascii=False)}\n")
    for number in range(len(read.kinds)):
        assert json.loads(written(read, number)) == plain(read, number)
        assert written(read, number).strip(" \n") == written(read, number)


@pytest.mark.parametrize("text", NO_JSON)
def test_what_is_no_json_is_refused(text: str) -> None:
    assert not is_json(text)
    with pytest.raises(JsonFault):
        read_json(text)


@given(st.text(alphabet='[]{}":,10-.eE \\nutrl', max_size=8))
def test_what_is_json_is_what_the_standard_library_reads(text: str) -> None:
    if is_json(text):
        assert plain(read_json(text)) == json.loads(text)
    else:
        with pytest.raises(JsonFault):
            read_json(text)


def test_a_repeated_key_is_read_twice_and_the_last_one_counts() -> None:
    read = read_json('{"a": 1, "b": 2, "a": 3}')
    assert [read.starts[key] for key, _ in read.members(0)] == [1, 9, 17]
    assert {key: read.texts[value] for key, value in read.mapping(0).items()} == {"a": "3", "b": "2"}


def test_places_count_characters() -> None:
    read = read_json('["å", "😀", "\\ud83d\\ude00"]')
    places = [(read.starts[item], read.ends[item], read.texts[item]) for item in read.items(0)]
    assert places == [(1, 4, "å"), (6, 9, "😀"), (11, 25, "😀")]


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_depth_is_no_matter(opening: str, closing: str) -> None:
    read = read_json(opening * 50_000 + "1" + closing * 50_000)
    assert read.kinds.count(opening[0]) == 50_000
    assert read.starts[-1] == len(opening) * 50_000
    assert read.ends[0] == len(read.text)


@pytest.mark.parametrize("text", NO_END, ids=["string", "arrays", "space", "number", "items"])
def test_time_is_bounded_where_the_end_is_missing(text: str) -> None:
    with pytest.raises(JsonFault):
        read_json(text)
