"""Every script of examples/analysis runs to its end on real data, and says something in words."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.analysis.data import needs_data

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted((ROOT / "examples" / "analysis").glob("*.py"))
# Those that take more than a few seconds run with the proofs.
SLOW = {"choice_design", "choice_experiment"}
MARKS = {True: pytest.mark.prove, False: ()}


@needs_data
@pytest.mark.parametrize("script", [pytest.param(one, id=one.stem, marks=MARKS[one.stem in SLOW]) for one in SCRIPTS])
def test_an_example_runs_to_its_end(script, tmp_path):
    threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, str(script)],
        env={**os.environ, **threads},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert len(done.stdout.split()) > 50
    assert list(tmp_path.iterdir()) == []


def test_every_example_reads_like_a_notebook_and_says_how_it_is_run():
    assert len(SCRIPTS) >= 6
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        assert text.count("\n# %% ") >= 3, script.name
        assert f"python examples/analysis/{script.name}" in text
