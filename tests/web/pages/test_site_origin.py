"""The public URL of the service never comes from an untrusted header."""

from __future__ import annotations

from dataclasses import replace

import pytest
from starlette.requests import Request
from starlette.types import Scope

from lq_graph.errors import SettingsError
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings, read_settings
from lq_graph.web.pages.site import Site, origin_of, template_environment


def origin(host: str, city: Release, engine: Engine, settings: Settings) -> str:
    scope: Scope = {"type": "http", "headers": [(b"host", host.encode())]}
    return origin_of(Site(engine, city, settings, template_environment()), Request(scope))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1:8000", "http://127.0.0.1:8000/"),
        ("localhost", "http://localhost/"),
        ("evil.example", "https://w3id.org/livskvalitet/"),
        ("127.0.0.1.evil.example", "https://w3id.org/livskvalitet/"),
        ('localhost:1"><script>', "https://w3id.org/livskvalitet/"),
        ("", "https://w3id.org/livskvalitet/"),
    ],
)
def test_only_this_machine_is_believed(
    host: str, expected: str, city: Release, engine: Engine, site_settings: Settings
) -> None:
    assert origin(host, city, engine, site_settings) == expected


def test_what_is_set_holds(city: Release, engine: Engine, site_settings: Settings) -> None:
    set_ = replace(site_settings, address="https://data.example/")
    assert origin("127.0.0.1:8000", city, engine, set_) == "https://data.example/"


@pytest.mark.parametrize("address", ["data.example", "https://data.example", "ftp://data.example/"])
def test_an_address_that_is_none_is_refused(address: str, settings: Settings) -> None:
    with pytest.raises(SettingsError, match="LQ_ADDRESS"):
        read_settings({"LQ_ADDRESS": address}, settings.root)
