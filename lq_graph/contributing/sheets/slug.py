"""The key of a thing, made from what it is called."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
_SPELT_OUT = str.maketrans(
    {"æ": "ae", "ø": "o", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "þ": "th", "œ": "oe", "&": "-"}
)
_OTHER = re.compile("[^a-z0-9]+")


def slug(label: str) -> str:
    """Small letters and digits with hyphens between them, at most 60, ended at a hyphen; empty if none are left.

    `Klimat- och energiplan 2025–2030` gives `klimat-och-energiplan-2025-2030`.
    """
    plain = unicodedata.normalize("NFKD", label.casefold().translate(_SPELT_OUT))
    ascii_ = "".join(each for each in plain if not unicodedata.combining(each))
    return shortened(_OTHER.sub("-", ascii_).strip("-"), LONGEST)


def shortened(key: str, longest: int) -> str:
    """A key cut at its last hyphen within a length; in the middle of a word only if it has no hyphen."""
    if len(key) <= longest:
        return key
    cut = key[: longest + 1].rpartition("-")[0] or key[:longest]
    return cut.rstrip("-")
