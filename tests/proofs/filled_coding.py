"""A codebook and coding in every state, as `filled_rows` fills the rest."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site

from throughline.core import refs, vault
from throughline.core.models import DataKey
from throughline.evidence.models import Run
from throughline.people.models import Account
from throughline.programmes.models import Role
from throughline.understand.coding import figures
from throughline.understand.coding.actions.words import fingerprint_of
from throughline.understand.coding.models import Code, Codebook, CodeChange, Coding, Memo, Settlement, SuggestedCode
from throughline.voices.models import Contribution


def coded(site: Site, text: Words) -> None:
    """A codebook with a retired code, memos, and two coders who differ about everything."""
    book = Codebook.objects.create(programme=site.programme, origin="empty", started_by=site.all_roles)
    heading = _code(site, text, book, 1, is_heading=True)
    _code(site, text, book, 2, heading=heading, retired_at=timezone.now())
    code = _code(site, text, book, 3, heading=heading)
    live = Contribution.objects.filter(programme=site.programme, standing="live").order_by("pk")
    for row in live.select_related("data_key"):
        _coding(row, site.all_roles, [code])
        _coding(row, site.members[Role.ANALYST], [])
        _memo(site, text, contribution=row, data_key=row.data_key)
        if row.kind == "story":
            _settled(site, text, row)
    _memo(site, text, code=code, data_key=DataKey.objects.new())
    _suggested(site, text, code)
    run = Run.objects.create(programme=site.programme, kind="coding-figures", asked_by=site.all_roles)
    found = figures.work_out(figures.gather(run), 1, lambda *_told: None)
    run.summary, run.parameters = found, {"codebook": "3"}
    run.status, run.finished_at = Run.Status.DONE, timezone.now()
    run.save()


def _coding(row: Contribution, coder: Account, codes: list[Code]) -> None:
    coding = Coding.objects.create(contribution=row, coder=coder, fingerprint=fingerprint_of(codes), version=3)
    coding.codes.set(codes)


def _settled(site: Site, text: Words, row: Contribution) -> None:
    settled = Settlement(ref=refs.new_ref(), contribution=row, data_key=row.data_key, by_account=site.all_roles)
    settled.reason = vault.seal(text("settlement.reason"), key=row.data_key, context=settled.context("reason"))
    settled.save()


def _suggested(site: Site, text: Words, code: Code) -> None:
    run = Run.objects.create(
        programme=site.programme,
        kind="coding-suggestions",
        status="done",
        asked_by=site.all_roles,
        finished_at=timezone.now(),
        parameters={"codebook": "3", "learnt_from": 1},
        summary={"suggested_for": 1, "compares": text("run.compares")},
    )
    Codebook.objects.filter(pk=code.codebook_id).update(shows_suggestions=True)
    row = Contribution.objects.filter(programme=site.programme, standing="live").latest("pk")
    SuggestedCode.objects.create(run=run, contribution=row, code=code, probability=0.5, is_marked=True)


def _memo(site: Site, text: Words, **columns: Any) -> None:
    memo = Memo(ref=refs.new_ref(), programme=site.programme, by_account=site.all_roles, **columns)
    memo.words = vault.seal(text("memo.words"), key=memo.data_key, context=memo.context("words"))
    memo.save()


def _code(site: Site, text: Words, book: Codebook, number: int, **columns: object) -> Code:
    wording = {name: text(f"code.{name}") for name in ("name", "definition", "include", "exclude")}
    wording["examples"] = [text("code.example")]
    code = Code.objects.create(codebook=book, number=number, key=f"key-{number}", **wording, **columns)
    for kind in ("added", "changed", "retired", "returned"):
        CodeChange.objects.create(
            code=code,
            kind=kind,
            version=number,
            wording=wording | {"heading": ""},
            reason=text("code.reason"),
            by_account=site.all_roles,
        )
    return site.add("code", code)
