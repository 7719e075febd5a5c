"""Published conversations with the platform's own output, read in place."""

import json
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from tests.analysis.opinions.conversations import CASES

from throughline.analysis.opinions.votes import Votes

CLIMATE = "austria-climate.5twd2jsnkf.2022-08-08"
LAND_BANK = "ssis.land-bank-farmland.2rumnecbeh.2021-08-01"
UBER = "vtaiwan.uberx"
BOWLING_GREEN = "american-assembly.bowling-green"


class Case(NamedTuple):
    votes: Votes
    truth: dict[str, Any]

    @property
    def groups(self):
        """The published group of each participant who is among the voters."""
        known = set(self.votes.participants.tolist())
        return {int(who): group for who, group in self.truth["groups"].items() if int(who) in known}


@cache
def case(name):
    columns = np.loadtxt(CASES / name / "votes.csv", delimiter=",", skiprows=1, dtype=np.int64).T
    truth = json.loads((CASES / name / "truth.json").read_text())
    return Case(Votes.from_columns(*columns), truth)
