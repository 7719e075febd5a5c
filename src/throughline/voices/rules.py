"""The public rules of moderation, and what each colour means. Anyone can read them before they write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Colour:
    """One possible decision. `slug` is a value of `Contribution.Moderation`."""

    slug: str
    name: str | _StrPromise
    meaning: str | _StrPromise


@dataclass(frozen=True)
class Rule:
    """One public rule.

    Attributes:
        slug: what a decision stores.
        title: the rule in a few words.
        explanation: the rule and the reason for it, for anyone.
        what_we_do: what a moderator does when words break it.
        amber: shown to the author when their words are published after a change; empty where words that break
            the rule are never published.
        red: shown to the author when their words are not published.
    """

    slug: str
    title: str | _StrPromise
    explanation: str | _StrPromise
    what_we_do: str | _StrPromise
    amber: str | _StrPromise
    red: str | _StrPromise


COLOURS: tuple[Colour, ...] = (
    Colour(
        "green",
        _("Green"),
        _(
            "Published. We may first take out names, places or dates that could show who somebody is. "
            "You can see what we took out."
        ),
    ),
    Colour(
        "amber",
        _("Amber"),
        _("Published after a change, or after we have asked you about it. We tell you what and why."),
    ),
    Colour(
        "red",
        _("Red"),
        _("Not published. The team keeps it, tells you which rule it broke, and you can reply."),
    ),
    Colour(
        "second",
        _("Second opinion"),
        _("One moderator was not sure, so another one will decide. Nothing is published while you wait."),
    ),
)

RULES: tuple[Rule, ...] = (
    Rule(
        "personal-details",
        _("Other people’s personal details"),
        _(
            "Do not give names, addresses, phone numbers or other private details of anyone but yourself. "
            "They have not agreed to be written about."
        ),
        _("We take the details out and publish the rest. If little is left, we do not publish it."),
        _("We took out details that belong to somebody else. The rest of your words are as you wrote them."),
        _("We did not publish this. Most of it is about the private life of somebody else."),
    ),
    Rule(
        "patient-identifiable",
        _("A patient who could be recognised"),
        _(
            "A rare illness, an exact date and a small place can together show who a patient is, even "
            "without a name. Staff must take special care, because what patients tell them is private."
        ),
        _("We make the details wider, such as “a hospital ward” or “last spring”. Then we publish."),
        _("We made some details wider so that nobody can work out who the patient is."),
        _("We did not publish this because readers could work out who the patient is. The team has read it."),
    ),
    Rule(
        "naming-staff",
        _("Blaming staff by name"),
        _(
            "Tell us what happened and how it felt, but do not name or point to one member of staff to blame "
            "them. They cannot answer here. You can thank staff by first name."
        ),
        _("We take the name out and keep what happened. We explain how to make a complaint."),
        _("We took out the name of a member of staff. What you said about the care is still there."),
        _(
            "We did not publish this because it accuses one member of staff by name. To have it looked into, "
            "you can make a complaint to the organisation. We can tell you how."
        ),
    ),
    Rule(
        "threats-hate",
        _("Threats, hate or insults"),
        _(
            "You can be angry. Do not threaten anyone, and do not attack people because of who they are, "
            "such as their race, religion, disability, age, sex or whom they love."
        ),
        _("We do not publish threats or hate. Where only a word or two is rude, we take those words out."),
        _("We took out words that insult somebody. Your point is still there."),
        _("We did not publish this because it threatens or attacks people. You can write to us again."),
    ),
    Rule(
        "adverts-links",
        _("Adverts and links"),
        _("Do not sell things, ask for money, or send people to other websites. We cannot check each link."),
        _("We take links out. We do not publish adverts."),
        _("We took out a link. The rest of your words are as you wrote them."),
        _("We did not publish this because it advertises something."),
    ),
    Rule(
        "off-topic",
        _("Not about this question"),
        _("Each programme asks one question. Words about something else would not reach the right people."),
        _("We do not publish it here. We tell you where else to send it, if we know a place."),
        _("We published the part that is about this question."),
        _("We did not publish this because it is not about the question of this programme."),
    ),
    Rule(
        "not-own-words",
        _("Copied words"),
        _("Use your own words. Do not copy articles, posters or what somebody else has written."),
        _("We keep your own words and take out what was copied."),
        _("We took out a part that was copied from somewhere else."),
        _("We did not publish this because it seems to be copied from somewhere else."),
    ),
    Rule(
        "duplicate",
        _("Sent more than once"),
        _("Each story or comment counts once, so that everybody has the same chance to be heard."),
        _("We keep one and set the others aside. Nothing you said is lost."),
        "",
        _("We already have these words from you, so we kept the first copy and set this one aside."),
    ),
    Rule(
        "legal",
        _("Courts, inquests and complaints"),
        _(
            "If a court, an inquest or a complaint is looking into what happened, publishing details could "
            "harm it. It could also harm you."
        ),
        _("We take out the details of the case, or wait until it has ended."),
        _("We took out details of a case that is not yet finished. What you want to see change is still there."),
        _(
            "We did not publish this because a case about it is not yet finished. The team has read it. You "
            "can ask us to look again when the case has ended."
        ),
    ),
    Rule(
        "danger",
        _("Someone may be in danger"),
        _(
            "We are not an emergency service and do not read words at once. If somebody is in danger now, "
            "call 999. For urgent medical help that is not an emergency, call 111."
        ),
        _("We tell the person in charge of keeping people safe, on the day we read it. Then we decide."),
        _("We told the people in charge of safety about this. We took out details that could show who it is."),
        _("We did not publish this. We passed it to the people in charge of safety, because somebody may be at risk."),
    ),
)


def rule(slug: str) -> Rule:
    """The rule with this slug.

    Raises:
        KeyError: there is no such rule.
    """
    return BY_SLUG[slug]


BY_SLUG = {one.slug: one for one in RULES}
