from django.db import migrations
from django.db.models import Exists, OuterRef, Subquery


def await_likenesses(apps, schema_editor):
    """The wordings of cases and decisions so far wait for their likeness, which the next assessments note."""
    likeness = apps.get_model("moderation", "Likeness")
    tables = (apps.get_model("moderation", name) for name in ("Case", "Decision"))
    for table in tables:
        wordings = table.objects.order_by("version_id").values_list("version_id", flat=True).distinct()
        waiting = (likeness(version_id=wording) for wording in wordings.iterator(chunk_size=2000))
        likeness.objects.bulk_create(waiting, batch_size=500, ignore_conflicts=True)
    standing = apps.get_model("moderation", "Decision").objects.filter(state="final", version=OuterRef("version"))
    newest = standing.order_by("-at", "-id")
    told = {"outcome": Subquery(newest.values("outcome")[:1]), "decided_at": Subquery(newest.values("at")[:1])}
    likeness.objects.filter(Exists(standing)).update(**told)


class Migration(migrations.Migration):

    dependencies = [
        ('moderation', '0002_similar_comments_and_policy'),
    ]

    operations = [
        migrations.RunPython(await_likenesses, migrations.RunPython.noop),
    ]
