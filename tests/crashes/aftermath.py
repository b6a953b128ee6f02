"""After a death: time passes, whoever is there goes on, and what there is is looked at.

Time is the expiry of leases and the patience of the reconciler, both ended at once.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Iterable
from typing import Any, Final

from django.db.models import Sum
from django.utils import timezone

from catalog.models import (
    Alias,
    FieldChange,
    FieldLock,
    FieldSource,
    Item,
    PriorityRule,
    Progress,
    Server,
    Watchlist,
)
from sync import execute, reconcile, triggers
from sync.export import export_catalog
from sync.finalize import scans_to_do
from sync.models import (
    BulkChange,
    BulkRow,
    Conflict,
    IdentityDecision,
    Lease,
    Observation,
    Quarantine,
    Run,
    Scan,
    StagedObservation,
    Trigger,
    Withdrawal,
)
from sync.report import report_run

_OF_THE_WAY: Final = ("history", "effects")
_SECONDS: Final = 60.0
_COUNTED: Final = ("created", "updated", "cleared", "unavailable", "restored", "writes")


def leases_run_out() -> None:
    """Whoever held one is dead, and enough time has passed to know it."""
    Lease.objects.update(expires_at=timezone.now())


def looked_after() -> None:
    """Let the reconciler look until nothing is left that was asked for."""
    vars(reconcile)["_PATIENCE_WITH_ADOPTERS"] = 0.0
    observer = reconcile.Reconciler(broker_rests_until=float("inf"))
    deadline = time.monotonic() + _SECONDS
    while True:
        observer.look()
        for work in list(observer.busy.values()):
            work.result(_SECONDS)
        if not unfinished():
            break
        if time.monotonic() > deadline:
            raise AssertionError(f"It is never done: {unfinished()}")
    observer.pool.shutdown()


def unfinished() -> dict[str, int]:
    """What was asked for and is not done, by what it is."""
    counts = {
        "triggers without a run": len(triggers.unplanned()),
        "scans": Scan.objects.filter(
            state__in=[Scan.State.PENDING, Scan.State.RUNNING]
        ).count(),
        "adopted scans": len(scans_to_do()),
        "runs": Run.objects.filter(finished_at__isnull=True).count(),
        "bulk changes": BulkChange.objects.filter(
            state__in=[BulkChange.State.WAITING, BulkChange.State.RUNNING]
        ).count(),
    }
    return {what: count for what, count in counts.items() if count}


def synced() -> dict[str, Any]:
    """A sync of all servers, and what it says of itself."""
    asked = triggers.request_sync(source=Trigger.Source.COMMAND)
    report = report_run(execute.carry_out(triggers.plan(asked.pk)))
    return {name: report[name] for name in ("state", "changes", "writes")}


def state() -> dict[str, Any]:
    """Everything that a deed leaves behind, without what is new on every run."""
    titles = _titles()
    return {
        "catalog": export_catalog(),
        "history": _history(titles),
        "doubled": _doubled(titles),
        "provenance": FieldSource.objects.count(),
        "addresses": _addresses(titles),
        "viewers": _rows(
            (model.__name__, titles.get(item))
            for model in (Progress, Watchlist)
            for item in model.objects.values_list("item", flat=True)
        ),
        "locks": _rows(FieldLock.objects.values_list("item", "field", "key", "value")),
        "rules": _rows(PriorityRule.objects.values_list("kind", "field", "servers")),
        # However many asked for it: each value is changed once.
        "bulk": _rows(
            (deed, titles.get(title or 0), *row)
            for deed, title, *row in BulkRow.objects.filter(
                state=BulkRow.State.DONE
            ).values_list("bulk__deed", "title", "about", "field", "key")
        ),
        "decisions": _rows(
            IdentityDecision.objects.values_list(
                *("kind", "verdict", "left_server", "left_key"),
                *("right_server", "right_key"),
            )
        ),
        "aliases": Alias.objects.count(),
        "conflicts": _rows(Conflict.objects.values_list("kind", "reason", "evidence")),
        "quarantine": _rows(
            Quarantine.objects.values_list("kind", "remote_key", "stage", "code")
        ),
        "servers": _rows(
            Server.objects.values_list("slug", "priority", "enabled", "api_url")
        ),
        "observations": _rows(
            Observation.objects.values_list(
                *("server__slug", "kind", "remote_key", "listed", "content_hash")
            )
        ),
        "held": _rows(
            Scan.objects.filter(state=Scan.State.HELD)
            .exclude(decision=Scan.Decision.REPLACED)
            .values_list("server__slug", "decision")
        ),
        "staged": [StagedObservation.objects.count(), Withdrawal.objects.count()],
        "effects": {
            **Run.objects.exclude(purpose=Run.Purpose.DRY_RUN).aggregate(
                **{name: Sum(name) for name in _COUNTED}
            ),
            "adopted": Scan.objects.filter(dry_run=False).aggregate(
                found=Sum("writes")
            )["found"],
        },
        "tries": Trigger.objects.filter(again_for__isnull=False).count(),
        "unfinished": unfinished(),
    }


def differences(
    found: dict[str, Any],
    wanted: dict[str, Any],
    *,
    given: Collection[str],
    one_way: bool,
) -> list[str]:
    """What differs, each in a line that can be read.

    Public ids that were `given` before are the same for good; others are new each time.
    `one_way` says whether there was one way to get here: two servers at once are merged
    in this order or in that one, and history tells.
    """
    found, wanted = (
        {**one, "addresses": [a for a in one["addresses"] if a.split()[0] in given]}
        for one in (found, wanted)
    )
    return [
        f"{name}: {_short(found[name], wanted[name])}"
        for name in wanted
        if found[name] != wanted[name] and (one_way or name not in _OF_THE_WAY)
    ]


def _short(found: Any, wanted: Any) -> str:
    if isinstance(found, dict) and set(found) == {"items"}:
        found, wanted = _rows(found["items"]), _rows(wanted["items"])
    if not isinstance(found, list):
        return f"{found} instead of {wanted}"
    more = [row for row in found if row not in wanted]
    less = [row for row in wanted if row not in found]
    counts = f"{len(found)} instead of {len(wanted)}"
    return f"{counts}; too much {str(more[:3])[:400]}; missing {str(less[:3])[:400]}"


def _titles() -> dict[int, str]:
    found = Item.objects.values_list("pk", "kind", "title", "number", "parent")
    rows = {
        pk: (kind, title, number, above) for pk, kind, title, number, above in found
    }

    def name(pk: int) -> str:
        kind, title, number, above = rows[pk]
        own = f"{kind} {title if number is None else number}"
        return f"{name(above)} {own}" if above in rows else own

    return {pk: name(pk) for pk in rows}


def _addresses(titles: dict[int, str]) -> list[str]:
    """Public ids that were given before the deed, and where they lead to now."""
    known = {
        **{row[0]: row[1] for row in Item.objects.values_list("public_id", "pk")},
        **{row[0]: row[1] for row in Alias.objects.values_list("public_id", "item")},
    }
    return sorted(f"{public} {titles.get(pk)}" for public, pk in known.items())


def _history(titles: dict[int, str]) -> list[str]:
    rows = FieldChange.objects.values_list(
        *("item", "action", "field", "key", "old", "new"),
        *("old_source", "new_source", "reason", "by__username"),
    )
    return sorted(json.dumps([titles.get(item), *row]) for item, *row in rows)


def _doubled(titles: dict[int, str]) -> list[str]:
    """Changes that say again what the change before them said of the same value."""
    last: dict[tuple[Any, ...], Any] = {}
    found = []
    rows = FieldChange.objects.order_by("pk").values_list(
        *("item", "field", "key", "action", "old", "new", "old_source", "new_source")
    )
    for item, field, key, *change in rows:
        if field and last.get((item, field, key)) == change:
            found.append([titles.get(item), field, key, *change])
        last[item, field, key] = change
    return _rows(found)


def _rows(rows: Iterable[Any]) -> list[str]:
    return sorted(json.dumps(row, default=str, sort_keys=True) for row in rows)
