"""Where the development data lies, for the tests that use it when it is there."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"

needs_shared = pytest.mark.skipif(
    not (SHARED / "data").is_dir(),
    reason="the development data (../shared/data) is not on this machine",
)
