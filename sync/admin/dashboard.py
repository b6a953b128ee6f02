"""The desk's first page: what waits for a person, the servers, the last two weeks.

Reads only, never a secret, and a fixed number of queries.  What takes as long as the
catalog is large (who gives how much) is counted once after each run.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Final

from django.conf import settings
from django.db.models import Count, QuerySet, Sum, Value
from django.db.models.functions import TruncDate
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from catalog.admin import marks, words
from catalog.models import ProblemReport, Server
from sync.admin import server_list, shares
from sync.models import (
    Audit,
    Conflict,
    Quarantine,
    Run,
    Scan,
    WebhookDelivery,
)

_DAYS: Final = 14
#: The chart's own units; the page gives it its width.
_HEIGHT: Final = 60.0
_STEP: Final = 20.0
_BAR: Final = 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that a person is to look at: how much of it, and where."""

    count: int
    words: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """A server as the first page shows it; it gives `percent` of all values."""

    server: Server
    name: SafeString
    health: SafeString
    trouble: str
    latest: SafeString
    titles: int
    percent: float | None
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """What one server changed on one day, as a piece of the day's bar."""

    x: float
    y: float
    height: float
    colour: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The last two weeks: bars in a box of `width` by `height`."""

    bars: list[Bar]
    legend: list[SafeString]
    first: date
    last: date
    most: int
    width: float = _DAYS * _STEP
    height: float = _HEIGHT
    bar: float = _BAR

    @property
    def words(self) -> str:
        """The chart for whoever does not see it."""
        if not self.bars:
            return "No server has changed anything in two weeks."
        return "; ".join(bar.words for bar in self.bars)


class Dashboard:
    """What the page may show of itself; nothing is asked that it does not show."""

    def __init__(self, user: User) -> None:
        self._user = user

    def waits_for_you(self) -> list[Waiting]:
        """What this person may decide or should know of; only what there is."""
        waiting = [
            Waiting(count=count, words=queue.words(count), url=queue.url)
            for queue, count in self._lengths.items()
            if count and queue.url and self._user.has_perm(queue.needs)
        ]
        if self._user.has_perm("sync.view_audit"):
            waiting += _differences()
        return waiting

    def servers(self) -> list[Glance]:
        """The servers in their order: health, last scan, what they give."""
        now = timezone.now()
        rows = server_list.with_latest(Server.objects.present().defer("secret"))
        given = shares.shares()
        whole = given.all_values
        return [
            Glance(
                server=server,
                name=marks.dot(server.pk, server.name),
                health=marks.state(*words.health(server, now)),
                trouble=server.health_message if server.enabled else "",
                latest=server_list.latest(server),
                titles=given.titles.get(server.pk, 0),
                percent=100 * given.values.get(server.pk, 0) / whole if whole else None,
                colour=marks.colour(server.pk),
            )
            for server in rows.order_by("priority")
        ]

    def two_weeks(self) -> Chart:
        """What servers changed and withdrew, by day, from their scans."""
        today = timezone.localdate()
        first = today - timedelta(days=_DAYS - 1)
        rows = (
            Scan.objects.filter(dry_run=False, adopted_at__date__gte=first)
            .annotate(day=TruncDate("adopted_at"))
            .values("day", "server_id", "server__name")
            .annotate(moved=Sum("changed") + Sum("withdrawn"))
            .filter(moved__gt=0)
            .order_by("day", "server__priority")
        )
        return _chart(list(rows), first, today)

    def house(self) -> list[str]:
        """What is left of the disk, and what stands in line."""
        free = shutil.disk_usage(settings.MEDIAHUB_DATA).free
        lines = [
            f"{count} {queue.words(count)}." if count else "Nothing waits in line."
            for queue, count in self._lengths.items()
            if not queue.url
        ]
        return [f"{filesizeformat(free)} free for MediaHub\u2019s data.", *lines]

    @cached_property
    def _lengths(self) -> dict[_Queue, int]:
        """How long each queue is, in one query."""
        queues = _queues()
        counted = [
            queue.rows.order_by()
            .annotate(queue=Value(number))
            .values("queue")
            .annotate(length=Count("pk"))
            .values_list("queue", "length")
            for number, queue in enumerate(queues)
        ]
        lengths = dict(counted[0].union(*counted[1:], all=True))
        return {queue: lengths.get(n, 0) for n, queue in enumerate(queues)}


@dataclass(frozen=True, eq=False, slots=True)
class _Queue:
    """What waits; without an address it waits for MediaHub, not for a person."""

    needs: str
    rows: QuerySet[Any]
    one: str
    several: str
    url: str = ""

    def words(self, count: int) -> str:
        return self.one if count == 1 else self.several


def _queues() -> list[_Queue]:
    since = timezone.now() - timedelta(days=1)
    scans = reverse("admin:sync_scan_changelist")
    return [
        _Queue(
            "sync.view_scan",
            Scan.objects.filter(decision=Scan.Decision.WAITING),
            "scan is held",
            "scans are held",
            f"{scans}?state__exact={Scan.State.HELD}",
        ),
        _Queue(
            "sync.view_conflict",
            Conflict.objects.all(),
            "conflict",
            "conflicts",
            reverse("admin:sync_conflict_changelist"),
        ),
        _Queue(
            "sync.view_quarantine",
            Quarantine.objects.filter(dismissed_at=None),
            "item in quarantine",
            "items in quarantine",
            reverse("admin:sync_quarantine_changelist"),
        ),
        _Queue(
            "catalog.view_problemreport",
            ProblemReport.objects.filter(state=ProblemReport.State.OPEN),
            "problem that a viewer reported",
            "problems that viewers reported",
            f"{reverse('admin:catalog_problemreport_changelist')}?state__exact=open",
        ),
        _Queue(
            "sync.view_webhookdelivery",
            WebhookDelivery.objects.filter(trigger=None, last_at__gte=since),
            "sender\u2019s webhooks refused today",
            "senders\u2019 webhooks refused today",
            reverse("admin:sync_webhookdelivery_changelist"),
        ),
        _Queue(
            "sync.view_run",
            Run.objects.filter(state=Run.State.PENDING),
            "run waits in line",
            "runs wait in line",
        ),
    ]


def _differences() -> list[Waiting]:
    audit = Audit.objects.order_by("-pk").only("pk", "differences").first()
    if audit is None or not audit.differences:
        return []
    what = "difference" if audit.differences == 1 else "differences"
    url = reverse("admin:sync_audit_change", args=[audit.pk])
    said = f"{what} found by the self-audit"
    return [Waiting(count=audit.differences, words=said, url=url)]


def _chart(rows: Sequence[Mapping[str, Any]], first: date, last: date) -> Chart:
    totals: dict[date, int] = {}
    for row in rows:
        totals[row["day"]] = totals.get(row["day"], 0) + row["moved"]
    most = max(totals.values(), default=0)
    bars: list[Bar] = []
    stacked: dict[date, float] = {}
    for row in rows:
        day, moved = row["day"], row["moved"]
        # Whatever a server did is seen, however much another one did.
        height = max(1.0, _HEIGHT * moved / most)
        below = stacked.get(day, 0.0)
        stacked[day] = below + height
        bars.append(
            Bar(
                x=(day - first).days * _STEP + (_STEP - _BAR) / 2,
                y=max(0.0, _HEIGHT - below - height),
                height=min(height, _HEIGHT - below),
                colour=marks.colour(row["server_id"]),
                words=f"{day.day} {day:%b}: {row['server__name']} {moved:,}",
            )
        )
    names = {row["server_id"]: row["server__name"] for row in rows}
    return Chart(
        bars=bars,
        legend=[marks.dot(pk, name) for pk, name in names.items()],
        first=first,
        last=last,
        most=most,
    )
