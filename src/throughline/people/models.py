"""Who people are: contacts (identity, sealed), accounts, single-use links, and the messages that go out.

Nothing here says what anybody thinks or has lived through; nothing in `voices` says who they are.
"""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from throughline.core import vault
from throughline.core.actions import Actor
from throughline.core.models import DataKey
from throughline.core.refs import new_ref


class ContactManager(models.Manager["Contact"]):
    def for_email(self, email: str) -> Contact:
        """The contact with this address, made if there is none. Addresses are compared without case."""
        email = email.strip()
        index = vault.blind_index(email.lower(), purpose="contact.email")
        found = self.filter(email_index=index).first()
        if found:
            return found
        ref, key = new_ref(), DataKey.objects.new()
        sealed = vault.seal(email, key=key, context=f"people.contact:{ref}:email")
        contact, made = self.get_or_create(email_index=index, defaults={"ref": ref, "data_key": key, "email": sealed})
        if not made:
            key.delete()
        return contact


class Contact(models.Model):
    """An address at which a person can be reached, sealed; read only to send a message."""

    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    email = models.BinaryField()
    email_index = models.BinaryField(max_length=32, unique=True)
    verified_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ContactManager()

    def address(self) -> str:
        """The address in clear. Only the outbox and the account's own page call this."""
        return vault.unseal(bytes(self.email), key=self.data_key, context=f"people.contact:{self.ref}:email")


class AccountManager(BaseUserManager["Account"]):
    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(ref=username)


class Account(AbstractBaseUser):
    """A person who signs in: staff of a programme, or a participant who wants to keep their history."""

    password = None  # people sign in by single-use link
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="account")
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_operator = models.BooleanField(default=False, help_text="May create organisations.")
    session_epoch = models.PositiveIntegerField(default=0, help_text="Sessions of an earlier epoch have ended.")
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "ref"
    objects = AccountManager()

    def actor(self) -> Actor:
        """This account as the audit log names it."""
        return Actor(kind="account", ref=self.ref, label=self.name)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        # Django compares this with the session at every request. There is no password whose change would end
        # sessions, so a number stands in for it.
        value = f"{self.ref}:{self.session_epoch}"
        return salted_hmac("throughline.people.session", value, secret=secret, algorithm="sha256").hexdigest()


class SignInLink(models.Model):
    """A single-use link or code that proves somebody reads an address. Stored as a hash only."""

    class Purpose(models.TextChoices):
        SIGN_IN = "sign-in"
        SUBSCRIBE = "subscribe"

    token_hash = models.BinaryField(max_length=32, unique=True)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    next_path = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class Message(models.Model):
    """The outbox: a message to a contact, written in the transaction that causes it, sent by a job."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.SET_NULL, related_name="+")
    ref = models.CharField(max_length=12, unique=True, default=new_ref)
    kind = models.CharField(max_length=40)
    sealed = models.BinaryField(help_text="Subject and body, sealed; emptied once sent.")
    once = models.CharField(
        max_length=80, null=True, unique=True, help_text="Two messages with the same value are one."
    )
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)
    failed = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["sent_at", "created_at"], name="message_unsent")]
