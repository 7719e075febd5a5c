"""docs/analysis.md tells every key of result.json, and no other."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text(encoding="utf-8")


def keys_told(heading: str, row: str) -> set[str]:
    """The names in code style in the cells of a row, in the part of the page beneath a heading."""
    part = PAGE.split(heading, 1)[1]
    (line,) = re.findall(rf"^\| `{re.escape(row)}` \|.*$", part, re.MULTILINE)
    return set(re.findall(r"`([a-z_0-9]+)`", line.split("|", 2)[2]))


def test_the_keys_of_every_result_are_told(run, csv):
    done = run("analyse", "spc", csv("value", *map(str, range(10))))
    table = PAGE.split("### Keys of result.json", 1)[1].split("No time of day", 1)[0]
    told = re.findall(
        r"`([a-z]+)`", " ".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))
    )
    assert sorted(told) == sorted(done.json)


def test_the_keys_of_each_command_are_told(run, csv):
    months = csv("value", *(str(20 + i % 5) for i in range(24)), name="months.csv")
    places = csv("place,events,people", *(f"{i},{9 + i},100" for i in range(14)), name="places.csv")
    people = csv("role", *["patient"] * 30, *["staff"] * 9, name="people.csv")
    census = csv("role,n", "patient,10", "staff,20", name="census.csv")
    codes = csv("first,second", *(f"{'ab'[i % 2]},{'ab'[i % 3 % 2]}" for i in range(40)), name="codes.csv")
    start = [f"{p},{t},{t + i % 3},{int(t > i + 3)}" for i, p in enumerate("abcd") for t in range(1, 9)]
    rows = csv("place,when,value,changed", *start, name="rollout.csv")
    found = {
        "analyse did": run("analyse", "did", rows).result,
        "analyse wedge": run("analyse", "wedge", rows).result,
        "analyse spc": run("analyse", "spc", months).result,
        "analyse its": run("analyse", "its", months, "--kind", "continuous", "--change", "13").result,
        "analyse funnel": run("analyse", "funnel", places, "--people", "people").result,
        "analyse disclosure": run("analyse", "disclosure", people, "--rows", "role").result,
        "analyse agreement": run("analyse", "agreement", codes).result["All codes together"],
        "analyse representation": run(
            *("analyse", "representation", people, "--population", census, "--group", "role")
        ).result["role"],
    }
    for command, result in found.items():
        assert set(result) <= keys_told("What stands in `result`", command), command
