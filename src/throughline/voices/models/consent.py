"""Consent per use, with the exact words that were shown, and withdrawal."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from throughline.core.refs import new_ref
from throughline.voices.models.contributions import Submission


class ConsentWording(models.Model):
    """The exact words of one use in one version. Never changed once anybody has answered them."""

    version = models.CharField(max_length=20)
    use = models.CharField(max_length=20)
    words = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "use"], name="consent_wording_once")]


class ConsentRecord(models.Model):
    """One answer to the consent questions. Append-only: the newest row of a submission holds."""

    class How(models.TextChoices):
        """How the answer was given."""

        SELF = "self", _("By the author, on this site")
        VOICE = "voice", _("By voice, after each was read out")
        PAPER = "paper", _("With a signature, on paper")

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="consents")
    version = models.CharField(max_length=20)
    uses = models.JSONField(help_text="Use → true or false.")
    how = models.CharField(max_length=8, choices=How.choices, default=How.SELF)
    given_at = models.DateTimeField(auto_now_add=True)


class Withdrawal(models.Model):
    """A participant's wish to pause, resume, stop or erase one submission, and when it was carried out."""

    class Kind(models.TextChoices):
        PAUSE = "pause", _("Pause")
        RESUME = "resume", _("Use again")
        STOP = "stop", _("Stop")
        ERASE = "erase", _("Erase")

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="withdrawals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    asked_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)
