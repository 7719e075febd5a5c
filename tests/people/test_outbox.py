"""The outbox: a message is a row first, goes out once, and leaves no text behind."""

import pytest
from django.core import mail
from django.db import transaction
from tests.support import factories

from throughline.core import jobs
from throughline.core.models import DataKey
from throughline.people import outbox
from throughline.people.models import Message

pytestmark = pytest.mark.django_db


def send(**more):
    contact = factories.make_account(email="ola@example.org").contact
    return outbox.send(contact=contact, kind="test", subject="Hello", body="A canary.", **more)


def test_message_goes_out_by_a_job_and_its_text_is_forgotten():
    message = send()
    assert mail.outbox == []
    keys = DataKey.objects.count()
    jobs.run_ready()
    assert [(m.subject, m.body, m.to) for m in mail.outbox] == [("Hello", "A canary.", ["ola@example.org"])]
    message.refresh_from_db()
    assert (bytes(message.sealed), message.data_key) == (b"", None)
    assert DataKey.objects.count() == keys - 1
    assert outbox.unsent() == 0


def test_message_is_sealed_while_it_waits():
    assert b"canary" not in bytes(send().sealed)
    assert outbox.unsent() == 1


def test_message_of_a_transaction_that_fails_is_never_sent():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        send()
        raise ZeroDivisionError
    jobs.run_ready()
    assert (mail.outbox, Message.objects.count()) == ([], 0)


def test_second_message_of_the_same_name_is_not_queued():
    contact = factories.make_account().contact
    texts = {"contact": contact, "kind": "test", "subject": "Hello", "body": "Text", "once": "open:x"}
    assert outbox.send(**texts) is not None
    assert outbox.send(**texts) is None


def test_delivering_again_sends_nothing_more():
    from throughline.people.jobs import deliver

    message = send()
    jobs.run_ready()
    deliver.func(message.ref)
    assert len(mail.outbox) == 1


def test_mail_programs_get_a_button_that_stops_with_one_press():
    send(stop="https://voices.example.org/hear/stop/x")
    jobs.run_ready()
    headers = mail.outbox[0].message()
    assert headers["List-Unsubscribe"] == "<https://voices.example.org/hear/stop/x>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
