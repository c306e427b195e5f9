# Until now a comment under the handle of a presence was taken for the agency's own. Where anybody types the name beside
# a comment, and the channel gives no id of its author, only a reply of the desk is ours.

from django.db import migrations


def give_back_to_the_public(apps, schema_editor):
    taken = apps.get_model("conversations", "Comment").objects.filter(
        from_us=True, author_id="", presence__channel__in=["noticeboard", "hand"]
    )
    replies = apps.get_model("conversations", "Reply").objects.exclude(seen_as=None)
    taken.exclude(pk__in=replies.values("seen_as")).update(from_us=False)


class Migration(migrations.Migration):

    dependencies = [
        ("conversations", "0003_screenshots_of_exchanges"),
        ("presences", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(give_back_to_the_public, migrations.RunPython.noop),
    ]
