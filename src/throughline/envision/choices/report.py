"""The report on how a choice experiment was done, item by item, from what is known; the rest is left open by name.

DIRECT (Ride and others 2024, PharmacoEconomics 42) with the good practices of ISPOR (Bridges and others 2011, Value
in Health 14), in our own short words: read the sources before quoting.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from throughline.envision.choices.design import Design
from throughline.envision.choices.plan import ChoicePlan
from throughline.envision.choices.results import NAMES, percent, signs_of, title_of, trades
from throughline.evidence.models import Run
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Item:
    """One thing that a reader should be told. answer: "" where nobody has said it."""

    section: str
    asks: str
    answer: str


def report(activity: Activity, design: Design | None, run: Run | None) -> list[Item]:
    """Every item, with what the product holds. run: the newest with results."""
    found = run.summary if run else {}
    told = {**_from_settings(activity), **_from_design(design, activity), **_from_run(design, run, found)}
    return [Item(section, asks, told.get(key, "")) for section, asks, key in _asks()]


def _asks() -> list[tuple[str, str, str]]:
    """(section, what is asked, key), in the order of the checklist."""
    purpose, tasks, people = _("Purpose"), _("The choices"), _("People")
    analysis, results = _("Analysis"), _("Results")
    return [
        (purpose, _("The question, and why choices answer it"), "purpose"),
        (_("What differs"), _("The things and levels, and where they come from"), "attributes"),
        (_("What differs"), _("How patients and the public shaped them"), "involvement"),
        (tasks, _("How a choice looks, and whether people may choose neither"), "tasks"),
        (tasks, _("How the choices were put together, how good they are, and what was expected"), "design"),
        (tasks, _("How they were explained and tried"), "questionnaire"),
        (tasks, _("Choices that check whether answers are meant"), "checks"),
        (people, _("Who was asked, how and when, and how many were planned"), "sample"),
        (people, _("Whose choices are used, and what was left out"), "data"),
        (analysis, _("The model, and how levels are counted"), "model"),
        (analysis, _("Ranges, and that the choices of one person belong together"), "errors"),
        (analysis, _("Differences among people"), "heterogeneity"),
        (analysis, _("Software, and what is random"), "software"),
        (results, _("Estimates with their ranges, and how well they fit"), "fit"),
        (results, _("What matters, what people would trade, what they would choose"), "meaning"),
        (results, _("Signs of answers that were not meant, and results without them"), "validity"),
        (_("Limits"), _("Who was not heard, and how far it carries"), "limits"),
    ]


def _from_settings(activity: Activity) -> dict[str, str]:
    given = {key: str(activity.settings.get(key) or "") for key in ("why", "involvement", "limits")}
    planned = activity.settings.get("planned")
    sample = [_("Open to everybody who had the address. Nobody was chosen by chance.")]
    if activity.closes_on:
        sample.append(_("Last day: %(day)s.") % {"day": activity.closes_on.isoformat()})
    if planned:
        sample.append(_("Planned: %(count)s people.") % {"count": f"{planned:,}"})
    return {
        "purpose": given["why"],
        "involvement": given["involvement"],
        "limits": given["limits"],
        "sample": " ".join(sample),
    }


def _from_design(design: Design | None, activity: Activity) -> dict[str, str]:
    if design is None:
        return {}
    plan = design.plan
    return {
        "attributes": _attributes(plan, str(activity.settings.get("sources") or "")),
        "tasks": _tasks(plan),
        "design": _design(design),
        "questionnaire": _(
            "Each thing is explained before the first choice. The first choice is to try and is not counted."
        ),
        "checks": _checks(design),
    }


def _checks(design: Design) -> str:
    words = [_("The first counted choice comes again at the end.")]
    if design.better is not None:
        words.append(_("In the choice to try, one option is better in all that is known."))
    return " ".join(words)


def _tasks(plan: ChoicePlan) -> str:
    said = {"tasks": plan.tasks, "blocks": plan.blocks}
    words = [
        _("Two options without names, side by side, each with every thing. %(tasks)s counted choices a person.") % said,
        _("Versions: %(blocks)s. People of each group get them in turn.") % said,
        _("People could choose neither.") if plan.opt_out else _("People had to choose one."),
    ]
    return " ".join(words)


def _design(design: Design) -> str:
    figures, plan = design.figures, design.plan
    directions = ", ".join(one.name for one in plan.attributes if one.better) or _("none")
    words = [
        _("Found by computer: D-error %(error)s, from %(starts)s starts, seed %(seed)s.")
        % {"error": f"{figures['d_error']:.4g}", "starts": figures["starts"], "seed": design.seed},
        _("Each level is shown equally often, or as near as can be."),
        _("A direction was expected for: %(names)s.") % {"names": directions},
        _("No option is better in everything known. Pairs of levels ruled out: %(count)s.")
        % {"count": len(plan.pairs)},
    ]
    if figures["of_best"] is not None:
        share = percent(min(1.0, figures["of_best"]))
        words.append(_("It tells %(share)s of what the best choices without this balance would.") % {"share": share})
    return " ".join(words)


def _from_run(design: Design | None, run: Run | None, found: Mapping[str, Any]) -> dict[str, str]:
    if design is None or run is None or not found:
        return {}
    plan = design.plan
    people = "; ".join(f"{NAMES[name]}: {count}" for name, count in found["people"].items())
    told = {
        "data": _(
            "About %(n)s people (%(people)s), counted in steps of 8. The choice to try and the repeat are left out."
        )
        % {"n": found["n"], "people": people},
        "validity": " ".join(signs_of(found["validity"])) if "validity" in found else "",
    }
    if found["refused"]:
        return told
    fit, report = found["fit"], found["report"]
    meaning = [f"{title_of(plan, found['importance'])}."]
    meaning += [f"{one.change}: {one.balance}." for one in trades(plan, found)]
    return told | {
        "model": _("Conditional logit. Counted levels weigh along a straight line, others against the first."),
        "errors": _("Standard errors are by person.") if "clustered" in report["errors"] else report["errors"],
        "heterogeneity": _("Each group by itself, with a test of difference; and kinds of people, by latent classes."),
        "software": _("Throughline. Ranges by 20,000 draws, seed %(seed)s. Versions: %(versions)s.")
        % {"seed": run.seed, "versions": ", ".join(f"{k} {v}" for k, v in sorted(run.versions.items()))},
        "fit": _(
            "%(count)s weights; log-likelihood %(log)s, AIC %(aic)s, BIC %(bic)s, adjusted rho squared %(rho)s. "
            "It foretells %(hits)s of choices that it was not shown; blind guesses %(chance)s."
        )
        % {
            "count": fit["parameters"], "log": f"{fit['log_likelihood']:,.1f}", "aic": f"{fit['aic']:,.1f}",
            "bic": f"{fit['bic']:,.1f}", "rho": f"{fit['rho2']:.3f}", "hits": percent(fit["hits"]),
            "chance": percent(fit["chance"]),
        },
        "meaning": " ".join(meaning),
    }  # fmt: skip


def _attributes(plan: ChoicePlan, sources: str) -> str:
    listed = "; ".join(
        f"{one.name} ({', '.join(one.shown(level.slug) for level in one.levels)})" for one in plan.attributes
    )
    return f"{listed}. {sources}".strip()
