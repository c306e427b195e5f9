import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def entries_wait(apps, editor):
    """What one person entered before waits for an approver too."""
    rows = apps.get_model("following", "RegisterRow").objects
    rows.filter(register__form="own").update(entry="entered")


class Migration(migrations.Migration):

    dependencies = [
        ('following', '0001_following'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='registerrow',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='registerrow',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='registerrow',
            name='entry',
            field=models.CharField(blank=True, default="", help_text="Of a row of the agency's own register: entered or confirmed.", max_length=9),
            preserve_default=False,
        ),
        migrations.RunPython(entries_wait, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='registerrow',
            index=models.Index(condition=models.Q(('entry', 'entered'), ('until', None)), fields=['entry'], name='row_to_confirm'),
        ),
    ]
