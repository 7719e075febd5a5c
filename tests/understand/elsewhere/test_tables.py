"""Tables of numbers, on either database. Seen red without an order of their own."""

from tests.support import factories

from throughline.understand.elsewhere import queries
from throughline.understand.elsewhere.models import Numbers


def test_tables_come_newest_first(database):
    programme = factories.make_programme()
    made = [Numbers.objects.create(programme=programme, title=str(n), file_sha256=str(n)) for n in range(12)]
    assert list(queries.tables(programme)) == made[::-1]
