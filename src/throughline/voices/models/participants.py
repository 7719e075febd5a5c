"""Participants: pseudonyms. The enrolment, the only way from a voice to an address, is followed only to send."""

from django.conf import settings
from django.db import models

from throughline.core.refs import new_ref
from throughline.people.models import Contact
from throughline.programmes.models import Constituency, Programme, Region


class Participant(models.Model):
    """A person as one programme knows them."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="participants")
    constituency = models.CharField(max_length=10, choices=Constituency.choices)
    region = models.ForeignKey(Region, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    about = models.JSONField(default=dict, blank=True, help_text="Question slug → chosen option, where given.")
    created_at = models.DateTimeField(auto_now_add=True)


class Enrolment(models.Model):
    """Ties a participant to an account or to an address left to be told. Deleted on erasure."""

    participant = models.OneToOneField(Participant, on_delete=models.CASCADE, related_name="enrolment")
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="enrolments"
    )
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)


class Receipt(models.Model):
    """The six words, kept only as a keyed hash, with which a person returns to what they gave."""

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="receipts")
    code_index = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
