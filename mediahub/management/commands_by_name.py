"""Finding a management command; one line and exit code 2 for a name that is none."""

from __future__ import annotations

import difflib
import sys

from django.conf import settings
from django.core.management import ManagementUtility, get_commands
from django.core.management.base import BaseCommand


class Commands(ManagementUtility):
    """Django's commands and ours."""

    def fetch_command(self, subcommand: str) -> BaseCommand:
        known = get_commands()
        if subcommand not in known:
            # Broken settings leave Django's own commands alone, and say so here.
            _ = settings.INSTALLED_APPS
            shown = subcommand.encode(errors="backslashreplace").decode()[:200]
            near = difflib.get_close_matches(subcommand, known, n=1)
            hint = f" Did you mean {near[0]}?" if near else ""
            line = f"Unknown command: {shown}.{hint} See ./hub manage help."
            sys.stderr.write(" ".join(line.split()) + "\n")
            sys.exit(2)
        return super().fetch_command(subcommand)
