# Until now a private mention on Mastodon was taken in as a comment of its thread. The bytes received say which it was:
# it moves into a private exchange. An exchange that holds nothing else the public said becomes private as it stands.

import json

from django.db import migrations


def tell_private_ones_apart(apps, schema_editor):
    comments = apps.get_model("conversations", "Comment").objects
    taken = comments.filter(presence__channel="mastodon").exclude(current=None).order_by("seen_at", "id")
    rows = taken.select_related("conversation", "presence", "current__raw")
    moving = [row for row in rows.iterator(100) if _is_private(row)]
    private = {row.pk for row in moving}
    for row in moving:
        thread = row.conversation
        others = comments.filter(conversation_id=thread.pk).exclude(pk__in=private)
        if thread.publication_subject or others.filter(from_us=False).exists():
            thread = _exchange_of_its_own(apps, row)
            row.conversation = thread
            row.save(update_fields=["conversation"])
        thread.private, thread.title = True, f"Private message on {row.presence.name}"[:120]
        if not thread.root.startswith("private:"):
            thread.root = f"private:{thread.root}"[:500]
        thread.save(update_fields=["private", "title", "root"])


def _is_private(row):
    try:
        said = json.loads(bytes(row.current.raw.content))
        return said.get("visibility", "public") not in ("public", "unlisted")
    except (ValueError, AttributeError):
        return False


def _exchange_of_its_own(apps, row):
    """A private message under a public thread. The exchange is owed an answer as the thread was."""
    exchanges = apps.get_model("conversations", "Conversation").objects
    return exchanges.create(
        presence=row.presence,
        root=f"private:{row.native_id}"[:500],
        root_ref={"native_id": row.native_id, "version": "", "url": row.url},
        state=row.conversation.state,
        last_event_at=row.conversation.last_event_at,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("conversations", "0006_private_exchanges"),
    ]

    operations = [
        migrations.RunPython(tell_private_ones_apart, migrations.RunPython.noop),
    ]
