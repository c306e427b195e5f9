import secrets

from django.db import migrations

from masthead.agencies.vault import seal_mapping, unseal_mapping
from masthead.media.migrations._overwrite import overwrite


def seal_names(apps, schema_editor):
    """Names of people shown, and of those who signed on paper, leave the plain text. Forms themselves stay untouched."""
    depictions, permissions = apps.get_model("media", "Depiction"), apps.get_model("media", "Permission")
    for pk, name in list(depictions.objects.values_list("pk", "name")):
        depictions.objects.filter(pk=pk).update(sealed=seal_mapping({"name": name, "salt": secrets.token_hex(32)}))
    paper = permissions.objects.filter(asked=None)
    for pk, signer, relation, form_name in list(paper.values_list("pk", "signer", "relation", "form_name")):
        who = {"signer": signer, "relation": relation, "form_name": form_name, "words_note": ""}
        permissions.objects.filter(pk=pk).update(sealed=seal_mapping({**who, "salt": secrets.token_hex(32)}))
    for asked in apps.get_model("media", "AskedPermission").objects.filter(permissions__isnull=False).distinct():
        asked.permissions.update(signed_at=asked.answered_at, words_version=asked.words_version)


def open_names(apps, schema_editor):
    depictions, permissions = apps.get_model("media", "Depiction"), apps.get_model("media", "Permission")
    for pk, sealed in list(depictions.objects.exclude(sealed="").values_list("pk", "sealed")):
        depictions.objects.filter(pk=pk).update(name=unseal_mapping(sealed)["name"])
    for pk, sealed in list(permissions.objects.exclude(sealed="").values_list("pk", "sealed")):
        who = unseal_mapping(sealed)
        kept = {name: who.get(name, "") for name in ("signer", "relation", "form_name")}
        permissions.objects.filter(pk=pk).update(**kept)
    for asked in apps.get_model("media", "AskedPermission").objects.filter(permissions__isnull=False).distinct():
        relation = unseal_mapping(asked.sealed).get("relation", "")
        asked.permissions.update(relation=relation, form_name="signed-on-a-screen.txt")


class Migration(migrations.Migration):
    dependencies = [("media", "0012_names_of_forms_are_sealed")]
    operations = [
        migrations.RunPython(overwrite, migrations.RunPython.noop),
        migrations.RunPython(seal_names, open_names),
    ]
