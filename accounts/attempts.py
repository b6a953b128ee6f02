"""How often something may be tried: counted before it is done, for all processes.

A try is taken with one conditional UPDATE, so of any number at once no more get
through than the limit says.  The counts are rows: every process sees the same ones,
and a restart forgets none.  What is counted (a name, an address) is stored as a keyed
digest alone.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries, from the first one on, within so long."""

    name: str
    tries: int
    within: timedelta


#: Wrong passwords of one name, from one address.
LOG_IN = Limit(name="log-in", tries=5, within=timedelta(minutes=15))
#: Wrong passwords of any names, from one address: each costs as much as a right one.
LOG_INS = Limit(name="log-ins", tries=100, within=timedelta(minutes=15))
#: Wrong current passwords of somebody who is logged in.
OLD_PASSWORD = Limit(name="old password", tries=5, within=timedelta(minutes=15))
#: Wrong tokens of the API, from one address.
TOKEN = Limit(name="token", tries=20, within=timedelta(minutes=15))
#: Links to the set-up, from one address.
SETUP_LINK = Limit(name="set-up link", tries=10, within=timedelta(minutes=1))
#: People who ask to come in, from one address.
ASKING = Limit(name="asking", tries=10, within=timedelta(hours=1))
#: Mails to people who forgot their password, asked for from one address.
RESET_MAIL = Limit(name="reset mail", tries=5, within=timedelta(hours=1))
#: Problems one person reports.
PROBLEM = Limit(name="problem", tries=20, within=timedelta(hours=1))


#: How far the clocks of several machines, or one clock and its correction, may differ.
_CLOCKS_DIFFER: Final = timedelta(minutes=1)


class TooOften(Exception):
    """Tried more often than allowed; `until` says when it may be tried again."""

    def __init__(self, limit: Limit, until: datetime) -> None:
        super().__init__(f"Too many tries, until {until}.")
        self.limit = limit
        self.until = until

    def seconds(self, now: datetime) -> int:
        """How long that is, at least one."""
        return max(1, ceil((self.until - now).total_seconds()))


def take(limit: Limit, *who: object) -> None:
    """Take one of the tries there are for `who`.  Raises TooOften."""
    key = _key(limit, who)
    while True:
        # Read first: who is refused, however often they ask, writes nothing.
        row = Attempt.objects.filter(pk=key).first()
        # And the clock after it, or a row that somebody began in between would seem to
        # come from a clock that is ahead.
        now = timezone.now()
        if row is None:
            if _is_first(key, now, limit):
                return
        elif not now < row.ends_at <= now + limit.within + _CLOCKS_DIFFER:
            # Over, or begun by a clock that was ahead and has been set back.
            Attempt.objects.filter(pk=key, ends_at=row.ends_at).delete()
        elif row.count >= limit.tries:
            raise TooOften(limit, row.ends_at)
        elif Attempt.objects.filter(
            pk=key, ends_at=row.ends_at, count__lt=limit.tries
        ).update(count=F("count") + 1):
            return


def forgive(limit: Limit, *who: object) -> None:
    """It went well: what was tried before counts no more."""
    Attempt.objects.filter(pk=_key(limit, who)).delete()


def give_back(limit: Limit, *who: object) -> None:
    """It went well: this one try counts no more."""
    Attempt.objects.filter(pk=_key(limit, who), count__gt=0).update(
        count=F("count") - 1
    )


def place_of(request: HttpRequest) -> str:
    """From where somebody tries: an address, or the network that one household has.

    Whoever has an IPv6 address has 2**64 of them, and could use each five times.
    """
    said = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(said.partition("%")[0])
    except ValueError:
        return said
    if isinstance(address, ipaddress.IPv4Address) or address.ipv4_mapped:
        return said
    return str(ipaddress.ip_network((address, 64), strict=False))


def _is_first(key: str, now: datetime, limit: Limit) -> bool:
    Attempt.objects.filter(ends_at__lte=now).delete()
    try:
        with transaction.atomic():
            Attempt.objects.create(key=key, ends_at=now + limit.within)
    except IntegrityError:
        return False
    return True


def _key(limit: Limit, who: tuple[object, ...]) -> str:
    text = "\0".join([limit.name, *map(str, who)])
    return salted_hmac("accounts.attempts", text, algorithm="sha256").hexdigest()
