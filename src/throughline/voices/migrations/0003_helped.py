import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("voices", "0002_recordings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contribution",
            name="medium",
            field=models.CharField(
                choices=[
                    ("written", "Written"),
                    ("spoken", "Spoken, written down by software, and checked by the speaker"),
                    ("telephone", "Told by telephone, and written down by a helper"),
                    ("paper", "Written on paper, and typed in by a helper"),
                ],
                default="written",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="submission",
            name="helped_by",
            field=models.ForeignKey(
                help_text="Who of the team wrote it down for its author; the words are never theirs.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="consentrecord",
            name="how",
            field=models.CharField(
                choices=[
                    ("self", "By the author, on this site"),
                    ("voice", "By voice, after each was read out"),
                    ("paper", "With a signature, on paper"),
                ],
                default="self",
                max_length=8,
            ),
        ),
    ]
