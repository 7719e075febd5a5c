"""`throughline analyse choices` from a file to a report."""

import html

import numpy as np
import pytest
from tests.analysis.choices import reference
from tests.analysis.data import FOLDER, needs_data
from tests.cli.analyses.test_documented_keys import keys_told

ELECTRICITY = FOLDER / "choices" / "xlogit__electricity_long.csv"
NAMED = ["--person", "id", "--task", "chid", "--alternative", "alt", "--chosen", "choice"]
SIX = [word for name in ("pf", "cl", "loc", "wk", "tod", "seas") for word in ("--attribute", name)]
MINE = ["--attribute", "wait", "--category", "who=doctor,nurse"]


@needs_data
def test_electricity_gives_the_published_likelihood(run):
    """Expected: methods/preferences.md, 2b: -4958.649119."""
    done = run("analyse", "choices", ELECTRICITY, *NAMED, *SIX, "--against", "pf")
    assert done.code == 0, done.stderr
    assert done.result["model"]["fit"]["log_likelihood"] == pytest.approx(-4958.649119, abs=1e-5)
    assert done.result["worth of loc"]["estimate"] == pytest.approx(1.44224 / 0.62523, abs=1e-3)
    assert done.json["n"] == 4308
    assert done.json["title"] == "“seas” matters most"


@needs_data
def test_two_classes_give_the_published_likelihood(run):
    """Expected: LC-1 of ../shared/data/choices/cases.json (gmnl): -4526.829."""
    done = run("analyse", "choices", ELECTRICITY, *NAMED, *SIX, "--model", "latent", "--starts", "2")
    assert done.result["model"]["fit"]["log_likelihood"] == pytest.approx(-4526.829, abs=1e-3)
    assert done.json["title"] == "2 kinds of people, the largest 51%"


def lines(people=40, tasks=6, seed=0):
    rng = np.random.default_rng(seed)
    out = ["person,task,alternative,chosen,wait,who,role"]
    for p in range(people):
        own = rng.normal(-0.8, 0.5)
        for t in range(tasks):
            wait, nurse = rng.integers(1, 6, 3), rng.integers(0, 2, 3)
            wait[2] = nurse[2] = 0
            u = own * wait - 0.4 * nurse + rng.gumbel(size=3) - 2.0 * (np.arange(3) == 2)
            for a, name in enumerate(("A", "B", "none")):
                who = "nurse" if nurse[a] else "doctor"
                out.append(f"{p},{t},{name},{int(a == u.argmax())},{wait[a]},{who},{'staff' if p % 3 else 'patient'}")
    return out


def test_options_the_opt_out_and_groups(run, csv):
    offers = ["--option", "Soon: wait=1, who=nurse", "--option", "Later: wait=3, who=doctor", "--opt-out", "none"]
    done = run("analyse", "choices", csv(*lines()), *MINE, "--constants", "A", *offers, "--group", "role")
    assert done.code == 0, done.stderr
    shares = {s["option"]: s["share"] for s in done.result["uptake"]["shares"]}
    assert list(shares) == ["Soon", "Later", "none"]
    assert sum(shares.values()) == pytest.approx(1)
    assert shares["Soon"] > shares["Later"]
    assert done.result["groups"]["group"] == "role"
    assert done.result["straight_lines"]["sign"] == "Always chose the same alternative"
    assert "To be answered by the people who ran it." in done.report
    assert "DIRECT" in done.report


@needs_data
def test_best_and_worst_fruit_have_the_published_counts_and_weights(run, csv):
    """Expected: BWS-1 of ../shared/data/choices/cases.json (support.BWS): counts, log-likelihood and coefficients."""
    answers, published = reference.fruit(), reference.case("BWS-1")
    rows = [
        f"{person},{question},{item},{int(place == best)},{int(place == worst)}"
        for question, (person, shown, best, worst) in enumerate(
            zip(answers.person, answers.shown, answers.best, answers.worst, strict=True)
        )
        for place, item in enumerate(shown)
    ]
    file = csv("person,task,alternative,best,worst", *reversed(rows))
    done = run("analyse", "choices", file, "--model", "best-worst", "--reference", "Pear")
    assert done.code == 0, done.stderr
    assert set(done.result) <= keys_told("What stands in `result`", "analyse choices")
    scores = {one["item"]: one["score"] for one in done.result["counts"]["items"]}
    assert [scores[fruit] for fruit in reference.FRUITS] == published["counts_BW"]
    weights = {one["name"]: one["estimate"] for one in done.result["model"]["coefficients"]}
    ours = [weights[fruit] for fruit in reference.FRUITS if fruit != "Pear"]
    assert ours == pytest.approx(published["maxdiff"], abs=5e-7)
    assert done.json["title"] == "“Apple” comes first of 7"
    again = run("analyse", "choices", file, "--model", "best-worst", "--best-worst-as", "marginal")
    assert again.result["model"]["fit"]["log_likelihood"] == pytest.approx(published["ll"]["marginal"], abs=5e-5)
    assert "Melon" not in {one["name"] for one in again.result["model"]["coefficients"]}


def test_a_question_without_one_best_item_is_named(run, csv):
    rows = ["1,1,a,1,0", "1,1,b,0,0", "1,1,c,0,1", "2,1,a,1,0", "2,1,b,1,0", "2,1,c,0,1"]
    head = "person,task,alternative,best,worst"
    options = ["--model", "best-worst"]
    run("analyse", "choices", csv(head, *rows), *options).refused("row 5, column “best”: more than one item is best")
    rows[3:5] = ["2,1,a,0,0", "2,1,b,0,0"]
    run("analyse", "choices", csv(head, *rows), *options).refused("row 5, column “best”: no item is best")
    rows[3:5] = ["2,1,a,1,1", "2,1,b,0,0"]
    run("analyse", "choices", csv(head, *rows), *options).refused("row 5, column “worst”: more than one item is worst")


def test_checks_of_the_answers_are_told(run, csv):
    """Task 0 is asked again of everybody and answered the same; doctors are taken to be better than nurses."""
    rows = lines(people=40, seed=4)
    repeated = [row.replace(",0,", ",again,", 1) for row in rows[1:] if row.split(",")[1] == "0"]
    timed = [f"{row},{10 if row.startswith('7,') else 100}" for row in rows[1:] + repeated]
    file = csv(f"{rows[0]},seconds", *timed)
    done = run(
        "analyse", "choices", file, *MINE, "--constants", "A", "--opt-out", "none",
        "--better", "wait=less", "--better", "who=earlier", "--repeat", "again=0", "--seconds", "seconds",
        "--hold-out", "0.2", "--seed", "2",
    )  # fmt: skip
    assert done.code == 0, done.stderr
    assert done.result["stability"]["same"]["estimate"] == 1.0
    assert done.result["too_fast"]["people"] == ["7"]
    assert done.result["held_out"]["hit_rate"]["n"] == 56
    assert done.result["held_out"]["hit_rate"]["estimate"] > done.result["held_out"]["by_chance"]
    assert done.result["dominated"]["people"] == beaten(rows)
    assert set(done.result) <= keys_told("What stands in `result`", "analyse choices")
    for found in ("dominated", "stability", "too_fast", "held_out", "straight_lines"):
        assert done.result[found]["shown"] in html.unescape(done.report)


def beaten(rows):
    """Who took A or B although the other was no longer a wait and no worse a person, and one of them better."""
    tasks = {}
    for row in rows[1:]:
        person, task, alternative, chosen, wait, who, _ = row.split(",")
        tasks.setdefault((person, task), {})[alternative] = (chosen == "1", int(wait), who == "nurse")
    found = set()
    for (person, _), options in tasks.items():
        for mine, other in ("AB", "BA"):
            chosen, *own = options[mine]
            theirs = options[other][1:]
            if chosen and tuple(own) != theirs and all(t <= o for t, o in zip(theirs, own, strict=True)):
                found.add(person)
    return sorted(found)


def test_everybodys_own_weights_by_simulation(run, csv):
    options = ["--model", "bayes", "--draws", "200", "--burn-in", "100", "--chains", "2", "--seed", "1"]
    done = run("analyse", "choices", csv(*lines()), *MINE, "--constants", "A", *options)
    assert done.code == 0, done.stderr
    means = {one["name"]: one for one in done.result["model"]["means"]}
    assert -1.6 < means["wait"]["mean"] < -0.4
    assert done.result["model"]["draws"] == 200
    assert "R-hat" in done.report
    assert "importance" not in done.result
    again = run("analyse", "choices", csv(*lines()), *MINE, "--constants", "A", *options)
    assert again.result == done.result


def test_a_mixed_model_tells_how_people_vary(run, csv):
    options = ["--model", "mixed", "--random", "wait", "--draws", "64", "--starts", "1", "--seed", "3"]
    done = run("analyse", "choices", csv(*lines()), *MINE, "--constants", "A", *options)
    assert done.code == 0, done.stderr
    assert done.result["model"]["spreads"][0]["name"] == "wait"
    assert done.json["seed"] == 3
    assert (done.folder / "chart-spread-wait.svg").exists()
    again = run("analyse", "choices", csv(*lines()), *MINE, "--constants", "A", *options)
    assert again.result == done.result
    worth = run(
        "analyse", "choices", csv(*lines()), *MINE, *options, "--constants", "A", "--price", "wait", "--against", "wait"
    )
    worth.refused("must be fixed or lognormal")


def test_covariates_of_classes(run, csv):
    options = ["--model", "latent", "--covariate", "role", "--starts", "3"]
    done = run("analyse", "choices", csv(*lines(80)), *MINE, "--constants", "A", *options)
    assert done.code == 0, done.stderr
    assert [m["name"] for m in done.result["model"]["membership"]] == ["class 2: constant", "class 2: role: staff"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ((2, "0,0,A,1,1,doctor,patient"), ("more than one alternative is chosen", "row 2")),
        ((3, "0,0,A,0,1,doctor,patient"), ("the same alternative of the same task", "row 3")),
        ((4, "0,0,none,0,x,doctor,patient"), ("row 4, column “wait”: “x” is not a number",)),
        ((4, "0,0,none,0,1,vet,patient"), ("row 4, column “who”", "“vet” is none of doctor, nurse")),
        ((4, "0,0,none,0,1,doctor,staff"), ("row 4, column “role”: differs within a person",)),
    ],
)
def test_a_wrong_row_is_named(run, csv, change, words):
    rows = lines(seed=1)
    rows[1:4] = ["0,0,A,1,1,doctor,patient", "0,0,B,0,2,nurse,patient", "0,0,none,0,0,doctor,patient"]
    at, text = change
    if at == 2:
        rows[2] = "0,0,B,1,2,nurse,patient"
    else:
        rows[at - 1] = text
    run("analyse", "choices", csv(*rows), *MINE, "--group", "role").refused("table.csv", *words)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Name what describes the alternatives"),
        (["--category", "who"], "--category needs its levels"),
        ([*MINE, "--constants", "Z"], "there is no alternative 'Z'"),
        ([*MINE, "--option", "Soon: wait=1, who=vet"], "who is one of doctor, nurse"),
        ([*MINE, "--option", "Soon: wait=soon"], "--option is written NAME:ATTRIBUTE=VALUE"),
        ([*MINE, "--option", "Soon: wait=1", "--opt-out", "neither"], "nobody was offered “neither”"),
        ([*MINE, "--model", "latent", "--against", "wait"], "--against is for --model conditional or mixed."),
        ([*MINE, "--model", "bayes", "--option", "Soon: wait=1"], "--option is for --model conditional or mixed"),
        ([*MINE, "--model", "best-worst"], "--attribute is for --model conditional or mixed or latent or bayes"),
        ([*MINE, "--chains", "2"], "--chains is for --model bayes"),
        ([*MINE, "--better", "wait=less"], "say for every column whether more is better (1) or less (-1); who: nurse"),
        ([*MINE, "--better", "wait=later"], "--better wait must be more or less"),
        ([*MINE, "--better", "who=more"], "--better who must be later or earlier"),
        ([*MINE, "--repeat", "9=1"], "--repeat 9=1: there is no task “9”"),
        ([*MINE, "--model", "mixed"], "nothing varies among people"),
        (["--attribute", "cost"], "there is no column “cost”"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(run, csv, options, words):
    run("analyse", "choices", csv(*lines()), *options).refused(words)
