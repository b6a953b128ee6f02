"""The Celery application: queues, and the sign of life of each worker.

Tasks live in the apps. What a task was for is a row in the database, so a lost
message is late work, never lost work.
"""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu import Queue

from mediahub.worker_life import SignOfLife

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
# Django's checks load every page, and workers show none; `hub up` and `run_part` have
# looked at the settings before they start one.
os.environ.setdefault("CELERY_SKIP_CHECKS", "true")

QUEUES = ("celery", "gather", "finalize")

app = Celery("mediahub")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.task_queues = [Queue(name) for name in QUEUES]
app.conf.task_default_queue = "celery"
app.steps["consumer"].add(SignOfLife)
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Django's LOGGING stands: without a receiver Celery would put its own there."""
