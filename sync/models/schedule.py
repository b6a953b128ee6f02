"""What MediaHub does by itself, and when."""

from __future__ import annotations

from django_celery_beat.models import PeriodicTask


class Schedule(PeriodicTask):  # type: ignore[misc]
    """A row of the scheduler's own table, as people read and change it."""

    class Meta:
        proxy = True
        verbose_name = "schedule"

    def __str__(self) -> str:
        return str(self.name)
