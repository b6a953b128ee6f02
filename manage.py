#!/usr/bin/env python
"""Runs MediaHub's management commands; `./hub manage` is the way in for people."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediahub.settings")
    from django.core.exceptions import ImproperlyConfigured

    from mediahub.management.commands_by_name import Commands

    try:
        Commands(sys.argv).execute()
    except ImproperlyConfigured as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
