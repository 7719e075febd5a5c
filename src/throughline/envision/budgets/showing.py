"""What an outcome shows to anybody: protected figures, as words, charts and tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from throughline.analysis import charts, disclosure
from throughline.analysis.charts import Chart
from throughline.analysis.disclosure import Protected, Share
from throughline.envision.budgets.plan import Plan, amount, cost_of
from throughline.envision.budgets.working import BEST, EQUAL, MOST, RULES
from throughline.programmes.models import Constituency
from throughline.voices import about
from throughline.voices.about import PREFER_NOT

NAMES = dict(Constituency.choices)
RULE_NAMES = {
    EQUAL: gettext_lazy("Equal shares"),
    MOST: gettext_lazy("Most support first"),
    BEST: gettext_lazy("Most support in all"),
}
EVERYBODY = gettext_lazy("Everybody")


@dataclass(frozen=True)
class Group:
    """One group: how many people, and the share of them who have at least one funded option, by rule."""

    name: str
    n: Protected
    covered: dict[str, Share]


@dataclass(frozen=True)
class Line:
    """One option: what it costs, who supports it (everybody first), and the rules that fund it."""

    slug: str
    name: str
    cost: str
    support: list[tuple[str, Share, Protected]]
    funded: frozenset[str]


@dataclass(frozen=True)
class Shown:
    """The parts of the page of the outcome. refused: why there is none, in words. rules: (rule's name, what it funds
    and what it leaves, in words)."""

    refused: str = ""
    people: dict[str, str] = field(default_factory=dict)
    first: str = ""
    rules: list[tuple[str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    represented: Chart | None = None
    groups: list[list[str]] = field(default_factory=list)
    support: Chart | None = None
    options: list[list[str]] = field(default_factory=list)


def shown(plan: Plan, found: Mapping[str, Any]) -> Shown:
    """Everything that may be shown of an outcome."""
    people = disclosure.protect_counts(found["people"])
    told = {name: people[name].text for name in Constituency.values}
    if found["refused"]:
        return Shown(refused=refusal(found["refused"]), people=told)
    groups, options = groups_of(found), lines(plan, found)
    return Shown(
        people=told,
        first=first_words(plan, found, groups),
        rules=[(str(RULE_NAMES[rule]), funds(plan, found, rule)) for rule in RULES],
        notes=notes(plan, found),
        represented=_represented(groups),
        groups=[_row(one) for one in _about_groups(found)],
        support=_support(options),
        options=[_option_row(one) for one in options],
    )


def refusal(why: str) -> str:
    """Why there is no outcome."""
    if why == "few":
        return _("Fewer than 8 people have chosen, so we do not show what the budget would fund.")
    return _("Nobody would fund any of the options, so the budget funds nothing.")


def names_of(plan: Plan, slugs: Sequence[str]) -> str:
    """The names of options, in the order of the page."""
    return ", ".join(f"“{one.name}”" for one in plan.options if one.slug in slugs)


def funds(plan: Plan, found: Mapping[str, Any], rule: str) -> str:
    """What a rule funds and what it leaves, in words."""
    one = found["rules"][rule]
    left = amount(plan.budget - one["cost"], plan.unit)
    if not one["chosen"]:
        return _("It funds nothing. Left: %(left)s.") % {"left": left}
    said = {"names": names_of(plan, one["chosen"]), "cost": amount(one["cost"], plan.unit), "left": left}
    return _("It funds %(names)s. Used: %(cost)s. Left: %(left)s.") % said


def first_words(plan: Plan, found: Mapping[str, Any], groups: Sequence[Group]) -> str:
    """The outcome in two sentences."""
    equal, most = (found["rules"][rule]["chosen"] for rule in (EQUAL, MOST))
    everybody = groups[0].covered
    if set(equal) == set(most):
        said = _("Equal shares and most support first fund the same: %(names)s.") % {"names": names_of(plan, equal)}
        if everybody[EQUAL].hidden:
            return said
        more = _("%(share)s of people get at least one thing that they would fund.")
        return f"{said} {more % {'share': everybody[EQUAL].text}}"
    said = _("Equal shares fund %(equal)s. Most support first would fund %(most)s.") % {
        "equal": names_of(plan, equal) or _("nothing"),
        "most": names_of(plan, most) or _("nothing"),
    }
    if everybody[EQUAL].hidden or everybody[MOST].hidden:
        return said
    more = _(
        "With equal shares, %(equal)s of people get at least one thing that they would fund. With most support first, "
        "%(most)s do."
    )
    return f"{said} {more % {'equal': everybody[EQUAL].text, 'most': everybody[MOST].text}}"


def notes(plan: Plan, found: Mapping[str, Any]) -> list[str]:
    """What a reader should know besides: ties, what was added at the end, and who could say that it is unfair."""
    said = []
    for rule in (EQUAL, MOST):
        one, name = found["rules"][rule], RULE_NAMES[rule]
        for options, taken in one["ties"]:
            words = _("%(rule)s: %(names)s were equal. The one with most support, then the lowest cost, comes first.")
            said.append(words % {"rule": name, "names": names_of(plan, [*options, taken])})
        for option, _voters in one["claims"]:
            words = _("%(rule)s: those who support %(name)s had a fair claim to it, and did not get it.")
            said.append(words % {"rule": name, "name": names_of(plan, [option])})
    if found["rules"][EQUAL]["added"]:
        words = _("Added at the end of equal shares, with what was left: %(names)s.")
        said.append(words % {"names": names_of(plan, found["rules"][EQUAL]["added"])})
    nothing = disclosure.protect_count(found["none"])
    if nothing.value:
        said.append(_("Would fund none of the options: %(n)s people.") % {"n": nothing.text})
    return said


def _group(name: str, n: Protected, covered: Mapping[str, Protected]) -> Group:
    return Group(name, n, {rule: disclosure.share_of(count, n) for rule, count in covered.items()})


def groups_of(found: Mapping[str, Any]) -> list[Group]:
    """Everybody, then each constituency that took part."""
    people = disclosure.protect_counts(found["people"])
    covered = {rule: disclosure.protect_counts(counts) for rule, counts in found["covered"].items()}
    assert people.total is not None
    totals = {rule: table.total for rule, table in covered.items() if table.total is not None}
    groups = [_group(str(EVERYBODY), people.total, totals)]
    for name, label in NAMES.items():
        if found["people"][name]:
            groups.append(_group(str(label), people[name], {rule: table[name] for rule, table in covered.items()}))
    return groups


def _about_groups(found: Mapping[str, Any]) -> list[Group]:
    """Groups by what people said of themselves, of which something may be shown."""
    groups: list[Group] = []
    labels = {
        (question.slug, option.slug): str(option.label) for question in about.QUESTIONS for option in question.options
    }
    for question in dict.fromkeys(row["question"] for row in found["about"]):
        rows = [row for row in found["about"] if row["question"] == question]
        people = disclosure.protect_counts({row["answer"]: row["n"] for row in rows})
        covered = {
            rule: disclosure.protect_counts({row["answer"]: row["covered"][rule] for row in rows}) for rule in RULES
        }
        for row in rows:
            answer = row["answer"]
            name = labels.get((question, answer), answer)
            one = _group(name, people[answer], {rule: table[answer] for rule, table in covered.items()})
            if answer != PREFER_NOT and not one.covered[EQUAL].hidden:
                groups.append(one)
    return groups


def ranged(share: Share) -> str:
    """A share with its likely range, in words."""
    if share.value is None:
        return _("too few people to show")
    words = _("%(share)s (likely %(low)s to %(high)s)")
    return words % {"share": share.text, "low": f"{share.low:.0f}%", "high": f"{share.high:.0f}%"}


def _row(one: Group) -> list[str]:
    return [one.name, one.n.text, *(ranged(one.covered[rule]) for rule in RULES)]


def _represented(groups: Sequence[Group]) -> Chart:
    everybody = groups[0].covered
    said = "; ".join(f"{RULE_NAMES[rule]}: {everybody[rule].text}" for rule in RULES)
    sentence = [_("Share of people with at least one funded option. Everybody: %(said)s.") % {"said": said}]
    for one in groups[1:]:
        if one.covered[EQUAL].hidden:
            words = _("%(who)s (%(n)s people): too few people to show a share.")
            sentence.append(words % {"who": one.name, "n": one.n.text})
    sentence.append(_("Lines show how sure a share is, if these people are like others."))
    return charts.grouped(
        title=_("Who gets at least one thing that they would fund"),
        sentence=" ".join(sentence),
        groups=[
            (
                _("%(who)s (%(n)s people)") % {"who": one.name, "n": one.n.text},
                [(str(RULE_NAMES[rule]), *_drawn(one.covered[rule])) for rule in RULES],
            )
            for one in groups
        ],
        unit="%",
        maximum=100,
        headers=(_("Who"), _("Rule"), _("Have a funded option"), _("Lowest likely"), _("Highest likely")),
    )


def _drawn(share: Share) -> tuple[float | None, float | None, float | None, str]:
    return share.value, share.low, share.high, share.text


def lines(plan: Plan, found: Mapping[str, Any]) -> list[Line]:
    """Every option, those with most support first."""
    people = disclosure.protect_counts(found["people"])
    assert people.total is not None
    made = []
    for one in plan.options:
        counts = disclosure.protect_counts(found["support"][one.slug])
        assert counts.total is not None
        support = [(str(EVERYBODY), disclosure.share_of(counts.total, people.total), people.total)]
        for name, label in NAMES.items():
            if found["people"][name]:
                support.append((str(label), disclosure.share_of(counts[name], people[name]), people[name]))
        funded = frozenset(rule for rule in RULES if one.slug in found["rules"][rule]["chosen"])
        made.append(Line(one.slug, one.name, cost_of(plan, one), support, funded))
    return sorted(made, key=lambda one: -(one.support[0][1].value or 0))


def _support(options: Sequence[Line]) -> Chart:
    first, second = (one.support[0][1] for one in options[:2])
    sentence = _("No one option stands out. * means too few people to show.")
    if first.value is not None and first.value > (second.value or 0):
        words = _("Chosen most often: “%(name)s”, by %(share)s of everybody. * means too few people to show.")
        sentence = words % {"name": options[0].name, "share": first.text}
    return charts.grouped(
        title=_("How many would fund each option"),
        sentence=sentence,
        groups=[
            (
                _("%(name)s, %(cost)s") % {"name": one.name, "cost": one.cost},
                [(who, *_drawn(share)) for who, share, _n in one.support],
            )
            for one in options
        ],
        unit="%",
        maximum=100,
        headers=(_("Option"), _("Who"), _("Would fund it"), _("Lowest likely"), _("Highest likely")),
    )


def _option_row(one: Line) -> list[str]:
    yes, no = _("yes"), _("no")
    return [one.name, one.cost, one.support[0][1].text, *(yes if rule in one.funded else no for rule in RULES)]
