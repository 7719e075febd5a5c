"""Conversations for tests: the reference cases, and planted ones whose truth is known."""

import json
from functools import cache

import numpy as np
from tests.analysis.data import FOLDER

from throughline.analysis.opinions.votes import Votes

CASES = FOLDER / "opinions" / "cases"
REAL = (
    "american-assembly.bowling-green",
    "austria-climate.5twd2jsnkf.2022-08-08",
    "ssis.land-bank-farmland.2rumnecbeh.2021-08-01",
    "vtaiwan.uberx",
)


@cache
def columns(name, at_least=0):
    """Participant, statement, vote of a reference case, without statements taken out by a moderator or with fewer
    votes than `at_least`."""
    rows = np.loadtxt(CASES / name / "votes.csv", delimiter=",", skiprows=1, dtype=int)
    taken_out = json.loads((CASES / name / "truth.json").read_text())["mod_out"]
    rows = rows[~np.isin(rows[:, 1], taken_out)]
    statements, counts = np.unique(rows[:, 1], return_counts=True)
    return rows[np.isin(rows[:, 1], statements[counts >= at_least])].T


def polis_groups(name):
    """The platform's own groups, by participant."""
    return {int(p): g for p, g in json.loads((CASES / name / "truth.json").read_text())["groups"].items()}


def planted(n=600, m=60, density=0.3, sizes=(0.55, 0.30, 0.15), contrast=1.0, log_sd=1.0, seed=0):
    """Participant, statement, vote, and each participant's group. Agreement of each group with each statement lies
    `contrast` (standard deviation of the logit) about the statement's own; passes are alike in all groups; the number
    of votes of a person is lognormal."""
    rng = np.random.default_rng(seed)
    wanted = rng.lognormal(0, log_sd, n)
    number = np.clip(np.round(wanted * density * m / wanted.mean()), 1, m).astype(int)
    for _ in range(20):  # people who reach the end of the list leave room for others to vote more
        number = np.clip(np.round(number * density * m / number.mean()), 1, m).astype(int)
    group = rng.choice(len(sizes), n, p=sizes)
    agree = 1 / (1 + np.exp(-(rng.normal(0.6, 0.9, m) + rng.normal(0, contrast, (len(sizes), m)))))
    passing = rng.beta(2, 8, m)
    person = np.repeat(np.arange(n), number)
    statement = np.concatenate([rng.permutation(m)[:c] for c in number])
    said = np.where(rng.random(len(person)) < agree[group[person], statement], 1, -1)
    return person, statement, np.where(rng.random(len(person)) < passing[statement], 0, said), group


def votes_of(person, statement, vote, *_):
    return Votes.from_columns(person, statement, vote)


def shuffled(person, statement, vote, seed):
    """The same votes with rows, columns and labels in another order. Returns the votes, and the new label of each
    participant."""
    rng = np.random.default_rng(seed)
    rows = rng.permutation(len(person))
    people = rng.permutation(int(np.max(person)) + 1) + 1000
    statements = rng.permutation(int(np.max(statement)) + 1) + 500
    return (people[np.asarray(person)[rows]], statements[np.asarray(statement)[rows]], np.asarray(vote)[rows]), people


def adjusted_rand(a, b):
    """Hubert & Arabie (1985)."""
    table = np.zeros((np.max(a) + 1, np.max(b) + 1))
    np.add.at(table, (a, b), 1)

    def pairs(x):
        return (x * (x - 1) / 2).sum()

    both, rows, cols = pairs(table), pairs(table.sum(1)), pairs(table.sum(0))
    chance = rows * cols / pairs(np.array([len(a)]))
    return (both - chance) / ((rows + cols) / 2 - chance)


def ranked_right(scores, votes):
    """The share of pairs of an agreeing and a disagreeing vote that the scores put in the right order (AUC)."""
    from scipy.stats import rankdata

    told = votes != 0
    ranks, agree = rankdata(scores[told]), votes[told] > 0
    n = agree.sum()
    return (ranks[agree].sum() - n * (n + 1) / 2) / (n * (~agree).sum())
