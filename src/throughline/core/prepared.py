"""Queries that are asked before every answer: their SQL is made once, since Django takes longer to make it than the
database to answer it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import CharField, Expression, ForeignKey, IntegerField, QuerySet, TextField

PLAIN = (IntegerField, CharField, TextField, ForeignKey)
Row = TypeVar("Row", bound=tuple[Any, ...])


class Asked(Expression):
    """A place in a prepared query for a value that is known only when it is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", (self,)


class Prepared(Generic[Row]):
    """The rows of a query with places (`Asked`) for values, which a call fills by their names.

    Whole numbers and texts only, as values and as columns: they are the same in Python and in the database.
    """

    def __init__(self, make: Callable[[], QuerySet[Any, Row]]) -> None:
        """make: the query, a `values_list`; called once, when it is first asked."""
        self._make = make
        self._made: dict[str, tuple[str, tuple[Any, ...]]] = {}

    def __call__(self, **values: int | str) -> list[Row]:
        """Ask. Raises `TypeError` for a query with columns of other kinds."""
        kind = connection.vendor
        sql, places = self._made.get(kind) or self._made.setdefault(kind, self._sql())
        filled = [values[place.name] if isinstance(place, Asked) else place for place in places]
        with connection.cursor() as cursor:
            cursor.execute(sql, filled)
            return cursor.fetchall()

    def _sql(self) -> tuple[str, tuple[Any, ...]]:
        compiler = self._make().query.get_compiler(connection=connection)
        sql, places = compiler.as_sql()
        if not all(isinstance(column.output_field, PLAIN) for column, *_ in compiler.select):
            raise TypeError("a prepared query returns whole numbers and texts only")
        return sql, tuple(places)
