"""The store that all tests of queries use."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from lq_graph.releasing.release import Release


@pytest.fixture(scope="session", name="store")
def _store(release: Release) -> Store:
    """The store of the release of the real data."""
    return Store.read_only(str(release.store))
