"""Words that somebody outside moderation has to act on, and whom to turn to for each kind of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.programmes.models import Organisation, Programme
from throughline.voices.models.contributions import Contribution


class RouteKind(models.TextChoices):
    CARE = "care", _("Needs care now")
    SAFEGUARDING = "safeguarding", _("Safeguarding")
    COMPLAINT = "complaint", _("Complaint")
    STAFF_CONCERN = "staff-concern", _("Worry raised by staff")


class Route(models.Model):
    """A moderator passed words on. Open until somebody says what was done, whatever becomes of the words."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="routes")
    kind = models.CharField(max_length=14, choices=RouteKind.choices)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    raised_at = models.DateTimeField(auto_now_add=True)
    done_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    done_at = models.DateTimeField(null=True)
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    done_words = models.BinaryField(null=True, help_text="Sealed: what was done. Gone when the words are erased.")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["contribution", "kind"], name="route_open_once", condition=Q(done_at__isnull=True)
            ),
        ]

    def context(self) -> str:
        """The associated data that binds the sealed note to this row."""
        return f"voices.route:{self.ref}:done_words"


class Signpost(models.Model):
    """Whom to turn to in an organisation, or in one programme of it, for one kind of route."""

    organisation = models.ForeignKey(Organisation, null=True, on_delete=models.CASCADE, related_name="signposts")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.CASCADE, related_name="signposts")
    kind = models.CharField(max_length=14, choices=RouteKind.choices)
    words = models.CharField(max_length=500, help_text="Shown to moderators and to authors.")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="signpost_has_one_owner",
                condition=Q(organisation__isnull=False, programme__isnull=True)
                | Q(organisation__isnull=True, programme__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="signpost_of_organisation_once",
                condition=Q(organisation__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["programme", "kind"], name="signpost_of_programme_once", condition=Q(programme__isnull=False)
            ),
        ]
