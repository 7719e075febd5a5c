import django.db.models.deletion
from django.db import migrations, models
from throughline.core.migrating import CreateTogether


def first_turns(apps, schema_editor):
    """Whatever was answered so far was answered in the first wave. Somebody who answered twice keeps both."""
    Submission = apps.get_model("voices", "Submission")
    Turn = apps.get_model("questionnaires", "Turn")
    known = set()
    rows = Submission.objects.filter(activity__method="questionnaires").order_by("pk")
    for pk, ref, activity, person in rows.values_list("pk", "ref", "activity", "participant__ref"):
        again = (activity, person) in known
        known.add((activity, person))
        Turn.objects.create(submission_id=pk, activity_id=activity, wave=1, person=ref if again else person)


class Migration(migrations.Migration):
    dependencies = [
        ("programmes", "0001_initial"),
        ("questionnaires", "0001_initial"),
        ("voices", "0001_initial"),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="Turn",
                    fields=[
                        (
                            "submission",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                primary_key=True,
                                related_name="turn",
                                serialize=False,
                                to="voices.submission",
                            ),
                        ),
                        ("wave", models.PositiveSmallIntegerField(default=1)),
                        (
                            "person",
                            models.CharField(help_text="Ref of the participant of the first turn.", max_length=12),
                        ),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.activity"
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("activity", "wave", "person"), name="turn_once_a_wave")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Wave",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("number", models.PositiveSmallIntegerField()),
                        ("opens_on", models.DateField()),
                        ("closes_on", models.DateField(null=True)),
                        ("opened_at", models.DateTimeField(help_text="Empty while it is planned.", null=True)),
                        (
                            "activity",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="waves",
                                to="programmes.activity",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("activity", "number"), name="wave_number_once")
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(first_turns, migrations.RunPython.noop),
    ]
