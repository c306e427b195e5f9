import django.db.models.deletion
from django.db import migrations, models

from masthead.media.migrations._overwrite import overwrite


class Migration(migrations.Migration):
    """Room for what is sealed. What stands in plain text is sealed by the next one, and dropped by the one after."""

    dependencies = [("media", "0011_what_proves_a_licence")]
    operations = [
        migrations.RunPython(overwrite, migrations.RunPython.noop),
        migrations.AddField(
            model_name="depiction",
            name="sealed",
            field=models.TextField(default="", help_text="The name, and the salt of its commitment, encrypted."),
        ),
        migrations.AddField(
            model_name="permission",
            name="sealed",
            field=models.TextField(
                blank=True,
                default="",
                help_text="Of a form: who signed, how they are related, notes, and a salt, encrypted.",
            ),
        ),
        migrations.AddField(
            model_name="permission",
            name="words_version",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
        migrations.AddField(
            model_name="permission",
            name="signed_at",
            field=models.DateTimeField(
                blank=True, help_text="The moment, where it was signed on a screen.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="permission",
            name="form_name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AlterField(
            model_name="permissionlink",
            name="asked",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="media.askedpermission",
            ),
        ),
        migrations.AddField(
            model_name="permissionlink",
            name="form",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="links",
                to="media.permission",
            ),
        ),
        migrations.AddConstraint(
            model_name="permissionlink",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("asked__isnull", False), ("form", None)),
                    models.Q(("asked", None), ("form__isnull", False)),
                    _connector="OR",
                ),
                name="link_speaks_for_one",
            ),
        ),
    ]
