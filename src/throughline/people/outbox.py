"""The outbox: a row in the transaction that causes the message, an e-mail by a job afterwards.

This is the one module that opens a contact's address.
"""

from __future__ import annotations

from django.utils import timezone

from throughline.core import vault
from throughline.core.models import DataKey
from throughline.core.refs import new_ref
from throughline.people import jobs
from throughline.people.models import Contact, Message


def send(
    *, contact: Contact, kind: str, subject: str, body: str, once: str | None = None, stop: str = ""
) -> Message | None:
    """Queue one plain-text message. Call inside the transaction that is its cause.

    Args:
        contact: who it is for.
        kind: what sort of message it is, for counting.
        subject: one line.
        body: plain text.
        once: a name for the message; a second message with the same name is not sent.
        stop: the address that stops messages of this kind with one press, for the mail program's own button
            (RFC 8058).

    Returns:
        The queued message, or None where `once` says that it was queued before.
    """
    if once and Message.objects.filter(once=once).exists():
        return None
    ref, key = new_ref(), DataKey.objects.new()
    text = {"subject": subject, "body": body, "stop": stop}
    sealed = vault.seal_json(text, key=key, context=f"people.message:{ref}:sealed")
    message = Message.objects.create(ref=ref, contact=contact, data_key=key, kind=kind, sealed=sealed, once=once)
    jobs.deliver.enqueue(ref)
    return message


def unsent() -> int:
    """How many messages wait to go out."""
    return Message.objects.filter(sent_at__isnull=True, failed="").count()


def open_message(ref: str) -> tuple[Message, dict[str, str]] | None:
    """A waiting message and its text, or None if it has gone already."""
    message = (
        Message.objects.select_related("contact__data_key", "data_key").filter(ref=ref, sent_at__isnull=True).first()
    )
    if message is None or message.data_key is None:
        return None
    text = vault.unseal_json(bytes(message.sealed), key=message.data_key, context=f"people.message:{ref}:sealed")
    return message, text


def mark_sent(message: Message) -> None:
    """Keep that it was sent, not what it said."""
    key = message.data_key
    message.sent_at, message.sealed, message.data_key = timezone.now(), b"", None
    message.save(update_fields=["sent_at", "sealed", "data_key"])
    if key is not None:
        key.delete()
