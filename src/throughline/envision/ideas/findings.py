"""What was found about ideas, as drafts for a person to write up: what has most support, for everybody and by group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from throughline.envision.ideas import lineage, runs_of, shown
from throughline.envision.ideas.models import Idea
from throughline.envision.ideas.queries import current, title_of, unended, visible
from throughline.envision.ideas.shown import Line
from throughline.programmes.methods import DraftFinding, Measure
from throughline.programmes.models import Activity

MOST = 10


def findings(activity: Activity) -> list[DraftFinding]:
    """Drafts from the count that everybody may see: the same figures as on its page."""
    run = runs_of.shown(activity)
    if run is None:
        return []
    rows = list(current(activity.pk).select_related("contribution__data_key"))
    titles, words = {row.ref: title_of(row) for row in rows}, _words(activity, rows)
    told, limits = shown.lines(run.summary, titles), _limits(activity)
    large = [row for row in told if not row.few and row.whole.count.value]
    drafts = [_draft(row, "priority", words[row.ref], limits, run.ref) for row in large[:MOST]]
    drafts += [_draft(row, "difference", words[row.ref], limits, run.ref) for row in large if row.only]
    few = [row for row in told if row.few]
    return [*drafts, _rare(few, words, limits, run.ref)] if few else drafts


def _words(activity: Activity, rows: Sequence[Idea]) -> dict[str, tuple[str, ...]]:
    """Ref of an idea → refs of the contributions that it is made from, and that people may read."""
    known = lineage.graph(activity.pk)
    given = visible(activity.pk).filter(contribution__isnull=False)
    said = dict(given.values_list("pk", "contribution__ref"))
    return {row.ref: tuple(said[pk] for pk in sorted(known.parts([row.pk])) if pk in said) for row in rows}


def _limits(activity: Activity) -> str:
    said = _(
        "People chose to take part, and could support as many ideas as they liked. Early ideas were there for longer."
    )
    still_open = unended(activity.pk).count()
    if not still_open:
        return said
    more = ngettext(
        "For {number} idea nobody has said yet what becomes of it.",
        "For {number} ideas nobody has said yet what becomes of them.",
        still_open,
    )
    return f"{said} {more.format(number=still_open)}"


def _draft(row: Line, kind: str, words: tuple[str, ...], limits: str, run: str) -> DraftFinding:
    if kind == "priority":
        title = _("Many people support the idea “{title}”").format(title=row.title)
        summary = _("It is among the ideas that most people support.")
    else:
        title = _("Only one group supports the idea “{title}”").format(title=row.title)
        summary = _("{group} support it, and nobody else who took part. An average would hide that.").format(
            group=row.only
        )
    return DraftFinding(
        kind=kind,
        title=title,
        summary=summary,
        contributions=words,
        measures=[_measure(one) for one in (row.whole, *row.groups)],
        unit="%",
        limits=limits,
        run=run,
    )


def _measure(one: shown.Figure) -> Measure:
    share, n = one.share, one.share.base.text
    if share.value is None:
        return Measure(_("People who support it"), one.group, one.count.text, n)
    return Measure(_("People who support it"), one.group, one.text, n, share.value, share.low, share.high)


def _rare(few: Sequence[Line], words: Mapping[str, tuple[str, ...]], limits: str, run: str) -> DraftFinding:
    said = ngettext(
        "{number} idea that few people support is kept and answered",
        "{number} ideas that few people support are kept and answered",
        len(few),
    )
    named = "; ".join(f"“{row.title}”" for row in few[:MOST])
    return DraftFinding(
        kind="rare",
        title=said.format(number=len(few)),
        summary=_("Fewer than 8 people support each of them. An idea can matter although few raise it: {named}").format(
            named=named
        ),
        contributions=tuple(dict.fromkeys(ref for row in few for ref in words[row.ref])),
        limits=limits,
        run=run,
    )
