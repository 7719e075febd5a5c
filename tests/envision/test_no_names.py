"""On no page of these methods does anybody meet another person: words of others come without whose they are."""

from __future__ import annotations

import re

import pytest
from tests.envision.joining import client_with_seat, make_seat
from tests.proofs.filled import fill
from tests.support.factories import make_account

from throughline.envision.seats.models import Seat
from throughline.programmes import methods
from throughline.programmes.models import StageKind
from throughline.voices.models import Enrolment, Participant

pytestmark = pytest.mark.django_db
HERE = tuple(slug for slug, one in methods.all_methods().items() if one.stage == StageKind.ENVISION)
ANSWERING = ("-vote", "-change", "-rate", "-round", "-choose", "-task", "-ballot")
COUNTED = re.compile(r"\d+ (likes?|votes?|supporters?)\b|\d+ (people|others) (agree|like|chose|support)")


@pytest.fixture
def filled(settings, tmp_path):
    """Everything of these methods, with words and answers of one author whose account has a name."""
    settings.MEDIA_ROOT = tmp_path
    site = fill(lambda name: f"typed {name}" if not name.endswith("email") else "typed@example.org")
    people = Participant.objects.filter(contributions__activity__method__in=HERE).distinct()
    for number, person in enumerate(people):
        account = make_account(name=f"Zora {number}", email=f"zora{number}@example.org")
        known = {"account": account, "contact": account.contact}
        Enrolment.objects.update_or_create(participant=person, defaults=known)
    return site


def test_no_page_shows_a_name_an_address_or_what_stands_for_a_person(filled):
    seats = list(Seat.objects.select_related("participant", "submission"))
    authors = Participant.objects.filter(contributions__activity__method__in=HERE)
    known = ["Zora", "zora", *authors.values_list("ref", flat=True)]
    known += [ref for one in seats for ref in (one.ref, one.participant.ref, one.submission.ref)]
    assert len(set(known)) > len(HERE)
    others = {slug: client_with_seat(make_seat(filled.activities[slug])) for slug in HERE}
    team = filled.client(filled.all_roles)
    opened = 0
    for name, path in dict(filled.targets()).items():
        slug = name.partition("-")[0]
        if slug not in HERE or name.endswith(("-leave", "-discard")):
            continue
        for client in (others[slug], team):
            response = client.get(path)
            body = response.getvalue().decode()
            assert [one for one in known if one in body] == [], name
            opened += response.status_code == 200
            if client is not team and name.endswith(ANSWERING):
                assert not COUNTED.search(re.sub(r"<[^>]+>", " ", body)), f"{name}: others’ words come without counts"
    assert opened > 3 * len(HERE)
