"""What PostgreSQL asks for: connections that persist, and whether one still lives is asked of its socket; and no text
that it cannot hold."""

import psycopg
import pytest
from django.core.signals import request_finished, request_started
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.envision.opinions.talking import make_map
from tests.envision.opinions.test_voting import Voter

pytestmark = pytest.mark.postgres


def answer() -> int:
    """The work of one request, between the signals at which Django looks after its connections."""
    request_started.send(None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        served_by = cursor.fetchone()[0]
    request_finished.send(None)
    return served_by


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_living_connection_is_kept_and_the_server_is_not_asked(database):
    first = answer()
    with CaptureQueriesContext(connection) as asked:
        assert answer() == first
    assert [query["sql"] for query in asked] == ["SELECT pg_backend_pid()"]


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_a_connection_that_the_server_ended_is_replaced_before_it_is_used(database, postgres_server):
    """Seen red with an `is_usable` that always says yes: OperationalError, terminating connection."""
    first = answer()
    with psycopg.connect(postgres_server, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [first])
    assert answer() != first


@pytest.mark.parametrize("database", ["postgres"], indirect=True)
def test_what_the_database_cannot_hold_is_not_found(database):
    """Seen red without `is_nul`: error 500, as psycopg refuses to send it."""
    assert Voter(make_map(statements=1)[0]).votes("agree", "\0").status_code == 404
