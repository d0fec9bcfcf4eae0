"""JSON-LD that its parser would not survive."""

from __future__ import annotations

import re
from pathlib import Path

from lq_graph.errors import SourceError
from lq_graph.reading.byte_place import byte_place
from lq_graph.reading.file_kind import not_utf_8
from lq_graph.reading.json_text import ARRAY, OBJECT, JsonFault, JsonText, read_json
from lq_graph.reading.nesting import refuse_deep_json

TERMS = 2_000

_MAYBE_GRAPHS = re.compile(rb'"@container"\s*+:\s*+(?:"@graph"|\[)')
_ESCAPED_LETTER = re.compile(rb"\\u00(?:40|6[1-9a-fA-F]|7[0-9aA])")
_TOO_MANY_TERMS = f"a context of more than {TERMS:,} terms; leave out those that are not used"
_NO_JSON = "no JSON from here on; see that quotes and brackets come in pairs, and commas between values"
_GRAPHS = "the file names graphs of its own; remove this, a dataset's folder is its graph"


def refuse_jsonld_hazards(path: Path, content: bytes) -> None:
    """Returns if the parser can read a content, or say what is wrong with it.

    Raises SourceError, with line and column, for what is nested too deep; for a context of more than TERMS terms, as
    they can be made of each other in one long chain; and for keys whose values are graphs, which are not read anyway,
    as some of them end the process. Time: 15 ms a megabyte; 80 ms where keywords may hide behind escapes.
    """
    is_crowded = refuse_deep_json(path, content) > TERMS
    if is_crowded or _ESCAPED_LETTER.search(content) or _MAYBE_GRAPHS.search(content):
        _refuse_keys(path, _json(path, content))


def _json(path: Path, content: bytes) -> JsonText:
    """The whole content; the parser would meet what is dangerous in it before what is wrong with it."""
    try:
        text = content.decode()
        return read_json(text)
    except UnicodeDecodeError as error:
        raise not_utf_8(path, content, error) from error
    except JsonFault as error:
        before = text[: error.offset].encode()
        raise SourceError(path, _NO_JSON, *byte_place(before, len(before))) from error


def _refuse_keys(path: Path, json: JsonText) -> None:
    objects = [number for number, kind in enumerate(json.kinds) if kind == OBJECT]
    crowded = [number for number in objects if len(json.mapping(number)) > TERMS]
    for key, value in (member for number in objects for member in json.members(number)):
        if json.texts[key] == "@context" and any(value <= number < json.beyond[value] for number in crowded):
            raise _error(path, json, key, _TOO_MANY_TERMS)
        if json.texts[key] == "@container" and "@graph" in _texts(json, value):
            raise _error(path, json, key, _GRAPHS)


def _texts(json: JsonText, value: int) -> list[str]:
    values = json.items(value) if json.kinds[value] == ARRAY else (value,)
    return [json.texts[each] for each in values]


def _error(path: Path, json: JsonText, key: int, reason: str) -> SourceError:
    before = json.text[: json.starts[key]].encode()
    return SourceError(path, reason, *byte_place(before, len(before)))
