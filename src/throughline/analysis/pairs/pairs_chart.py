"""Pictures of items that were compared in pairs: from the strongest down, each with its range."""

from __future__ import annotations

import scipy

from throughline.analysis.charts import Chart, bars
from throughline.analysis.intervals import z_value
from throughline.analysis.pairs.bradley_terry import Strengths
from throughline.analysis.pairs.wiki import WikiSurvey

MOST = 20


def scores(survey: WikiSurvey, *, title: str, most: int = MOST) -> Chart:
    """The scores of the first ideas of a wiki survey. title: the finding."""
    rows = [(idea.item, idea.score, idea.low, idea.high, f"{idea.score:.0f}") for idea in survey.ideas[:most]]
    sentence = f"{survey.shown} A score of 50 is an idea that wins as often as it loses; whiskers are likely ranges."
    headers = ("Idea", "Score", "Lowest likely", "Highest likely")
    return bars(title=title, sentence=sentence, rows=rows, unit="% of other ideas beaten", maximum=100, headers=headers)


def strengths(fitted: Strengths, *, title: str, most: int = MOST) -> Chart:
    """The chance of the strongest items to be chosen over an average one. title: the finding."""
    z = z_value(fitted.level)
    place = {item: k for k, item in enumerate(fitted.items)}
    rows = []
    for item in fitted.order[:most]:
        b, e = fitted.estimates[place[item]], fitted.errors[place[item]]
        low, value, high = (100 * float(scipy.special.expit(b + k * e)) for k in (-z, 0, z))
        rows.append((item, value, low, high, f"{value:.0f}%"))
    sentence = f"{fitted.shown} Bars are the chance to be chosen over an average item; whiskers are likely ranges."
    headers = ("Item", "Chance", "Lowest likely", "Highest likely")
    return bars(title=title, sentence=sentence, rows=rows, unit="%", maximum=100, headers=headers)
