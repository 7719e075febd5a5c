"""Rows as JSON and back, for any model on either database, so that a backup fits both."""

import datetime
import decimal
import uuid
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models

Model = type[models.Model]

# Not worth keeping, or harmful to bring back: people sign in again, rate limits start afresh.
LEFT_OUT = {"sessions.session", "core.bucket"}
KEYS = "core.datakey"


def content_models(registry: Any) -> list[Model]:
    """Every model whose rows go into the content file, with the tables between many and many."""
    found = registry.get_models(include_auto_created=True)
    return [
        model
        for model in sorted(found, key=lambda model: model._meta.label_lower)
        if model._meta.managed and not model._meta.proxy and model._meta.label_lower not in LEFT_OUT | {KEYS}
    ]


def columns(model: Model, names: Sequence[str] = ()) -> list[Any]:
    """The fields of a model that have a column, in the order of `names` where given.

    Models rebuilt from migrations have their fields in another order, so a backup says which it used.
    """
    fields = {field.column: field for field in model._meta.concrete_fields}
    return [fields[name] for name in names] if names else list(fields.values())


def read(model: Model) -> Iterator[list[Any]]:
    """Yield every row as a list that JSON can hold, in the order of `columns`, without loading them all."""
    fields = columns(model)
    rows = model._base_manager.order_by("pk").values_list(*(field.attname for field in fields))
    for row in rows.iterator(chunk_size=2000):
        yield [_out(field, value) for field, value in zip(fields, row, strict=True)]


def insert_sql(model: Model, fields: Sequence[Any], quote: Any) -> str:
    """The statement that puts one row back as it was; defaults and `auto_now` do not apply."""
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join("%s" for _ in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608 (our own names)


def prepare(fields: Sequence[Any], rows: Iterable[list[Any]], connection: Any) -> Iterator[list[Any]]:
    """Turn rows as `read` gave them into parameters for `insert_sql`."""
    for row in rows:
        yield [field.get_db_prep_save(_in(value), connection) for field, value in zip(fields, row, strict=True)]


def _out(field: Any, value: Any) -> Any:
    match value:
        case None:
            return None
        case _ if isinstance(field, models.JSONField):
            return {"json": value}
        case bytes() | bytearray() | memoryview():
            return {"bytes": b64encode(bytes(value)).decode()}
        case datetime.datetime():
            return {"moment": value.isoformat()}
        case datetime.date():
            return {"day": value.isoformat()}
        case decimal.Decimal():
            return {"decimal": str(value)}
        case uuid.UUID():
            return {"uuid": str(value)}
        case bool() | int() | float() | str():
            return value
    raise TypeError(f"{field} holds a {type(value).__name__}, which backups do not know")


_READERS = {
    "json": lambda value: value,
    "bytes": b64decode,
    "moment": datetime.datetime.fromisoformat,
    "day": datetime.date.fromisoformat,
    "decimal": decimal.Decimal,
    "uuid": uuid.UUID,
}


def _in(value: Any) -> Any:
    if isinstance(value, dict):
        ((kind, inner),) = value.items()
        return _READERS[kind](inner)
    return value
