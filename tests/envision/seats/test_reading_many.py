"""Reading who has a usable seat stays in proportion to how many there are.

Seen red with the bare condition in `usable_submissions`: PostgreSQL took it to hold for hardly anybody, and
went through 400 people 400 times (723,000 rows instead of 3,600).
"""

import json

from django.db import connection
from tests.envision.joining import make_seats
from tests.support import factories

from throughline.envision.seats import queries

PEOPLE = 400


def test_nobody_is_gone_through_again_for_everybody(database):
    activity = factories.make_activity(method="opinions")
    make_seats(activity, ["patients", "staff"] * (PEOPLE // 2))
    assert queries.people(activity) == {"patients": PEOPLE // 2, "staff": PEOPLE // 2, "policy": 0}
    if database.kind == "postgres":
        # As the server does of itself in time: of an empty table, such as that of withdrawals, it never learns.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE seats_seat, voices_participant, voices_submission, voices_consentrecord")
        by_constituency = queries.usable(activity).order_by().values_list("participant__constituency")
        (plan,) = json.loads(by_constituency.explain(analyze=True, format="json"))
        assert read(plan["Plan"]) < 20 * PEOPLE


def read(node: dict) -> float:
    """Rows that a plan's steps looked at."""
    looked = sum(count for name, count in node.items() if name.startswith("Rows Removed"))
    return (node["Actual Rows"] + looked) * node["Actual Loops"] + sum(map(read, node.get("Plans", [])))
