"""The words of pages: each has one meaning, and both languages."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path

from lq_graph.web.pages import words as module
from lq_graph.web.pages.words import words


def test_no_word_is_defined_twice() -> None:
    """One that is would be shown as the other wherever it is used."""
    tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
    keys = Counter(
        key.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key in node.keys
        if isinstance(key, ast.Constant)
    )
    assert [key for key, number in keys.items() if number > 1] == []


def test_every_word_is_in_both_languages() -> None:
    assert words("sv").keys() == words("en").keys()
    assert all(words("sv").values())
    assert all(words("en").values())
