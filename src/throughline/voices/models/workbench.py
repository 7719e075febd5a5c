"""Who has words open to decide on them, and which wait for somebody else's opinion."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from throughline.voices.models.contributions import Contribution


class Hold(models.Model):
    """A moderator has these words open to decide on them. It stands until `until`, then anybody may take them."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="hold")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()


class SecondOpinion(models.Model):
    """Words that wait for another moderator, or did so in vain (`lapsed_at`) and are open to all again."""

    contribution = models.OneToOneField(Contribution, on_delete=models.CASCADE, related_name="second_opinion")
    asked_at = models.DateTimeField(default=timezone.now)
    for_author = models.BooleanField(
        default=False, help_text="Asked for by the author's reply: never given by whoever decided before."
    )
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["asked_at"], name="second_opinion_due", condition=models.Q(lapsed_at__isnull=True))
        ]
