"""docs/architecture.md refers to modules and functions that exist."""

from __future__ import annotations

import re
from importlib import import_module

import pytest

from conftest import ROOT

TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`(?P<module>[a-z_/]+)\.py: (?P<name>[A-Za-z_.]+)`")
STEPS = sorted({(found["module"], found["name"]) for found in NAMED.finditer(TEXT)})
MOST_LINES = 130


@pytest.mark.parametrize(("module", "name"), STEPS, ids=lambda part: part)
def test_each_step_is_a_function_or_class_that_exists(module: str, name: str) -> None:
    found = import_module(f"lq_graph.{module.replace('/', '.')}")
    for part in name.split("."):
        found = getattr(found, part)


def test_there_are_three_lives_of_several_steps_on_two_screens() -> None:
    sections = re.split(r"^## ", TEXT, flags=re.MULTILINE)
    lives = [section for section in sections if section.startswith("The life of")]
    assert len(lives) == 3
    assert all(len(NAMED.findall(life)) >= 7 for life in lives)
    assert len(TEXT.splitlines()) <= MOST_LINES
