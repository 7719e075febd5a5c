"""The rows of a filled programme, in every state in which its pages show them."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone
from tests.evidence.drafting.making import proposal
from tests.proofs.filled_site import Site
from tests.support import factories

from throughline.core import refs, vault
from throughline.core.models import DataKey
from throughline.evidence.fairness.models import Judgement, Question
from throughline.evidence.models import Disposition, Finding, Link, Run
from throughline.people.models import Contact
from throughline.programmes.models import Role
from throughline.programmes.wording.actions import answer_report, report_phrase
from throughline.programmes.wording.models import OwnWord
from throughline.recommend.models import Answer, AnswerLink, Authority, Progress, Recommendation, Wording
from throughline.understand.imports import actions as imports
from throughline.understand.imports.mapping import Mapping
from throughline.understand.imports.models import UPLOADS
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import actions
from throughline.voices.actions.moderation import reply_context
from throughline.voices.models import (
    AuthorReply,
    Contribution,
    Decision,
    Enrolment,
    PublicReply,
    Receipt,
    Route,
    Signpost,
    Source,
)
from throughline.voices.moderation.name_lists import Names
from throughline.voices.sealing import receipt_code, receipt_index

Words = Callable[[str], str]
RULE = "naming-staff"


def words(site: Site, text: Words) -> None:
    """Words in every state of moderation and standing, by one participant with an address and a receipt."""
    site.participant = factories.make_participant(site.programme, about={"age": text("about.age")})
    key = secrets.token_hex(16)
    site.code = receipt_code(key)
    Receipt.objects.create(participant=site.participant, code_index=receipt_index(site.code))
    contact = Contact.objects.for_email(text("contact.email"))
    Enrolment.objects.create(participant=site.participant, contact=contact)
    Signpost.objects.create(programme=site.programme, kind="care", words=text("signpost.programme"))
    Signpost.objects.create(
        organisation=site.programme.organisation, kind="complaint", words=text("signpost.organisation")
    )
    staff, wards = Names(staff=(text("names.programme"),)), Names(wards=(text("names.organisation"),))
    actions.keep_names(programme=site.programme, names=staff, by=site.all_roles, once_key="1")
    actions.keep_names(organisation=site.programme.organisation, names=wards, by=site.all_roles, once_key="1")
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
    if state in ("red", "waiting"):
        _passed_on(site, text, row, done=state == "red")
    return row


def _passed_on(site: Site, text: Words, row: Contribution, *, done: bool) -> None:
    route = Route(contribution=row, kind="care", raised_by=site.members[Role.MODERATOR], ref=refs.new_ref())
    if done:
        route.data_key, route.done_at = DataKey.objects.new(), timezone.now()
        route.done_words = vault.seal(text("route.done"), key=route.data_key, context=route.context())
    route.save()
    site.add("route", route)


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


def read_by_others(site: Site, text: Words) -> None:
    """A word that the organisation keeps, and phrases that readers asked about, answered and not."""
    organisation = site.programme.organisation
    for kind in ("hard", "fine"):
        columns = {"term": text(f"own-word.{kind}"), "meaning": text("own-word.meaning")}
        word = OwnWord.objects.create(organisation=organisation, kind=kind, compared=kind, **columns)
        site.add("word", word)
    for answered in (True, False):
        report = report_phrase(
            programme=site.programme,
            page="finding",
            page_ref=site.refs["finding"][0],
            phrase=text("report.phrase"),
            unclear=text("report.unclear"),
            once_key=secrets.token_hex(16),
        )
        if answered:
            answer_report(report=report, outcome="kept", term=None, by=site.all_roles)
        site.add("report", report)
    for finding in Finding.objects.filter(ref__in=site.refs["finding"]).order_by("pk"):
        site.add("proposal", proposal(finding, text("proposal.text"), text("proposal.quote")))


def imported(site: Site, text: Words) -> None:
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


def upload(site: Site, text: Words) -> None:
    """A file on its way in, with the columns chosen, so that the preview shows its cells."""
    written = UPLOADS.write()
    cells = [[text("cell.header"), "Comment", "Who"], [text("cell.other"), text("cell.text"), text("cell.who")]]
    lines = (",".join('"' + cell.replace('"', '""') + '"' for cell in line) for line in cells)
    written.write(("\r\n".join(lines) + "\r\n").encode("utf-8", "replace"))
    written.close()
    kept = imports.keep_upload(
        activity=site.activities["imports"],
        written=written,
        file_name=text("file.name") + ".csv",
        by=site.all_roles,
        once_key=secrets.token_hex(16),
    )
    imports.choose_columns(
        upload=kept,
        mapping=Mapping(texts=["Comment"], columns={"constituency": "Who"}, fixed={"question": text("fixed.question")}),
        by=site.all_roles,
    )
    site.add("upload", kept)


def learnt(site: Site, text: Words) -> None:
    """An analysis with its themes, dispositions and findings, the newest of each in every state."""
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
        theme = _theme(site, text, run, status, contributions[:-1])
    for row in contributions[-2:]:
        _alone(site, text, run, row)
    for status, kind in (("published", "finding"), ("retracted", "finding"), ("draft", "draft-finding")):
        finding = _finding(site, text, run, status, kind)
        if status != "draft":
            _asked_if_fair(site, text, finding, replied=status == "retracted")
        for row in contributions:
            _link(site, text, ("contribution", row.ref), ("finding", finding.ref))
        _link(site, text, ("theme", theme.ref), ("finding", finding.ref))


def _theme(site: Site, text: Words, run: Run, status: str, rows: list[Contribution]) -> Theme:
    theme = Theme.objects.create(
        programme=site.programme,
        run=run,
        name=text("theme.name"),
        description=text("theme.description"),
        machine_words=[text("theme.machine_words")],
        status=status,
        opened_at=run.finished_at,
        opened_by=site.all_roles,
        signed_at=run.finished_at if status == "signed-off" else None,
        signed_by=site.all_roles,
    )
    for row in rows:
        Assignment.objects.create(theme=theme, contribution=row, similarity=0.5)
    return site.add("theme", theme)


def _alone(site: Site, text: Words, run: Run, row: Contribution) -> None:
    Disposition.objects.create(
        contribution=row, kind="stands-alone", reason=text("disposition.reason"), by_account=site.all_roles
    )
    signal = RareSignal.objects.create(
        programme=site.programme, contribution=row, reasons=["harm"], reason=text("signal.reason"), run=run
    )
    site.add("signal", signal)


def _finding(site: Site, text: Words, run: Run, status: str, kind: str) -> Finding:
    finding = Finding.objects.create(
        programme=site.programme,
        kind="theme",
        run=run,
        status=status,
        published_at=None if status == "draft" else run.finished_at,
        published_by=site.all_roles,
        retraction=text("finding.retraction") if status == "retracted" else "",
        counts={"patients": 30, "staff": 20, "policy": 9},
        base={"patients": 60, "staff": 40, "policy": 20},
        **{name: text(f"{kind}.{name}") for name in ("title", "summary", "limits")},
    )
    return site.add(kind, finding)


def _asked_if_fair(site: Site, text: Words, finding: Finding, *, replied: bool) -> None:
    question = Question.objects.create(finding=finding, whom="behind", asked=30)
    if not replied:
        site.add("asked", question)
    key = DataKey.objects.new()
    judged = Judgement(question=question, participant=site.participant, choice="no", data_key=key, ref=refs.new_ref())
    judged.said_at, judged.wording = timezone.now(), "0"
    judged.words = vault.seal(text("fair.words"), key=key, context=judged.context("words"))
    if replied:
        judged.outcome, judged.replied_at, judged.replied_by = "kept", judged.said_at, site.all_roles
        judged.reply = vault.seal(text("fair.reply"), key=key, context=judged.context("reply"))
    judged.save()
    site.add("said", judged)


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


def recommended(site: Site, text: Words) -> None:
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
