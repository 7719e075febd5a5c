"""Closed answers: what was chosen, not written; and the times (waves) at which the same questions were asked.

Words are contributions like all others.
"""

from django.db import models

from throughline.programmes.models import Activity
from throughline.voices.models import Submission


class ClosedAnswer(models.Model):
    """One chosen option, number or day. A question with several ticked options has a row for each."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="closed_answers")
    question = models.CharField(max_length=40, help_text="Slug of the question in the activity's settings.")
    value = models.CharField(max_length=40, help_text="Slug of the option; a number or ISO day as text.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["submission", "question", "value"], name="closed_answer_once"),
        ]


class Wave(models.Model):
    """One time at which the questions are asked. A questionnaire that was asked once has no rows."""

    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="waves")
    number = models.PositiveSmallIntegerField()
    opens_on = models.DateField()
    closes_on = models.DateField(null=True)
    opened_at = models.DateTimeField(null=True, help_text="Empty while it is planned.")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["activity", "number"], name="wave_number_once")]


class Turn(models.Model):
    """One person's answers in one wave. `person` is the same for all turns that we know to be one person's."""

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, primary_key=True, related_name="turn")
    activity = models.ForeignKey(Activity, on_delete=models.PROTECT, related_name="+")
    wave = models.PositiveSmallIntegerField(default=1)
    person = models.CharField(max_length=12, help_text="Ref of the participant of the first turn.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["activity", "wave", "person"], name="turn_once_a_wave")]
