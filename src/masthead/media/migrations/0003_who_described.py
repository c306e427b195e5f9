import django.db.models.deletion
from django.db import migrations, models


def from_the_records(apps, editor):
    """Who described a picture until now is on record."""
    assets = apps.get_model("media", "Asset").objects.values_list("pk", flat=True)
    subjects = {f"asset:{pk}": pk for pk in assets}
    records = apps.get_model("records", "Record").objects.filter(kind="asset/described").order_by("number")
    made = apps.get_model("media", "Described")
    made.objects.bulk_create(
        [
            made(asset_id=subjects[subject], by=by, at=at)
            for subject, by, at in records.values_list("subject", "by", "at")
            if subject in subjects
        ],
        batch_size=400,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('media', '0002_one_vocabulary_of_licenses'),
        ('records', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Described',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='descriptions', to='media.asset')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.RunPython(from_the_records, migrations.RunPython.noop),
    ]
