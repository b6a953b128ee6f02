"""A keyed digest beside each server's secret, filled for those that have one."""

from django.db import migrations, models

from catalog.models.secret import secret_digest


def fill(apps, schema_editor):
    server = apps.get_model("catalog", "Server")
    for row in server.objects.exclude(secret="").only("secret"):
        server.objects.filter(pk=row.pk).update(secret_digest=secret_digest(row.secret))


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="server",
            name="secret_digest",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=64
            ),
        ),
        migrations.AddIndex(
            model_name="server",
            index=models.Index(
                fields=["secret_digest"], name="catalog_server_secret_digest"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
