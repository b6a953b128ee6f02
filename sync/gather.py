"""Phase 1: read one server, stage what differs, close its scan.  Never the catalog.

    adapter events -> staged rows (of this scan) -> adopted in one transaction

Memory stays bounded: what is read is staged in batches (`sync.intake`), and what is
stored is asked for in batches too.  A scan that is not proven adopts nothing of what
it could not prove.  A scan of a part (`sync.scope`) goes the same way: what is none of
its business is neither read nor missed, and what it read of an item in part is laid
over what is stored.  What a scan that broke off had read is gone on from
(`sync.left_over`).  A library that an operator left out is not asked for: it counts as
listed, and empty (`sync.libraries`).
"""

from __future__ import annotations

import time
from contextlib import closing

from catalog.models import Server
from sync import left_over, libraries, store
from sync.adapters.base import ServerAdapter
from sync.closing import close
from sync.intake import Intake
from sync.known import StoredItems
from sync.leases import Held, LeaseLost
from sync.models import Scan
from sync.progress import ScanTeller
from sync.reading import HAS_BELOW, Reading
from sync.scope import from_json
from sync.sieve import Sieve
from sync.suspects import Suspects
from sync.targets import wanted_of
from sync.types import KINDS, ItemRejected, Kind, ScanRequest
from sync.wanted import WantedItems


def asked_of(server: Server, wanted: WantedItems) -> tuple[Kind, ...]:
    """The kinds whose listings the server is asked for."""
    left_out = libraries.kinds_of(server.left_out)
    return tuple(kind for kind in wanted.kinds if kind not in left_out)


def gather(scan: Scan, held: Held, adapter: ServerAdapter) -> None:
    """Read the scan's server and close the scan as what it turned out to be.

    The scan must be running under `held`.  Raises LeaseLost when it was taken over;
    then nothing was adopted by us.
    """
    started = time.monotonic()
    server = scan.server
    wanted = wanted_of(server, from_json(scan.scope))
    asked = asked_of(server, wanted)
    request = ScanRequest(
        kinds=asked,
        listing_tokens=(
            {}
            if scan.force
            else store.listing_tokens(
                server, {kind: wanted.groups(kind) for kind in asked}
            )
        ),
        wanted=wanted,
        watch=Suspects(server.pk, held),
    )
    with held.writing():
        resumed = left_over.take_up(scan)
    known = StoredItems(scan, resumed=resumed)
    reading = Reading(unasked=set(wanted.kinds).difference(asked))
    sieve = Sieve(wanted)
    intake = Intake(scan, held, reading, known, resumed=resumed)
    to_come = [kind for kind in KINDS if kind not in reading.unasked]
    teller = ScanTeller(scan, known.counted(to_come, wanted), asked)
    with closing(adapter.scan(request, known)) as events:
        # Who is asked for nothing has nothing to say.
        for event in events if asked else ():
            if held.lost.is_set():
                raise LeaseLost(f"The lease {held.name} was taken over.")
            if isinstance(event, ItemRejected) and event.kind in HAS_BELOW:
                reading.unread.add(event.remote_key)
            selection = sieve.selection(event)
            if selection:
                intake.take(event, selection)
                teller.show(event)
    teller.adopting()
    rest = intake.rest()
    close(scan, held, reading, known, wanted, rest, time.monotonic() - started)
