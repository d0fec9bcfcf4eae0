"""`lq check` as it is mostly called, read without Typer, which takes longer to load than a file to check.

What is not quite plain goes whole to Typer, which reads it or says what is wrong with it; a test holds both to the same
answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lq_graph.cli.choices import Colour, Engine, FailOn, FindingsFormat, Language

Read = Callable[[str], Any]  # raises ValueError for what it does not know


def _chosen(choices: Callable[[str], str]) -> Read:
    return lambda word: str(choices(word))


_OPTIONS: Mapping[str, tuple[str, Read]] = MappingProxyType(
    {
        "--format": ("format", _chosen(FindingsFormat)),
        "-f": ("format", _chosen(FindingsFormat)),
        "--fail-on": ("fail_on", _chosen(FailOn)),
        "--lang": ("language", _chosen(Language)),
        "--changed-since": ("changed_since", str),
        "--output": ("output", Path),
        "-o": ("output", Path),
        "--color": ("colour", _chosen(Colour)),
        "--engine": ("engine", _chosen(Engine)),
    }
)


def plain_check(words: Sequence[str]) -> tuple[list[Path], dict[str, Any]] | None:
    """The paths and the options that the words after `lq check` give; None for words that are not quite plain."""
    paths: list[Path] = []
    options: dict[str, Any] = {}
    rest = iter(words)
    for word in rest:
        if _is_plain(word):
            paths.append(Path(word))
            continue
        option = _option(word, rest)
        if option is None:
            return None
        options.update([option])
    return paths, options


def _option(name: str, rest: Iterator[str]) -> tuple[str, Any] | None:
    value = next(rest, "")
    if name not in _OPTIONS or not _is_plain(value):
        return None
    key, read = _OPTIONS[name]
    try:
        return key, read(value)
    except ValueError:
        return None


def _is_plain(word: str) -> bool:
    return word != "" and not word.startswith("-")
