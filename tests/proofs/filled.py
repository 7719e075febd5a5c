"""A site in which every field that people can fill is filled, with whatever text a proof wants to follow.

`fill(words)` makes two programmes of different organisations, each with every kind of row in every state in which
its pages show it. `words(field)` is the text for a field such as “finding.title”; the second programme's fields are
“other.finding.title”. Rows are written past the actions, which would refuse much of what attackers try: what counts
is that no page trusts what is stored.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone
from tests.support import factories

from throughline.core import refs, routes, vault
from throughline.core.models import DataKey
from throughline.evidence.models import Disposition, Finding, Link, Run
from throughline.people.models import Account, Contact
from throughline.programmes.models import Activity, Programme, Role
from throughline.recommend.models import Answer, AnswerLink, Authority, Progress, Recommendation, Wording
from throughline.understand.imports import actions as imports
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.sealed_files import Writer
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import access, consent_wording
from throughline.voices.actions import save_draft
from throughline.voices.actions.moderation import reply_context
from throughline.voices.models import (
    AuthorReply,
    Contribution,
    Decision,
    Enrolment,
    Participant,
    PublicReply,
    Receipt,
    Source,
)
from throughline.voices.part import cookie
from throughline.voices.sealing import receipt_code, receipt_index

Words = Callable[[str], str]
METHODS = ("stories", "questionnaires", "imports", "plan")
RULE = "naming-staff"
# Pages that need to be told something to be there at all.
QUERIES = {"questionnaires-question-new": "?type=single"}
STEPS = {
    "stories": ("happened", "better", "whose", "role", "region", "about-age", "consent", "email"),
    "questionnaires": ("q-q1", "q-q2", "role", "consent", "email"),
    "plan": ("what", "why", "role", "consent"),
}


@dataclass
class Site:
    """One filled programme: its rows, the people in it, and the keys to its closed doors."""

    programme: Programme
    all_roles: Account
    activities: dict[str, Activity] = field(default_factory=dict)
    members: dict[Role, Account] = field(default_factory=dict)
    refs: dict[str, list[str]] = field(default_factory=dict)
    participant: Participant | None = None
    answer_token: str = ""
    code: str = ""
    draft_cookie: str = field(default_factory=vault.new_token)

    def add(self, kind: str, row: Any) -> Any:
        """Remember a row for the address of its page."""
        self.refs.setdefault(kind, []).append(row.ref)
        return row

    def targets(self) -> Iterator[tuple[str, str]]:
        """(name, path) of every page in the access table, several where a page shows several rows. Paths that hold
        tokens that nobody has are filled with a made-up one."""
        for pattern, name, _rule in routes.table():
            for values in self._values(pattern, name):
                yield name, "/" + _filled(pattern, values) + QUERIES.get(name, "")

    def _values(self, pattern: str, name: str) -> Iterator[dict[str, str]]:
        base = {"programme": self.programme.slug, "organisation": self.programme.organisation.slug}
        method = pattern.split("/")[2] if pattern.count("/") > 2 else ""
        activities = [self.activities[method]] if method in METHODS else list(self.activities.values())
        many = {
            "activity": [activity.ref for activity in activities],
            "audience": ["patients", "staff", "policy"],
            "stage": ["understand"],
            "slug": ["q1"],
            "step": list(STEPS.get(method, ())),
            "token": [self.answer_token if name == "answer" else "x" * 43],
            "ref": [""],
        } | self.refs
        if "<slug:kind>" in pattern:
            for kind in ("contribution", "theme", "finding", "recommendation", "answer", "action"):
                yield from ({**base, "kind": kind, "ref": ref} for ref in self.refs[kind])
            return
        wanted = [part for part in many if f":{part}>" in pattern]
        if "finding" in wanted:
            many["finding"] = self.refs["draft-finding"] if name in ("finding-edit",) else self.refs["finding"]
        if "recommendation" in wanted and "manage" in pattern and name != "recommendation-ask":
            many["recommendation"] = self.refs["draft-recommendation"]
        for number in range(max([len(many[part]) for part in wanted] or [1])):
            yield base | {part: many[part][number % len(many[part])] for part in wanted}

    def client(self, account: Account | None = None, *, receipt: bool = False, draft: bool = False) -> Client:
        """A browser of this account (None: nobody), that has opened this site's receipt, with a half-written draft."""
        client = Client(raise_request_exception=False)
        if account is not None:
            client.force_login(account)
        if receipt and self.participant is not None:
            client.cookies[access.COOKIE] = vault.seal_value(self.participant.ref, purpose="voices.following")
        if draft:
            client.cookies[cookie.NAME] = self.draft_cookie
        return client


def _filled(pattern: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        for kind in ("slug", "ref", "str"):
            pattern = pattern.replace(f"<{kind}:{name}>", value)
    return pattern


def fill(words: Words, *, prefix: str = "", status: str = "open", operator: bool = True) -> Site:
    """Make a filled programme. `status`: of the programme, “draft”, “open” or “closed”."""

    def text(name: str) -> str:
        return words(prefix + name)

    boss = factories.make_account(name=text("account.name"), operator=operator)
    organisation = factories.make_organisation(name=text("organisation.name"), people=[boss])
    organisation.about = text("organisation.about")
    organisation.save()
    programme = factories.make_programme(
        status=status,
        committed=True,
        organisation=organisation,
        about_questions=["age"],
        **{name: text(f"programme.{name}") for name in ("title", "question", "summary")},
    )
    programme.stages.update(summary=text("stage.summary"))
    programme.commitments.update(
        **{
            name: text(f"commitment.{name}")
            for name in ("sponsor_name", "sponsor_role", "can_change", "cannot_change", "who_decides")
        }
    )
    site = Site(programme, factories.make_member(programme, *Role, account=boss))
    for role in Role:
        site.members[role] = factories.make_member(programme, role)
    _activities(site, text, status)
    _words(site, text)
    _imported(site, text)
    _upload(site, text)
    _learnt(site, text)
    _recommended(site, text)
    return site


def _activities(site: Site, text: Words, status: str) -> None:
    questions = [
        {"slug": "q1", "type": "long", "text": text("question.text"), "hint": text("question.hint"), "required": True},
        {
            "slug": "q2",
            "type": "single",
            "text": text("question.text"),
            "section": text("question.section"),
            "options": [{"slug": slug, "label": text("option.label")} for slug in ("a", "b")],
        },
    ]
    settings = {
        "stories": {"happened": text("stories.happened"), "happened_hint": text("stories.happened_hint")},
        "questionnaires": {"questions": questions, "minutes": 3},
    }
    for method in METHODS:
        state = "closed" if status == "closed" else "draft" if status == "draft" and method != "plan" else "open"
        site.activities[method] = factories.make_activity(
            programme=site.programme,
            method=method,
            status=state,
            title=text("activity.title"),
            intro=text("activity.intro"),
            settings=settings.get(method, {}),
        )
    for method, activity in site.activities.items():
        if method != "imports":
            _draft(site, text, method, activity)


def _draft(site: Site, text: Words, method: str, activity: Activity) -> None:
    answers: dict[str, Any] = {slug: {"words": text(f"draft.{slug}")} for slug in ("happened", "better", "what", "why")}
    answers |= {
        "whose": {"whose": "behalf", "relationship": text("draft.relationship")},
        "role": {"role": "patient"},
        "region": {"region": "", "name": ""},
        "about-age": {"answer": ""},
        "consent": {"uses": factories.ALL_USES, "version": f"{consent_wording.VERSION}/en-gb"},
        "email": {"email": text("draft.email")},
        "q-q1": {"answer": text("draft.q1")},
        "q-q2": {"answer": "a"},
    }
    wanted = set(STEPS[method])
    changes = {slug: answer for slug, answer in answers.items() if slug in wanted}
    save_draft(activity=activity, key=cookie.draft_key(site.draft_cookie, activity), changes=changes)


def _words(site: Site, text: Words) -> None:
    """Words in every state of moderation and standing, by one participant with an address and a receipt."""
    site.participant = factories.make_participant(site.programme, about={"age": text("about.age")})
    key = secrets.token_hex(16)
    site.code = receipt_code(key)
    Receipt.objects.create(participant=site.participant, code_index=receipt_index(site.code))
    contact = Contact.objects.for_email(text("contact.email"))
    Enrolment.objects.create(participant=site.participant, contact=contact)
    for state in ("green", "amber", "red", "second", "waiting"):
        _one(site, text, state, moderation=state)
    _one(site, text, "unquoted", uses={"quote": False})
    _one(site, text, "unanalysed", uses={"analyse": False})
    for standing in ("paused", "stopped"):
        _one(site, text, standing, standing=standing)
    plan = _one(site, text, "suggestion", method="plan", kind="suggestion")
    site.refs["suggestion"] = [plan.ref]
    answered = _one(site, text, "answered", method="plan", kind="suggestion")
    PublicReply.objects.create(contribution=answered, outcome="taken", words=text("reply.words"))
    _one(site, text, "answer", method="questionnaires", kind="answer")


def _one(
    site: Site, text: Words, state: str, *, method: str = "stories", kind: str = "story", **columns: Any
) -> Contribution:
    activity = site.activities[method]
    submission = factories.make_submission(
        activity,
        participant=site.participant,
        uses=columns.get("uses", {}),
        on_behalf=True,
        relationship=text("submission.relationship"),
    )
    site.add("submission", submission)
    moderation = columns.pop("moderation", "green")
    row = factories.make_contribution(
        activity=activity,
        submission=submission,
        text=text(f"raw.{state}"),
        public_words=text(f"public.{state}") if moderation in ("green", "amber") else None,
        moderation=moderation,
        kind=kind,
        prompt=text("contribution.prompt"),
        service=text("contribution.service"),
        region="north-east",
        signals=["harm"] if state == "waiting" else [],
        labels=["distress"] if state == "green" else [],
        **columns,
    )
    site.add("contribution", row)
    if row.moderation != "waiting":
        _decided(site, text, row, state)
    return row


def _decided(site: Site, text: Words, row: Contribution, state: str) -> None:
    decision = Decision.objects.create(
        contribution=row,
        outcome=row.moderation,
        rule=RULE if row.moderation != "green" else "",
        reason=text(f"reason.{state}"),
        decided_by=site.members[Role.MODERATOR],
    )
    site.add("decision", decision)
    reply, key = refs.new_ref(), DataKey.objects.new()
    sealed = vault.seal(text(f"author-reply.{state}"), key=key, context=reply_context(reply))
    AuthorReply.objects.create(ref=reply, decision=decision, data_key=key, words=sealed)


def _imported(site: Site, text: Words) -> None:
    names = ("title", "where_from", "licence", "consent_basis", "file_name")
    source = Source.objects.create(
        programme=site.programme,
        activity=site.activities["imports"],
        rows=1,
        finished_at=timezone.now(),
        may_quote=True,
        imported_by=site.all_roles,
        **{name: text(f"source.{name}") for name in names},
    )
    row = factories.make_many(
        site.activities["imports"], [text("public.imported")], prompt=text("contribution.prompt")
    )[0]
    Contribution.objects.filter(pk=row.pk).update(source=source)
    row = Contribution.objects.select_related("data_key").get(pk=row.pk)
    extra = {text("extra.name"): text("extra.value")}
    row.extra = vault.seal_json(extra, key=row.data_key, context=row.context("extra"))
    row.save()
    site.add("contribution", row)


def _upload(site: Site, text: Words) -> None:
    """A file on its way in, with the columns chosen, so that the preview shows its cells."""
    written = Writer()
    cells = [[text("cell.header"), "Comment", "Who"], [text("cell.other"), text("cell.text"), text("cell.who")]]
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells)
    written.write(("\r\n".join(lines) + "\r\n").encode("utf-8", "replace"))
    written.close()
    upload = imports.keep_upload(
        activity=site.activities["imports"],
        written=written,
        file_name=text("file.name") + ".csv",
        by=site.all_roles,
        once_key=secrets.token_hex(16),
    )
    imports.choose_columns(
        upload=upload,
        mapping=Mapping(texts=["Comment"], columns={"constituency": "Who"}, fixed={"question": text("fixed.question")}),
        by=site.all_roles,
    )
    site.add("upload", upload)


def _learnt(site: Site, text: Words) -> None:
    programme, now = site.programme, timezone.now()
    run = Run.objects.create(
        programme=programme,
        kind="themes",
        status="done",
        asked_by=site.all_roles,
        finished_at=now,
        started_at=now,
        summary={"groups": 2, "stands_alone": 2, "rare_signals": 2, "stability": 0.9},
        failure=text("run.failure"),
        progress_note=text("run.note"),
    )
    site.add("run", run)
    contributions = list(Contribution.objects.filter(programme=programme, standing="live").order_by("pk"))
    for status in ("proposed", "signed-off"):
        theme = Theme.objects.create(
            programme=programme,
            run=run,
            name=text("theme.name"),
            description=text("theme.description"),
            machine_words=[text("theme.machine_words")],
            status=status,
            opened_at=now,
            opened_by=site.all_roles,
            signed_at=now if status == "signed-off" else None,
            signed_by=site.all_roles,
        )
        site.add("theme", theme)
        for row in contributions[:-1]:
            Assignment.objects.create(theme=theme, contribution=row, similarity=0.5)
    for row in contributions[-2:]:
        Disposition.objects.create(
            contribution=row, kind="stands-alone", reason=text("disposition.reason"), by_account=site.all_roles
        )
        signal = RareSignal.objects.create(
            programme=programme, contribution=row, reasons=["harm"], reason=text("signal.reason"), run=run
        )
        site.add("signal", signal)
    for status, kind in (("published", "finding"), ("retracted", "finding"), ("draft", "draft-finding")):
        finding = Finding.objects.create(
            programme=programme,
            kind="theme",
            run=run,
            status=status,
            published_at=None if status == "draft" else now,
            published_by=site.all_roles,
            retraction=text("finding.retraction") if status == "retracted" else "",
            counts={"patients": 30, "staff": 20, "policy": 9},
            base={"patients": 60, "staff": 40, "policy": 20},
            **{name: text(f"{kind}.{name}") for name in ("title", "summary", "limits")},
        )
        site.add(kind, finding)
        for row in contributions:
            _link(site, text, ("contribution", row.ref), ("finding", finding.ref))
        _link(site, text, ("theme", theme.ref), ("finding", finding.ref))


def _link(site: Site, text: Words, start: tuple[str, str], end: tuple[str, str]) -> None:
    Link.objects.create(
        programme=site.programme,
        from_kind=start[0],
        from_ref=start[1],
        to_kind=end[0],
        to_ref=end[1],
        reason=text("link.reason"),
        by_account=site.all_roles,
    )


def _recommended(site: Site, text: Words) -> None:
    now = timezone.now()
    # Names of authorities are unique on a site, in which each programme adds its own.
    authority = Authority.objects.create(
        name=text("authority.name") + site.programme.slug, level="operational", remit=text("authority.remit")
    )
    for status, kind in (("published", "recommendation"), ("draft", "draft-recommendation")):
        row = Recommendation.objects.create(
            programme=site.programme,
            authority=authority,
            status=status,
            published_at=now if status == "published" else None,
            published_by=site.all_roles,
            answer_due_on=factories.days(30),
            **{
                name: text(f"{kind}.{name}")
                for name in ("title", "protects_patients", "saves_staff_time", "saves_money")
            },
        )
        site.add(kind, row)
        _link(site, text, ("finding", site.refs["finding"][0]), ("recommendation", row.ref))
        for audience in ("patients", "staff", "policy"):
            Wording.objects.create(
                recommendation=row,
                audience=audience,
                words=text(f"{kind}.wording"),
                approved_at=now if status == "published" else None,
                approved_by=site.all_roles,
            )
        if status == "published":
            _answered(site, text, row)


def _answered(site: Site, text: Words, row: Recommendation) -> None:
    site.answer_token = vault.new_token()
    AnswerLink.objects.create(
        recommendation=row,
        token_hash=vault.token_hash(site.answer_token),
        contact=Contact.objects.for_email(text("authority.email")),
        sent_to=text("answer-link.sent_to"),
        expires_at=timezone.now() + timedelta(days=3),
    )
    answer = Answer.objects.create(
        recommendation=row,
        verdict="part",
        due_on=factories.days(40),
        **{name: text(f"answer.{name}") for name in ("reason", "passed_to", "owner", "answered_by")},
    )
    site.add("answer", answer)
    _link(site, text, ("recommendation", row.ref), ("answer", answer.ref))
    progress = Progress.objects.create(
        answer=answer, state="late", words=text("progress.words"), reported_by=text("progress.reported_by")
    )
    site.add("action", progress)
    _link(site, text, ("answer", answer.ref), ("action", progress.ref))
