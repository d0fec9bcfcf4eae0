"""What a person can set: the city's `lq.toml` and the `LQ_*` variables, read here and nowhere else."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lq_graph.errors import SettingsError
from lq_graph.names import Names

SETTINGS_FILE = "lq.toml"


@dataclass(frozen=True)
class Option:
    """One `LQ_*` variable: its name, its default and what it does."""

    name: str
    default: str
    help: str


OPTIONS = (
    Option("LQ_ROOT", "", "project folder; without it, the nearest folder upwards that holds lq.toml"),
    Option("LQ_RELEASES", "releases", "folder of releases, from the project folder"),
    Option("LQ_WORKERS", "4", "query workers of `lq serve`, one of them kept for its own pages"),
    Option("LQ_QUERY_SECONDS", "20", "longest time for a query, in seconds"),
    Option("LQ_ANSWER_BYTES", "50000000", "largest answer to a query, in bytes"),
    Option("LQ_WORKER_BYTES", "2000000000", "most memory that a query may use beside the store, in bytes"),
)


@dataclass(frozen=True)
class Texts:
    """A text in the two languages of the site."""

    sv: str
    en: str


@dataclass(frozen=True)
class Limits:
    """What one query may cost."""

    workers: int
    seconds: float
    answer_bytes: int
    worker_bytes: int


@dataclass(frozen=True)
class Settings:
    """The settings of one city's graph, read once and handed down."""

    root: Path
    names: Names
    publisher: str
    licence: str
    title: Texts
    about: Texts
    releases: Path
    limits: Limits

    @property
    def data(self) -> Path:
        """The folder of datasets, one folder each."""
        return self.root / "data"

    @property
    def ontology(self) -> Path:
        """The folder of the ontology."""
        return self.root / "ontology"

    @property
    def shapes(self) -> Path:
        """The folder of the shapes."""
        return self.root / "shapes"

    @property
    def sparql(self) -> Path:
        """The folder of questions, checks and views."""
        return self.root / "sparql"

    @property
    def current_release(self) -> Path:
        """The release that is served, a link to its folder."""
        return self.releases / "current"


def read_settings(environment: Mapping[str, str] | None = None, start: Path | None = None) -> Settings:
    """The settings of the project around a folder, by default the working directory.

    Raises SettingsError if there is no `lq.toml`, or if a value in it or in the environment cannot be used.
    """
    values = _option_values(os.environ if environment is None else environment)
    root = Path(values["LQ_ROOT"]).resolve() if values["LQ_ROOT"] else _find_root(start or Path.cwd())
    return _settings(root, _read_toml(root / SETTINGS_FILE), values)


def _option_values(environment: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({option.name: environment.get(option.name) or option.default for option in OPTIONS})


def _find_root(start: Path) -> Path:
    for folder in (start.resolve(), *start.resolve().parents):
        if (folder / SETTINGS_FILE).is_file():
            return folder
    where = f"no {SETTINGS_FILE} in {start.resolve()} or above it"
    raise SettingsError(f"{where}; go to the project folder, or set LQ_ROOT to it")


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = f"{path}: cannot be read ({error.strerror})"
        raise SettingsError(f"{reason}; set LQ_ROOT to a folder that holds it") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: {error}") from error


def _settings(root: Path, toml: Mapping[str, Any], values: Mapping[str, str]) -> Settings:
    base = _text(root, toml, "base")
    if not base.startswith(("https://", "http://")) or not base.endswith("/"):
        raise SettingsError(f"{root / SETTINGS_FILE}: base must start with http(s):// and end with /, not {base!r}")
    return Settings(
        root=root,
        names=Names(base),
        publisher=_text(root, toml, "publisher"),
        licence=_text(root, toml, "licence"),
        title=_texts(root, toml, "title"),
        about=_texts(root, toml, "about"),
        releases=root / values["LQ_RELEASES"],
        limits=_limits(values),
    )


def _text(root: Path, toml: Mapping[str, Any], key: str) -> str:
    value = toml.get(key)
    if not isinstance(value, str) or not value:
        raise SettingsError(f'{root / SETTINGS_FILE}: {key} is missing; write {key} = "…"')
    return value


def _texts(root: Path, toml: Mapping[str, Any], key: str) -> Texts:
    table = toml.get(key)
    if not isinstance(table, dict):
        raise SettingsError(f"{root / SETTINGS_FILE}: [{key}] is missing; write it with sv and en")
    return Texts(sv=_text(root, table, "sv"), en=_text(root, table, "en"))


def _limits(values: Mapping[str, str]) -> Limits:
    return Limits(
        workers=_positive(values, "LQ_WORKERS"),
        seconds=_positive(values, "LQ_QUERY_SECONDS"),
        answer_bytes=_positive(values, "LQ_ANSWER_BYTES"),
        worker_bytes=_positive(values, "LQ_WORKER_BYTES"),
    )


def _positive(values: Mapping[str, str], name: str) -> int:
    try:
        number = int(values[name])
    except ValueError:
        number = 0
    if number < 1:
        raise SettingsError(f"{name} must be a whole number above 0, not {values[name]!r}")
    return number
