"""All deeds."""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.crashes import said
from tests.crashes.steps import Deed, by_owner, command, form, looks, request, signed

#: Deeds that begin alike.
_when_held: Final = partial(Deed, before=said.held, during=said.alpha_has_no_movies)
_when_locked: Final = partial(Deed, before=said.locked)
_of_many: Final = partial(Deed, before=said.previewed, during=said.in_small_batches)

SYNCS: Final = (
    Deed(
        name="sync over HTTP",
        before=said.recorded,
        during=said.nothing_said,
        steps=[command("sync a"), command("sync b")],
    ),
    Deed(
        name="first sync",
        before=said.two_added,
        steps=[command("sync alpha"), command("sync beta")],
    ),
    Deed(
        name="sync of changes",
        during=said.alpha_changes,
        steps=[command("sync alpha")],
    ),
    Deed(
        name="sync of both",
        during=said.both_change,
        one_way=False,
        steps=[command("sync")],
    ),
    Deed(name="sync of nothing new", steps=[command("sync alpha")]),
    Deed(
        name="partial sync",
        during=said.alpha_breaks_off,
        steps=[command("sync alpha", again=[3])],
    ),
    Deed(
        name="failed sync",
        during=said.alpha_is_down,
        steps=[command("sync alpha", again=[1])],
    ),
    Deed(
        name="sync that sets a title aside",
        during=said.meets_poison,
        steps=[command("sync alpha", again=[3])],
    ),
    Deed(
        name="retry of a title set aside",
        before=said.with_poison,
        during=said.alpha_with_poison,
        steps=[command("retry_quarantined 1", again=[2])],
    ),
)

PARTS: Final = (
    Deed(
        name="sync of a group",
        during=said.alpha_changes,
        steps=[command("sync alpha --groups metadata")],
    ),
    Deed(
        name="sync of a kind and a title",
        during=said.alpha_changes,
        steps=[
            command("sync alpha --kinds movies"),
            command("sync alpha --item show:Serial"),
        ],
    ),
    Deed(
        name="forced sync",
        during=said.alpha_changes,
        steps=[command("sync alpha --force")],
    ),
    Deed(
        name="dry run",
        during=said.alpha_changes,
        steps=[command("sync alpha --dry-run")],
    ),
)

BRAKE: Final = (
    Deed(
        name="sync that is held",
        during=said.alpha_has_no_movies,
        steps=[command("sync alpha", again=[3])],
    ),
    Deed(
        name="newer sync than the held",
        before=said.held,
        during=said.alpha_changes,
        steps=[command("sync alpha")],
    ),
    _when_held(
        name="accept",
        steps=[command("accept_scan alpha", again=[2])],
    ),
    _when_held(
        name="discard",
        steps=[command("discard_scan alpha", again=[2])],
    ),
    _when_held(
        name="accept over the API",
        steps=[
            by_owner(
                "POST", "/api/v1/servers/alpha/held-scan/accept/", again=[404, 409]
            )
        ],
    ),
    _when_held(
        name="discard in the admin",
        steps=[form("/admin/sync/scan/{scan}/discard/")],
    ),
)

SERVERS: Final = (
    Deed(name="priority", steps=[command("set_server beta --priority 0")]),
    Deed(
        name="disable and enable",
        steps=[
            command("set_server alpha --disable"),
            command("set_server alpha --enable"),
        ],
    ),
    Deed(
        name="add a better server",
        during=said.gamma_too,
        steps=[
            command(
                "add_server gamma --kind media-processor --url http://gamma.example"
                " --priority 0",
                again=[2],
            ),
            command("sync gamma"),
        ],
    ),
    Deed(name="remove", steps=[command("remove_server beta", again=[2])]),
    Deed(
        name="priority over the API",
        steps=[by_owner("PATCH", "/api/v1/servers/beta/", '{"priority": 0}')],
    ),
    Deed(
        name="disable over the API",
        steps=[by_owner("PATCH", "/api/v1/servers/alpha/", '{"enabled": false}')],
    ),
)

CURATING: Final = (
    Deed(
        name="lock and unlock",
        steps=[
            command("lock 'movie:Birch (2001)' overview 'Mine'"),
            command("unlock 'movie:Birch (2001)' overview", again=[2]),
        ],
    ),
    Deed(
        name="lock as empty",
        steps=[command("lock 'episode:Serial S01E01' title --empty")],
    ),
    Deed(
        name="lock over the API",
        steps=[
            by_owner("PUT", "/api/v1/movies/{birch}/locks/overview/", '{"value": "O"}')
        ],
    ),
    _when_locked(
        name="unlock over the API",
        steps=[
            by_owner("DELETE", "/api/v1/movies/{birch}/locks/overview/", again=[404])
        ],
    ),
    Deed(
        name="edit in the admin",
        steps=[
            form(
                "/admin/catalog/movie/{birch_pk}/edit/",
                {"value-overview": "Mine", "value-tagline": "Too"},
            )
        ],
    ),
    Deed(
        name="rule for a field",
        steps=[
            command("set_rule --field overview beta alpha"),
            command("clear_rule --field overview", again=[2]),
        ],
    ),
    Deed(
        name="rule for a title",
        steps=[command("set_rule --item show:Serial beta alpha")],
    ),
    Deed(
        name="rule over the API",
        steps=[
            by_owner("POST", "/api/v1/rules/", '{"kind": "movie", "servers": ["beta"]}')
        ],
    ),
)

MANY: Final = (
    _of_many(
        name="bulk change",
        steps=[
            command("bulk_change apply {bulk}", again=[2]),
            command("bulk_change undo {bulk}", again=[2]),
        ],
    ),
    _of_many(
        name="bulk change at once",
        steps=[command("bulk_change empty overview --kind movie --all")],
    ),
    _of_many(
        name="bulk change over the API",
        steps=[by_owner("POST", "/api/v1/bulk-changes/{bulk_use}/apply/", again=[409])],
    ),
    _of_many(
        name="bulk change in the admin",
        steps=[form("/admin/sync/bulkchange/{bulk}/apply/")],
    ),
)

BY_HAND: Final = (
    Deed(
        name="title by hand",
        steps=[
            command("add_title movie title=Hazel year=2003 overview=Mine", again=[2]),
            command("take_out_title 'Hazel (2003)'", again=[2]),
        ],
    ),
    Deed(
        name="episode by hand",
        steps=[
            command(
                "add_title episode show_title=Serial season_number=3"
                " episode_number=1 title=Extra",
                again=[2],
            )
        ],
    ),
    Deed(
        name="title by hand changed in the admin",
        before=said.written_down,
        steps=[
            form(
                "/admin/by-hand/{hazel}/",
                {
                    "seen": "{hazel_seen}",
                    "value-title": "Hazel",
                    "value-year": "2003",
                    "value-overview": "Mine",
                },
                # Whoever sends it again is told that it is another since.
                again=[422],
            )
        ],
    ),
    Deed(
        name="title by hand taken out",
        before=said.written_down,
        steps=[command("take_out_title 'Hazel (2003)'", again=[2])],
    ),
)

HISTORY: Final = (
    _when_locked(
        name="revert",
        steps=[command("revert {change}", again=[2])],
    ),
)

IDENTITY: Final = (
    Deed(
        name="merge",
        before=said.alike_and_synced,
        during=said.two_alike,
        steps=[
            command("merge 'movie:Dune (2001)' 'movie:Dune Part One (2001)'", again=[2])
        ],
    ),
    Deed(name="split", steps=[command("split 'movie:Birch (2001)' beta", again=[2])]),
    _when_locked(
        name="split of a locked title",
        steps=[command("split 'movie:Birch (2001)' beta", again=[2])],
    ),
    *(
        Deed(
            name=f"conflict, {decision}",
            before=said.conflict,
            during=said.in_conflict,
            steps=[command(f"resolve_conflict {{conflict}} --{decision}", again=[2])],
        )
        for decision in ("merge", "keep-apart")
    ),
    Deed(name="split of a show", steps=[command("split show:Serial beta", again=[2])]),
)

REQUESTS: Final = (
    Deed(
        name="a look at a request",
        before=said.asked,
        during=said.alpha_changes,
        steps=[looks],
    ),
    Deed(name="a look at a change", before=said.moved, steps=[looks]),
    Deed(
        name="sync --no-wait",
        during=said.both_change,
        one_way=False,
        steps=[command("sync --no-wait"), command("sync alpha --no-wait")],
    ),
    Deed(
        name="trigger over the API",
        during=said.both_change,
        steps=[
            request(
                *("POST", "/api/v1/triggers/", '{"servers": ["alpha"]}'),
                headers={"authorization": "{token}"},
            )
        ],
    ),
    Deed(
        name="sync asked for in the admin",
        during=said.both_change,
        one_way=False,
        steps=[form("/admin/sync/run/sync-all/")],
    ),
    Deed(
        name="webhook of a media-processor",
        during=said.alpha_changes,
        steps=[
            request(
                *("POST", "/api/authenticated/admin/sync"),
                headers={"X-Webhook-ID": said.SECRET},
            )
        ],
    ),
    Deed(
        name="signed webhook",
        before=said.with_webhook,
        during=said.alpha_changes,
        steps=[signed("lamp", said.WEBHOOK_SECRET)],
    ),
    Deed(
        name="a look at a request about a title to come",
        before=said.hinted,
        during=said.alpha_changes,
        steps=[looks],
    ),
)

DEEDS: Final = {
    deed.name: deed
    for deed in (
        *(*SYNCS, *PARTS, *BRAKE, *SERVERS),
        *(*CURATING, *MANY, *BY_HAND, *HISTORY, *IDENTITY, *REQUESTS),
    )
}
