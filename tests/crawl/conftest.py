"""The misbehaving web serves the ordinary tests of fetching too."""

from tests.faults.conftest import fetcher, web

__all__ = ["fetcher", "web"]
