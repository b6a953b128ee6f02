"""A backup every night at 04:30, to be changed in the admin.

Made once; whoever changes it keeps it so.
"""

from django.db import migrations

NAME = "Back up MediaHub every day at 04:30"
TASK = "mediahub.back_up"


def make_schedule(apps, schema_editor):
    at = apps.get_model("django_celery_beat", "CrontabSchedule")
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    if task.objects.filter(task=TASK).exists():
        return
    crontab, _ = at.objects.get_or_create(
        minute="30",
        hour="4",
        day_of_week="*",
        day_of_month="*",
        month_of_year="*",
        timezone="UTC",
    )
    task.objects.create(
        name=NAME, task=TASK, crontab=crontab, kwargs='{"daily": 7, "weekly": 4}'
    )


def drop_schedule(apps, schema_editor):
    task = apps.get_model("django_celery_beat", "PeriodicTask")
    task.objects.filter(task=TASK).delete()


class Migration(migrations.Migration):
    dependencies = [("sync", "0005_read_schedules_as_people_do")]

    operations = [migrations.RunPython(make_schedule, drop_schedule)]
