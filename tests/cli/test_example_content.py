"""The worked example is ours, made up, and complete: nothing in it ends in silence (A5, A6, D2, E8).

Read straight from the files, so that a loader cannot hide a gap. Seen red: a theme that no finding cited, a refused
story with a real-looking phone number, and a copied story.
"""

import csv
import itertools
import re
import tomllib
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

import throughline.cli
from throughline.evidence.models import Finding
from throughline.programmes.models import Constituency, Role, StageKind
from throughline.recommend.models import Answer, Authority, Progress, Wording
from throughline.understand.themes.models import RareSignal
from throughline.voices.about import QUESTIONS
from throughline.voices.consent_wording import USE_SLUGS
from throughline.voices.models import Contribution, PublicReply
from throughline.voices.rules import RULES

FOLDER = Path(throughline.cli.__file__).parent / "example"
EXAMPLE = tomllib.loads((FOLDER / "example.toml").read_text())
PROGRAMMES = {slug: tomllib.loads((FOLDER / f"{slug}.toml").read_text()) for slug in EXAMPLE["programmes"]}
MAIN = PROGRAMMES["leaving-hospital"]
PAST = tomllib.loads((FOLDER / "past-comments.toml").read_text())
ROWS = list(csv.DictReader((FOLDER / PAST["file"]).open(newline="", encoding="utf-8")))
PEOPLE = {person["key"] for person in EXAMPLE["person"]}


def _read(path):
    content = tomllib.loads(path.read_text())
    return [content["defaults"] | one for one in content["contribution"]]


ALL = [one for path in sorted((FOLDER / "contributions").glob("*.toml")) for one in _read(path)]
HEARD = [one for one in ALL if one["programme"] == "leaving-hospital" and one["kind"] != "suggestion"]
TEXTS = {one["id"]: f"{one['happened']} {one.get('better', '')}".strip() for one in ALL}
by_id = pytest.mark.parametrize("one", ALL, ids=lambda one: one["id"])


def outcome(one):
    return one.get("moderation", {}).get("outcome", "green")


def removed(one):
    return [*one.get("remove", []), *one.get("moderation", {}).get("remove", [])]


def test_at_least_130_contributions_from_all_three_constituencies_and_every_region():
    assert len(HEARD) >= 130
    assert len({one["id"] for one in ALL}) == len(ALL)
    counts = Counter(one["constituency"] for one in HEARD)
    assert set(counts) == set(Constituency.values)
    assert min(counts.values()) >= 20
    assert {one["region"] for one in HEARD if "region" in one} == set(EXAMPLE["regions"])
    assert len({one["role"] for one in HEARD}) >= 40


def test_variety_holds_behalf_refused_rare_and_standing_alone():
    assert sum("on_behalf" in one for one in HEARD) >= 20
    assert sum("about" in one for one in HEARD) >= 30
    assert sum("rare" in one for one in HEARD) >= 4
    assert sum("stands_alone" in one for one in HEARD) >= 5
    assert Counter(map(outcome, HEARD))["red"] >= 5
    assert Counter(map(outcome, HEARD))["amber"] >= 3
    refused = Counter(use for one in HEARD for use in one.get("no", []))
    assert refused["quote"] >= 8
    assert refused["analyse"] >= 1


@by_id
def test_words_are_between_20_and_180(one):
    assert 20 <= len(TEXTS[one["id"]].split()) <= 180


def test_no_two_contributions_share_half_their_words():
    texts = TEXTS | {row["Response"]: row["Comment"] for row in ROWS}
    meant = {one["id"] for one in ALL if one.get("moderation", {}).get("rule") == "duplicate"}
    # Words of four letters or more, and at least 8 of them: two people may well share "the", "and", "home".
    words = {ref: set(re.findall(r"[a-z']{4,}", text.lower())) for ref, text in texts.items() if ref not in meant}
    alike = [(a, b) for a, b in itertools.combinations(words, 2) if _share(words[a], words[b]) > 0.5]
    assert alike == []


def _share(first, second):
    both = len(first & second)
    return both / min(len(first), len(second)) if both >= 8 else 0


@by_id
def test_contribution_uses_only_known_values(one):
    programme = PROGRAMMES[one["programme"]]
    activities = {activity["key"]: activity for activity in programme["activity"]}
    assert one["constituency"] in Constituency.values
    assert one["activity"] in activities
    assert one.get("region") in {None, *programme["regions"]}
    assert set(one.get("no", [])) <= set(USE_SLUGS) - {"read"}
    assert outcome(one) in Contribution.Moderation.values
    assert one.get("moderation", {}).get("rule") in {None, *(rule.slug for rule in RULES)}
    assert one.get("theme") in {None, *(theme["key"] for theme in programme.get("theme", []))}
    assert "better" in one or one["kind"] != "story"
    about = {question.slug: {option.slug for option in question.options} for question in QUESTIONS}
    asked = set(programme["about_questions"])
    assert all(slug in asked and answer in about[slug] for slug, answer in one.get("about", {}).items())
    opens, closes = activities[one["activity"]]["opens_on"], activities[one["activity"]]["closes_on"]
    assert opens <= one["date"] <= min(closes, EXAMPLE["as_of"])


@pytest.mark.parametrize("one", HEARD, ids=lambda one: one["id"])
def test_every_contribution_ends_somewhere_with_a_reason(one):
    ends = [name for name in ("theme", "stands_alone", "not_used") if one.get(name)]
    if outcome(one) == "red":
        assert one["moderation"]["rule"]
        assert ends == []
    else:
        assert len(ends) == 1
    if "analyse" in one.get("no", []):
        assert ends == ["not_used"]
    if outcome(one) == "amber":
        assert one["moderation"]["rule"]
    if "rare" in one:
        assert one["rare"]["outcome"] in set(RareSignal.Outcome.values) - {"waiting"}
        assert one["rare"]["reason"]
        assert one["rare"]["reasons"]


@by_id
def test_what_was_removed_stood_in_the_words_once(one):
    assert all(TEXTS[one["id"]].count(part["text"]) == 1 and part["kind"] for part in removed(one))


@pytest.mark.parametrize("one", [one for one in ALL if "answers" in one], ids=lambda one: one["id"])
def test_answers_fit_the_questions_and_their_branches(one):
    asked = {activity["key"]: activity for activity in MAIN["activity"]}[one["activity"]]["question"]
    questions = {question["slug"]: question for question in asked}
    assert set(one["answers"]) <= set(questions)
    for slug, question in questions.items():
        branch = question.get("show_if")
        shown = branch is None or one["answers"].get(branch["question"]) == branch["is"]
        assert shown or slug not in one["answers"]
        if shown and question["required"]:
            _check_answer(one["answers"][slug], question)


def _check_answer(answer, question):
    allowed = {option["slug"]: option for option in question.get("options", [])}
    if question["type"] == "scale":
        assert question["least"] <= answer <= question["most"]
    elif question["type"] == "single":
        assert answer in allowed
    elif question["type"] == "multiple":
        assert set(answer) <= set(allowed)
        assert len(answer) == 1 or not any(allowed[slug].get("alone") for slug in answer)


def test_questionnaire_has_the_usual_types_and_a_branch():
    questions = next(activity["question"] for activity in MAIN["activity"] if "question" in activity)
    assert 6 <= len(questions) <= 8
    assert {"single", "multiple", "scale", "number", "date", "long"} == {question["type"] for question in questions}
    assert any("show_if" in question for question in questions)


def test_each_row_of_past_comments_ends_somewhere_once():
    assert len(ROWS) == 30
    placed = [row for rows in PAST["themes"].values() for row in rows] + [int(row) for row in PAST["stands_alone"]]
    assert sorted(placed) == list(range(1, 31))
    assert set(PAST["themes"]) <= {theme["key"] for theme in MAIN["theme"]}
    fixed = PAST["mapping"]["fixed"]
    assert fixed["constituency"] in Constituency.values
    assert {column for field, column in PAST["mapping"].items() if field != "fixed"} <= set(ROWS[0])
    assert {row["Region"] for row in ROWS} <= set(EXAMPLE["regions"].values())
    for row, parts in PAST["remove"].items():
        assert all(part["text"] in ROWS[int(row) - 1]["Comment"] for part in parts)


def test_every_theme_holds_words_and_is_cited_by_a_finding():
    used = Counter(one["theme"] for one in HEARD if "theme" in one)
    keys = [theme["key"] for theme in MAIN["theme"]]
    assert 8 <= len(keys) == len(set(keys))
    assert all(used[key] >= 8 for key in keys)
    assert any(theme.get("good") for theme in MAIN["theme"])
    cited = {key for finding in MAIN["finding"] for key in finding.get("themes", [])}
    assert cited == set(keys)


def test_findings_have_evidence_and_say_how_sure_they_are():
    ids = {one["id"]: one for one in HEARD}
    assert len(MAIN["finding"]) >= 4
    for finding in MAIN["finding"]:
        assert finding["kind"] in Finding.Kind.values
        assert finding.get("themes") or finding.get("contributions")
        assert finding["summary"]
        assert "sure" in finding["limits"] or finding["kind"] == "rare"
        assert all("rare" in ids[ref] for ref in finding.get("contributions", []))
    assert {"good", "rare", "difference"} <= {finding["kind"] for finding in MAIN["finding"]}


def test_recommendations_cite_findings_argue_three_benefits_and_are_answered_or_overdue():
    findings = {finding["key"] for finding in MAIN["finding"]}
    authorities = {authority["key"] for authority in EXAMPLE["authority"]}
    verdicts = []
    for one in MAIN["recommendation"]:
        assert one["findings"]
        assert set(one["findings"]) <= findings
        assert one["authority"] in authorities
        assert all(one[benefit] for benefit in ("protects_patients", "saves_staff_time", "saves_money"))
        assert set(one["wordings"]) == set(Wording.Audience.values)
        assert one["published_on"] < one["answer_due_on"] < EXAMPLE["as_of"]
        answers = one.get("answer", [])
        verdicts.append(answers[-1]["verdict"] if answers else None)
        for answer in answers:
            assert answer["verdict"] in Answer.Verdict.values
            assert answer["reason"]
            assert answer["owner"]
            assert answer["on"] <= answer["start_on"] < answer["due_on"]
            assert all(step["state"] in Progress.State.values for step in answer.get("progress", []))
    assert verdicts == ["accept", "part", None]
    assert MAIN["recommendation"][0]["answer"][0]["progress"]


def test_replies_answer_words_that_exist():
    ids = {one["id"] for one in ALL}
    replies = MAIN["reply"] + [one["reply"] for one in ALL if "reply" in one]
    assert {reply["contribution"] for reply in MAIN["reply"]} <= ids
    assert sum("reply" in one for one in ALL) >= 2
    assert all(reply["outcome"] in PublicReply.Outcome.values for reply in replies)
    assert all(reply["by"] in PEOPLE and reply["on"] <= EXAMPLE["as_of"] and reply["words"] for reply in replies)


@pytest.mark.parametrize("programme", PROGRAMMES.values(), ids=PROGRAMMES)
def test_programme_is_committed_before_it_opens_and_decides_after_it_closes(programme):
    commitment = programme["commitment"]
    assert programme["opens_on"] < programme["closes_on"] < commitment["answer_by"]
    assert commitment["sponsor"] in PEOPLE
    assert ("published_on" in commitment) == (programme["status"] != "draft")
    assert commitment.get("published_on", date.min) < programme["opens_on"]
    assert {stage["kind"] for stage in programme["stage"]} <= set(StageKind.values)
    assert set(programme["team"]) <= PEOPLE
    assert set(programme["regions"]) <= set(EXAMPLE["regions"])
    assert set(programme["topics"]) <= set(EXAMPLE["topics"])
    assert set(programme["about_questions"]) <= {question.slug for question in QUESTIONS}
    assert programme["slug"] in PROGRAMMES
    assert {"closed": False, "open": True, "draft": False}[programme["status"]] == (
        programme["opens_on"] <= EXAMPLE["as_of"] <= programme["closes_on"]
    )


def test_team_has_every_role_and_authorities_are_of_known_levels():
    roles = {role for person in EXAMPLE["person"] for role in person["roles"]}
    assert roles == set(Role.values)
    assert all(authority["level"] in Authority.Level.values for authority in EXAMPLE["authority"])


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.*")), ids=lambda path: path.name)
def test_files_are_small_and_hold_only_contact_details_that_belong_to_nobody(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.encode()) < 40_000
    assert all(host == "example.org" for host in re.findall(r"@([\w.-]+)", text))
    assert not re.findall(r"https?://|www\.", text)
    numbers = re.findall(r"\b0\d[\d ]{7,12}\b", text)
    assert all(re.fullmatch(r"01632 960\d{3}|07700 900\d{3}", number.strip()) for number in numbers)
