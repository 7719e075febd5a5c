"""G9: work survives a crash. Real processes, killed and stopped at random, on both databases."""

import json
import os
import subprocess
import sys

import pytest

COUNTS = [
    pytest.param(200, 50, 10, id="tenth"),
    pytest.param(2000, 500, 100, id="full", marks=pytest.mark.prove),
]


def torment(**wanted: object) -> dict[str, object]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.support.chaos", json.dumps(wanted)],
        env={**os.environ, "LOG_LEVEL": "ERROR"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


@pytest.mark.parametrize(("jobs", "kills", "pauses"), COUNTS)
def test_each_job_has_one_effect_whoever_dies_or_sleeps(database, jobs, kills, pauses):
    """Seen red with `"naive": true` (see `tests/support/chaos.py`), 247 effects of 200 jobs: a worker that wakes up
    after its lease writes again.
    """
    outcome = torment(jobs=jobs, kills=kills, pauses=pauses)
    assert outcome["unfinished"] is False
    assert outcome["effects"] == list(range(jobs))
    # Poison is parked after five workers. An innocent job may meet five kills by chance: it is
    # parked too, not lost, and was then retried.
    vanished = ["poison", 5, "WorkerVanished"]
    assert outcome["parked"].count(vanished) == 1
    unlucky = [row for row in outcome["parked"] if row != vanished]
    assert unlucky == [["take_a_while", 5, "WorkerVanished"]] * len(unlucky)
    assert len(unlucky) <= jobs / 20
    assert outcome["killed"] > kills / 2
    assert outcome["paused"] > pauses / 2
    # The kills met jobs at work, not idle workers.
    assert outcome["interrupted"] > kills / 3
