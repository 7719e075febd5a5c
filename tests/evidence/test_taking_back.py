"""Every way to take words back, by its page, on either database.

Seen red on PostgreSQL alone, where rows that the page had fetched with others cannot be held: each press failed.
"""

from django.urls import reverse
from tests.evidence.test_follow import mine, opened, post
from tests.support import factories

from throughline.voices import jobs as voice_jobs


def test_pause_use_again_stop_and_erase(database):
    given = factories.give(factories.make_activity(), "I rang 30 times. My name is Ann Other.")
    client, ref = opened(given.code), given.submission.ref
    story = given.submission.contributions.get()

    def standing() -> str:
        story.refresh_from_db()
        return story.standing

    assert post(client, "withdraw", ref).status_code == 422
    for kind, expected in (("pause", "paused"), ("resume", "live"), ("stop", "stopped")):
        assert post(client, "withdraw", ref, kind=kind).status_code == 302
        assert standing() == expected
    assert post(client, "withdraw", ref, kind="resume").status_code == 422
    assert post(client, "withdraw", ref, kind="erase").status_code == 302
    assert "will be erased within 24 hours" in mine(client)
    voice_jobs.erase_submission.call(given.submission.withdrawals.latest("pk").ref)
    assert standing() == "erased"
    shown = mine(client)
    assert "Nobody can read" in shown
    assert "I rang 30 times" not in shown
    assert "You paused it" in shown
    assert client.get(reverse("withdraw", args=[ref])).status_code == 302
    assert client.get(reverse("consent-change", args=[ref])).status_code == 302
