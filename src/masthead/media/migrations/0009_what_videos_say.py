from django.db import migrations


def look_again(apps, schema_editor):
    """Videos kept before are looked into once more, for what they say of themselves."""
    apps.get_model("media", "Asset").objects.filter(kind="video", says=None).update(looked_into=False)


class Migration(migrations.Migration):
    dependencies = [("media", "0008_what_files_say")]
    operations = [migrations.RunPython(look_again, migrations.RunPython.noop)]
