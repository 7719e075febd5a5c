"""Whether this process can do its work."""

from django.db import connection


def read_database() -> None:
    """Ask the database for one row. Raises `django.db.DatabaseError` when it cannot answer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
        cursor.fetchone()
