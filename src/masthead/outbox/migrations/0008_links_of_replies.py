"""Replies that arrived before their links were watched are looked at once more for links."""

from django.db import migrations


def look_again(apps, schema_editor):
    apps.get_model("outbox", "Delivery").objects.filter(purpose="reply", links_noted=True).update(links_noted=False)


class Migration(migrations.Migration):
    dependencies = [("outbox", "0007_links_of_live_posts")]
    operations = [migrations.RunPython(look_again, migrations.RunPython.noop)]
