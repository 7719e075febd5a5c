"""`analyse choices`: what people prefer, what they would trade, and what they would choose."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from throughline.cli.analyses.reading import Table, column
from throughline.cli.analyses.running import FILE, Work, analysis
from throughline.cli.analyses.writing import Checklist, Listing, Report, Result
from throughline.cli.failures import BadInput

if TYPE_CHECKING:
    from throughline.analysis.charts import Chart
    from throughline.analysis.choices.data import ChoiceData
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.logit import Logit
    from throughline.analysis.choices.meaning import Weights
    from throughline.analysis.choices.mixed import MixedLogit

    Model = Logit | MixedLogit | LatentClasses

METHOD = {
    "conditional": "Conditional logit (McFadden 1974), with standard errors clustered by person.",
    "mixed": (
        "Mixed logit for panels by simulated maximum likelihood (Revelt & Train 1998; Train 2009), with scrambled "
        "Sobol draws near where each person's choices point, and standard errors robust by person."
    ),
    "latent": "Latent classes by EM and Newton's method (Bhat 1997; Train 2008), standard errors robust by person.",
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
    type=click.Choice(["conditional", "mixed", "latent"]),
    default="conditional",
    show_default=True,
    help="Whether all weigh alike, each in a way of their own, or by classes.",
)
@click.option("--random", multiple=True, metavar="NAME[=KIND]", help="Mixed: varies among people; normal, lognormal, …")
@click.option("--correlated", is_flag=True, help="Mixed: what varies may go together.")
@click.option("--price", metavar="NAME", help="Mixed: estimate what things are worth in units of this attribute.")
@click.option("--draws", type=click.IntRange(min=64), default=500, show_default=True, help="Mixed: draws a person.")
@click.option("--classes", type=click.IntRange(min=2), default=2, show_default=True, help="Latent: how many classes.")
@click.option("--covariate", "covariates", multiple=True, help="Latent, column: may tell who is in which class.")
@click.option("--starts", type=click.IntRange(min=1), help="Places to begin from.  [default: mixed 3, latent 10]")
@click.option("--group", help="Column: do groups of people weigh things differently?")
@click.option("--against", metavar="NAME", help="Trade everything against this attribute, such as the cost.")
@click.option(
    "--option", "options", multiple=True, metavar="NAME:ATTRIBUTE=VALUE,…", help="An option: who would choose it?"
)
@click.option("--opt-out", help="The alternative that stands for choosing none of the options.")
def choices(work: Work, file: Path, **given: Any) -> Report:
    """Estimate preferences from choices. FILE has a row for each alternative of each task of each person.

    Every task needs one chosen row. Name what describes the alternatives with --attribute (numbers) and --category (one
    of several levels, the first the reference).
    """
    from throughline.analysis.choices import choices_chart, meaning, reporting, validity

    data = _data(work, file, given)
    model = _model(work, data, given)
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
    results["straight_lines"] = validity.straight_lines(data)
    items = reporting.checklist(data, model)
    return Report(
        result=results,
        n=len(data.chosen),
        title=title,
        sentence=" ".join(_said(results)),
        charts=charts,
        tables=[_estimates(model)],
        method=(METHOD[given["model"]], RANGES),
        checklist=Checklist(
            "DIRECT (our short account)", "Ride and others 2024, PharmacoEconomics 42",
            [(f"{i.section}: {i.asks}", i.answer) for i in items],
        ),
    )  # fmt: skip


def _data(work: Work, file: Path, given: dict[str, Any]) -> ChoiceData:
    from throughline.analysis.choices._checks import BadChoices
    from throughline.analysis.choices.columns import constants
    from throughline.analysis.choices.data import choice_data

    levels = {name: _levels(text) for name, _, text in (one.partition("=") for one in given["categories"])}
    numbers = list(given["numbers"])
    if not numbers and not levels:
        raise BadInput("Name what describes the alternatives: --attribute for numbers, --category for levels.")
    keys = ("person", "task", "alternative")
    about = [name for name in (given["group"], *given["covariates"]) if name]
    table = work.read(
        file,
        *(column(given[key], option=f"--{key}") for key in keys),
        column(given["chosen"], kind="flag", option="--chosen"),
        *(column(name, kind="number", option="--attribute") for name in numbers),
        *(column(name, choices=tuple(own), option="--category") for name, own in levels.items()),
        *(column(given["available"], kind="flag", option="--available") for _ in range(bool(given["available"]))),
        *(column(given["weight"], kind="number", above=0, option="--weight") for _ in range(bool(given["weight"]))),
        *(column(name, option="--group") for name in dict.fromkeys(about)),
    )
    try:
        data = choice_data(
            **{key: table[given[key]] for key in keys},
            chosen=table[given["chosen"]],
            attributes={name: table[name] for name in (*numbers, *levels)},
            categories=levels,
            available=table[given["available"]] if given["available"] else None,
            weights=table[given["weight"]] if given["weight"] else None,
            about={name: _plain(table, name) for name in about},
            varying_sets=given["varying_sets"],
        )
    except BadChoices as error:
        raise table.wrong(None if error.row is None else error.row - 1, error.column, error.why) from error
    return data if given["constants"] is None else constants(data, given["constants"])


def _levels(text: str) -> list[str]:
    found = [one.strip() for one in text.split(",") if one.strip()]
    if len(found) < 2:
        raise BadInput("--category needs its levels, the reference first, such as --category who=doctor,nurse")
    return found


def _plain(table: Table, name: str) -> list[Any]:
    """What is known of people: numbers where every cell is one, texts otherwise."""
    texts = table[name]
    try:
        return [float(text) for text in texts]
    except ValueError:
        return list(texts)


def _model(work: Work, data: ChoiceData, given: dict[str, Any]) -> Model:
    from throughline.analysis.choices.latent import latent_classes
    from throughline.analysis.choices.logit import conditional_logit
    from throughline.analysis.choices.mixed import mixed_logit

    if given["model"] == "conditional":
        return conditional_logit(data)
    if given["model"] == "latent":
        return latent_classes(
            data, given["classes"], covariates=given["covariates"], starts=given["starts"] or 10, seed=work.seed,
            progress=work.progress,
        )  # fmt: skip
    random: dict[str, Any] = {name: kind or "normal" for name, _, kind in (r.partition("=") for r in given["random"])}
    return mixed_logit(
        data, random, correlated=given["correlated"], price=given["price"], draws=given["draws"],
        starts=given["starts"] or 3, seed=work.seed, progress=work.progress,
    )  # fmt: skip


def _weights(model: Model) -> Weights | None:
    """Weights that can be compared: none for classes, which have several, and where a model has no such weights."""
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.meaning import weights_of
    from throughline.analysis.choices.mixed import MixedLogit

    if isinstance(model, LatentClasses):
        return None
    if isinstance(model, MixedLogit) and (model.tastes.price is not None or model.tastes.signs.any()):
        return None
    return weights_of(model)


def _pictures(model: Model) -> dict[str, Chart]:
    from throughline.analysis.choices import choices_chart
    from throughline.analysis.choices.latent import LatentClasses
    from throughline.analysis.choices.mixed import MixedLogit

    if isinstance(model, LatentClasses):
        return {"classes": choices_chart.classes_chart(model, title=_title(model))}
    drawn = {"weights": choices_chart.weights_chart(model.coefficients, title="What counts", sentence=model.shown)}
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
    work: Work, data: ChoiceData, model: Model, given: dict[str, Any], charts: dict[str, Chart]
) -> dict[str, Result]:
    from throughline.analysis.choices import choices_chart, uptake

    if not given["options"]:
        return {}
    categories = {name: _levels(text) for name, _, text in (one.partition("=") for one in given["categories"])}
    composed = dict(_option(text, categories, model.columns) for text in given["options"])
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


def _said(results: dict[str, Result]) -> list[str]:
    """The sentences a reader wants first: what matters, what would be chosen, and who differs."""
    first = [getattr(results[name], "shown", "") for name in ("importance", "uptake", "groups") if name in results]
    return [*first, getattr(results["model"], "shown", "")]


def _estimates(model: Model) -> Listing:
    from throughline.analysis.choices.latent import LatentClasses

    found = model.coefficients if not isinstance(model, LatentClasses) else [*sum(model.classes, ()), *model.membership]
    rows = [
        (c.name, f"{c.estimate:.4g}", f"{c.error:.3g}", f"{c.low:.4g}", f"{c.high:.4g}", f"{c.p:.3g}") for c in found
    ]
    return Listing("Estimates", ("What", "Estimate", "Standard error", "Lowest likely", "Highest likely", "p"), rows)
