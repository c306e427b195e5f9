# Until now a handle was stored as it was typed: @Library@Social.Example beside library@social.example. The rule is
# written out here, as it was on the day of the change; from then on masthead/presences/spelling.py keeps it.

import re

from django.db import migrations

_BEFORE = re.compile(r"^(?:https?://)?@?", re.IGNORECASE)


def spell_alike(apps, schema_editor):
    presences = apps.get_model("presences", "Presence").objects
    ended = ("declined", "retired")
    taken = set(presences.exclude(state__in=ended).values_list("channel", "handle"))
    for presence in presences.exclude(handle="").order_by("proposed_at", "pk").iterator():
        account, slash, path = _BEFORE.sub("", presence.handle.strip()).rstrip("/").partition("/")
        spelled = f"{account.lower()}{slash}{path}"
        living = presence.state not in ended
        # Two that were one account all along stay two, until a person retires one of them.
        if spelled == presence.handle or (living and (presence.channel, spelled) in taken):
            continue
        if living:
            taken.add((presence.channel, spelled))
        presences.filter(pk=presence.pk).update(handle=spelled)


class Migration(migrations.Migration):

    dependencies = [
        ("presences", "0003_sign_in_and_apps"),
    ]

    operations = [
        migrations.RunPython(spell_alike, migrations.RunPython.noop),
    ]
