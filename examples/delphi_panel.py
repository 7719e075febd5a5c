"""A Delphi panel of three rounds with thirty made-up people, through the pages of a site that runs.

    export DATA_DIR=/tmp/trial
    throughline migrate && (throughline serve & throughline worker &)
    python examples/delphi_panel.py --site http://127.0.0.1:8000

A facilitator signs in, writes five statements, fixes what counts as agreement and opens the panel. Thirty people join
and rate in three rounds; what each thinks of a statement is drawn from a known chance of being for it, and seeded. The
public page is then read, and each verdict stands beside the one that follows from the ratings as they were sent, each
share for a statement beside the chance that it was drawn with. The script ends with 1 where a verdict differs, or where
the ranges do not hold the truth together (`trial.all_hold` says how that is judged).
"""

from __future__ import annotations

import argparse
import random
import re
import sys

from trial import Browser, Estimate, Page, all_hold, at_once, open_programme

# Statement → the chance that somebody is for it, in the first round and once they have seen how others rated.
CHANCES = {
    "A bell at the desk": (0.9, 0.95),
    "Fewer chairs": (0.1, 0.05),
    "Phones answered by software": (0.4, 0.4),
    "A call back within a day": (0.3, 0.9),
    "One form for everything": (0.55, 0.55),
}
ROLES = ("patient", "clinician", "manager")
FOR, AGAINST = (7, 8, 9), (1, 2, 3)
PEOPLE, ROUNDS = 30, 3
# The rule that the panel fixes before round one. A statement that the panel agrees on is not asked again.
RULE = {"rule": "proportion", "favour": 70, "against": 15, "scale": "nine", "rounds": ROUNDS, "open_link": "on"}
AGREED, LEFT_OUT, NEITHER = "Agreed", "Agreed to leave out", "No agreement"


def main() -> None:
    """Set the panel up, let everybody rate, and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://127.0.0.1:8000")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()

    from throughline.cli import django_ready

    django_ready.set_up()
    account, programme = open_programme("A panel on the front desk", "envision")
    team = Browser(asked.site)
    team.signs_in(account)
    managed, panel = set_up(team, f"{asked.site}/programmes/{programme.slug}")
    people = [Browser(asked.site) for _one in range(PEOPLE)]
    answers = {"rounds": {"agreed": "on"}}
    at_once(PEOPLE, lambda n: people[n].joins(f"{panel}/", answers | {"role": {"role": ROLES[n % 3]}}))
    print(f"{PEOPLE} people have joined {panel}", flush=True)
    said = rounds(team, people, panel, asked.seed)
    team.goes_to(managed)
    team.presses("Close it")
    sys.exit(compared(Browser(asked.site).goes_to(f"{panel}/results"), said))


def set_up(team: Browser, programme: str) -> tuple[str, str]:
    """Add a panel, write its statements, fix the rule and open it; returns the addresses to run it and to join it."""
    team.goes_to(f"{programme}/manage/activities/new?method=delphi")
    managed = team.presses("Save and continue", title="What matters most").address
    panel = f"{programme}/delphi/{managed.rpartition('/')[2]}"
    team.goes_to(f"{panel}/manage/statements")
    team.presses("Save", items="\n".join(CHANCES))
    team.goes_to(f"{panel}/manage/agreement")
    team.presses("Save", **RULE, stable=[])
    team.goes_to(f"{panel}/manage")
    team.presses("Fix them for good")
    team.goes_to(managed)
    team.presses("Open it")
    return managed, panel


def rounds(team: Browser, people: list[Browser], panel: str, seed: int) -> dict[str, list[int]]:
    """Open, rate and close each round; returns the last ratings of each statement."""
    said: dict[str, list[int]] = {}
    for number in range(1, ROUNDS + 1):
        team.goes_to(f"{panel}/manage")
        team.presses(f"Open round {number}")
        asked = [text for text in CHANCES if verdict_of(said.get(text, [])) == NEITHER]

        def rate(n: int, number: int = number, asked: list[str] = asked) -> dict[str, int]:
            return rated(people[n], f"{panel}/round", asked, number, random.Random(f"{seed} {number} {n}"))

        rows = at_once(PEOPLE, rate)
        said |= {text: [row[text] for row in rows] for text in asked}
        team.goes_to(f"{panel}/manage")
        team.presses(f"Close round {number}")
        team.waits()
        print(f"Round {number}: {len(asked)} statements, {sum(map(len, rows))} ratings", flush=True)
    return said


def rated(person: Browser, start: str, asked: list[str], number: int, chance: random.Random) -> dict[str, int]:
    """Somebody rates every statement of a round, as they come; returns the ratings."""
    ratings: dict[str, int] = {}
    person.goes_to(start)
    person.goes_to(person.page.next)
    while "/rate/" in person.page.address:
        text = next(one for one in asked if one in person.page.words)
        likes = chance.random() < CHANCES[text][min(number, 2) - 1]
        ratings[text] = chance.choice(FOR if likes else AGAINST)
        person.presses("Save and go on", rating=ratings[text])
    return ratings


def verdict_of(ratings: list[int]) -> str:
    """What the rule makes of these ratings."""
    if not ratings:
        return NEITHER
    likes, dislikes = (100 * sum(one in band for one in ratings) / len(ratings) for band in (FOR, AGAINST))
    if likes >= RULE["favour"] and dislikes < RULE["against"]:
        return AGREED
    return LEFT_OUT if dislikes >= RULE["favour"] and likes < RULE["against"] else NEITHER


def compared(page: Page, said: dict[str, list[int]]) -> int:
    """Print what the public page says beside the truth; 0 where all holds."""
    from throughline.analysis.intervals import wilson

    right, estimates = True, []
    for text, ratings in said.items():
        shown = re.search(rf"{re.escape(text)} ({AGREED}|{LEFT_OUT}|{NEITHER}) ·", page.words)
        follows = verdict_of(ratings)
        right = right and shown is not None and shown[1] == follows
        print(f"  {text:52} {shown[1] if shown else 'nothing'}; from the ratings follows: {follows}")
    order = sorted(said, key=page.words.index)
    for text, row in zip(order, (row for row in page.rows if row[0] == "Everybody"), strict=True):
        likes = 100 * CHANCES[text][0 if "round 1" in after(page, text) else 1]
        # The page leaves a share out where it would tell of few people.
        shown = [("for", likes, row[3]), ("against", 100 - likes, row[4])]
        for side, truth, share in [one for one in shown if one[2].endswith("%")][:1]:
            value = float(share.rstrip("%"))
            found = wilson(value * len(said[text]) / 100, len(said[text]))
            estimates.append(Estimate(f"{side}: {text}", truth, value, 100 * found.low, 100 * found.high))
            print(estimates[-1].line("%"))
    held = all_hold(estimates)
    print("Verdicts are as they follow." if right else "A VERDICT DIFFERS.", end=" ")
    print("The ranges hold the truth together." if held else "THE RANGES DO NOT HOLD THE TRUTH TOGETHER.")
    return int(not (right and held))


def after(page: Page, text: str) -> str:
    """The words that follow a statement, up to its table."""
    return page.words[page.words.index(text) :].partition("Group People")[0]


if __name__ == "__main__":
    main()
