"""`keys` of stored observations also name the captions that are pending."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def mark(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    for name in ("Observation", "StagedObservation"):
        model = apps.get_model("sync", name)
        rows = model.objects.filter(captions__isnull=False, keys__contains="|captions.")
        for row in rows.only("captions", "keys").iterator(1000):
            pending = {
                f"pending.{key}"
                for key, caption in row.captions.items()
                if caption.get("pending")
            }
            if pending:
                named = pending.union(row.keys.strip("|").split("|"))
                row.keys = f"|{'|'.join(sorted(named))}|"
                row.save(update_fields=["keys"])


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0010_resolve_some_kinds_alone"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
