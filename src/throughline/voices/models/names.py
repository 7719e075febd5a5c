"""Names that an organisation gives so that software finds them, and what software proposes to take out."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.programmes.models import Organisation, Programme
from throughline.voices.models.contributions import Contribution


class NameLists(models.Model):
    """The staff, wards and sites of an organisation, or of one programme, sealed as one."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    organisation = models.OneToOneField(Organisation, null=True, on_delete=models.CASCADE, related_name="name_lists")
    programme = models.OneToOneField(Programme, null=True, on_delete=models.CASCADE, related_name="name_lists")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    sealed = models.BinaryField(help_text="Sealed JSON: staff, wards and sites.")
    version = models.CharField(max_length=12, default=new_ref, help_text="Another one whenever they change.")
    changed_at = models.DateTimeField(auto_now=True)
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="names_have_one_owner",
                condition=Q(organisation__isnull=False, programme__isnull=True)
                | Q(organisation__isnull=True, programme__isnull=False),
            ),
        ]

    def context(self) -> str:
        """The associated data that binds the sealed lists to this row."""
        return f"voices.namelists:{self.ref}:sealed"


class ProposedRemovals(models.Model):
    """What software proposes to take out of words, sealed under their own key: made by a job, for a moderator."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="proposed")
    sealed = models.BinaryField(help_text="Sealed JSON: kind, start and end of each.")
    engine = models.CharField(max_length=80, blank=True, help_text="The model for names; empty for rules only.")
    names = models.CharField(max_length=30, blank=True, help_text="Which version of the lists was used.")
    made_at = models.DateTimeField(auto_now=True)
