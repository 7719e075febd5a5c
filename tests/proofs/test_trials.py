"""The trials in `examples`, against a site that runs: what made-up people answer through its pages comes back as the
truth that they were drawn from. `make prove` runs them whole, some minutes for the larger; the rules that judge them
are checked always."""

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
    """Seen red for choices with the fourth choice of each person kept as the other option: 4 people of 40 had all as
    they sent it."""
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


def test_a_choice_that_is_kept_for_another_task_or_person_is_told(monkeypatch, capsys):
    monkeypatch.syspath_prepend(str(EXAMPLES))
    from choice_experiment import all_kept

    levels = [
        ("q1", "l1", "1", "days"),
        ("q1", "l2", "7", "days"),
        ("q2", "l1", "A doctor", ""),
        ("q2", "l2", "A nurse", ""),
    ]
    shown = {("1", "A"): ("l1", "l2"), ("1", "B"): ("l2", "l1"), ("2", "A"): ("l2", "l2"), ("2", "B"): ("l1", "l1")}
    first = (("1 day", "A nurse"), ("7 days", "A doctor"))
    second = (("7 days", "A nurse"), ("1 day", "A doctor"))
    sent = [[(1, "task:1", *first, "A"), (2, "task:2", *second, "B")], [(1, "task:2", *second, "neither")]]

    def judged(*choices: str) -> bool:
        columns = ("person_id", "position", "kind", "task", "chosen")
        tables = {
            "levels": [dict(zip(("attribute", "level", "label", "unit"), one, strict=True)) for one in levels],
            "tasks": [
                {"task": task, "option": option, "attribute": attribute, "level": level}
                for (task, option), own in shown.items()
                for attribute, level in zip(("q1", "q2"), own, strict=True)
            ],
            "choices": [dict(zip(columns, one.split(), strict=True)) for one in choices],
        }
        return all_kept(tables, sent)

    assert judged("y 1 task 2 neither", "x 2 task 2 B", "x 1 task 1 A")
    assert capsys.readouterr().out == "Of 2 people the export has 2 with every choice as they sent it.\n"
    assert not judged("x 1 task 1 A", "x 2 task 2 A", "y 1 task 2 neither"), "another option"
    assert not judged("x 1 task 2 A", "x 2 task 1 B", "y 1 task 2 neither"), "another task"
    assert not judged("x 1 task 1 A", "y 2 task 2 B", "y 1 task 2 neither"), "another person"
    assert not judged("x 1 task 1 A", "x 2 task 2 B"), "nobody"
    capsys.readouterr()
    assert not judged("x 1 task 1 A", "x 2 task 2 B", "y 1 task 2 neither", "z 1 task 2 neither"), "twice"
    said = capsys.readouterr().out
    assert "KEPT, NOT SENT SO: ((1, 'task:2'" in said
    assert "SENT, NOT KEPT SO" not in said
