"""The urgent treatment centre of Nelson (2013), Foundations and Methods of Stochastic Simulation, exercise 13, with the
parameters and the results that treat-sim 3.0.0 (Monks and others) publishes; minutes, from 6:00."""

import csv

import numpy as np
from tests.analysis.data import FOLDER

from throughline.analysis.pathway.draws import NEVER, draw
from throughline.analysis.pathway.durations import exponential, lognormal
from throughline.analysis.pathway.model import Pathway, Step, Team
from throughline.analysis.pathway.walk import walk_through

UNTIL = 19 * 60
STEPS = (
    Step("triage", "triage", exponential(3), {"trauma": 0.12, "registration": 0.88}),
    Step("registration", "registration", lognormal(5, 2**0.5), {"examination": 1}),
    Step("examination", "examination", lognormal(16, 3**0.5), {"treatment": 0.6, "leave": 0.4}),
    Step("trauma", "trauma", exponential(90), {"trauma treatment": 1}),
    Step("trauma treatment", "trauma cubicle", lognormal(30, 2)),
    Step("treatment", "cubicle", lognormal(13.3, 2**0.5)),
)
SIZES = {"triage": 1, "registration": 1, "examination": 3, "trauma": 2, "trauma cubicle": 1, "cubicle": 1}


def hourly():
    """People an hour from 6:00 to midnight."""
    with (FOLDER / "evaluation" / "des" / "treatsim_ed_arrivals.csv").open() as file:
        return [float(row["arrival_rate"]) for row in csv.DictReader(file)]


def centre(rates=(10.0,) * 24, **more):
    return Pathway("as it is", STEPS, tuple(Team(name, size) for name, size in SIZES.items()), rates, **more)


def came_by_its_rule(runs, seed):
    """Arrivals as treat-sim draws them: the rate is that of the hour of the last arrival, and begins anew after 18
    hours."""
    rng, rates = np.random.default_rng(seed), np.array(hourly())
    days = []
    for _ in range(runs):
        at, day = 0.0, []
        while at < UNTIL:
            kept = rates[int(at // 60) % len(rates)] / rates.max()
            at += rng.exponential(60 / rates.max(), size=rng.geometric(kept)).sum()
            day.append(at)
        days.append(day[:-1])
    most = max(map(len, days))
    return np.array([day + [NEVER] * (most - len(day)) for day in days])


def measured(pathway, came, seed=1):
    """Mean over runs of the mean wait of those whose turn came within 19 hours, of the time of those without trauma who
    left by then, and of how many left."""
    drawn = draw(pathway, len(came), (seed,), came=came)
    found = walk_through(pathway, drawn)
    means = {}
    for i, step in enumerate(pathway.steps):
        seen = found.started[i] < UNTIL
        waits = np.subtract(found.started[i], found.joined[i], where=seen, out=np.zeros_like(came))
        means[step.name] = (waits.sum(axis=1) / seen.sum(axis=1)).mean()
    left = found.left < UNTIL
    plain = left & np.isfinite(found.joined[1])
    stays = np.subtract(found.left, came, where=plain, out=np.zeros_like(came))
    return means | {"total": (stays.sum(axis=1) / plain.sum(axis=1)).mean(), "left": left.sum(axis=1).mean()}
