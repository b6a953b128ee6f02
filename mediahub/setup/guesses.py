"""Wrong links are counted by address; who shows too many is not listened to a while.

The count is in the database, for several processes answer.  It never keeps anybody
else out.
"""

from __future__ import annotations

import ipaddress
from datetime import timedelta
from typing import Final

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from mediahub.setup.models import WrongTry

MOST: Final = 10
WINDOW: Final = timedelta(minutes=1)


def is_over(request: HttpRequest) -> bool:
    """Whether this address has guessed too often of late."""
    since = timezone.now() - WINDOW
    return WrongTry.objects.filter(
        address=_address(request), since__gt=since, tries__gte=MOST
    ).exists()


@transaction.atomic
def count(request: HttpRequest) -> None:
    """Remember one wrong try, and forget what is long ago."""
    now = timezone.now()
    WrongTry.objects.filter(since__lte=now - WINDOW).delete()
    address = _address(request)
    WrongTry.objects.get_or_create(address=address, defaults={"since": now})
    row = WrongTry.objects.select_for_update().get(address=address)
    if row.tries < MOST:
        row.tries += 1
        row.save(update_fields=["tries"])


def _address(request: HttpRequest) -> str:
    """Who asks; of IPv6 the network, for one machine has as many as it likes."""
    text = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"
    if address.version == 4:
        return str(address)
    mapped = address.ipv4_mapped
    if mapped is not None:
        return str(mapped)
    return str(ipaddress.ip_network((address, 64), strict=False))
