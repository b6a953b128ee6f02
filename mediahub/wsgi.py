"""The web application that gunicorn runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")

django_application = get_wsgi_application()

from mediahub.sub_path import below_sub_path  # noqa: E402  # needs the settings

application = below_sub_path(django_application)

# Every page is loaded before the first visitor comes, and before the workers part.
_ = get_resolver().url_patterns
