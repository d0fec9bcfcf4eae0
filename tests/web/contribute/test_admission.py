"""No client can take all slots."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from starlette.requests import Request

from lq_graph.errors import CheckBusy
from lq_graph.querying.engine import Engine
from lq_graph.releasing.release import Release
from lq_graph.settings import Settings
from lq_graph.web.contribute.admission import MAX_PER_NETWORK, MAX_RECEIVING, AdmissionControl
from lq_graph.web.pages.site import Site, template_environment


@pytest.fixture(name="empty")
def _empty(engine: Engine, city: Release, site_settings: Settings) -> AdmissionControl:
    return AdmissionControl(Site(engine, city, site_settings, template_environment()))


def request_from(address: str) -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1)})


def test_one_address_has_half_of_the_slots(empty: AdmissionControl) -> None:
    async def test() -> None:
        async with AsyncExitStack() as stack:
            for number in range(MAX_PER_NETWORK):
                await stack.enter_async_context(empty.slot(request_from(f"2001:db8::{number}")))
            with pytest.raises(CheckBusy):
                await stack.enter_async_context(empty.slot(request_from("2001:db8::ffff")))
            for number in range(MAX_RECEIVING - MAX_PER_NETWORK):
                await stack.enter_async_context(empty.slot(request_from(f"192.0.2.{number}")))
            with pytest.raises(CheckBusy):
                await stack.enter_async_context(empty.slot(request_from("192.0.2.99")))
        async with empty.slot(request_from("2001:db8::1")):
            pass

    asyncio.run(test())
