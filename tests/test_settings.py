"""Settings are read from lq.toml and the environment, and invalid ones are refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from lq_graph.errors import SettingsError
from lq_graph.settings import CatalogueSettings, read_settings

Write = Callable[[str, str], Path]
TOML = """base = "https://example.org/"
publisher = "https://example.org/id/body/x"
licence = "https://example.org/licence"
[title]
sv = "Exempelstad"
en = "Example city"
[about]
sv = "Påhittad."
en = "Made up."
"""


def test_settings_are_found_from_a_folder_below(write: Write) -> None:
    root = write("lq.toml", TOML).parent
    below = root / "data" / "a"
    below.mkdir(parents=True)
    settings = read_settings({}, below)
    assert settings.root == root
    assert settings.title.sv == "Exempelstad"


def test_the_environment_overrides_defaults(write: Write) -> None:
    root = write("lq.toml", TOML).parent
    settings = read_settings({"LQ_ROOT": str(root), "LQ_RELEASES": "elsewhere", "LQ_QUERY_SECONDS": "3"})
    assert settings.releases == root / "elsewhere"
    assert settings.limits.seconds == 3


def test_no_file_says_where_to_go(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"no lq\.toml in .* or above it; go to the project folder"):
        read_settings({}, tmp_path)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ('base = "example.org"', "base must start with http"),
        ("base = 3", "base is missing"),
        ("base = ", "lq.toml: "),
    ],
)
def test_a_bad_value_is_named(write: Write, line: str, message: str) -> None:
    root = write("lq.toml", TOML.replace('base = "https://example.org/"', line)).parent
    with pytest.raises(SettingsError, match=message):
        read_settings({}, root)


@pytest.mark.parametrize("value", ["0", "-1", "many"])
@pytest.mark.parametrize(("name", "bound"), [("LQ_WORKERS", 1), ("LQ_SLOW_WORKERS", 0), ("LQ_QUERY_SECONDS", 0)])
def test_a_limit_is_a_number_above_a_bound(write: Write, name: str, bound: int, value: str) -> None:
    root = write("lq.toml", TOML).parent
    with pytest.raises(SettingsError, match=f"{name} must be a whole number above {bound}"):
        read_settings({name: value}, root)


def test_one_worker_is_too_few_as_one_is_reserved(write: Write) -> None:
    with pytest.raises(SettingsError, match="LQ_WORKERS must be a whole number above 1, not '1'"):
        read_settings({"LQ_WORKERS": "1"}, write("lq.toml", TOML).parent)


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "sv"),
        ({"LANG": "sv_SE.UTF-8"}, "sv"),
        ({"LANG": "C.UTF-8"}, "sv"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "sv_SE"}, "sv"),
        ({"LANG": "sv_SE", "LC_MESSAGES": "sv_SE", "LC_ALL": "en"}, "en"),
        ({"LANG": "en", "LC_ALL": ""}, "en"),
    ],
)
def test_messages_are_in_swedish_unless_the_locale_says_english(
    write: Write, environment: dict[str, str], language: str
) -> None:
    assert read_settings(environment, write("lq.toml", TOML).parent).language == language


@pytest.mark.parametrize(
    ("environment", "colour"),
    [({}, True), ({"NO_COLOR": ""}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)],
)
def test_colour_can_be_forbidden(write: Write, environment: dict[str, str], colour: bool) -> None:
    assert read_settings(environment, write("lq.toml", TOML).parent).colour == colour


def test_contributions_are_sent_to_the_steward(write: Write) -> None:
    path = write("lq.toml", f'steward = "mailto:steward@example.org"\n{TOML}')
    assert read_settings({}, path.parent).steward == "mailto:steward@example.org"
    write("lq.toml", TOML)
    assert read_settings({}, path.parent).steward == ""
    write("lq.toml", f'steward = "javascript:alert(1)"\n{TOML}')
    with pytest.raises(SettingsError, match="steward must start with"):
        read_settings({}, path.parent)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ('contact = "data@example.org"', "contact in .catalogue. must start with mailto:"),
        ('contact = "mailto:anna.svensson@example.org"', "is the mailbox of a person"),
        ('organisation = "SE1"', "organisation in .catalogue. must start with https:// or http://"),
        ('spatial = "https://sws.geonames.org/1/"', "for spatial a list of texts"),
        ('spatial = ["https://example.org/a b"]', "spatial in .catalogue. must start with"),
        ('conatct = ""', "can have contact, organisation, kind, spatial"),
    ],
)
def test_what_portals_cannot_use_is_refused(write: Write, table: str, reason: str) -> None:
    root = write("lq.toml", f"{TOML}\n[catalogue]\n{table}\n").parent
    with pytest.raises(SettingsError, match=reason):
        read_settings({}, root)


def test_what_portals_ask_for_is_read(write: Write) -> None:
    table = 'contact = "mailto:data@example.org"\nspatial = ["https://sws.geonames.org/1/"]'
    settings = read_settings({}, write("lq.toml", f"{TOML}\n[catalogue]\n{table}\n").parent)
    assert settings.catalogue == CatalogueSettings("mailto:data@example.org", spatial=("https://sws.geonames.org/1/",))
