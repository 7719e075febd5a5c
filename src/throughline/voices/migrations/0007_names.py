"""Names that organisations give, and what software proposes to take out."""

import django.db.models.deletion
import throughline.core.refs
from django.conf import settings
from django.db import migrations, models
from throughline.core.migrating import CreateTogether


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0002_append_only"),
        ("programmes", "0002_topics_and_regions"),
        ("voices", "0006_author_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="ProposedRemovals",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("sealed", models.BinaryField(help_text="Sealed JSON: kind, start and end of each.")),
                        (
                            "engine",
                            models.CharField(
                                blank=True, help_text="The model for names; empty for rules only.", max_length=80
                            ),
                        ),
                        (
                            "names",
                            models.CharField(
                                blank=True, help_text="Which version of the lists was used.", max_length=30
                            ),
                        ),
                        ("made_at", models.DateTimeField(auto_now=True)),
                        (
                            "contribution",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="proposed",
                                to="voices.contribution",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="NameLists",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("ref", models.CharField(default=throughline.core.refs.new_ref, max_length=12, unique=True)),
                        ("sealed", models.BinaryField(help_text="Sealed JSON: staff, wards and sites.")),
                        (
                            "version",
                            models.CharField(
                                default=throughline.core.refs.new_ref,
                                help_text="Another one whenever they change.",
                                max_length=12,
                            ),
                        ),
                        ("changed_at", models.DateTimeField(auto_now=True)),
                        (
                            "changed_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "organisation",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="name_lists",
                                to="programmes.organisation",
                            ),
                        ),
                        (
                            "programme",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="name_lists",
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
                                name="names_have_one_owner",
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
