"""Every format is found by its name."""

from __future__ import annotations

from typing import get_args

import pytest

from checking.reports.made import FINDING, IN_A_CELL, IN_NO_FILE, report
from lq_graph.checking.reports.formats import FORMATS
from lq_graph.cli.arguments import FindingsFormat


def test_the_command_offers_them_all() -> None:
    assert list(get_args(FindingsFormat)) == list(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_format_tells_the_same_each_time_in_the_language_asked_for(name: str, language: str) -> None:
    given = report(FINDING, IN_A_CELL, IN_NO_FILE, language=language)  # type: ignore[arg-type]
    text = "".join(FORMATS[name](given))
    assert text == "".join(FORMATS[name](given))
    assert text.endswith("\n")
    assert ("“förr” will not do" if language == "en" else "”förr” duger inte") in text
