"""Two windows at once: nothing typed is lost, and what is sent twice counts once. Really committed, both databases."""

from threading import Barrier, Thread

from django.db import connections
from django.test import Client
from tests.support import factories
from tests.voices.part.walker import STORY, Walker

from throughline.voices.actions import save_draft
from throughline.voices.models import Contribution, Receipt, Submission
from throughline.voices.queries import draft

THREADS = 8


def together(*works):
    """Run every work in a thread of its own, all beginning at the same moment; returns what each gave."""
    barrier, results = Barrier(len(works)), {}

    def run(number, work):
        barrier.wait()
        try:
            results[number] = work()
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [results.get(number) for number in range(len(works))]


def test_answers_saved_from_two_windows_at_once_are_both_kept(database):
    """Seen red on PostgreSQL without the row lock in `save_draft`: the later commit put back what it had read."""
    activity = factories.make_activity()
    save_draft(activity=activity, key="k", changes={"begun": {}})
    for start in range(0, 80, THREADS):
        names = [f"step-{n}" for n in range(start, start + THREADS)]
        together(
            *(lambda name=name: save_draft(activity=activity, key="k", changes={name: {"a": 1}}) for name in names)
        )
    kept = draft(activity=activity, key="k")
    assert sorted(kept) == sorted(["begun", *(f"step-{n}" for n in range(80))])


def test_a_form_sent_many_times_at_once_is_stored_once(database):
    """G6 through the pages. Seen red with a fresh key for every press instead of the draft's own."""
    activity = factories.make_activity()
    for round_ in range(1, 6):
        walker = Walker(activity)
        walker.walk(**STORY)
        once, cookies = walker.once(), dict(walker.client.cookies)

        def press(once=once, cookies=cookies):
            again = Walker(activity, Client())
            again.client.cookies.update(cookies)
            return again.code(again.client.post(again.url("check"), {"once": once}))

        codes = together(*[press] * THREADS)
        assert len(set(codes)) == 1
        assert len(codes[0].split()) == 6
        assert (Submission.objects.count(), Receipt.objects.count()) == (round_, round_)
        assert Contribution.objects.count() == 2 * round_
