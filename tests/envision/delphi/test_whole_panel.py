"""A whole panel through its pages: what it comes to is what the truth that its people were drawn from implies."""

import random
import re

import pytest
from tests.envision.delphi.panels import Panel, Truth, moved, verdict_of

from throughline.people.models import Message
from throughline.programmes import methods

KINDS = {
    "A bell at the desk": "liked",
    "Fewer chairs": "disliked",
    "Phones answered by software": "split",
    "A call back within a day": "moving",
}


def implied(panel: Panel, text: str) -> str:
    """What follows for an item by the rule 70/15 and stability, from the ratings as they were sent."""
    asked = [number for number, said in panel.said.items() if any(item == text for _person, item in said)]
    now = {who: v for (who, item), v in panel.said[asked[-1]].items() if item == text and v is not None}
    before = {who: v for (who, item), v in panel.said.get(asked[-1] - 1, {}).items() if item == text and v is not None}
    both = sorted(now.keys() & before.keys())
    stable = bool(both) and moved([before[who] for who in both], [now[who] for who in both]) < 0.15
    verdict = verdict_of(list(now.values()))
    return verdict if verdict in ("in", "out") and stable else "no consensus" if asked[-1] == 3 else "ask again"


def run(people: int, rounds: int, seed: int) -> Panel:
    rng = random.Random(seed)
    panel = Panel(list(KINDS))
    panel.open()
    groups = ("patients", "staff", "policy")
    panel.invite({f"person{n}": groups[n % 3] for n in range(people)})
    truths = {text: Truth(kind, rng) for text, kind in KINDS.items()}
    for number in range(1, rounds + 1):
        asked = panel.run_round(truths, outside=["person1"], leaves=["person2"] if number > 1 else [])
        found = panel.found()
        assert {item.text for item in asked} == set(found["rounds"][-1]["items"])
        assert {text: found["final"][text] for text in KINDS} == {text: implied(panel, text) for text in KINDS}
    return panel


@pytest.mark.django_db
def test_a_small_panel_of_two_rounds(client):
    panel = run(people=9, rounds=2, seed=random.randrange(10**6))
    found = panel.found()
    assert (found["final"]["A bell at the desk"], found["final"]["Fewer chairs"]) == ("in", "out")
    assert found["final"]["Phones answered by software"] == "ask again"
    everybody = found["rounds"][0]["items"]["A bell at the desk"]["cells"]
    assert [cell["hidden"] for cell in everybody] == [False, True, True, True], "groups of three are not shown"
    # Settled items retire by rule; those that are not come back.
    asked = panel.open_round().items.values_list("text", flat=True)
    assert set(asked) == {"Phones answered by software", "A call back within a day"}
    public = client.get(panel.url("results")).content.decode()
    assert "once the panel has ended" in public
    assert re.search(r"[0-9a-f]{32}<wbr>[0-9a-f]{32}", public), "the fingerprint is public"
    assert Message.objects.filter(kind="delphi-invitation").count() == 9


@pytest.mark.prove
@pytest.mark.django_db
def test_three_rounds_with_thirty_people_come_to_what_the_truth_implies(client):
    panel = run(people=30, rounds=3, seed=random.randrange(10**6))
    final = panel.found()["final"]
    assert final == {
        "A bell at the desk": "in",
        "Fewer chairs": "out",
        "Phones answered by software": "no consensus",
        "A call back within a day": "in",
    }
    assert panel.found()["attrition"][0]["groups"]["policy"] == [10, 9]
    page = client.get(panel.url("results")).content.decode()
    assert "No agreement" in page
    assert "Health and care staff" in page
    kinds = {one.kind for one in methods.get("delphi").analyse(panel.activity)}
    assert kinds == {"consensus", "difference"}
