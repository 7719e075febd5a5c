"""What an activity found, as its method proposes it, for a person to write up and publish, or not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from throughline.evidence.models import Finding, Link
from throughline.programmes import methods
from throughline.programmes.methods import DraftFinding
from throughline.programmes.models import Activity


@dataclass(frozen=True)
class Proposal:
    """One finding that a method proposes. `key` stands for it in a form; `taken`: the finding made of it, if any."""

    key: str
    draft: DraftFinding
    taken: Finding | None


def of(activity: Activity) -> list[Proposal]:
    """Everything that an activity's method proposes now, in its order."""
    drafts = methods.get(activity.method).analyse(activity)
    cited = Link.objects.filter(from_kind="activity", from_ref=activity.ref, to_kind="finding")
    known = Finding.objects.filter(programme=activity.programme, ref__in=cited.values("to_ref"))
    taken = {key_of(row.kind, row.title): row for row in known.order_by("pk")}
    keyed = [(key_of(draft.kind, draft.title), draft) for draft in drafts]
    return [Proposal(key, draft, taken.get(key)) for key, draft in keyed]


def key_of(kind: str, title: str) -> str:
    """The same for the same finding, whenever it is proposed."""
    return hashlib.sha256(f"{kind}\0{title.strip()}".encode()).hexdigest()[:16]
