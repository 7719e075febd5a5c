"""A codebook and coding in every state, as `filled_rows` fills the rest."""

from __future__ import annotations

from django.utils import timezone
from tests.proofs.filled_rows import Words
from tests.proofs.filled_site import Site

from throughline.understand.coding.models import Code, Codebook, CodeChange


def coded(site: Site, text: Words) -> None:
    """A codebook with a heading, a code and a retired one."""
    book = Codebook.objects.create(programme=site.programme, origin="empty", started_by=site.all_roles)
    heading = _code(site, text, book, 1, is_heading=True)
    _code(site, text, book, 2, heading=heading, retired_at=timezone.now())
    _code(site, text, book, 3, heading=heading)


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
