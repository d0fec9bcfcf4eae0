"""One server for all tests of threats, as a public one has for all its clients."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lq_graph.releasing.release import Release
from threats.service import Service, serving, wait_until_answering


@pytest.fixture(scope="package", name="service")
def _service(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with serving(release, tmp_path_factory.mktemp("threats")) as service:
        yield service


@pytest.fixture(autouse=True)
def _alive(service: Service) -> Iterator[None]:
    """Whatever a test did, the service answers after it."""
    yield
    wait_until_answering(service, 20)
