"""What is read without Typer is read as Typer reads it, and all else is left to Typer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from lq_graph.cli.check import Options
from lq_graph.cli.main import app
from lq_graph.cli.plain_check import plain_check

CHECK = get_command(app).commands["check"]  # type: ignore[attr-defined]
OPTIONS = ("--format", "-f", "--fail-on", "--lang", "--changed-since", "--output", "-o", "--color", "--engine")
WORDS = (
    *OPTIONS, "--help", "-h", "--", "-", "", "-fjson", "--format=json", "--form", "json", "text", "sarif", "JSON",
    "never", "warning", "sv", "en", "always", "columns", "HEAD", "main~1", "data", "å.ttl", "a b.ttl", "../x", "~",
    "@file", "check",
)  # fmt: skip
pieces = st.lists(st.sampled_from(WORDS), max_size=1) | st.tuples(st.sampled_from(OPTIONS), st.sampled_from(WORDS))


def by_typer(words: list[str]) -> tuple[list[Path], Options]:
    """The paths and options that Typer reads; raises whatever Typer does."""
    given_: dict[str, Any] = CHECK.make_context("check", list(words)).params
    texts = {name: None if value is None else str(value) for name, value in given_.items() if name != "paths"}
    options = Options(
        format=texts["format"] or "",
        fail_on=texts["fail_on"] or "",
        language=texts["lang"],  # type: ignore[arg-type]
        changed_since=texts["changed_since"],
        output=given_["output"],
        colour=texts["color"],  # type: ignore[arg-type]
        engine=texts["engine"],  # type: ignore[arg-type]
    )
    return list(given_["paths"] or []), options


@given(st.lists(pieces, max_size=4))
def test_what_is_read_is_what_typer_reads(parts: list[list[str] | tuple[str, str]]) -> None:
    words = [word for part in parts for word in part]
    plain = plain_check(words)
    if plain is not None:
        assert (plain[0], Options(**plain[1])) == by_typer(words)


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["data", "x.ttl"],
        ["data/x.ttl", "--format", "github", "--lang", "en"],
        ["--changed-since", "HEAD~1", "-f", "sarif", "-o", "found.sarif", "--fail-on", "never"],
        ["--color", "never", "--engine", "columns", "--engine", "auto"],
    ],
)
def test_common_words_are_read(words: list[str]) -> None:
    plain = plain_check(words)
    assert plain is not None
    assert (plain[0], Options(**plain[1])) == by_typer(words)


@pytest.mark.parametrize(
    "words",
    [
        ["--help"],
        ["--format"],
        ["--format", "docx"],
        ["--lang=en"],
        ["--", "data"],
        ["-fjson"],
        [""],
        ["--output", "-"],
    ],
)
def test_all_else_is_left_to_typer(words: list[str]) -> None:
    assert plain_check(words) is None


def test_every_option_of_check_is_known() -> None:
    names = {name for parameter in CHECK.params for name in parameter.opts if name.startswith("-")} - {"--help", "-h"}
    values = {
        "--format": "json",
        "-f": "json",
        "--fail-on": "info",
        "--lang": "sv",
        "--color": "auto",
        "--engine": "auto",
    }
    assert [name for name in sorted(names) if plain_check([name, values.get(name, "x")]) is None] == []
