"""What the language tests share: the real model and real comments, or a skip naming what is absent."""

import csv
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from throughline.language import models

ROOT = Path(__file__).resolve().parents[2]
COMMENTS = ROOT.parent / "shared" / "data" / "patient-comments" / "v6framework_230831.csv"


@pytest.fixture(scope="session")
def installed() -> Callable[[models.Model], Path]:
    """Gives the models folder when a model is in it. Skips without, unless THROUGHLINE_REQUIRE_MODELS asks for it."""

    def folder_with(model: models.Model) -> Path:
        folder = models.default_folder()
        if not models.is_present(folder, model):
            if os.environ.get("THROUGHLINE_REQUIRE_MODELS"):
                pytest.fail(f"THROUGHLINE_REQUIRE_MODELS is set and {model.title} is not in {folder}")
            pytest.skip(f"{model.title} is not here: run `throughline models fetch`")
        return folder

    return folder_with


@pytest.fixture(scope="session")
def model_folder(installed: Callable[[models.Model], Path]) -> Path:
    """The folder with the model of meaning."""
    return installed(models.MINILM)


@pytest.fixture(scope="session")
def comment_rows() -> list[dict[str, str]]:
    """The public patient comments. Tests use them and never print or keep them."""
    if not COMMENTS.is_file():
        pytest.skip("the public patient comments are not beside the project (../shared/data/patient-comments)")
    with COMMENTS.open(encoding="utf-8-sig", newline="") as source:
        return list(csv.DictReader(source))
