"""In which role a person speaks, and whose voice that makes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from throughline.programmes.models import Constituency

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class PersonRole:
    """One answer to “who are you here?”. `slug` is kept in about["role"]."""

    slug: str
    name: str | _StrPromise
    constituency: Constituency


ROLES: tuple[PersonRole, ...] = (
    PersonRole("patient", _("A patient, or somebody who uses health or care services"), Constituency.PATIENTS),
    PersonRole("carer", _("A carer, family member or friend of a patient"), Constituency.PATIENTS),
    PersonRole("public", _("Another member of the public"), Constituency.PATIENTS),
    PersonRole("clinician", _("A doctor, nurse or other clinician"), Constituency.STAFF),
    PersonRole("other-staff", _("Other health or care staff"), Constituency.STAFF),
    PersonRole("commissioner", _("A commissioner: I plan or buy services"), Constituency.POLICY),
    PersonRole("manager", _("A manager who decides how a service is run"), Constituency.POLICY),
    PersonRole("official", _("An official or somebody who makes policy"), Constituency.POLICY),
)

BY_SLUG = {role.slug: role for role in ROLES}
