"""SQLite leaves what a row or a table held in its file until something else needs the room."""


def overwrite(apps, schema_editor):
    """Have it write zeros there instead, for as long as this connection lasts: names that are sealed are to be gone."""
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("PRAGMA secure_delete = ON")
