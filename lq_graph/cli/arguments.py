"""Reads the command line: arguments that several verbs share, and usage errors of one line that say what to do."""

from __future__ import annotations

from argparse import Action, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal, NoReturn, get_args

from lq_graph.cli.exits import USAGE
from lq_graph.text import Language

FindingsFormat = Literal["text", "json", "junit", "sarif", "github", "turtle", "html"]
Colour = Literal["auto", "always", "never"]
Engine = Literal["auto", "columns", "pyshacl"]

_LAST_PORT = 65535


class VerbParser(ArgumentParser):
    """A parser of the words after `lq VERB`; options and other words may stand in any order."""

    def __init__(self, verb: str, summary: str) -> None:
        self._names: list[str] = []
        super().__init__(prog=f"lq {verb}", description=summary, allow_abbrev=False)

    def read(self, words: Sequence[str]) -> Namespace:
        """The values of the arguments; ends the process with code 2 and one line for words that do not fit."""
        if "--" in words:  # parse_intermixed_args loses the difference between -x and what follows it
            return self.parse_args(words)
        return self.parse_intermixed_args(words)

    def add_argument(self, *names: str, **settings: Any) -> Action:
        """Adds an argument, and its names to those that are suggested for a misspelt one."""
        self._names.extend(name for name in names if name.startswith("--"))
        return super().add_argument(*names, **settings)

    def error(self, message: str) -> NoReturn:
        """Ends the process with one line."""
        unknown = message.partition("unrecognized arguments: ")[2].split(" ")[0]
        near = get_close_matches(unknown, self._names, 1) if unknown.startswith("-") else []
        advice = f"did you mean {near[0]}?" if near else f"see {self.prog} --help"
        self.exit(USAGE, f"lq: {message}; {advice}\n")


def add_language(parser: ArgumentParser, of: str) -> None:
    """Adds `--lang`."""
    parser.add_argument("--lang", choices=get_args(Language), help=f"language of the {of} (default: as the locale)")


def add_findings_format(parser: ArgumentParser) -> None:
    """Adds `--format` of a report of findings."""
    formats = get_args(FindingsFormat)
    parser.add_argument("--format", "-f", choices=formats, default="text", help="format of the report (default: text)")


def add_colour(parser: ArgumentParser) -> None:
    """Adds `--color`."""
    parser.add_argument("--color", choices=get_args(Colour), default="auto", help="when text is in colour")


def add_engine(parser: ArgumentParser) -> None:
    """Adds `--engine` of SHACL validation."""
    help_text = "engine for shapes; auto (the default) falls back on pyshacl"
    parser.add_argument("--engine", choices=get_args(Engine), default="auto", help=help_text)


def add_output(parser: ArgumentParser, help_text: str) -> None:
    """Adds `--output`, a path."""
    parser.add_argument("--output", "-o", type=as_path, metavar="PATH", help=help_text)


def add_release(parser: ArgumentParser) -> None:
    """Adds `--release`, the folder of a release or of releases."""
    help_text = "folder of a release, or of releases (default: the current release of the project)"
    parser.add_argument("--release", type=as_path, metavar="DIR", help=help_text)


def add_user(parser: ArgumentParser) -> None:
    """Adds `--user` at another server."""
    parser.add_argument("--user", metavar="NAME", help="user name there; the password is read from LQ_PASSWORD")


def as_path(word: str) -> Path:
    """A path; raises ArgumentTypeError for an empty word, which would be the current folder."""
    if not word:
        raise ArgumentTypeError("a path is empty")
    return Path(word)


def as_port(word: str) -> int:
    """The number of a port; raises ArgumentTypeError for what is none."""
    if not (word.isascii() and word.isdigit() and int(word) <= _LAST_PORT):
        raise ArgumentTypeError(f"{word!r} is no port; give a whole number from 0 to {_LAST_PORT}")
    return int(word)


def unknown_verb(word: str, verbs: Sequence[str]) -> str:
    """The sentence for a verb that does not exist."""
    near = get_close_matches(word, verbs, 1)
    return f"there is no verb {word!r}; {f'did you mean {near[0]}?' if near else 'lq --help lists them'}"
