"""A run over all words of a programme: nothing lost, the same again for the same seed, and safe to kill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections
from tests.support import databases, factories
from tests.understand.themes.conftest import ALONE, HARM, NOTHING, PARKING, ask, given, texts, where

from throughline.core import jobs
from throughline.core.models import Job
from throughline.core.sqlite import base
from throughline.evidence.models import Disposition, Run
from throughline.understand.themes import actions, finding, queries, storing
from throughline.understand.themes.models import Assignment, RareSignal, Theme
from throughline.voices import actions as voices
from throughline.voices.models import Contribution

BOTH = pytest.mark.usefixtures("database")


def groups(programme) -> list[list[int]]:
    """What is grouped with what, by place in the order in which words came in."""
    order = {pk: n for n, pk in enumerate(programme.contributions.order_by("pk").values_list("pk", flat=True))}
    open_themes = Theme.objects.filter(programme=programme, status__in=Theme.OPEN)
    return sorted(sorted(order[a.contribution_id] for a in theme.assignments.all()) for theme in open_themes)


def texts_of(rows) -> set[str]:
    return {queries.text_of(row.contribution) for row in rows}


@pytest.mark.django_db
def test_every_contribution_ends_in_a_theme_or_stands_alone_whatever_activity_it_came_from():
    programme = given()
    second = factories.make_activity(programme=programme, title="A second activity")
    factories.make_many(second, [line.format(n=50) for line in PARKING])
    run = ask(programme)
    assert run.status == Run.Status.DONE
    assert run.inputs == len(texts()) + 3
    found = where(programme)
    assert found["lost"] == 0
    assert found["placed"] + found["alone"] == run.inputs
    in_themes = Contribution.objects.filter(assignments__theme__run=run)
    assert set(in_themes.values_list("activity__title", flat=True)) == {"Tell us what happened", "A second activity"}
    assert texts_of(queries.alone(programme)) >= {*ALONE, *NOTHING}


@pytest.mark.django_db
def test_a_run_leaves_out_what_may_not_be_analysed():
    programme = given()
    activity = programme.activities.get()
    make = factories.make_contribution
    make(activity=activity, text="unasked", uses={"analyse": False})
    for standing in ("paused", "stopped"):
        make(activity=activity, text=standing, standing=standing)
    make(activity=activity, text="refused", moderation="red")
    make(text="elsewhere")
    waiting = make(activity=activity, text=PARKING[0].format(n=99), moderation="waiting")
    run = ask(programme)
    assert run.inputs == len(texts()) + 1
    touched = Contribution.objects.filter(assignments__isnull=False) | Contribution.objects.filter(
        disposition__isnull=False
    )
    assert {queries.text_of(one) for one in touched} == {*texts(), PARKING[0].format(n=99)}
    assert Assignment.objects.filter(contribution=waiting).exists()


@pytest.mark.django_db
def test_harm_is_a_rare_signal_with_its_reason_and_waits_for_a_person(programme):
    ask(programme)
    signal = queries.signals(programme)[0]
    assert queries.text_of(signal.contribution) == HARM
    assert signal.outcome == RareSignal.Outcome.WAITING
    assert "speaks of harm" in signal.reasons
    assert queries.waiting_signals(programme) == queries.signals(programme).count()


@BOTH
def test_the_same_seed_gives_the_same_groups_and_fingerprint_in_another_programme():
    first, second, other = given(), given(), given()
    runs = ask(first, seed=11), ask(second, seed=11), ask(other, seed=12)
    assert groups(first) == groups(second)
    assert runs[0].fingerprint == runs[1].fingerprint == runs[2].fingerprint
    assert runs[0].summary == runs[1].summary
    assert runs[2].parameters["seed"] == 12
    changed = given([*texts()[:-1], "Another last word"])
    assert ask(changed, seed=11).fingerprint != runs[0].fingerprint


@pytest.mark.django_db
def test_fewer_than_eight_stand_alone_and_harm_is_still_raised():
    programme = given(["The food was cold", HARM, "The nurse was kind"])
    run = ask(programme)
    assert run.status == Run.Status.DONE
    assert where(programme) == {"placed": 0, "alone": 3, "lost": 0}
    assert texts_of(queries.signals(programme)) == {HARM}


@pytest.mark.django_db
def test_a_run_without_words_says_so():
    programme = factories.make_programme()
    run = ask(programme)
    assert run.status == Run.Status.FAILED
    assert run.failure == "There are no words to look at that a person has not placed already."


@pytest.mark.django_db
def test_asking_while_a_run_is_under_way_gives_that_run_and_pressing_twice_asks_once(programme):
    first = actions.ask_for_themes(programme=programme, by=None, once_key="a")
    assert actions.ask_for_themes(programme=programme, by=None, once_key="a") == first
    assert actions.ask_for_themes(programme=programme, by=None, once_key="b") == first
    assert Job.objects.count() == 1


@pytest.mark.django_db
def test_a_run_whose_job_was_given_up_does_not_block_the_next(programme, monkeypatch):
    def broken(*_args, **_kwargs):
        raise RuntimeError("no memory")

    with monkeypatch.context() as patch:
        patch.setattr(finding, "propose", broken)
        first = actions.ask_for_themes(programme=programme, by=None, once_key="a")
        for _attempt in range(5):
            Job.objects.update(ready_at="2020-01-01T00:00Z")
            jobs.run_ready(queues=["default"])
    assert queries.given_up(Run.objects.get(pk=first.pk))
    second = ask(programme)
    first.refresh_from_db()
    assert (first.status, second.status) == (Run.Status.FAILED, Run.Status.DONE)
    assert where(programme)["lost"] == 0


def killed_after(batches: int, monkeypatch) -> None:
    """Let storing die before its nth batch: seen red with a `begin` that clears nothing (groups doubled)."""
    write, calls = storing._write_batch, iter(range(1000))

    def dying(run, batch):
        if next(calls) == batches:
            raise ConnectionError("killed")
        write(run, batch)

    monkeypatch.setattr(storing, "_write_batch", dying)


@BOTH
@pytest.mark.parametrize("batches", [0, pytest.param(1, marks=pytest.mark.prove), 3, 5])
def test_killed_while_storing_shows_nothing_and_the_next_attempt_gives_the_same_as_an_unbroken_run(
    batches, monkeypatch
):
    unbroken, programme = given(), given()
    ask(unbroken)
    with monkeypatch.context() as patch:
        killed_after(batches, patch)
        run = ask(programme)
    assert run.status == Run.Status.RUNNING
    assert queries.themes(programme) == []
    assert where(programme) == {"placed": 0, "alone": 0, "lost": len(texts())}
    assert queries.waiting_signals(programme) == 0
    Job.objects.update(ready_at="2020-01-01T00:00Z")
    jobs.run_ready(queues=["default"])
    assert Run.objects.get(pk=run.pk).status == Run.Status.DONE
    assert groups(programme) == groups(unbroken)
    assert texts_of(queries.alone(programme)) == texts_of(queries.alone(unbroken))
    assert texts_of(queries.signals(programme)) == texts_of(queries.signals(unbroken))
    assert Assignment.objects.filter(theme__programme=programme).count() == where(programme)["placed"]


@pytest.mark.django_db
def test_a_job_delivered_again_after_its_run_is_done_changes_nothing(programme):
    from throughline.understand.themes.jobs import find_themes

    run = ask(programme)
    before = groups(programme), run.finished_at
    find_themes.call(run.ref)
    run.refresh_from_db()
    assert (groups(programme), run.finished_at) == before


@pytest.mark.django_db
def test_words_taken_back_while_the_run_computes_are_in_nothing_it_stores(programme, monkeypatch):
    activity = programme.activities.get()
    received = factories.give(activity, "The car park was full when I came", HARM)
    store = storing.store

    def first_withdraw(*args):
        voices.withdraw(submission=received.submission, kind="stop", once_key="x")
        store(*args)

    monkeypatch.setattr(storing, "store", first_withdraw)
    ask(programme)
    theirs = list(received.submission.contributions.all())
    for model in (Assignment, Disposition, RareSignal):
        assert not model.objects.filter(contribution__in=theirs).exists()
    assert where(programme)["lost"] == 0


@pytest.mark.django_db
def test_a_later_run_replaces_what_nobody_worked_on_and_leaves_what_a_person_did(programme, analyst):
    ask(programme)
    named, signed, untouched, *_rest = [one.theme for one in queries.themes(programme)]
    actions.name_theme(theme=named, name="Getting through by phone", by=analyst)
    members = set(named.assignments.values_list("contribution_id", flat=True))
    actions.name_theme(theme=signed, name="Parking", by=analyst)
    refs = list(signed.assignments.values_list("contribution__ref", flat=True))
    actions.read_words(theme=signed, refs=refs[:3], by=analyst)
    actions.sign_off(theme=signed, by=analyst)
    second = ask(programme, seed=8)
    for theme in (named, signed, untouched):
        theme.refresh_from_db()
    assert (named.status, signed.status, untouched.status) == ("proposed", "signed-off", "set-aside")
    assert set(named.assignments.values_list("contribution_id", flat=True)) == members
    assert not Assignment.objects.filter(theme__run=second, contribution_id__in=members).exists()
    assert where(programme)["lost"] == 0


@pytest.mark.django_db
def test_what_stood_alone_by_softwares_word_joins_a_later_group_and_a_persons_word_stays(programme, analyst):
    ask(programme)
    violin = next(row for row in queries.alone(programme) if queries.text_of(row.contribution) == ALONE[0])
    zebra = next(row for row in queries.alone(programme) if queries.text_of(row.contribution) == ALONE[1])
    from throughline.evidence.actions import dispose

    dispose(contribution=zebra.contribution, kind="stands-alone", reason="Passed to the council.", by=analyst)
    activity = programme.activities.get()
    same = [f"My grandmother's violin was lovely to hear on ward {n}" for n in range(2, 14)]
    factories.make_many(activity, same)
    ask(programme)
    assert Assignment.objects.filter(contribution=violin.contribution, theme__status="proposed").exists()
    assert not Disposition.objects.filter(contribution=violin.contribution).exists()
    assert Disposition.objects.get(contribution=zebra.contribution).reason == "Passed to the council."
    assert where(programme)["lost"] == 0


@pytest.mark.django_db
def test_a_signal_that_a_person_has_not_read_stays_when_a_later_run_does_not_raise_it(programme, analyst):
    ask(programme)
    before = set(queries.signals(programme).values_list("contribution_id", flat=True))
    assert before
    ask(programme, seed=9)
    assert before <= set(queries.signals(programme).values_list("contribution_id", flat=True))


def many(count: int) -> list[str]:
    return [f"{line} number {n}" for n, line in zip(range(count), texts(40) * (count // 300 + 1), strict=False)]


@pytest.mark.prove
def test_storing_8000_rows_never_holds_the_write_lock_for_50_ms(tmp_path, django_db_blocker):
    """Time of this thread's own, so that other work on the machine does not count. Seen red with batches of 8,000
    (190 ms)."""
    with django_db_blocker.unblock(), databases.fresh("sqlite", tmp_path, None):
        programme = given(many(8000))
        run = Run.objects.create(programme=programme, kind="themes", seed=1)
        storing.begin(run.ref)
        words = finding.gather(run)
        proposal = finding.propose(words, seed=1, progress=lambda *_: None)
        with held_times() as held:
            storing.store(run, words, proposal)
            with jobs.commit():
                storing.finish(run, words, proposal)
        assert Assignment.objects.filter(theme__run=run).count() > 7000
        assert len(held) > 40
        assert max(held) <= 0.05


@contextmanager
def held_times() -> Iterator[list[float]]:
    """The seconds that this thread worked in each transaction, from its beginning to its commit."""
    held: list[float] = []
    began = 0.0

    class Timed(base.DatabaseWrapper):
        def _begin(self):
            nonlocal began
            super()._begin()
            began = time.thread_time()

        def _commit(self):
            if self.connection is not None and self.connection.in_transaction:
                held.append(time.thread_time() - began)
            super()._commit()

    wrapper = connections["default"]
    was = wrapper.__class__
    wrapper.__class__ = Timed
    try:
        yield held
    finally:
        wrapper.__class__ = was
