"""The trials in `examples`, against a site that runs: what made-up people answer through its pages comes back as the
truth that they were drawn from. `make prove` runs them whole, some minutes for the larger; the rule that judges their
ranges is checked always."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from tests.support import site as sites
from tests.support.databases import Database

EXAMPLES = sites.ROOT / "examples"


@pytest.mark.prove
@pytest.mark.parametrize("trial", ["delphi_panel.py", "choice_experiment.py"])
def test_a_trial_through_the_pages_comes_back_to_the_truth(database: Database, tmp_path: Path, trial: str):
    with sites.running(database.url, tmp_path) as site:
        environment = os.environ | {
            "DATA_DIR": str(settings.DATA_DIR),
            "DJANGO_SETTINGS_MODULE": "throughline.web.settings",
            "PYTHONPATH": str(sites.ROOT / "src"),
            "SITE_URL": site.url,
        }
        command = [sys.executable, str(EXAMPLES / trial), "--site", site.url]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "The ranges hold the truth together." in done.stdout


def test_ranges_are_judged_together_so_that_honest_ones_seldom_fail_and_wrong_ones_do(monkeypatch):
    monkeypatch.syspath_prepend(str(EXAMPLES))
    from trial import Estimate, all_hold

    draw = random.Random(1)

    def study(error: float = 0.0) -> bool:
        values = [draw.gauss(0, 1) + error * (number == 0) for number in range(6)]
        return all_hold([Estimate("", 0.0, value, value - 1.96, value + 1.96) for value in values])

    # 1 in 100 is to be expected; 30 of 1,000 lies 6 standard deviations above.
    assert sum(not study() for _study in range(1000)) < 30
    assert sum(not study(error=5.0) for _study in range(100)) > 90
