"""The fingerprint of a form: the same as long as a filled template can be read as it was meant."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from lq_graph.contributing.forms.form import Field

_LENGTH = 16
_WORDING = ("name", "hint")


def fingerprint(class_: str, fields: Iterable[Field], constants: Iterable[tuple[str, str]]) -> str:
    """Sixteen hexadecimal digits over all that makes a form, but for the wording of its names and hints.

    Also left out is what a field is recommended for, since it changes nothing in what may be written.
    """
    said = {"class": class_, "constants": sorted(constants), "fields": [_content(field) for field in fields]}
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:_LENGTH]


def _content(field: Field) -> dict[str, object]:
    return {key: value for key, value in vars(field).items() if key not in (*_WORDING, "recommended")}
