"""Register once, hear in time: subscriptions by topic and region, and what each was told."""

from django.db import models

from throughline.core.refs import new_ref
from throughline.people.models import Contact
from throughline.programmes.models import Programme, Region, Topic


class Subscription(models.Model):
    """Somebody who asked to hear of what opens. Live only once confirmed from the mailbox, until stopped."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contact = models.OneToOneField(Contact, on_delete=models.CASCADE, related_name="subscription")
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    regions = models.ManyToManyField(Region, blank=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    confirmed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)


class Notice(models.Model):
    """A subscriber was told of a programme, once."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subscription", "programme"], name="notice_once")]
