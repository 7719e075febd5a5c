"""Every case of the two reference sets has its test."""

import json
import re
from pathlib import Path

import pytest
from tests.analysis.data import FOLDER, needs_data

HERE = Path(__file__).parent


@needs_data
@pytest.mark.parametrize(("area", "least"), [("evaluation", 26), ("choices", 19)])
def test_every_reference_case_is_named_by_a_test(area, least):
    """The seconds of DES-06 are measured by benchmarks/analysis/pathway.py: tests do not assert on time."""
    cases = json.loads((FOLDER / area / "cases.json").read_text(encoding="utf-8"))
    tests = "\n".join(path.read_text(encoding="utf-8") for path in HERE.rglob("test_*.py") if path != Path(__file__))
    assert len(cases) >= least
    assert [case["id"] for case in cases if not re.search(rf"\b{case['id']}\b", tests)] == []
