# Until now www.tumblr.com/library and tumblr.com/library passed as two accounts. The rule is written out here, as it
# was on the day of the change; from then on masthead/presences/spelling.py keeps it.

from django.db import migrations


def without_www(apps, schema_editor):
    presences = apps.get_model("presences", "Presence").objects
    ended = ("declined", "withdrawn", "retired")
    taken = set(presences.exclude(state__in=ended).values_list("channel", "handle"))
    stored = presences.filter(handle__startswith="www.", handle__contains="/").order_by("proposed_at", "pk")
    for presence in list(stored):
        spelled = presence.handle.removeprefix("www.")
        living = presence.state not in ended
        # Two that were one account all along stay two, until a person retires one of them.
        if living and (presence.channel, spelled) in taken:
            continue
        if living:
            taken.add((presence.channel, spelled))
        presences.filter(pk=presence.pk).update(handle=spelled)


class Migration(migrations.Migration):

    dependencies = [
        ("presences", "0005_withdrawn_proposals"),
    ]

    operations = [
        migrations.RunPython(without_www, migrations.RunPython.noop),
    ]
