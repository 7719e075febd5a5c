"""What the language tests share: the real model and real comments, or a skip naming what is absent."""

import csv
import os
from pathlib import Path

import pytest

from throughline.language import models

ROOT = Path(__file__).resolve().parents[2]
COMMENTS = ROOT.parent / "shared" / "data" / "patient-comments" / "v6framework_230831.csv"


@pytest.fixture(scope="session")
def model_folder() -> Path:
    """The folder with the real model. Skips without it, unless THROUGHLINE_REQUIRE_MODELS asks for it."""
    folder = models.default_folder()
    if not models.is_present(folder):
        if os.environ.get("THROUGHLINE_REQUIRE_MODELS"):
            pytest.fail(f"THROUGHLINE_REQUIRE_MODELS is set and no model is in {folder}")
        pytest.skip("the MiniLM model is not here: run `throughline models fetch`")
    return folder


@pytest.fixture(scope="session")
def comment_rows() -> list[dict[str, str]]:
    """The public patient comments. Tests use them and never print or keep them."""
    if not COMMENTS.is_file():
        pytest.skip("the public patient comments are not beside the project (../shared/data/patient-comments)")
    with COMMENTS.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))
