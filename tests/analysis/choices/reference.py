"""The reference data sets of the field as choice data, read where they lie."""

import csv
import json
from functools import cache

from tests.analysis.data import FOLDER

from throughline.analysis.choices.bestworst import best_worst
from throughline.analysis.choices.columns import by_alternative, constants
from throughline.analysis.choices.data import choice_data, ranked_data

CHOICES = FOLDER / "choices"


@cache
def case(name):
    return next(c for c in json.loads((CHOICES / "cases.json").read_text()) if c["id"] == name)


def columns(name, where=lambda row: True):
    with (CHOICES / name).open() as file:
        rows = [row for row in csv.DictReader(file) if where(row)]
    return {k: [row[k] for row in rows] for k in rows[0]}


def numbers(values):
    return [float(x) for x in values]


@cache
def mode_canada():
    """The 2,769 travellers with four modes who did not take the bus, which is left out; time by mode."""
    four = columns("mlogit__ModeCanada.csv", lambda row: row["noalt"] == "4")
    bus = {k for k, a, y in zip(four["case"], four["alt"], four["choice"], strict=True) if a == "bus" and y == "1"}
    c = columns(
        "mlogit__ModeCanada.csv",
        lambda row: row["noalt"] == "4" and row["alt"] != "bus" and row["case"] not in bus,
    )
    time = [float(a) + float(b) for a, b in zip(c["ivt"], c["ovt"], strict=True)]
    data = choice_data(
        person=c["case"],
        task=c["case"],
        alternative=c["alt"],
        chosen=numbers(c["choice"]),
        attributes={**{k: numbers(c[k]) for k in ("cost", "freq", "income")}, "time": time},
    )
    return by_alternative(by_alternative(constants(data, "car"), "income", reference="car"), "time")


@cache
def fishing():
    c = columns("mlogit__Fishing.csv")
    rows = [
        (i, mode, chosen == mode, c[f"price.{mode}"][i], c[f"catch.{mode}"][i], c["income"][i])
        for i, chosen in enumerate(c["mode"])
        for mode in ("beach", "boat", "charter", "pier")
    ]
    person, mode, chosen, price, catch, income = zip(*rows, strict=True)
    attributes = {"price": numbers(price), "catch": numbers(catch), "income": numbers(income)}
    data = choice_data(person=person, task=person, alternative=mode, chosen=chosen, attributes=attributes)
    return by_alternative(constants(data, "beach"), "income", reference="beach")


@cache
def heating():
    """Installation and operating cost of five systems, 900 houses."""
    c = columns("mlogit__Heating.csv")
    rows = [
        (i, system, chosen == system, c[f"ic.{system}"][i], c[f"oc.{system}"][i])
        for i, chosen in enumerate(c["depvar"])
        for system in ("gc", "gr", "ec", "er", "hp")
    ]
    house, system, chosen, installing, running = zip(*rows, strict=True)
    attributes = {"ic": numbers(installing), "oc": numbers(running)}
    return choice_data(person=house, task=house, alternative=system, chosen=chosen, attributes=attributes)


@cache
def electricity():
    e = columns("xlogit__electricity_long.csv")
    return choice_data(
        person=numbers(e["id"]),
        task=numbers(e["chid"]),
        alternative=numbers(e["alt"]),
        chosen=numbers(e["choice"]),
        attributes={k: numbers(e[k]) for k in ("pf", "cl", "loc", "wk", "tod", "seas")},
    )


@cache
def yogurt():
    y = columns("xlogit__yogurt_long.csv")
    data = choice_data(
        person=numbers(y["id"]),
        task=numbers(y["chid"]),
        alternative=y["alt"],
        chosen=numbers(y["choice"]),
        attributes={"price": numbers(y["price"]), "feat": numbers(y["feat"])},
    )
    return constants(data, "dannon")


DRUG_LEVELS = {
    "brand": ["Artemis", "Novum", "BestValue", "Supermarket", "PainAway"],
    "country": ["Switzerland", "Denmark", "USA", "India", "Russia", "Brazil"],
    "char": ["standard", "fast acting", "double strength"],
}


@cache
def drugs(ranked=False):
    c = columns("apollo__apollo_drugChoiceData.csv")
    names = ("brand", "country", "char", "side_effects", "price")
    places = ("best", "second_pref", "third_pref", "worst")
    out = {k: [] for k in ("person", "task", "alternative", "rank", *names)}
    for i in range(len(c["ID"])):
        order = [int(c[place][i]) for place in places]
        for a in range(1, 5):
            out["person"].append(c["ID"][i])
            out["task"].append(c["task"][i])
            out["alternative"].append(a)
            out["rank"].append(order.index(a) + 1)
            for name in names:
                value = c[f"{name}_{a}"][i]
                out[name].append(value if name in DRUG_LEVELS else float(value))
    rank = out.pop("rank")
    keys = {k: out.pop(k) for k in ("person", "task", "alternative")}
    if ranked:
        return ranked_data(**keys, rank=rank, attributes=out, categories=DRUG_LEVELS)
    return choice_data(**keys, chosen=[r == 1 for r in rank], attributes=out, categories=DRUG_LEVELS)


FRUITS = ("Apple", "Orange", "Grapes", "Banana", "Peach", "Melon", "Pear")
# The design of the package's example, by number of fruit (help page of `fruit` in the R package support.BWS).
FRUIT_SETS = ((1, 4, 6, 7), (2, 3, 4, 6), (2, 4, 5, 7), (1, 2, 5, 6), (1, 3, 4, 5), (3, 5, 6, 7), (1, 2, 3, 7))


@cache
def fruit():
    c = columns("supportBWS__fruit.csv")
    person, shown, best, worst = [], [], [], []
    for i, who in enumerate(c["ID"]):
        for q, numbers_shown in enumerate(FRUIT_SETS, 1):
            items = [FRUITS[k - 1] for k in numbers_shown]
            person.append(who)
            shown.append(items)
            best.append(items[int(c[f"B{q}"][i]) - 1])
            worst.append(items[int(c[f"W{q}"][i]) - 1])
    return best_worst(person=person, shown=shown, best=best, worst=worst)
