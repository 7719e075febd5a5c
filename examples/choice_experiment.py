"""A choice experiment with three hundred made-up people, through the pages of a site that runs.

    export DATA_DIR=/tmp/trial
    throughline migrate && (throughline serve & throughline worker &)
    python examples/choice_experiment.py --site http://127.0.0.1:8000

A facilitator signs in, says what clinics differ in, has the choices made and opens the experiment. Each person joins,
reads every choice off its page and chooses as known weights and seeded chance would have it. The public page is then
read: what people would trade, and how many would choose two options that we put together, beside what follows from the
weights. The script ends with 1 where the ranges do not hold the truth together (`trial.all_hold` says how that is
judged).
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import urllib.parse
from collections.abc import Sequence

from trial import Browser, Estimate, Page, all_hold, at_once, open_programme

WAIT, WHO, DAYS = "How long you wait", "Who you see", "When it is open"
ATTRIBUTES = {
    WAIT: ("1", "7", "21"),
    WHO: ("A doctor", "A nurse", "A pharmacist"),
    DAYS: ("Monday to Friday", "Saturday too"),
}
# What each level is worth to people; a day of waiting, and the option of going nowhere.
WORTH = {"A nurse": -0.4, "A pharmacist": -0.9, "Saturday too": 0.5}
A_DAY, NEITHER = -0.08, -1.8
# Two clinics that we put together at the end, as places in the lists above.
CLINICS = (("l1", "l3", "l2"), ("l3", "l1", "l1"))
ROLES = ("patient", "carer", "clinician", "manager")


def main() -> None:
    """Set the experiment up, let everybody choose, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    from throughline.cli import django_ready

    django_ready.set_up()
    account, programme = open_programme("A choice of clinics", "envision")
    team = Browser(asked.site)
    team.signs_in(account)
    managed, here = set_up(team, f"{asked.site}/programmes/{programme.slug}")

    def take_part(number: int) -> None:
        person, chance = Browser(asked.site), random.Random(f"{asked.seed} {number}")
        person.joins(f"{here}/", {"role": {"role": ROLES[number % len(ROLES)]}})
        person.goes_to(f"{here}/choices")
        person.presses("Begin")
        while re.search(r"/choices/\d+$", person.page.address):
            person.presses("Save and go on", chosen=chosen(person.page, chance))
        if (number + 1) % 50 == 0:
            print(f"{number + 1} people have chosen", flush=True)

    at_once(asked.people, take_part)
    team.goes_to(managed)
    team.presses("Close it")
    team.goes_to(f"{here}/progress")
    team.presses("Work it out")
    team.waits()
    sys.exit(compared(Browser(asked.site).goes_to(f"{here}/results?{urllib.parse.urlencode(composed())}")))


def set_up(team: Browser, programme: str) -> tuple[str, str]:
    """Add an experiment, say what differs, have the choices made and open it; returns the addresses to run and join."""
    team.goes_to(f"{programme}/manage/activities/new?method=choices")
    added = {"title": "Which clinic would you choose?", "settings-tasks": 6, "settings-blocks": 2}
    managed = team.presses("Save and continue", **added).address
    here = f"{programme}/choices/{managed.rpartition('/')[2]}"
    for name, levels in ATTRIBUTES.items():
        team.goes_to(f"{here}/prepare/new")
        counted = {"unit": "days", "better": "earlier"} if name == WAIT else {"better": ""}
        team.presses("Save", name=name, about="Made up for a trial.", levels="\n".join(levels), **counted)
    team.goes_to(f"{here}/prepare")
    team.presses("Make the choices")
    team.waits()
    team.goes_to(managed)
    team.presses("Open it")
    return managed, here


def worth(levels: Sequence[str]) -> float:
    """What an option is worth to people. levels: as they stand on the page; days as “7 days”."""
    return sum(A_DAY * int(one.split()[0]) if one[0].isdigit() else WORTH.get(one, 0.0) for one in levels)


def chosen(page: Page, chance: random.Random) -> int:
    """The option of most worth to somebody, felt with chance, as the logit model has it."""
    rows = [page.row(name) for name in ATTRIBUTES]
    felt = [worth([row[1] for row in rows]), worth([row[2] for row in rows]), NEITHER]
    felt = [one - math.log(-math.log(chance.random())) for one in felt]
    return felt.index(max(felt))


def composed() -> dict[str, str]:
    """The two clinics, as the page's own form asks for them."""
    return {
        f"{option}-q{number}": level
        for option, clinic in zip("AB", CLINICS, strict=True)
        for number, level in enumerate(clinic, start=1)
    }


def compared(page: Page) -> int:
    """Print what the public page says beside the truth; 0 where all holds."""
    estimates = [
        Estimate(f"{row[0]}, in days", -WORTH[level] / A_DAY, *numbers(row[1:3]))
        for level in WORTH
        for row in [next(row for row in page.rows if level in row[0] and re.search(r"more|less", row[1]))]
    ]
    for one in estimates:
        print(one.line())
    shares = [Estimate(name, 100 * true, *numbers(page.row(name)[1:3])) for name, true in uptake().items()]
    for one in shares:
        print(one.line("%"))
    held = all_hold(estimates + shares)
    print("The ranges hold the truth together." if held else "THE RANGES DO NOT HOLD THE TRUTH TOGETHER.")
    return int(not held)


def numbers(cells: Sequence[str]) -> tuple[float, float, float]:
    """A value and the two ends of its range, out of words such as “5.0 days less” and “-6.1 to -4.2”."""
    value = float(re.sub(r"[^0-9.]", "", cells[0])) * (-1 if "less" in cells[0] else 1)
    low, high = (float(re.sub(r"[^0-9.+-]", "", one)) for one in cells[1].split(" to "))
    return value, low, high


def uptake() -> dict[str, float]:
    """The true shares of the two clinics and of neither, by the names that the page gives them."""
    options = [
        worth([list(levels)[int(level[1]) - 1] for levels, level in zip(days_said(), clinic, strict=True)])
        for clinic in CLINICS
    ]
    odds = [math.exp(one) for one in (*options, NEITHER)]
    names = ("Option A", "Option B", "I would choose neither")
    return {name: one / sum(odds) for name, one in zip(names, odds, strict=True)}


def days_said() -> list[list[str]]:
    """The levels of each attribute as pages say them."""
    return [[f"{one} days" if one.isdigit() else one for one in levels] for levels in ATTRIBUTES.values()]


if __name__ == "__main__":
    main()
