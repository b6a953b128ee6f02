"""MediaHub's project package: it wires the apps together and decides nothing."""

from mediahub import garbage as garbage
from mediahub.celery import app as celery_app

__all__ = ["celery_app"]
