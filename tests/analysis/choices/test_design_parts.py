"""Rules, errors, blocks, audit, power and the written plan of choice designs, each by itself."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from throughline.analysis.choices.design import Alternative, Attribute, Plan, chart, design_choices
from throughline.analysis.choices.design.audit import sample_size
from throughline.analysis.choices.design.blocks import blocks_of
from throughline.analysis.choices.design.climb import Climb, random_designs
from throughline.analysis.choices.design.errors import Draws, covariance, draws_of, errors
from throughline.analysis.choices.design.moves import moves_of
from throughline.analysis.choices.design.power import power_of
from throughline.analysis.choices.design.rules import parse
from throughline.analysis.choices.design.search import Search
from throughline.analysis.choices.design.space import code_of, space_of
from throughline.analysis.choices.design.spec import plan_of
from throughline.analysis.choices.design.terms import Terms, dominated

PAIR = (Alternative("left"), Alternative("right"))
OPT_OUT = (*PAIR, Alternative("neither", -0.5, 0.2, fixed={}))
MIXED = (
    Attribute("wait", ("week", "month", "year"), (-0.4, -1.0), (0.1, 0.2)),
    Attribute("who", ("doctor", "nurse"), (0.3,), coding="effects"),
    Attribute("cost", (0, 10, 25), (-0.04,), coding="linear"),
)


def information(space, tasks, beta):
    """The information of a conditional logit, written out as in McFadden (1974)."""
    total = np.zeros((space.size, space.size))
    for task in tasks:
        X = space.X[task] * space.scale
        p = np.exp(X @ beta)
        p /= p.sum()
        total += X.T @ (np.diag(p) - np.outer(p, p)) @ X
    return total


@pytest.mark.parametrize("alternatives", [PAIR, OPT_OUT], ids=["pair", "opt-out"])
def test_errors_are_those_of_the_information_written_out(alternatives):
    space = space_of(Plan(MIXED, alternatives, 12, balance="free"))
    tasks = np.random.default_rng(1).integers(0, 18, (12, len(alternatives))) % 18
    tasks = np.column_stack([tasks[:, 0], 18 + tasks[:, 1], *([np.full(12, 36)] * (len(alternatives) - 2))])
    draws = Draws(space.mean[None], np.zeros((1, len(alternatives))))
    V = np.linalg.inv(information(space, tasks, space.mean))
    n = space.constants
    assert covariance(space, tasks, draws)[0] == pytest.approx(V, rel=1e-9)
    assert errors(space, tasks, draws)[0] == pytest.approx(np.linalg.det(V[n:, n:]) ** (1 / 4))
    assert errors(space, tasks, draws, constants_too=True)[0] == pytest.approx(np.linalg.det(V) ** (1 / space.size))
    own, beta = V[n:, n:], space.mean[n:]
    assert errors(space, tasks, draws, criterion="A")[0] == pytest.approx(np.trace(own) / 4)
    assert errors(space, tasks, draws, criterion="S")[0] == pytest.approx((3.841459 * np.diag(own) / beta**2).max())
    ratios = np.column_stack([np.eye(3), -beta[:3] / beta[3]]) / beta[3]
    expected = sum(r @ own @ r for r in ratios)
    assert errors(space, tasks, draws, criterion="C", price="cost")[0] == pytest.approx(expected)


@settings(max_examples=25, deadline=None)
@given(
    criterion=st.sampled_from("DACS"),
    balance=st.sampled_from(["free", "soft", "hard"]),
    opt_out=st.booleans(),
    tables=st.booleans(),
    seed=st.integers(0, 99),
)
def test_a_search_knows_the_exact_error_of_where_it_stands(criterion, balance, opt_out, tables, seed):
    """The reference is the error computed from nothing; the search updates inverses by the determinant lemma."""
    plan = Plan(MIXED, OPT_OUT if opt_out else PAIR, 9, balance=balance, dominated=True, repeated=True)
    space = space_of(plan)
    draws = draws_of(space, 8, seed)
    search = Search(space, moves_of(space), draws, criterion, "cost")
    if not tables:
        search.terms._rows = None
    rng = np.random.default_rng(seed)
    population = random_designs(search, 5, rng)
    climb = Climb(population)
    before = climb.total()
    for _ in range(3):
        climb.sweep(rng)
        after = climb.total()
        assert (after <= before + 1e-7).all()
        before = after
    fresh = Climb(population)
    assert fresh.information == pytest.approx(climb.information, abs=1e-9)
    if balance != "soft":
        clean = search.terms.faults(population.designs).sum(axis=1) == 0
        # A search keeps D-errors in the common scale.
        scale = 2 * np.log(space.scale[space.constants :]).mean() if criterion == "D" else 0.0
        for r in np.flatnonzero(clean):
            exact = errors(space, population.designs[r], draws, criterion=criterion, price="cost").mean()
            assert after[r] == pytest.approx(math.log(exact) + scale, abs=1e-5)


def test_tables_and_direct_computation_agree():
    space = space_of(Plan(MIXED, OPT_OUT, 9, rules=("left.cost <= right.cost",), most_likely=0.8))
    draws = draws_of(space, 4, 0)
    looked_up, direct = Terms(space, draws), Terms(space, draws)
    direct._rows = None
    rng = np.random.default_rng(0)
    tasks = np.stack([rng.integers(0, 18, (3, 50)), rng.integers(18, 36, (3, 50)), np.full((3, 50), 36)], axis=-1)
    assert looked_up.factors(tasks) == pytest.approx(direct.factors(tasks))
    assert (looked_up.faults(tasks) == direct.faults(tasks)).all()
    assert (looked_up.keys(tasks) == direct.keys(tasks)).all()
    assert set(np.unique(direct.faults(tasks))) >= {0, 1}


@pytest.mark.parametrize("coding", ["dummy", "effects"])
def test_codings(coding):
    table = code_of(Attribute("x", ("a", "b", "c"), coding=coding))
    expected = {"dummy": [[0, 0], [1, 0], [0, 1]], "effects": [[1, 0], [0, 1], [-1, -1]]}[coding]
    assert table.tolist() == expected


def test_draws_are_common_scrambled_and_have_the_moments_of_the_priors():
    space = space_of(Plan(MIXED, OPT_OUT, 9))
    one, again, other = draws_of(space, 1024, 3), draws_of(space, 1024, 3), draws_of(space, 1024, 4)
    assert (one.beta == again.beta).all()
    assert not (one.beta == other.beta).any(axis=0)[:3].any()
    assert one.beta.mean(axis=0) == pytest.approx(space.mean, abs=1e-3)
    assert one.beta.std(axis=0) == pytest.approx(space.sd, abs=2e-3)
    assert (one.beta[:, 3:] == space.mean[3:]).all()


def test_dominance_needs_every_attribute_to_be_known():
    known = space_of(Plan(MIXED, PAIR, 9))
    profile = {tuple(x): i for i, x in enumerate(known.levels[:18].tolist())}
    best, worse, mixed = profile[0, 0, 0], profile[2, 1, 2], profile[2, 0, 0]
    assert dominated(known, np.array([best, best, best]), np.array([worse, best, mixed])).tolist() == [
        True,
        False,
        True,
    ]
    unknown = (MIXED[0], Attribute("who", ("doctor", "nurse"), coding="effects"), MIXED[2])
    space = space_of(Plan(unknown, PAIR, 9))
    assert dominated(space, np.array([best, best]), np.array([worse, mixed])).tolist() == [False, True]


LEVELS = {"price": (5.0, 10.0, 20.0), "wait": ("week", "a month"), "staff": ("nurse", "3"), "days": (1.0, 2.0, 3.0)}


@pytest.mark.parametrize(
    ("text", "shown", "kept"),
    [
        ("price > 10", {"price": [5, 10, 20]}, [False, False, True]),
        ("if price >= 20 then wait = week", {"price": [20, 20, 5], "wait": ["week", "a month", "a month"]}, [1, 0, 1]),
        ("if price = 20 and wait != 'a month' then staff = 3", {"price": [20], "wait": ["week"], "staff": ["3"]}, [1]),
        ("price <= days", {"price": [5, 1], "days": [1, 2]}, [False, True]),
        ("days < 2.5", {"days": [1, 2, 3]}, [True, True, False]),
    ],
)
def test_rules_mean_what_they_say(text, shown, kept):
    rule = parse(text, LEVELS, ("Home", "Clinic"))
    assert not rule.across
    assert rule.kept(lambda _, name: np.array(shown[name], dtype=object)).tolist() == [bool(x) for x in kept]


def test_rules_across_alternatives_name_each():
    rule = parse("if Home.price > 5 then Clinic.wait = 'a month'", LEVELS, ("Home", "Clinic"))
    assert rule.across
    assert {t.alternative for t in rule.terms} == {"Home", "Clinic"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("if price > 10", "an if without a then"),
        ("price", "needs one of"),
        ("price > 10 > 5", "needs one of"),
        ("prise > 10", "does not begin with an attribute"),
        ("10 < price", "does not begin with an attribute"),
        ("price = 11", "no level of “price”"),
        ("wait = year", "no level of “wait”"),
        ("wait < 3", "which of two words is larger"),
        ("price > 10 wait", "neither an attribute nor a level"),
        ("Home.price > Clinic.wait.x", "is neither an attribute nor a level"),
        ("Home.price > price", "name it for all or none"),
        ("price > 'open", "not understood at"),
    ],
)
def test_rules_that_are_not_understood_are_refused(text, words):
    with pytest.raises(ValueError, match=words):
        parse(text, LEVELS, ("Home", "Clinic"))


def test_blocks_are_even_where_they_can_be():
    """24 tasks that each show one of three levels in each of two alternatives, eight times: blocks of 8 can be even."""
    attributes = (Attribute("x", ("a", "b", "c")), Attribute("y", ("a", "b", "c")))
    plan = Plan(attributes, PAIR, 27, blocks=3)
    space = space_of(plan)
    tasks = np.array([(a, 9 + b) for a in range(9) for b in range(9) if (a + b) % 3 == 0])
    block = blocks_of(space, tasks, seed=0)
    assert np.bincount(block).tolist() == [9, 9, 9]
    for j in range(2):
        for i in range(2):
            for b in range(3):
                assert np.bincount(space.levels[tasks[block == b, j], i]).tolist() == [3, 3, 3]


def test_sample_sizes_are_those_of_the_formula():
    """de Bekker-Grob and others (2015): ((z of the level + z of the power) × standard error / prior)²."""
    assert sample_size(0.2, 1.0) == math.ceil(((1.959964 + 0.841621) / 0.2) ** 2)
    assert sample_size(-0.2, 1.0, power=0.5) == math.ceil((1.959964 / 0.2) ** 2)
    assert sample_size(0.0, 1.0) is None
    with pytest.raises(ValueError, match=r"at least 0\.5"):
        sample_size(0.2, 1.0, power=0.4)


@pytest.fixture(scope="module")
def design():
    return design_choices(Plan(MIXED, OPT_OUT, 12, blocks=2), starts=4, rounds=0, draws=16)


def test_the_audit_tells_what_the_design_shows(design):
    audit = design.audit
    rows = design.rows()
    for name in ("left", "right"):
        shown = [r["wait"] for r in rows if r["alternative"] == name]
        assert audit.counts[name]["wait"] == {x: shown.count(x) for x in ("week", "month", "year")}
    left, right = ([r["who"] for r in rows if r["alternative"] == n] for n in ("left", "right"))
    assert audit.overlap["who"] == pytest.approx(np.mean([a == b for a, b in zip(left, right, strict=True)]))
    assert np.diag(audit.correlations) == pytest.approx(1)
    assert np.abs(audit.related).max() == pytest.approx(1)
    assert audit.people == max(n.people for n in audit.needed)
    assert [n.prior for n in audit.needed] == [-0.5, -0.4, -1.0, 0.3, -0.04]


def test_simulated_power_is_that_of_the_formula(design):
    """With the people that the formula asks for 80 % power, four of five simulated studies find the effect."""
    hardest = max(design.audit.needed, key=lambda n: n.people)
    found = power_of(design, design.audit.people, studies=800, seed=1)
    assert found.power[hardest.name].estimate == pytest.approx(0.8, abs=0.06)
    assert all(0.92 < share < 0.98 for share in found.coverage.values())
    assert found.failed == 0
    assert found.shown.startswith(f"{design.audit.people:,} people would find the hardest effect, “{hardest.name}”")
    assert found.to_dict()["power"][hardest.name]["n"] == 800


@pytest.mark.prove
def test_intervals_of_simulated_studies_cover_at_their_rate(design):
    found = power_of(design, 400, studies=20_000, seed=2)
    assert all(share == pytest.approx(0.95, abs=0.007) for share in found.coverage.values())


def test_too_few_people_are_said_to_tell_nothing(design):
    found = power_of(design, 2, studies=50)
    assert found.failed > 0
    assert "could not tell every coefficient" in found.warnings[0]
    with pytest.raises(ValueError, match="at least 2 people"):
        power_of(design, 1)
    flat = tuple(Attribute(n, (0, 1), coding="linear") for n in "abc")
    with pytest.raises(ValueError, match="no effect to be found"):
        power_of(design_choices(Plan(flat, PAIR, 8, balance="free"), starts=2, rounds=0), 100)


def test_charts_say_what_was_found(design):
    people = chart.people(design)
    assert f"needs about {design.audit.people:,} people" in people.title
    assert len(people.table[1]) == 5
    balance = chart.balance(design)
    assert len(balance.table[1]) == 12
    assert balance.title.endswith(f"{100 * min(design.audit.utility_balance):.0f}%")


WRITTEN = {
    "tasks": 12,
    "attributes": [
        {"name": "wait", "levels": ["week", "month", "year"], "prior": [-0.4, -1.0], "spread": [0.1, 0.2]},
        {"name": "who", "levels": ["doctor", "nurse"], "coding": "effects", "prior": 0.3},
        {"name": "cost", "levels": [0, 10, 25], "coding": "linear", "prior": -0.04},
    ],
    "alternatives": [
        {"name": "left"},
        {"name": "right"},
        {"name": "neither", "opt_out": True, "constant": -0.5, "spread": 0.2},
    ],
    "search": {"starts": 4, "seed": 2},
}


def test_a_written_plan_is_read():
    plan, search = plan_of(WRITTEN)
    assert plan == Plan(MIXED, OPT_OUT, 12)
    assert search == {"starts": 4, "seed": 2}


def changed(part, **more):
    found = {**WRITTEN}
    found[part] = [{**WRITTEN[part][0], **more}, *WRITTEN[part][1:]]
    return found


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({}, "needs its attributes"),
        ({**WRITTEN, "alternatives": ["left"]}, r"\[\[alternatives\]\]"),
        ({k: v for k, v in WRITTEN.items() if k != "tasks"}, "the plan needs “tasks”"),
        ({**WRITTEN, "task": 3}, "the plan has “task”, which is not known"),
        ({**WRITTEN, "tasks": "12"}, "“tasks” of the plan cannot be '12'"),
        ({**WRITTEN, "tasks": True}, "“tasks” of the plan cannot be True"),
        ({**WRITTEN, "blocks": 5}, "12 tasks cannot be divided into 5 blocks"),
        ({**WRITTEN, "most_likely": 0.2}, "must lie between 1 in 3 and 1"),
        ({**WRITTEN, "overlap": 3}, "at least one attribute that differs"),
        ({**WRITTEN, "overlap": 1}, "set the balance to free"),
        ({**WRITTEN, "balance": "firm"}, "free, soft or hard"),
        ({**WRITTEN, "constants": "fixed"}, "known, estimated or none"),
        ({**WRITTEN, "search": []}, "must be a heading"),
        ({**WRITTEN, "search": {"start": 1}}, "“start”, which is not known"),
        ({**WRITTEN, "search": {"starts": 1.5}}, "“starts” of .search. cannot be 1.5"),
        (changed("attributes", levles=[1]), "attribute 1 has “levles”"),
        (changed("attributes", levels=["a"]), "at least 2 levels"),
        (changed("attributes", coding="linear", prior=[], spread=[]), "must be numbers where its coding is linear"),
        (changed("attributes", coding="other"), "linear, dummy or effects"),
        (changed("attributes", prior=[1.0]), "needs 2 priors"),
        (changed("attributes", spread=[-1.0, 1.0]), "cannot be negative"),
        (changed("attributes", better="more"), "later or earlier"),
        (changed("attributes", only_in=["centre"]), "which is no alternative"),
        (changed("attributes", name="who"), "each of them once"),
        (changed("alternatives", opt_out=True, fixed={"who": "nurse"}), "an opt-out or fixed, not both"),
        (changed("alternatives", fixed={"who": "robot"}), "which is no level"),
        (changed("alternatives", fixed={"who": "nurse"}), "the level of every attribute"),
        (changed("alternatives", spread=-1.0), "must be 0 or more"),
        (changed("alternatives", constant=math.inf), "must be a number"),
        ({**WRITTEN, "alternatives": [{"name": "left"}]}, "at least two alternatives"),
        ({**WRITTEN, "alternatives": [{"name": n, "constant": 0.1} for n in "ab"]}, "must have no constant"),
        ({**WRITTEN, "rules": ["right.who = left.way"]}, "neither an attribute nor a level"),
    ],
)
def test_a_plan_that_is_wrong_is_refused_by_name(document, words):
    with pytest.raises(ValueError, match=words):
        plan, _ = plan_of(document)
        space_of(plan)
