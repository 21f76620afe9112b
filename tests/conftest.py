"""Fixtures that start real name servers on loopback, and what is not measured."""

import sys
from collections.abc import Generator, Iterator

import pytest
import servers
from hypothesis import settings

settings.register_profile("untimed", deadline=None)  # how fast a machine is says nothing about the code
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def nsd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Serve]:
    """`nsd({"example.com": zone_text})` serves zones and returns `127.0.0.1:PORT`."""
    yield from servers.serving(servers.nsd, tmp_path_factory)


@pytest.fixture(scope="session")
def knot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.Serve]:
    """`knot({"example.com": zone_text})` serves zones and returns `127.0.0.1:PORT`."""
    yield from servers.serving(servers.knot, tmp_path_factory)


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Let `no_cover` hold in the processes of pytest-xdist too, where pytest-cov has begun twice."""
    if item.get_closest_marker("no_cover") is None:
        return (yield)
    measuring = sys.gettrace()
    sys.settrace(None)
    try:
        return (yield)
    finally:
        sys.settrace(measuring)
