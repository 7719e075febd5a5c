"""From words to findings: software proposes groups, the analyst reads, arranges and signs off."""

import datetime
from collections import Counter, defaultdict

from throughline.cli.worked_example.planning import Made
from throughline.cli.worked_example.telling import Telling, Told
from throughline.cli.worked_example.timeline import Timeline
from throughline.cli.worked_example.words import contributions_of
from throughline.core import jobs
from throughline.evidence.actions import cite, dispose, draft_finding, publish_finding
from throughline.evidence.models import Disposition, Finding
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.understand.themes import actions
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices.models import Contribution

PLAN_REASON = "It was about the plan, and was answered before the programme opened."
READ_REASON = "Read by a person. Nothing in it asks for a step of its own."
RARE_REASONS = {
    "harm": "somebody was or could be harmed",
    "medicine": "a danger with a medicine",
    "safety": "somebody may not be safe",
    "equality": "somebody was treated less well than others",
    "privacy": "something private was shown",
    "heard-little": "from people whom we hear little",
}

Where = dict[int, str]
"""Contribution (its id) → key of the theme in which the story has it."""


class Learning:
    """What the analyst of one programme does, in order."""

    def __init__(self, told: Telling, made: Made, programme: Told, rows_of_past: dict[int, Contribution]) -> None:
        self.told, self.made, self.programme = told, made, programme
        self.past = rows_of_past
        self.themes: dict[str, Theme] = {}
        self.findings: dict[str, Finding] = {}

    @property
    def row(self) -> Programme:
        return self.made.programmes[self.programme["slug"]]

    @property
    def analyst(self) -> Account:
        return self.made.accounts["priya"]

    def put_on(self, timeline: Timeline) -> None:
        """Plan every step after the programme has closed."""
        closed = self.programme["closes_on"]
        steps = (
            (4, self.ask),
            (10, self.arrange),
            (11, self.give_dispositions),
            (12, self.resolve_signals),
            (14, self.sign_off),
            (20, self.draft),
            (24, self.publish),
        )
        for days, step in steps:
            timeline.add(closed + datetime.timedelta(days=days), 10, step)

    def ask(self) -> None:
        """Ask for groups over all words, and wait for the job."""
        actions.ask_for_themes(programme=self.row, by=self.analyst, once_key="example:themes")
        jobs.run_ready(queues=["default"])

    def where(self) -> Where:
        """Where the story has each contribution."""
        placed = {
            contribution.pk: one["theme"]
            for one in self.told.of(self.programme)
            if "theme" in one
            for contribution in contributions_of(self.made, one)
        }
        for key, numbers in self.told.past["themes"].items():
            placed |= {self.past[number].pk: key for number in numbers if number in self.past}
        usable = Assignment.objects.filter(theme__programme=self.row).values_list("contribution_id", flat=True)
        alone = Disposition.objects.filter(contribution__programme=self.row).values_list("contribution_id", flat=True)
        looked_at = {*usable, *alone}
        return {pk: key for pk, key in placed.items() if pk in looked_at}

    def arrange(self) -> None:
        """Read every group, name it, and move each contribution to where the story has it."""
        where, now = self.where(), self._groups()
        for group, members in now.items():
            actions.read_words(theme=group, refs=self._refs(members), by=self.analyst)
        self._name(where, now)
        for group, members in self._groups().items():
            for key, into in self.themes.items():
                strays = [pk for pk in members if where.get(pk) == key]
                if strays and group != into:
                    actions.move_all(theme=group, refs=self._refs(strays), into=into, by=self.analyst)
        self._place_the_lonely(where)
        self._set_the_rest_aside(where)

    def _place_the_lonely(self, where: Where) -> None:
        """Software put these on the list that stands alone; the story has them in a theme."""
        grouped = {pk for members in self._groups().values() for pk in members}
        for contribution in Contribution.objects.filter(pk__in=where.keys() - grouped).order_by("pk"):
            actions.place(contribution=contribution, into=self.themes[where[contribution.pk]], by=self.analyst)

    def _groups(self) -> dict[Theme, list[int]]:
        """The open groups of the programme, and what is in each."""
        found: dict[Theme, list[int]] = {
            theme: [] for theme in Theme.objects.filter(programme=self.row, status=Theme.Status.PROPOSED).order_by("pk")
        }
        by_id = {theme.pk: theme for theme in found}
        for theme, contribution in Assignment.objects.filter(theme__in=found).values_list("theme", "contribution"):
            found[by_id[theme]].append(contribution)
        return found

    def _refs(self, ids: list[int]) -> list[str]:
        return list(Contribution.objects.filter(pk__in=ids).values_list("ref", flat=True))

    def _name(self, where: Where, groups: dict[Theme, list[int]]) -> None:
        """Give each theme of the story the group that holds most of it; where none is left, split one off."""
        overlap = Counter((where[pk], group) for group, members in groups.items() for pk in members if pk in where)
        taken: set[Theme] = set()
        for (key, group), _count in overlap.most_common():
            if key not in self.themes and group not in taken:
                self.themes[key] = group
                taken.add(group)
        for theme in self.programme["theme"]:
            key = theme["key"]
            if key not in self.themes:
                group = max(groups, key=lambda group: overlap[key, group])
                members = [pk for pk in groups[group] if where.get(pk) == key]
                self.themes[key] = actions.split_theme(
                    theme=group,
                    refs=self._refs(members),
                    name=theme["name"],
                    by=self.analyst,
                    once_key=f"example:{key}",
                )
            actions.name_theme(
                theme=self.themes[key], name=theme["name"], description=theme["description"], by=self.analyst
            )

    def _set_the_rest_aside(self, where: Where) -> None:
        """What is in no theme of the story is gathered in groups of its own, which turn out to be no theme."""
        for group, members in self._groups().items():
            loose = [pk for pk in members if pk not in where]
            if group not in self.themes.values():
                actions.set_aside(theme=group, by=self.analyst)
            elif loose:
                name = f"Does not belong in “{group.name}”"[:120]
                part = actions.split_theme(
                    theme=group, refs=self._refs(loose), name=name, by=self.analyst, once_key="example:loose"
                )
                actions.set_aside(theme=part, by=self.analyst)

    def give_dispositions(self) -> None:
        """Say to each author whose words are in no theme where they ended."""
        for one in self.told.of(self.programme):
            kind, reason = _ending(one)
            if reason:
                for contribution in contributions_of(self.made, one):
                    dispose(contribution=contribution, kind=kind, reason=reason, by=self.analyst)
        for number, reason in self.told.past["stands_alone"].items():
            if int(number) in self.past:
                alone = Disposition.Kind.STANDS_ALONE
                dispose(contribution=self.past[int(number)], kind=alone, reason=reason, by=self.analyst)

    def resolve_signals(self) -> None:
        """Read each rare signal, those that software found and those that a moderator passed on; say what follows."""
        said: dict[int, Told] = defaultdict(dict)
        for one in self.told.of(self.programme):
            if "rare" in one:
                story = contributions_of(self.made, one)[0]
                said[story.pk] = one["rare"]
                reasons = [RARE_REASONS[reason] for reason in one["rare"]["reasons"]]
                RareSignal.objects.get_or_create(
                    programme=self.row, contribution=story, defaults={"reasons": reasons, "score": 1.0}
                )
        for signal in RareSignal.objects.filter(programme=self.row).select_related("contribution__programme"):
            rare = said[signal.contribution_id] or {"outcome": "no-concern", "reason": READ_REASON}
            actions.resolve_signal(signal=signal, outcome=rare["outcome"], reason=rare["reason"], by=self.analyst)

    def sign_off(self) -> None:
        for theme in self.themes.values():
            theme.refresh_from_db()
            if theme.opened_at is None:
                actions.read_words(theme=theme, refs=self._refs(self._groups()[theme]), by=self.analyst)
            actions.sign_off(theme=theme, by=self.analyst)

    def draft(self) -> None:
        """Write the findings, each on the themes or the single voices that it rests on."""
        by_id = {one["id"]: one for one in self.told.of(self.programme)}
        for told in self.programme["finding"]:
            words = {name: told[name] for name in ("kind", "title", "summary", "limits")}
            key = f"example:{told['key']}"
            if "themes" in told:
                themes = [self.themes[name] for name in told["themes"]]
                finding = actions.draft_finding_from(themes=themes, **words, by=self.analyst, once_key=key)
            else:
                finding = draft_finding(programme=self.row, **words, by=self.analyst, once_key=key)
                voices = [row for name in told["contributions"] for row in contributions_of(self.made, by_id[name])]
                cite(finding=finding, evidence=[("contribution", row.ref) for row in voices], by=self.analyst)
            self.findings[told["key"]] = finding

    def publish(self) -> None:
        for finding in self.findings.values():
            publish_finding(finding=finding, by=self.analyst)


def _ending(one: Told) -> tuple[str, str]:
    """Kind and reason of the disposition that the story gives, or nothing."""
    if "stands_alone" in one:
        return Disposition.Kind.STANDS_ALONE, one["stands_alone"]
    if "not_used" in one:
        return Disposition.Kind.NOT_USED, one["not_used"]
    if one["kind"] == "suggestion":
        return Disposition.Kind.ACTED_ON, PLAN_REASON
    return "", ""
