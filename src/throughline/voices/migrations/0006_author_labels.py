from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("voices", "0005_routes"),
    ]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="labels",
            field=models.JSONField(blank=True, default=list, help_text="What its author warns readers of."),
        ),
    ]
