from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("media", "0012_seal_names_of_forms")]
    operations = [
        migrations.RemoveField(model_name="depiction", name="name"),
        migrations.RemoveField(model_name="permission", name="signer"),
        migrations.RemoveField(model_name="permission", name="relation"),
        migrations.RemoveField(model_name="permission", name="form_name"),
    ]
