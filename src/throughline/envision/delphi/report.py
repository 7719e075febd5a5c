"""The report of a panel by ACCORD, the checklist for consensus methods, filled with what is stored here.

The analysis fills what its figures say (`throughline.analysis.panels.accord`); this adds what the rest of the product
knows: dates, people, how they were asked, how words were handled.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from throughline.envision.delphi import queries
from throughline.envision.delphi.models import Round
from throughline.programmes.models import Activity, Constituency


@dataclass(frozen=True)
class Entry:
    """One item of the checklist. text: what is known; "" where a person has to write it."""

    code: str
    about: str
    text: str


def entries(activity: Activity) -> list[Entry]:
    """All 35 items in order; none before a round has been worked out."""
    run = queries.worked_out(activity)
    if run is None:
        return []
    known = _known(activity, queries.rounds_of(activity))
    return [Entry(code, about, known.get(code) or text) for code, about, text in run.summary["accord"]]


def _known(activity: Activity, rounds: list[Round]) -> dict[str, str]:
    programme, panel = activity.programme, queries.panel_of(activity)
    regions = ", ".join(programme.regions.order_by("name").values_list("name", flat=True))
    settings = panel.decides
    return {
        "T1": _("%(title)s: a Delphi panel") % {"title": activity.title},
        "I2": _("%(question)s %(regions)s") % {"question": programme.question, "regions": regions},
        "M1": _("The definition was fixed on %(day)s. Its fingerprint is public: %(hash)s")
        % {"day": date_format(panel.locked_at, "j F Y") if panel.locked_at else "", "hash": panel.fingerprint},
        "M4": _recruited(activity),
        "M5": _patients(activity),
        "M10": _(
            "Each person chose a number from %(low)s (%(low_label)s) to %(high)s (%(high_label)s), or said that "
            "it is outside their expertise. They could give a reason.%(more)s"
        )
        % {
            "low": settings.low,
            "high": settings.high,
            "low_label": settings.low_label,
            "high_label": settings.high_label,
            "more": _(" In round one they could suggest statements.") if settings.suggest else "",
        },
        "M14": _("Each person answered alone, on one page for each statement."),
        "M18": _(
            "People had pseudonyms. Nobody saw names. Reasons were shown after a moderator took out what could "
            "show who wrote them, in an order that differed for each reader."
        ),
        "M19": _("The team wrote the first statements and decided on suggestions. It rated nothing."),
        "M21": _("Every page works without scripts, by keyboard, with a screen reader and on a phone."),
        "R1": "; ".join(_dates(one) for one in rounds),
    }


def _recruited(activity: Activity) -> str:
    numbers = queries.progress(activity, None)
    said = ", ".join(f"{one.label} {one.invited}" for one in numbers)
    if not any(one.invited for one in numbers):
        return _("By an open link.")
    return _("By e-mail, each with a link of their own. People invited: %(numbers)s.") % {"numbers": said}


def _patients(activity: Activity) -> str:
    joined = {one.constituency: one.joined for one in queries.progress(activity, None)}
    return _("%(n)s of %(all)s people in the panel are patients, carers or members of the public.") % {
        "n": joined[Constituency.PATIENTS],
        "all": sum(joined.values()),
    }


def _dates(one: Round) -> str:
    closed = date_format(one.closed_at, "j F Y") if one.closed_at else _("still open")
    return _("round %(number)s: %(opened)s to %(closed)s") % {
        "number": one.number,
        "opened": date_format(one.opened_at, "j F Y"),
        "closed": closed,
    }
