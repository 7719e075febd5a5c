"""Sending what waits in the outbox."""

from django.core.mail import EmailMessage
from django_tasks import task


@task(queue_name="mail")
def deliver(ref: str) -> None:
    """Send one message. Mail is sent at least once: a crash between sending and marking sends it again."""
    from throughline.people import outbox

    opened = outbox.open_message(ref)
    if opened is None:
        return
    message, text = opened
    headers = {}
    if text["stop"]:
        headers = {"List-Unsubscribe": f"<{text['stop']}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    EmailMessage(text["subject"], text["body"], to=[message.contact.address()], headers=headers).send()
    outbox.mark_sent(message)
