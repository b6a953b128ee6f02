"""All that the walk does to MediaHub: the one place that knows how deeds are done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, NamedTuple

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from catalog.models import Item, Server
from sync import (
    conflicts,
    deliveries,
    execute,
    holding,
    identities,
    locks,
    orders,
    rehearse,
    senders,
    servers,
    settle,
    triggers,
)
from sync.leases import Held, LeaseLost
from sync.models import Conflict, Lease, Run, Scan, Sender, Trigger
from sync.report import report_run

_NOBODY: Final = "http://nobody.example"


def add_server(name: str) -> Server:
    """Added, or added back."""
    added = servers.add_server(name=name, kind="media-processor", api_url=_NOBODY)
    resolve(added.run)
    return added.server


def remove_server(server: Server) -> None:
    resolve(servers.remove_server(server).run)


def enable(server: Server, *, enabled: bool) -> None:
    resolve(servers.change_server(server, enabled=enabled).run)


def swap(one: Server, other: Server) -> None:
    """Two servers exchange their priorities, by way of a free one."""
    runs = []
    with transaction.atomic():
        places = one.priority, other.priority
        free = 1 + max(Server.objects.values_list("priority", flat=True))
        for server, place in ((one, free), (other, places[0]), (one, places[1])):
            runs.append(servers.change_server(server, priority=place).run)
    for run in runs:
        resolve(run)


def place_of(kind: str, field: str, item: Item | None) -> orders.Scope:
    """What a rule is for.  Raises RuleError."""
    return orders.scope(kind=kind, field=field, item=item)


def set_rule(place: orders.Scope, order: list[str]) -> None:
    resolve(orders.set_rule(place, orders.servers_named(order)).run)


def clear_rule(place: orders.Scope) -> None:
    resolve(orders.clear_rule(place).run)


def lock(item: Item, field: str, key: str, value: Any) -> None:
    """Raises LockError."""
    resolve(locks.lock(item, f"{field}.{key}" if key else field, value).run)


def unlock(item: Item, field: str, key: str) -> None:
    resolve(locks.unlock(item, f"{field}.{key}" if key else field).run)


def merge(one: Item, other: Item) -> None:
    resolve(identities.merge(one, other))


def split(item: Item, server: Server) -> None:
    """Raises IdentityError."""
    resolve(identities.split(item, server))


def decide(conflict: Conflict, decision: str) -> None:
    resolve(conflicts.resolve_conflict(conflict, decision))


def accept(slug: str) -> Scan:
    """Adopt what is held of a server.  Raises CannotDecide."""
    return execute.adopt_held(holding.accept(Server.objects.get(slug=slug)))


def discard(slug: str) -> Scan:
    """Forget what is held of a server.  Raises CannotDecide."""
    return holding.discard(Server.objects.get(slug=slug))


def resolve_all() -> None:
    """What every command that moves the merge does before it returns."""
    resolve(triggers.request_resolve())


def resolve(run: Run | None) -> None:
    if run is not None:
        settle.resolve_now(run.pk)


class Asked(NamedTuple):
    """What a sync is asked for, by the names people use; None is all there is."""

    kinds: tuple[str, ...] | None = None
    groups: tuple[str, ...] | None = None
    item: Item | None = None
    force: bool = False


ALL_OF_IT: Final = Asked()


def ask(slugs: list[str], asked: Asked = ALL_OF_IT, *, dry_run: bool = False) -> Run:
    """A sync is asked for and planned, and not yet begun."""
    trigger = triggers.request_sync(
        source=Trigger.Source.COMMAND,
        servers=slugs,
        kinds=asked.kinds,
        groups=asked.groups,
        item=asked.item.public_id if asked.item else None,
        force=asked.force,
        dry_run=dry_run,
    )
    return triggers.plan(trigger.pk)


def rehearsed(slug: str, asked: Asked) -> dict[str, Any]:
    """What a dry run says."""
    return told(rehearse.carry_out(ask([slug], asked, dry_run=True).pk))


def told(run: Run) -> dict[str, Any]:
    """Of a run's report what does not depend on its number and on time."""
    report = report_run(run)
    report["servers"] = [
        {name: server[name] for name in ("name", "state", "items")}
        for server in report["servers"]
    ]
    return {name: report[name] for name in ("state", "servers", "changes", "writes")}


def deliver(slug: str, delivery_id: str) -> int:
    """A program says that a server has news; the request that this is or was."""
    sender = Sender.objects.first() or senders.add_sender(name="hook").sender
    return deliveries.take(
        sender,
        deliveries.Wanted(servers=[slug]),
        delivery_id=delivery_id,
        body=delivery_id.encode(),
    )


def planned(trigger_id: int) -> Run:
    """The run that answers a request."""
    return triggers.plan(trigger_id)


def held_scan(slug: str) -> Scan:
    """The scan that a curator is asked about."""
    held = holding.held_scan(Server.objects.get(slug=slug))
    assert held is not None
    return held


def scan(slug: str) -> None:
    """Do what is due on a server, if anything is."""
    execute.scan_server(Server.objects.get(slug=slug).pk)


def finish(run: Run) -> Run:
    """The run, finished; what is left of it is done in threads of its own."""
    run.refresh_from_db()
    return run if run.is_finished else execute.carry_out(run)


def state_of_scan(slug: str) -> str:
    """How the last scan of a server ended, or that it has not."""
    return Scan.objects.filter(server__slug=slug).latest("pk").state


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees this."""


#: How a write transaction may end for who is in it.
WAYS: Final = ("before", "inside", "after", "stolen")


@contextmanager
def broken_off(at: int, way: str) -> Iterator[Callable[[], bool]]:
    """The `at`-th write transaction under a lease breaks off; yields whether it did.

    ``stolen`` lets another take the lease just before it; the rest kills the process,
    which leaves its leases to run out.
    """
    real = Held.writing
    count = 0

    @contextmanager
    def writing(held: Held) -> Iterator[None]:
        nonlocal count
        count += 1
        if count != at:
            with real(held):
                yield
            return
        if way == "stolen":
            Lease.objects.filter(name=held.name).update(
                epoch=F("epoch") + 1, expires_at=Now()
            )
        if way == "before":
            raise Killed
        with real(held):
            yield
            assert way != "stolen", "a worker that lost its lease has written"
            if way == "inside":
                raise Killed
        raise Killed

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Held, "writing", writing)
        with suppress(Killed, LeaseLost):
            yield lambda: count >= at


_EMPTIED: Final = ("catalog", "sync")


def forget_everything() -> None:
    """An empty installation again."""
    tables = [
        model._meta.db_table
        for label in _EMPTIED
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not model._meta.proxy
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        # Foreign keys are looked at when the transaction ends: any order will do.
        for table in tables:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")
