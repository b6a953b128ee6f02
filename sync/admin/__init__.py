"""Syncs in Django's admin, and what they know about the catalog's pages.

Registers over `catalog.admin`: titles gain what other servers offer, servers can be
added, changed, tried and synced.  Nothing here waits for a sync or speaks to the
broker; what is asked for is a committed row that the background takes up.
"""

from sync.admin import (
    activity,
    audits,
    bulk_changes,
    changes,
    conflicts,
    deliveries,
    observations,
    problems,
    quarantine,
    runs,
    scans,
    schedules,
    servers,
    titles,
    webhooks,
)

__all__ = [
    "activity",
    "audits",
    "bulk_changes",
    "changes",
    "conflicts",
    "deliveries",
    "observations",
    "problems",
    "quarantine",
    "runs",
    "scans",
    "schedules",
    "servers",
    "titles",
    "webhooks",
]
