from django.db import migrations

from masthead.media.migrations._overwrite import overwrite


class Migration(migrations.Migration):
    dependencies = [("media", "0013_seal_names_of_forms")]
    operations = [
        migrations.RunPython(overwrite, migrations.RunPython.noop),
        migrations.RemoveField(model_name="depiction", name="name"),
        migrations.RemoveField(model_name="permission", name="signer"),
        migrations.RemoveField(model_name="permission", name="relation"),
        migrations.RemoveField(model_name="permission", name="form_name"),
    ]
