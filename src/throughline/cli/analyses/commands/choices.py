"""`analyse choices`: what people prefer, what they would trade, and what they would choose."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses import trust
from throughline.cli.analyses.best_worst import best_worst_report
from throughline.cli.analyses.choosing import levels_of, read_choices
from throughline.cli.analyses.estimates import estimates
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Checklist, Report, Result
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.choices.data import ChoiceData
    from throughline.analysis.choices.meaning import Weights
    from throughline.analysis.choices.reporting import Model

MODELS = ("conditional", "mixed", "latent", "bayes", "best-worst")
OF_CHOICES = (
    "numbers", "categories", "available", "weight", "varying_sets", "constants", "group", "opt_out", "better",
    "repeats", "seconds",
)  # fmt: skip
# Options that say something to some models only.
ONLY = {
    "best_worst_as": ("best-worst",),
    "reference": ("best-worst",),
    "random": ("mixed",),
    "correlated": ("mixed",),
    "price": ("mixed",),
    "draws": ("mixed", "bayes"),
    "burn_in": ("bayes",),
    "chains": ("bayes",),
    "classes": ("latent",),
    "covariates": ("latent",),
    "starts": ("mixed", "latent"),
    "options": ("conditional", "mixed", "latent"),
    "against": ("conditional", "mixed"),
    "hold_out": ("conditional", "mixed", "latent"),
    **dict.fromkeys(OF_CHOICES, MODELS[:4]),
}
METHOD = {
    "conditional": "Conditional logit (McFadden 1974), with standard errors clustered by person.",
    "mixed": (
        "Mixed logit for panels by simulated maximum likelihood (Revelt & Train 1998; Train 2009), with scrambled "
        "Sobol draws near where each person's choices point, and standard errors robust by person."
    ),
    "latent": "Latent classes by EM and Newton's method (Bhat 1997; Train 2008), standard errors robust by person.",
    "bayes": (
        "Hierarchical Bayes (Allenby & Rossi 1999; Rossi, Allenby & McCulloch 2005): everybody's weights by "
        "Metropolis-Hastings, their mean and covariance by Gibbs sampling, with a weak prior of standard deviations "
        "(Huang & Wand 2013); R-hat on split chains (Gelman and others 2013)."
    ),
}
RANGES = (
    "Importance is the range of an attribute's part-worths over the sum of all ranges. Ranges of importance, "
    "trade-offs and uptake are simulated from the distribution of the estimates (Krinsky & Robb 1986)."
)


@analysis(seeded=True)
@click.argument("file", type=FILE)
@click.option("--person", default="person", show_default=True, help="Column: who chose.")
@click.option("--task", default="task", show_default=True, help="Column: which task.")
@click.option("--alternative", default="alternative", show_default=True, help="Column: which alternative the row is.")
@click.option("--chosen", default="chosen", show_default=True, help="Column: whether it was chosen (1 or 0).")
@click.option("--attribute", "numbers", multiple=True, metavar="NAME", help="Column: a number that describes it.")
@click.option(
    "--category", "categories", multiple=True, metavar="NAME=LEVEL,LEVEL", help="Column: one of these levels."
)
@click.option("--available", help="Column: whether it could be chosen (1 or 0).")
@click.option("--weight", help="Column: how much the person counts.")
@click.option("--varying-sets", is_flag=True, help="Tasks may lack alternatives that others have.")
@click.option("--constants", metavar="ALTERNATIVE", help="A constant for each alternative but this one.")
@click.option(
    "--model",
    type=click.Choice(MODELS),
    default="conditional",
    show_default=True,
    help="Whether all weigh alike, each in a way of their own (mixed, bayes), or by classes; or best-worst answers.",
)
@click.option("--random", multiple=True, metavar="NAME[=KIND]", help="Mixed: varies among people; normal, lognormal, …")
@click.option("--correlated", is_flag=True, help="Mixed: what varies may go together.")
@click.option("--price", metavar="NAME", help="Mixed: estimate what things are worth in units of this attribute.")
@click.option("--draws", type=click.IntRange(min=64), help="Draws a person or chain.  [default: mixed 500, bayes 4000]")
@click.option("--burn-in", type=click.IntRange(min=100), help="Bayes: draws left out before.  [default: 1000]")
@click.option("--chains", type=click.IntRange(min=2), help="Bayes: how many chains.  [default: 4]")
@click.option("--classes", type=click.IntRange(min=2), help="Latent: how many classes.  [default: 2]")
@click.option("--covariate", "covariates", multiple=True, help="Latent, column: may tell who is in which class.")
@click.option("--starts", type=click.IntRange(min=1), help="Places to begin from.  [default: mixed 3, latent 10]")
@click.option("--group", help="Column: do groups of people weigh things differently?")
@click.option("--against", metavar="NAME", help="Trade everything against this attribute, such as the cost.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME:ATTRIBUTE=VALUE,…", help="An option: who would choose it?"
)
@click.option("--opt-out", help="The alternative that stands for choosing none of the options.")
@click.option(
    "--better",
    multiple=True,
    metavar="NAME=WAY",
    help="Who chose what another option beats in everything? Of every attribute say more or less, of every category "
    "later or earlier in its list.",
)
@click.option("--repeat", "repeats", multiple=True, metavar="AGAIN=FIRST", help="A task that was asked again.")
@click.option("--seconds", help="Column: how long the person took for all tasks.")
@click.option(
    "--hold-out",
    type=click.FloatRange(0, 1, min_open=True, max_open=True),
    metavar="SHARE",
    help="Foretell this share of the tasks from the others, such as 0.2.",
)
@click.option("--best", default="best", show_default=True, help="Best-worst, column: whether it was best (1 or 0).")
@click.option("--worst", default="worst", show_default=True, help="Best-worst, column: whether it was worst (1 or 0).")
@click.option("--reference", help="Best-worst: compare all with this item.  [default: the least liked]")
@click.option(
    "--best-worst-as",
    type=click.Choice(["maxdiff", "marginal", "sequential"]),
    help="As one choice of a pair, two choices apart, or worst after best.  [default: maxdiff]",
)
def choices(work: Work, file: Path, **given: Any) -> Report:
    """Estimate preferences from choices. FILE has a row for each alternative of each task of each person.

    Every task needs one chosen row. Name what describes the alternatives with --attribute (numbers) and --category (one
    of several levels, the first the reference). With --model best-worst a row is an item of a question, and --best and
    --worst name the columns that say which was chosen.
    """
    from throughline.analysis.choices import choices_chart, meaning

    _refuse_idle(given)
    if given["model"] == "best-worst":
        return best_worst_report(work, file, given)
    data = read_choices(work, file, given)
    estimate = _estimator(work, given)
    model = estimate(data)
    results: dict[str, Result] = {"model": model}
    charts = _pictures(model)
    weights = _weights(model)
    title = _title(model)
    if weights is not None and (levels := meaning.levels_of(data)):
        found = meaning.importance(weights, levels, seed=work.seed)
        results["importance"] = found
        if len(levels) > 1:
            title = f"“{found.attributes[0].attribute}” matters most"
            charts["importance"] = choices_chart.importance_chart(found, title=title)
        charts["part-worths"] = choices_chart.part_worths_chart(found, title="What each level is worth")
    results |= _trades(work, weights, given["against"], charts)
    results |= _uptake(work, data, model, given, charts)
    if given["group"]:
        results["groups"] = _groups(data, given["group"])
    signs = trust.checks(data, given, levels_of(given), estimate, work.seed)
    results |= signs
    return Report(
        result=results,
        n=len(data.chosen),
        title=title,
        sentence=" ".join([*_said(results), model.shown]),
        charts=charts,
        tables=[estimates(model), trust.listed(signs)],
        method=(METHOD[given["model"]], *([RANGES] if weights is not None or given["options"] else [])),
        checklist=_direct(data, model, validity=" ".join(trust.said(signs)), meaning=" ".join(_said(results))),
    )


def _refuse_idle(given: dict[str, Any]) -> None:
    """Refuse an option that says nothing to the model that was asked for."""
    called = {p.name: p.opts[0] for p in click.get_current_context().command.params}
    for name, models in ONLY.items():
        if given[name] and given["model"] not in models:
            raise BadInput(f"{called[name]} is for --model {' or '.join(models)}.")


def _estimator(work: Work, given: dict[str, Any]) -> Callable[[ChoiceData], Any]:
    """What estimates the model that was asked for."""
    from throughline.analysis.choices.bayes import hierarchical_bayes
    from throughline.analysis.choices.latent import latent_classes
    from throughline.analysis.choices.logit import conditional_logit
    from throughline.analysis.choices.mixed import mixed_logit

    def asked(*names: str) -> dict[str, Any]:
        return {name: given[name] for name in names if given[name] is not None}

    how: dict[str, Any] = {"seed": work.seed, "progress": work.progress}
    if given["model"] == "bayes":
        return partial(hierarchical_bayes, **asked("draws", "burn_in", "chains"), **how)
    if given["model"] == "latent":
        how |= asked("starts")
        return partial(latent_classes, classes=given["classes"] or 2, covariates=given["covariates"], **how)
    if given["model"] == "mixed":
        random: dict[str, Any] = {
            name: kind or "normal" for name, _, kind in (r.partition("=") for r in given["random"])
        }
        return partial(mixed_logit, random=random, **asked("correlated", "price", "draws", "starts"), **how)
    return conditional_logit


def _weights(model: Model) -> Weights | None:
    """Weights that can be compared: none for classes, which have several, and where a model has no such weights."""
    from throughline.analysis.choices.bayes import HierarchicalBayes
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.meaning import weights_of
    from throughline.analysis.choices.mixed import MixedLogit

    if isinstance(model, LatentClasses | HierarchicalBayes):
        return None
    if isinstance(model, MixedLogit) and (model.tastes.price is not None or model.tastes.signs.any()):
        return None
    return weights_of(model)


def _pictures(model: Model) -> dict[str, Chart]:
    from throughline.analysis.choices import choices_chart
    from throughline.analysis.choices.bayes import HierarchicalBayes
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.mixed import MixedLogit

    if isinstance(model, LatentClasses):
        return {"classes": choices_chart.classes_chart(model, title=_title(model))}
    weights = model.means if isinstance(model, HierarchicalBayes) else model.coefficients
    drawn = {"weights": choices_chart.weights_chart(weights, title="What counts", sentence=model.shown)}
    if isinstance(model, MixedLogit):
        for s in model.spreads:
            above = f"{s.above_zero:.0%} of people (likely between {s.above_low:.0%} and {s.above_high:.0%})"
            sentence = f"The mean is {s.mean:.3g}; for {above} it is above 0."
            drawn[f"spread {s.name}"] = choices_chart.spread_chart(s, title=f"How “{s.name}” varies", sentence=sentence)
    return drawn


def _title(model: Model) -> str:
    from throughline.analysis.choices.latent import LatentClasses

    if isinstance(model, LatentClasses):
        return f"{len(model.shares)} kinds of people, the largest {model.shares[0]:.0%}"
    return "What people prefer"


def _trades(work: Work, weights: Weights | None, against: str | None, charts: dict[str, Chart]) -> dict[str, Result]:
    from throughline.analysis.choices import choices_chart, meaning

    if against is None:
        return {}
    if weights is None:
        raise BadInput("--against needs a conditional model, or a mixed one with normal weights; see also --price.")
    names = [n for n in weights.names if n != against and not n.startswith("constant: ")]
    found = [meaning.trade_off(weights, name, against, seed=work.seed) for name in names]
    charts["worth"] = choices_chart.trade_offs_chart(found, title=f"What people would give in {against}")
    return {f"worth of {one.of}": one for one in found}


def _uptake(
    work: Work, data: ChoiceData, model: Any, given: dict[str, Any], charts: dict[str, Chart]
) -> dict[str, Result]:
    from throughline.analysis.choices import choices_chart, uptake

    if not given["options"]:
        return {}
    levels = levels_of(given)
    composed = dict(_option(text, levels, model.columns) for text in given["options"])
    found = uptake.uptake(model, composed, opt_out=given["opt_out"], asked=data, seed=work.seed)
    best = max(found.shares, key=lambda s: s.share)
    charts["uptake"] = choices_chart.uptake_chart(found, title=f"“{best.option}” would be chosen most")
    return {"uptake": found}


def _option(text: str, categories: dict[str, list[str]], columns: tuple[str, ...]) -> tuple[str, dict[str, float]]:
    """“Name: wait=3, who=nurse” as the values of the model's columns; what is not a number is a level."""
    name, _, parts = text.partition(":")
    values = {c: 0.0 for c in columns if c.startswith("constant: ") or c.partition(": ")[0] in categories}
    for part in parts.split(","):
        attribute, _, value = (x.strip() for x in part.partition("="))
        if attribute in categories:
            if value not in categories[attribute]:
                raise BadInput(f"--option {name.strip()}: {attribute} is one of {', '.join(categories[attribute])}.")
            if value != categories[attribute][0]:
                values[f"{attribute}: {value}"] = 1.0
            continue
        try:
            values[attribute] = float(value)
        except ValueError:
            raise BadInput(f"--option is written NAME:ATTRIBUTE=VALUE,ATTRIBUTE=VALUE, not “{text}”.") from None
    return name.strip(), values


def _groups(data: ChoiceData, group: str) -> Result:
    from throughline.analysis.choices.groups import group_differences

    return group_differences(data, group)


def _direct(data: ChoiceData, model: Model, **known: str) -> Checklist:
    """The checklist, with what was found here where anything was."""
    from throughline.analysis.choices.reporting import checklist

    items = checklist(data, model, known={key: words for key, words in known.items() if words})
    rows = [(f"{i.section}: {i.asks}", i.answer) for i in items]
    return Checklist("DIRECT (our short account)", "Ride and others 2024, PharmacoEconomics 42", rows)


def _said(results: dict[str, Result]) -> list[str]:
    """The sentences a reader wants first: what matters, what would be chosen, and who differs."""
    return [getattr(results[name], "shown", "") for name in ("importance", "uptake", "groups") if name in results]
