"""Settings: the city's `lq.toml`, the `LQ_*` variables and the terminal's, read here and nowhere else."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from lq_graph.errors import SettingsError
from lq_graph.names import Names
from lq_graph.text import Language, Texts

SETTINGS_FILE = "lq.toml"
_IRI = re.compile(r"[^\s<>\"{}|\\^`]+")


@dataclass(frozen=True)
class Option:
    """One `LQ_*` variable: its name, its default and what it sets."""

    name: str
    default: str
    help: str


OPTIONS = (
    Option("LQ_ROOT", "", "project folder; by default the nearest folder upwards that contains lq.toml"),
    Option("LQ_RELEASES", "releases", "folder of releases, relative to the project folder"),
    Option("LQ_ADDRESS", "", "public URL of the service, such as https://data.example.se/"),
    Option("LQ_LINKS", "", "file of short links; by default links.jsonl in the folder of releases"),
    Option("LQ_LINK_BYTES", "100000000", "maximum size of the short-link file, in bytes"),
    Option("LQ_WORKERS", "4", "workers for short queries, at least 2; one is reserved for the site's own pages"),
    Option("LQ_SLOW_WORKERS", "2", "additional workers for long queries, at low priority"),
    Option("LQ_MEMORY_TRIPLES", "1500000", "maximum size of a store in memory, in triples; 0: always on disk"),
    Option("LQ_MEMORY_BYTES", "2000000000", "maximum memory for the store, in bytes; a larger store stays on disk"),
    Option("LQ_QUERY_SECONDS", "20", "maximum time for a query, in seconds"),
    Option("LQ_CLIENT_SECONDS", "60", "engine seconds per minute for each client; twice as many in a burst"),
    Option("LQ_CACHE_BYTES", "64000000", "maximum memory for cached responses, in bytes"),
    Option("LQ_PASSWORD", "", "password for `lq publish --user` and `lq serve --engine --user`"),
    Option("LQ_ANSWER_BYTES", "50000000", "maximum size of a query's answer, in bytes"),
    Option(
        "LQ_WORKER_BYTES",
        "2000000000",
        "maximum memory of a query besides the store, and of all workers together after long queries, in bytes",
    ),
)

_LOCALE = ("LC_ALL", "LC_MESSAGES", "LANG")  # the first that is set holds. POSIX.1-2017 §8.2


@dataclass(frozen=True)
class Limits:
    """The limits of queries and of their workers."""

    workers: int
    seconds: float
    answer_bytes: int
    worker_bytes: int
    slow_workers: int = 2
    memory_triples: int = 1_500_000
    memory_bytes: int = 2_000_000_000
    client_seconds: int = 60
    cache_bytes: int = 64_000_000


@dataclass(frozen=True)
class CatalogueSettings:
    """What portals ask for that no dataset says; each may be empty.

    `contact` is a function's mailbox, as `mailto:`; `organisation` the IRI of the publisher at a portal, `kind` that of
    its kind (`dcterms:type`); `spatial` are the areas of datasets that name none.
    """

    contact: str = ""
    organisation: str = ""
    kind: str = ""
    spatial: tuple[str, ...] = ()


@dataclass(frozen=True)
class Settings:
    """The settings of one city's graph, read once and handed down.

    `language` is that of messages, as the locale has it; `colour` is whether a terminal may be written to in colour.
    `steward` is where contributions are sent, a web address or `mailto:`; empty if there is none. `address` is the
    public URL of the service; empty if it is not configured.
    """

    root: Path
    names: Names
    publisher: str
    licence: str
    title: Texts
    about: Texts
    releases: Path
    limits: Limits
    language: Language = "sv"
    colour: bool = True
    steward: str = ""
    address: str = ""
    links: Path | None = None
    link_bytes: int = 100_000_000
    password: str = field(default="", repr=False)
    catalogue: CatalogueSettings = CatalogueSettings()

    @property
    def links_file(self) -> Path:
        """The file of short links."""
        return self.links or self.releases / "links.jsonl"

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
    variables = os.environ if environment is None else environment
    values = _option_values(variables)
    root = Path(values["LQ_ROOT"]).resolve() if values["LQ_ROOT"] else _find_root(start or Path.cwd())
    settings = _settings(root, _read_toml(root / SETTINGS_FILE), values)
    return replace(settings, language=_language(variables), colour=_colour(variables))


def _language(environment: Mapping[str, str]) -> Language:
    """The language of messages: English if the first locale variable that is set is English, else Swedish."""
    locale = next((environment[name] for name in _LOCALE if environment.get(name)), "")
    return "en" if locale.lower().startswith("en") else "sv"


def _colour(environment: Mapping[str, str]) -> bool:
    """Whether a terminal may be written to in colour. https://no-color.org."""
    return not environment.get("NO_COLOR") and environment.get("TERM") != "dumb"


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
        steward=_steward(root, toml),
        address=_address(values),
        links=root / values["LQ_LINKS"] if values["LQ_LINKS"] else None,
        link_bytes=_positive(values, "LQ_LINK_BYTES"),
        password=values["LQ_PASSWORD"],
        catalogue=_catalogue(root, toml),
    )


def _address(values: Mapping[str, str]) -> str:
    address = values["LQ_ADDRESS"]
    if address and not (address.startswith(("https://", "http://")) and address.endswith("/")):
        raise SettingsError(f"LQ_ADDRESS must start with http(s):// and end with /, not {address!r}")
    return address


def _steward(root: Path, toml: Mapping[str, Any]) -> str:
    steward = toml.get("steward", "")
    if not isinstance(steward, str) or not (steward == "" or steward.startswith(("https://", "http://", "mailto:"))):
        raise SettingsError(f"{root / SETTINGS_FILE}: steward must start with https://, http:// or mailto:")
    return steward


_PERSON = re.compile(r"mailto:[^@]*[a-zåäö]+\.[a-zåäö]+@", re.IGNORECASE)
_CATALOGUE = ("contact", "organisation", "kind", "spatial")


def _catalogue(root: Path, toml: Mapping[str, Any]) -> CatalogueSettings:
    """The table [catalogue]; raises SettingsError for what is no IRI, and for the mailbox of a person."""
    table, file = toml.get("catalogue", {}), root / SETTINGS_FILE
    if not isinstance(table, dict) or not table.keys() <= set(_CATALOGUE):
        raise SettingsError(f"{file}: [catalogue] can have {', '.join(_CATALOGUE)}")
    spatial = table.get("spatial", [])
    texts = {name: table.get(name, "") for name in _CATALOGUE[:3]}
    if not isinstance(spatial, list) or not all(isinstance(each, str) for each in (*spatial, *texts.values())):
        raise SettingsError(f"{file}: [catalogue] has texts, and for spatial a list of texts")
    for name, value in (*texts.items(), *(("spatial", each) for each in spatial)):
        schemes = ("mailto:",) if name == "contact" else ("https://", "http://")
        if value and not (value.startswith(schemes) and _IRI.fullmatch(value)):
            raise SettingsError(f"{file}: {name} in [catalogue] must start with {' or '.join(schemes)}, not {value!r}")
    if _PERSON.match(texts["contact"]):
        raise SettingsError(f"{file}: contact in [catalogue] is the mailbox of a person; give that of a function")
    return CatalogueSettings(**texts, spatial=tuple(spatial))


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
        workers=_at_least(2, values, "LQ_WORKERS"),
        seconds=_positive(values, "LQ_QUERY_SECONDS"),
        answer_bytes=_positive(values, "LQ_ANSWER_BYTES"),
        worker_bytes=_positive(values, "LQ_WORKER_BYTES"),
        slow_workers=_positive(values, "LQ_SLOW_WORKERS"),
        memory_triples=_at_least(0, values, "LQ_MEMORY_TRIPLES"),
        memory_bytes=_positive(values, "LQ_MEMORY_BYTES"),
        client_seconds=_positive(values, "LQ_CLIENT_SECONDS"),
        cache_bytes=_positive(values, "LQ_CACHE_BYTES"),
    )


def _positive(values: Mapping[str, str], name: str) -> int:
    return _at_least(1, values, name)


def _at_least(least: int, values: Mapping[str, str], name: str) -> int:
    try:
        number = int(values[name])
    except ValueError:
        number = least - 1
    if number < least:
        raise SettingsError(f"{name} must be a whole number above {least - 1}, not {values[name]!r}")
    return number
