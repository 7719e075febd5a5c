"""Where the reference data lie; tests that need them skip by name where they are absent."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data"

needs_data = pytest.mark.skipif(not FOLDER.is_dir(), reason="the reference data folder ../shared/data is absent")
