"""Sending what waits in the outbox."""

from django.core.mail import send_mail
from django_tasks import task


@task(queue_name="mail")
def deliver(ref: str) -> None:
    """Send one message. Mail is sent at least once: a crash between sending and marking sends it again."""
    from throughline.people import outbox

    opened = outbox.open_message(ref)
    if opened is None:
        return
    message, text = opened
    send_mail(text["subject"], text["body"], None, [message.contact.address()])
    outbox.mark_sent(message)
