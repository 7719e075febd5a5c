"""Starting a codebook, and adding, changing and retiring codes. The history of each code is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from throughline.core import once
from throughline.core.actions import action
from throughline.core.errors import Refused
from throughline.language.coding import codebook as library
from throughline.people.models import Account
from throughline.programmes.models import Programme
from throughline.programmes.permissions import Duty, require
from throughline.understand.coding.actions._common import hold, record
from throughline.understand.coding.models import Code, Codebook, CodeChange

MOST_CODES = 300
"""Codes in use at a time: more cannot be held in mind, nor shown on one page."""


@dataclass(frozen=True)
class Wording:
    """What a code says. include: when to use it; exclude: when to use another. examples: made up."""

    name: str
    definition: str = ""
    include: str = ""
    exclude: str = ""
    examples: tuple[str, ...] = ()


@action
def start_codebook(*, programme: Programme, origin: str, by: Account | None) -> Codebook:
    """Begin the codebook of a programme; one that has begun already is returned as it is.

    Args:
        programme: whose codebook.
        origin: "default", our codebook for health and care, or "empty".
        by: who begins it; None for the system.

    Raises:
        Refused: there is no such origin.
        NotAllowed: the person may not.
    """
    require(Duty.ANALYSE, by=by, programme=programme)
    if origin not in Codebook.Origin.values:
        raise Refused(_("Choose what to begin with."), field="origin")
    Programme.objects.select_for_update().get(pk=programme.pk)  # two people may press at the same moment
    found = Codebook.objects.filter(programme=programme).first()
    if found is not None:
        return found
    codebook = Codebook.objects.create(programme=programme, origin=origin, started_by=by)
    if origin == Codebook.Origin.DEFAULT:
        _fill(codebook, library.default(), by)
    record(by, "coding.start-codebook", f"programme:{programme.ref}", origin=origin)
    return codebook


def _fill(codebook: Codebook, book: library.Codebook, by: Account | None) -> None:
    """Put every code of a library's codebook into an empty one."""
    given = {code.key for code in book.given}
    made: dict[str, Code] = {}
    for number, code in enumerate(book.codes, 1):
        made[code.key] = Code(
            codebook=codebook,
            number=number,
            key=code.key,
            is_heading=code.key not in given,
            **asdict(wording_of(code)) | {"examples": list(code.examples)},
        )
    store_codes(codebook, list(made.values()), {code.key: made[code.parent] for code in book.codes if code.parent}, by)


def store_codes(codebook: Codebook, codes: list[Code], headings: Mapping[str, Code], by: Account | None) -> None:
    """Store several new codes as one version of their codebook. headings: by the key of the code below."""
    if not codes:
        return
    if codebook.codes.exists():
        codebook.version += 1
        codebook.save(update_fields=["version"])
    Code.objects.bulk_create(codes)
    for code in codes:
        code.heading = headings.get(code.key)
    Code.objects.bulk_update(codes, ["heading"])
    CodeChange.objects.bulk_create([_change(code, CodeChange.Kind.ADDED, codebook.version, by) for code in codes])
    record(by, "coding.codes-added", f"programme:{codebook.programme.ref}", codes=len(codes))


def wording_of(code: library.Code) -> Wording:
    """What a code of the library says."""
    return Wording(code.name[:120], code.definition, code.include, code.exclude, code.examples)


@action
def add_code(
    *,
    codebook: Codebook,
    wording: Wording,
    heading: Code | None = None,
    is_heading: bool = False,
    by: Account | None,
    once_key: str,
) -> Code:
    """Add a code, or a heading for codes.

    Args:
        codebook: to which.
        wording: what it says.
        heading: below which it stands.
        is_heading: whether it is a heading itself, which is not given to words.
        by: who adds it; None for the system.
        once_key: the form's idempotency key.

    Raises:
        Refused: the name is missing or taken, there are too many codes, or the heading is none.
        NotAllowed: the person may not.
    """
    codebook = hold(codebook, by=by)
    claim = once.claim(scope=f"coding-add:{codebook.pk}", key=once_key)
    if not claim.first:
        return Code.objects.get(ref=claim.outcome)
    _check(codebook, wording, heading, is_heading=is_heading)
    if codebook.codes.filter(retired_at__isnull=True).count() >= MOST_CODES:
        raise Refused(_("The codebook is full. Retire a code that you do not use."))
    last = codebook.codes.aggregate(last=Max("number"))["last"] or 0
    code = Code(codebook=codebook, number=last + 1, heading=heading, is_heading=is_heading)
    code.key = code.ref
    _word(code, wording)
    _keep(code, CodeChange.Kind.ADDED, by)
    claim.settle(code.ref)
    return code


@action
def change_code(
    *, code: Code, wording: Wording, heading: Code | None = None, reason: str = "", by: Account | None
) -> Code:
    """Word a code anew, or move it below another heading. What it said before is kept.

    Args:
        code: which.
        wording: what it says from now on.
        heading: below which it stands from now on.
        reason: why, for those who read its history.
        by: who changes it; None for the system.

    Raises:
        Refused: the name is missing or taken, no reason is given, or the heading is none.
        NotAllowed: the person may not.
    """
    codebook = _hold(code, by)
    if not reason.strip():
        raise Refused(_("Say why, for those who coded with the words before."), field="reason")
    _check(codebook, wording, heading, is_heading=code.is_heading, but=code)
    code.heading = heading
    _word(code, wording)
    _keep(code, CodeChange.Kind.CHANGED, by, reason)
    return code


@action
def retire_code(*, code: Code, reason: str, by: Account | None) -> Code:
    """Take a code out of use. What was coded with it stays on record.

    Raises:
        Refused: no reason is given, or codes in use stand below it.
        NotAllowed: the person may not.
    """
    _hold(code, by)
    if not reason.strip():
        raise Refused(_("Say why it is taken out of use."), field="reason")
    if code.below.filter(retired_at__isnull=True).exists():
        raise Refused(_("Codes stand below this heading. Move or retire them first."), field="reason")
    if code.retired_at is None:
        code.retired_at = timezone.now()
        _keep(code, CodeChange.Kind.RETIRED, by, reason)
    return code


@action
def bring_back_code(*, code: Code, reason: str, by: Account | None) -> Code:
    """Take a retired code into use again.

    Raises:
        Refused: no reason is given, another code has its name now, or its heading is retired.
        NotAllowed: the person may not.
    """
    codebook = _hold(code, by)
    if not reason.strip():
        raise Refused(_("Say why it is used again."), field="reason")
    if code.heading is not None and code.heading.retired_at is not None:
        raise Refused(_("Its heading is retired. Bring that back first."), field="reason")
    if _twin(codebook, code.name, but=code):
        raise Refused(_("Another code has this name now. Rename that one first."), field="reason")
    if code.retired_at is not None:
        code.retired_at = None
        _keep(code, CodeChange.Kind.RETURNED, by, reason)
    return code


def _hold(code: Code, by: Account | None) -> Codebook:
    """Lock the codebook of a code, and read both as they are now."""
    codebook = hold(code.codebook, by=by)
    code.refresh_from_db()
    code.codebook = codebook
    return codebook


def _check(
    codebook: Codebook, wording: Wording, heading: Code | None, *, is_heading: bool, but: Code | None = None
) -> None:
    if not wording.name.strip():
        raise Refused(_("Enter a name for the code."), field="name")
    if _twin(codebook, wording.name.strip(), but=but):
        raise Refused(_("Another code has this name. Choose another name."), field="name")
    if heading is None:
        return
    if is_heading:
        raise Refused(_("A heading cannot stand below another."), field="heading")
    if heading.codebook_id != codebook.pk or not heading.is_heading or heading.retired_at is not None:
        raise Refused(_("Choose a heading of this codebook."), field="heading")


def _twin(codebook: Codebook, name: str, *, but: Code | None) -> bool:
    same = codebook.codes.filter(name__iexact=name, retired_at__isnull=True)
    return (same.exclude(pk=but.pk) if but else same).exists()


def _word(code: Code, wording: Wording) -> None:
    code.name, code.definition = wording.name.strip(), wording.definition.strip()
    code.include, code.exclude = wording.include.strip(), wording.exclude.strip()
    code.examples = [line.strip() for line in wording.examples if line.strip()]


def _keep(code: Code, kind: CodeChange.Kind, by: Account | None, reason: str = "") -> None:
    """Store a code with what happened to it, as a new version of its codebook."""
    codebook = code.codebook
    codebook.version += 1
    codebook.save(update_fields=["version"])
    code.save()
    _change(code, kind, codebook.version, by, reason.strip()).save()
    record(by, f"coding.code-{kind}", f"code:{code.ref}", version=codebook.version)


def _change(code: Code, kind: CodeChange.Kind, version: int, by: Account | None, reason: str = "") -> CodeChange:
    wording = {name: getattr(code, name) for name in ("name", "definition", "include", "exclude", "examples")}
    wording["heading"] = code.heading.name if code.heading else ""
    return CodeChange(code=code, kind=kind, version=version, wording=wording, reason=reason, by_account=by)
