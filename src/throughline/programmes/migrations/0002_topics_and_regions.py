from django.db import migrations

TOPICS = [
    ("ambulance", "Ambulances and transport"),
    ("cancer", "Cancer"),
    ("care-at-home", "Care at home and care homes"),
    ("children", "Children and young people"),
    ("dentistry", "Dentistry"),
    ("emergency", "Emergency care"),
    ("gp", "GP and community services"),
    ("hospital", "Hospital care"),
    ("learning-disability", "Learning disability and autism"),
    ("long-term-conditions", "Long-term conditions"),
    ("maternity", "Pregnancy and birth"),
    ("medicines", "Medicines and pharmacy"),
    ("mental-health", "Mental health"),
    ("digital", "Records, apps and online services"),
    ("workforce", "Working in health and care"),
]
REGIONS = [
    ("east-midlands", "East Midlands"),
    ("east-of-england", "East of England"),
    ("london", "London"),
    ("north-east", "North East"),
    ("north-west", "North West"),
    ("northern-ireland", "Northern Ireland"),
    ("scotland", "Scotland"),
    ("south-east", "South East"),
    ("south-west", "South West"),
    ("wales", "Wales"),
    ("west-midlands", "West Midlands"),
    ("yorkshire-and-the-humber", "Yorkshire and the Humber"),
]


def fill(apps, schema_editor):
    for model, rows in (("Topic", TOPICS), ("Region", REGIONS)):
        table = apps.get_model("programmes", model)
        table.objects.bulk_create([table(slug=slug, name=name) for slug, name in rows])


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
