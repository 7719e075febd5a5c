"""Closed answers: what was chosen, not written. Words are contributions like all others."""

from django.db import models

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
