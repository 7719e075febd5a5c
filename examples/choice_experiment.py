"""A choice experiment with three hundred and four made-up people, through the pages of a site that runs.

    export DATA_DIR=/tmp/trial
    throughline migrate && (throughline serve & throughline worker &)
    python examples/choice_experiment.py --site http://127.0.0.1:8000

A facilitator signs in, says what clinics differ in, has the choices made and opens the experiment. Each person joins,
reads every choice off its page and chooses as known weights and seeded chance would have it. The export must then hold
every choice as it was sent. Last the public page is read: what people would trade, and how many would choose two
options that we put together, beside what follows from the weights. The script ends with 1 where a choice was not kept
as it was sent, or where the ranges do not hold the truth together (`trial.all_hold` says how that is judged).
"""

from __future__ import annotations

import argparse
import math
import random
import re
import sys
import urllib.parse
from collections import Counter
from collections.abc import Sequence

from trial import Browser, Estimate, Page, Table, all_hold, at_once, open_programme

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
OPTIONS = ("A", "B", "neither")
Sent = tuple[int, str, tuple[str, ...], tuple[str, ...], str]
"""One choice: its place among somebody's own, its name, the levels of either option, and which was chosen."""


def main() -> None:
    """Set the experiment up, let everybody choose, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--people", type=int, default=304, help="people are counted by eights")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    from throughline.cli import django_ready

    django_ready.set_up()
    account, programme = open_programme("A choice of clinics", "envision")
    team = Browser(asked.site)
    team.signs_in(account)
    managed, here = set_up(team, f"{asked.site}/programmes/{programme.slug}")

    people = [Browser(asked.site) for _one in range(asked.people)]
    at_once(asked.people, lambda n: people[n].joins(f"{here}/", {"role": {"role": ROLES[n % len(ROLES)]}}))
    print(f"{asked.people} people have joined {here}", flush=True)
    for person in people:  # one after another, so that who is asked which version is the same in every run
        person.goes_to(f"{here}/choices")
        person.presses("Begin")
    sent = at_once(asked.people, lambda n: takes_part(people[n], f"{asked.seed} {n}"))
    team.goes_to(managed)
    team.presses("Close it")
    if not all_kept(team.takes_out(f"{managed}/export"), sent):
        sys.exit(1)
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


def takes_part(person: Browser, seed: str) -> list[Sent]:
    """Choose on every page, from the first to the end; returns what was sent."""
    sent = []
    while place := re.search(r"/choices/(\d+)$", person.page.address):
        name = person.page.value("task")
        rows = [person.page.row(attribute) for attribute in ATTRIBUTES]
        options = tuple(row[1] for row in rows), tuple(row[2] for row in rows)
        # Chance of its own for each choice: their order is drawn anew in every run.
        which = chosen(options, random.Random(f"{seed} {name}"))
        sent.append((int(place[1]), name, *options, OPTIONS[which]))
        person.presses("Save and go on", chosen=which)
    return sent


def chosen(options: Sequence[Sequence[str]], chance: random.Random) -> int:
    """The option of most worth to somebody, felt with chance, as the logit model has it."""
    felt = [*map(worth, options), NEITHER]
    felt = [one - math.log(-math.log(chance.random())) for one in felt]
    return felt.index(max(felt))


def all_kept(tables: dict[str, Table], sent: list[list[Sent]]) -> bool:
    """Whether the export has each person's choices as they were sent, and nothing else; says what differs."""
    said = {(row["attribute"], row["level"]): f"{row['label']} {row['unit']}".strip() for row in tables["levels"]}
    shown: dict[tuple[str, str], list[str]] = {}
    for row in tables["tasks"]:
        level = said[row["attribute"], row["level"]]
        shown.setdefault((row["task"], row["option"]), []).append(re.sub(r"^1 days$", "1 day", level))
    kept: dict[str, list[Sent]] = {}
    for row in tables["choices"]:
        name, (first, second) = f"{row['kind']}:{row['task']}", (tuple(shown[row["task"], one]) for one in "AB")
        kept.setdefault(row["person_id"], []).append((int(row["position"]), name, first, second, row["chosen"]))
    ours, theirs = (Counter(tuple(sorted(own)) for own in people) for people in (sent, kept.values()))
    for problem, people in (("SENT, NOT KEPT SO", ours - theirs), ("KEPT, NOT SENT SO", theirs - ours)):
        for own in people.elements():
            print(f"{problem}: {own}")
    print(f"Of {len(sent)} people the export has {(ours & theirs).total()} with every choice as they sent it.")
    return ours == theirs


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
