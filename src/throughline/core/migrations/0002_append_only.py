from django.db import migrations

from throughline.core import guards


def put_on(apps, schema_editor):
    for statement in guards.put_on(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def take_off(apps, schema_editor):
    for statement in guards.take_off(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    """The audit log refuses changes in the database itself."""

    dependencies = [("core", "0001_initial")]

    operations = [migrations.RunPython(put_on, take_off)]
