"""What was passed on to those who have to act, and whom to turn to."""

import django.db.models.deletion
import throughline.core.refs
from django.conf import settings
from django.db import migrations, models
from throughline.core.migrating import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_append_only"),
        ("programmes", "0002_topics_and_regions"),
        ("voices", "0004_workbench"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="Route",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ref", models.CharField(default=throughline.core.refs.new_ref, max_length=12, unique=True)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("care", "Needs care now"),
                                    ("safeguarding", "Safeguarding"),
                                    ("complaint", "Complaint"),
                                    ("staff-concern", "Worry raised by staff"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("raised_at", models.DateTimeField(auto_now_add=True)),
                        ("done_at", models.DateTimeField(null=True)),
                        (
                            "done_words",
                            models.BinaryField(
                                help_text="Sealed: what was done. Gone when the words are erased.", null=True
                            ),
                        ),
                        (
                            "contribution",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="routes",
                                to="voices.contribution",
                            ),
                        ),
                        (
                            "data_key",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.datakey",
                            ),
                        ),
                        (
                            "done_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("done_at__isnull", True)),
                                fields=("contribution", "kind"),
                                name="route_open_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Signpost",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("care", "Needs care now"),
                                    ("safeguarding", "Safeguarding"),
                                    ("complaint", "Complaint"),
                                    ("staff-concern", "Worry raised by staff"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("words", models.CharField(help_text="Shown to moderators and to authors.", max_length=500)),
                        (
                            "organisation",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signposts",
                                to="programmes.organisation",
                            ),
                        ),
                        (
                            "programme",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signposts",
                                to="programmes.programme",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("organisation__isnull", False), ("programme__isnull", True)),
                                    models.Q(("organisation__isnull", True), ("programme__isnull", False)),
                                    _connector="OR",
                                ),
                                name="signpost_has_one_owner",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("organisation__isnull", False)),
                                fields=("organisation", "kind"),
                                name="signpost_of_organisation_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("programme__isnull", False)),
                                fields=("programme", "kind"),
                                name="signpost_of_programme_once",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
