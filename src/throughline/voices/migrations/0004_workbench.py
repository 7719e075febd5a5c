"""Who has words open to decide on them, and since when words wait for a second opinion."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from throughline.core.migrating import CreateTogether


def start_the_clock(apps, schema_editor):
    """Words that wait for a second opinion already have the whole time from now on."""
    opinions = apps.get_model("voices", "SecondOpinion").objects
    waiting = apps.get_model("voices", "Contribution").objects.filter(moderation="second")
    replies = apps.get_model("voices", "AuthorReply").objects
    for contribution in waiting.only("pk").iterator():
        last = contribution.decisions.order_by("-pk").first()
        by_reply = last is not None and last.outcome == "red" and replies.filter(decision=last).exists()
        opinions.create(contribution=contribution, for_author=by_reply)


class Migration(migrations.Migration):
    dependencies = [
        ("voices", "0003_helped"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTogether(
            [
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("until", models.DateTimeField()),
                        (
                            "account",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "contribution",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="hold",
                                to="voices.contribution",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SecondOpinion",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "for_author",
                            models.BooleanField(
                                default=False,
                                help_text="Asked for by the author's reply: never given by whoever decided before.",
                            ),
                        ),
                        ("lapsed_at", models.DateTimeField(null=True)),
                        (
                            "contribution",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="second_opinion",
                                to="voices.contribution",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("lapsed_at__isnull", True)),
                                fields=["asked_at"],
                                name="second_opinion_due",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunPython(start_the_clock, migrations.RunPython.noop),
    ]
