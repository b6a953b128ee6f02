"""A schedule to begin with: all servers every 15 minutes, to be changed in the admin.

Made once; whoever deletes or changes it keeps it so.
"""

from django.db import migrations

NAME = "Sync all servers"


def make_schedule(apps, schema_editor):
    every = apps.get_model("django_celery_beat", "IntervalSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    interval, _ = every.objects.get_or_create(every=15, period="minutes")
    task.objects.get_or_create(
        name=NAME,
        defaults={
            "task": "sync.request_sync",
            "interval": interval,
            "description": "Asks every enabled server what it has.",
        },
    )


def drop_schedule(apps, schema_editor):
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    task.objects.filter(name=NAME, task="sync.request_sync").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("sync", "0001_initial"),
        ("django_celery_beat", "0019_alter_periodictasks_options"),
    ]

    operations = [migrations.RunPython(make_schedule, drop_schedule)]
