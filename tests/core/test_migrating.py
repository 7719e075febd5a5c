"""Tables made together are the tables that Django makes one step after the other."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.state import ProjectState

from throughline.core.migrating import CreateTogether

STEPS = [
    CreateModel("Ward", [("id", models.BigAutoField(primary_key=True)), ("name", models.CharField(max_length=40))]),
    CreateModel("Bed", [("id", models.BigAutoField(primary_key=True)), ("number", models.IntegerField())]),
    AddField("Bed", "ward", models.ForeignKey("made.Ward", models.CASCADE)),
    AddConstraint("Bed", models.UniqueConstraint(fields=["ward", "number"], name="bed_once")),
]


def apply(steps: list, state: ProjectState) -> ProjectState:
    """Take these steps in the database; returns the state after them."""
    for step in steps:
        after = state.clone()
        step.state_forwards("made", after)
        with connection.schema_editor() as editor:
            step.database_forwards("made", editor, state, after)
        state = after
    return state


def described() -> dict[str, object]:
    """What the database says of the tables: columns and constraints."""
    with connection.cursor() as cursor:
        return {
            table: (
                sorted(column.name for column in connection.introspection.get_table_description(cursor, table)),
                sorted(map(str, connection.introspection.get_constraints(cursor, table).items())),
            )
            for table in sorted(connection.introspection.table_names(cursor))
            if table.startswith("made_")
        }


def test_the_tables_are_the_same_hold_their_rules_and_can_be_taken_away(database):
    one_by_one = apply(STEPS, ProjectState())
    expected = described()
    with connection.schema_editor() as editor:
        for name in ("Bed", "Ward"):
            editor.delete_model(one_by_one.apps.get_model("made", name))
    assert described() == {}

    together = CreateTogether(STEPS)
    state = apply([together], ProjectState())
    assert described() == expected
    ward = state.apps.get_model("made", "Ward").objects.create(name="Two")
    beds = state.apps.get_model("made", "Bed").objects
    beds.create(number=1, ward=ward)
    with pytest.raises(IntegrityError), transaction.atomic():
        beds.create(number=1, ward=ward)

    with connection.schema_editor() as editor:
        together.database_backwards("made", editor, state, ProjectState())
    assert described() == {}
    assert together.describe() == "Create Ward, Bed"


def test_what_is_added_to_a_table_made_elsewhere_is_refused_and_not_passed_over():
    with pytest.raises(ValueError, match="field ward to Bed: no such model is created here"):
        CreateTogether([STEPS[0], STEPS[2]])
    with pytest.raises(ValueError, match="no such model is created here"):
        CreateTogether([STEPS[0], STEPS[3], STEPS[1]])
