"""Fixtures that start real name servers on loopback."""

from collections.abc import Iterator

import pytest
import servers


@pytest.fixture(scope="session")
def nsd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Serve]:
    """`nsd({"example.com": zone_text})` serves zones and returns `127.0.0.1:PORT`."""
    yield from servers.serving(servers.nsd, tmp_path_factory)


@pytest.fixture(scope="session")
def knot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Serve]:
    """`knot({"example.com": zone_text})` serves zones and returns `127.0.0.1:PORT`."""
    yield from servers.serving(servers.knot, tmp_path_factory)
