"""Arguments of `lq`: options in any order, choices, and usage errors of one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from conftest import ROOT
from lq_graph.cli.main import VERBS, parser_of


def refusal(verb: str, words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    with pytest.raises(SystemExit) as ended:
        parser_of(verb).read(words)
    assert ended.value.code == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.count("\n") == 1
    return captured.err


def test_paths_and_options_stand_in_any_order() -> None:
    read = parser_of("check").read(["a.ttl", "--format", "json", "b.ttl", "--lang=en", "-o", "x.json", "c.ttl"])
    assert (read.paths, read.format, read.lang, read.output) == (
        [Path("a.ttl"), Path("b.ttl"), Path("c.ttl")],
        "json",
        "en",
        Path("x.json"),
    )


def test_defaults_are_those_of_the_help() -> None:
    read = parser_of("check").read([])
    assert (read.paths, read.format, read.fail_on, read.lang, read.color, read.engine) == (
        [], "text", "violation", None, "auto", "auto",
    )  # fmt: skip


def test_a_hyphen_is_standard_input_and_a_word_after_two_is_a_path() -> None:
    assert parser_of("fmt").read(["-"]).paths == [Path("-")]
    assert parser_of("query").read(["-"]).file == Path("-")
    assert parser_of("check").read(["--", "-odd.ttl"]).paths == [Path("-odd.ttl")]


def test_values_that_repeat_are_all_read() -> None:
    assert parser_of("query").read(["--var", "a=1", "--var", "b=-2"]).var == ["a=1", "b=-2"]
    assert parser_of("shacl").read(["d.ttl", "-s", "a.ttl", "-s", "b.ttl", "e.ttl"]).shapes == [
        Path("a.ttl"),
        Path("b.ttl"),
    ]


@pytest.mark.parametrize(
    ("verb", "words", "message"),
    [
        ("check", ["--format", "docx"], "invalid choice: 'docx'"),
        ("check", ["--format"], "expected one argument"),
        ("check", ["--form", "json"], "did you mean --format?"),
        ("check", [""], "a path is empty"),
        ("serve", ["--port", "99999"], "'99999' is no port; give a whole number from 0 to 65535"),
        ("serve", ["--port", "-1"], "'-1' is no port"),
        ("serve", ["--port", "²"], "is no port"),
        ("export", [], "arguments are required: CLASS; see lq export --help"),
        ("publish", [], "arguments are required: --to"),
        ("explain", ["a", "b"], "arguments are required: OBJECT"),
        ("explain", ["a", "b", "c", "--format", "docx"], "invalid choice: 'docx'"),
        ("build", ["extra"], "unrecognized arguments: extra; see lq build --help"),
        ("template", ["plan", "lang"], "unrecognized arguments: lang; see lq template --help"),
    ],
)
def test_words_that_do_not_fit_are_one_line(
    verb: str, words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refusal(verb, words, capsys)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_help(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        parser_of(verb).read(["--help"])
    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith(f"usage: lq {verb}")


@pytest.mark.parametrize(
    ("words", "code", "out", "err"),
    [
        ("--version", 0, "lq 0.1.0\n", ""),
        ("--help", 0, "usage: lq VERB", ""),
        ("", 2, "", "usage: lq VERB"),
        ("chekc", 2, "", "lq: there is no verb 'chekc'; did you mean check?\n"),
        ("frobnicate", 2, "", "lq: there is no verb 'frobnicate'; lq --help lists them\n"),
    ],
)
def test_the_command_without_a_verb(words: str, code: int, out: str, err: str) -> None:
    command = [sys.executable, "-m", "lq_graph", *words.split()]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert done.stdout.startswith(out)
    assert done.stderr.startswith(err)
