import django.db.models.deletion
from django.db import migrations, models


def confirm_what_the_keeper_imported(apps, editor):
    """What a person imported before waits for an approver too; what came in at the machine itself does not."""
    versions = apps.get_model("following", "RegisterVersion").objects.filter(imported_by__startswith="worker:")
    versions.update(confirmed_by=models.F("imported_by"), confirmed_at=models.F("imported_at"))
    # Until now a preview held rows that were read.
    apps.get_model("following", "Preview").objects.update(state="ready")


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0002_entries_are_confirmed'),
    ]

    operations = [
        migrations.AddField(
            model_name='preview',
            name='begun_at',
            field=models.DateTimeField(help_text='When a worker last took it up.', null=True),
        ),
        migrations.AddField(
            model_name='preview',
            name='columns',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='preview',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waiting to be read'), ('ready', 'Read, to be looked at'), ('failed', 'Failed'), ('asked', 'Being imported')], db_index=True, default='waiting', max_length=8),
        ),
        migrations.AddField(
            model_name='preview',
            name='tries',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='preview',
            name='trouble',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='registerversion',
            name='confirmed_at',
            field=models.DateTimeField(help_text='Until then it allows nothing new.', null=True),
        ),
        migrations.AddField(
            model_name='registerversion',
            name='confirmed_by',
            field=models.CharField(blank=True, help_text='Empty where there was nothing to confirm.', max_length=80),
        ),
        migrations.AlterField(
            model_name='preview',
            name='parsed',
            field=models.BinaryField(default=bytes),
        ),
        migrations.CreateModel(
            name='Uploaded',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=300)),
                ('content', models.BinaryField()),
                ('preview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uploads', to='following.preview')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.RunPython(confirm_what_the_keeper_imported, migrations.RunPython.noop),
    ]
