"""How somebody suggests a change to a plan: what, why, in which role, and what may be done with the words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from django.utils.translation import gettext as _

from throughline.people.models import Account
from throughline.programmes.models import Activity
from throughline.understand.plan.queries import KIND, SLUG
from throughline.voices.actions import Received, Words
from throughline.voices.part import person
from throughline.voices.part.actions import send
from throughline.voices.part.journey import Journey
from throughline.voices.part.steps import Answer, Step, WordsStep


class PlanJourney(Journey):
    """Two questions in words, and the shared ones about role, consent and e-mail. Nothing else is asked."""

    slug = SLUG
    start_template = "plan/start.html"

    def questions(self, activity: Activity) -> Iterator[Step]:
        yield WordsStep(
            "what",
            _("What should change in the plan?"),
            hint=_("For example the question, who is asked, the dates, or what the sponsor promises."),
            kind=KIND,
            required_message=_("Write what should change"),
            rows_shown=5,
        )
        yield WordsStep("why", _("Why?"), hint=_("You can leave this empty."), kind=KIND, required=False, rows_shown=5)

    def steps(self, activity: Activity, *, signed_in: bool) -> Iterator[Step]:
        yield from self.questions(activity)
        yield person.RoleStep()
        yield person.ConsentStep()
        if not signed_in:
            yield person.EmailStep()

    def send(
        self,
        *,
        activity: Activity,
        answers: Mapping[str, Answer],
        once_key: str,
        draft_key: str,
        account: Account | None,
    ) -> Received:
        # One text, so that what and why are read, approved and answered together.
        texts = [answers.get(slug, {}).get("words", "").strip() for slug in ("what", "why")]
        text = "\n\n".join(text for text in texts if text)
        return send(
            activity=activity,
            answers=answers,
            words=[Words(KIND, _("What should change in the plan, and why?"), text)],
            once_key=once_key,
            draft_key=draft_key,
            account=account,
        )


JOURNEY = PlanJourney()
