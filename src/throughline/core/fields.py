"""Columns that Django does not have."""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast


class KeptJSONField(models.TextField[Any, Any]):
    """JSON that is read as it was written, on either database. PostgreSQL's `jsonb`, which Django's own field is there,
    puts the keys in an order of its own, the short ones first."""

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(value)  # None: of a row that is joined and not there

    def get_prep_value(self, value: Any) -> str:
        return json.dumps(value)

    def get_transform(self, name: str) -> Any:
        """What stands under a key, to be looked for."""
        return lambda column, *_more: KeyTransform(name, Cast(column, models.JSONField()))
