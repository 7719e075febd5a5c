"""What a map is made from, read in one text for each person, is what the rows say one by one; on either database."""

from tests.envision.opinions.talking import make_map, people_vote

from throughline.envision.opinions.gathering import gather
from throughline.envision.opinions.models import Statement, Vote
from throughline.voices.actions import withdraw


def test_every_vote_that_may_be_used_is_read_once_and_no_other(database):
    activity, statements = make_map(statements=6)
    elsewhere, others = make_map(statements=2)
    people_vote(elsewhere, others, 9)
    seats = people_vote(activity, statements, 30, share=0.6)
    silent = [seat.pk for seat in people_vote(activity, statements, 2, share=0)]
    Vote.objects.filter(seat__in=seats[:7], statement__in=statements[1:3]).update(matters=True)
    withdraw(submission=seats[3].submission, kind="stop", once_key="stop")
    Statement.objects.filter(pk=statements[2].pk).update(taken_out=True)
    only_the_one_taken_out = seats[11]
    Vote.objects.filter(seat=only_the_one_taken_out).exclude(statement=statements[2]).delete()

    used = Vote.objects.filter(seat__activity=activity).exclude(seat=seats[3]).exclude(statement=statements[2])
    used = used.select_related("seat__participant", "statement").order_by("seat_id", "statement_id")
    given = gather(activity)
    who = sorted({vote.seat_id for vote in used})
    assert {seats[3].pk, only_the_one_taken_out.pk, *silent}.isdisjoint(who)
    assert [who[n] for n in given.person] == [vote.seat_id for vote in used]
    assert [given.refs[n] for n in given.statement] == [vote.statement.ref for vote in used]
    assert list(given.value) == [vote.value for vote in used]
    assert [given.constituency[n] for n in given.person] == [vote.seat.participant.constituency for vote in used]
    assert given.people == len(who)
    assert given.mattered == [
        sum(vote.matters for vote in used if vote.statement == one) for one in statements if one != statements[2]
    ]
    assert sum(given.mattered) > 0


def test_a_map_nobody_voted_on_is_read_as_nothing(database):
    for statements in (0, 3):
        given = gather(make_map(statements=statements)[0])
        assert (given.people, len(given.value), given.mattered) == (0, 0, [0] * statements)
