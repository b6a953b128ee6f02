"""Bugs in what carries the laws out: scans, adoption, leases, triggers, writes."""

from __future__ import annotations

from typing import Final

from tests.laws.mutants.mutant import Edit, Mutant

_GATHER: Final = "tests/sync/test_gather.py::test_"
_FINALIZE: Final = "tests/sync/test_finalize.py::test_"
_MERGES: Final = "tests/laws/test_merges.py::test_"
_SEPARATE: Final = "tests/laws/test_separate.py::test_"
_PARTS: Final = "tests/sync/test_parts.py::test_"
_BULK: Final = "tests/sync/test_bulk.py::test_"
_BY_HAND: Final = "tests/sync/test_by_hand.py::test_"
_HELD: Final = "tests/sync/test_accept_and_discard.py::test_"


def _deed(
    name: str, breaks: str, where: str, old: str, new: str, *tests: str
) -> Mutant:
    return Mutant(
        name=name,
        breaks=breaks,
        edits=(Edit(where, old, new),),
        tests=tests,
    )


DEED: Final = (
    # laws 6 and 7: what a scan may do
    _deed(
        "half_read_listing_withdraws",
        "Only a listing read to its proven end withdraws.",
        "sync",
        "known.listed(reading.read.keys() | reading.left_out)",
        "known.listed(KINDS)",
        f"{_GATHER}a_listing_without_an_end_withdraws_and_adopts_nothing",
    ),
    _deed(
        "half_read_listing_adopted",
        "Of a listing without a proven end nothing is adopted.",
        "sync",
        "                    left_over.leave(self._scan, kinds)\n",
        "                    pass\n",
        f"{_GATHER}a_listing_without_an_end_withdraws_and_adopts_nothing",
    ),
    _deed(
        "quarantined_item_withdrawn",
        "A quarantined item counts as listed.",
        "sync",
        "            self._see(name, selection, stored, named)\n",
        "            if not isinstance(event, ItemRejected):\n"
        "                self._see(name, selection, stored, named)\n",
        f"{_GATHER}a_quarantined_item_keeps_what_it_said_and_makes_nothing_partial",
    ),
    _deed(
        "below_a_quarantined_show_withdrawn",
        "What is below an item that could not be read counts as listed.",
        "sync",
        "reading.unread.add(event.remote_key)",
        "pass",
        f"{_GATHER}what_is_below_a_show_that_cannot_be_read_counts_as_listed",
    ),
    _deed(
        "token_advances_though_owed",
        "A token advances only when all it covers is stored.",
        "sync",
        "if token is not None and kind not in reading.owed",
        "if token is not None",
        f"{_GATHER}tokens_advance_only_when_all_they_cover_is_stored",
    ),
    _deed(
        "owed_is_complete",
        "A scan that owes an item is partial.",
        "sync",
        "if failure is not None or reading.owed:",
        "if failure is not None:",
        f"{_GATHER}an_item_whose_details_fail_keeps_what_it_said",
    ),
    _deed(
        "unread_document_clears_values",
        "Only an item read whole may lose values.",
        "sync/adapters/media_processor",
        "            raise NotNowError(error.code, message) from None\n"
        "        self._note(answered=True)",
        "            return None\n        self._note(answered=True)",
        "tests/sync/adapters/test_media_processor_scan.py"
        "::test_a_document_that_does_not_come_keeps_its_item_only",
    ),
    _deed(
        "disabled_server_still_wins",
        "Only enabled servers are asked for values.",
        "sync",
        "enabled=server.enabled and server.removed_at is None,",
        "enabled=server.removed_at is None,",
        f"{_FINALIZE}a_disabled_server_gives_nothing_and_a_removed_one_is_kept_in_mind",
    ),
    # parts of a sync
    _deed(
        "part_withdraws_beyond_itself",
        "A scan of one title withdraws no other.",
        "sync/closing.py",
        "        if not wanted.decides(kind, key):\n            continue\n",
        "",
        f"{_PARTS}other_titles_are_neither_read_nor_withdrawn",
    ),
    _deed(
        "part_clears_other_groups",
        "Values are withdrawn only in the groups gathered.",
        "sync/overlay.py",
        "if declared.name in _ALWAYS or selection.has_group(declared.group)",
        "if True",
        f"{_SEPARATE}pieces_in_any_order_are_one_whole_sync",
    ),
    _deed(
        "token_of_a_part_is_for_all",
        "Change tokens are kept per kind and group.",
        "sync/closing.py",
        "kind: (token, wanted.whole_groups(kind))",
        "kind: (token, wanted.__class__().whole_groups(kind))",
        f"{_SEPARATE}pieces_in_any_order_are_one_whole_sync",
    ),
    _deed(
        "unread_show_hides_its_episodes",
        "What is below an item that could not be read counts as listed.",
        "sync/gather.py",
        "event.kind in HAS_BELOW",
        "event.kind in wanted.kinds",
        f"{_PARTS}what_is_below_a_show_that_cannot_be_read_counts_as_listed",
    ),
    # law 8: what is held
    _deed(
        "brake_lets_a_pair_go",
        "All titles of a kind do not go, where there are two or more.",
        "sync/brake.py",
        "t.withdrawn == t.listed >= 2",
        "t.withdrawn == t.listed > 2",
        "tests/laws/test_brake.py",
    ),
    _deed(
        "a_pending_caption_is_a_value",
        "Captions that are made are no loss.",
        "sync/losses.py",
        'if not name.startswith("pending.")',
        "if name",
        "tests/sync/test_held.py::test_captions_that_were_made_are_no_loss",
    ),
    _deed(
        "accepted_twice",
        "A held scan is decided once.",
        "sync/holding.py",
        "(Scan.Decision.WAITING, Scan.Decision.ACCEPTED)",
        "tuple(Scan.Decision)",
        f"{_HELD}a_second_decision_finds_nothing",
    ),
    _deed(
        "failed_scan_replaces_a_held_one",
        "A scan that failed changes nothing.",
        "sync/closing.py",
        "            scan.items = 0\n            left_over.leave(scan, KINDS)\n",
        "            scan.items = 0\n"
        "            holding.replace(scan)\n"
        "            left_over.leave(scan, KINDS)\n",
        f"{_HELD}a_newer_scan_that_failed_changes_nothing",
    ),
    # what is asked, and what is said before it is done
    _deed(
        "dry_run_commits",
        "A dry run adopts nothing.",
        "sync/rehearse.py",
        "                raise _Undone\n",
        "",
        "tests/sync/test_dry_run.py::test_it_says_what_the_sync_then_changes",
    ),
    _deed(
        "second_delivery_starts_anew",
        "A delivery that comes twice is one request.",
        "sync/deliveries.py",
        "                delivery_id=delivery_id,\n                body_digest",
        '                delivery_id=f"{delivery_id} {trigger.pk}",\n'
        "                body_digest",
        f"{_SEPARATE}a_call_that_comes_twice_is_one_request",
    ),
    _deed(
        "preview_of_another_order",
        "A preview says what then happens.",
        "sync/orders.py",
        "numbers = sorted(places[server.slug].priority for server in servers)",
        "numbers = [places[server.slug].priority for server in servers]",
        f"{_SEPARATE}a_preview_is_what_then_happens",
    ),
    _deed(
        "explain_hides_a_lock",
        "What explain says is the catalog.",
        "sync/explain.py",
        "decided = values.fields.get(declared.name, _NOTHING)",
        "decided = values.fields.get(declared.name, _NOTHING)\n"
        '            decided = _NOTHING if decided.source == "lock" else decided',
        f"{_SEPARATE}what_explain_says_is_the_catalog",
    ),
    # laws 12 and 13: triggers, adoption, fencing
    _deed(
        "no_epoch_check",
        "A worker that lost its lease can no longer write.",
        "sync/leases.py",
        "self.epoch).update(\n                expires_at=_until()\n            )\n"
        "            if not found:",
        "self.epoch).update(\n                expires_at=_until()\n            )\n"
        "            if False:",
        "tests/sync/test_leases.py"
        "::test_a_worker_that_was_paused_past_its_lease_writes_nothing",
    ),
    _deed(
        "trigger_covered_by_a_running_scan",
        "A trigger is covered only by a scan that began after it.",
        "sync/triggers.py",
        "server=server, state=Scan.State.PENDING, dry_run=False\n    )",
        "server=server,\n"
        "        state__in=[Scan.State.PENDING, Scan.State.RUNNING],\n"
        "        dry_run=False,\n"
        "    )",
        "tests/sync/test_triggers.py"
        "::test_a_trigger_is_not_covered_by_a_scan_that_has_begun",
    ),
    # laws 4, 9 and 10: what is written, and what hangs on a title
    _deed(
        "rule_of_another_title",
        "A rule on a title is for it alone.",
        "sync",
        "became.get(row.item_id, row.item_id) if row.item_id else None",
        "None",
        f"{_MERGES}a_rule_of_a_title_is_no_rule_of_others",
    ),
    _deed(
        "alias_not_kept",
        "The ids of absorbed titles are permanent aliases.",
        "catalog/sleeping.py",
        "            public_id=loser.public_id,\n            item_id=winner,\n",
        "            public_id=type(loser.public_id)(int=loser.pk),\n"
        "            item_id=winner,\n",
        f"{_FINALIZE}an_id_that_joins_two_titles_makes_the_younger_one_an_alias",
    ),
    _deed(
        "viewers_rows_lost",
        "Viewers' rows are combined on a merge.",
        "catalog/sleeping.py",
        "        viewing.combine(loser, winner, alias)\n",
        "",
        "tests/sync/test_viewing_merge.py",
    ),
    _deed(
        "lock_lost_in_a_merge",
        "Locks survive merges.",
        "catalog/sleeping.py",
        'own.rows.filter(pk=row["id"]).update(item_id=winner)',
        'own.rows.filter(pk=row["id"]).delete()',
        f"{_MERGES}a_lock_of_the_absorbed_title_holds",
    ),
    _deed(
        "rules_of_the_absorbed_wait",
        "A merge is what every later resolve says.",
        "sync",
        "order=load_order(dict(absorbed), hold=True),",
        "order=load_order(hold=True),",
        f"{_MERGES}a_rule_of_the_absorbed_title_holds_beside_one_of_wider_scope",
    ),
    _deed(
        "since_rewritten",
        '"Since" stays when the reason alone changes.',
        "catalog/writes.py",
        'keep=() if fresh else ("since", "run"),',
        "keep=(),",
        f"{_FINALIZE}since_stays_when_only_the_reason_changes",
    ),
    _deed(
        "regrouping_skipped",
        "Identity is looked at anew when ids, titles or years change.",
        "sync",
        "any(scan.identity_changed for scan in scans) or",
        "any(scan.pk < 0 for scan in scans) or",
        f"{_FINALIZE}an_id_that_joins_two_titles_makes_the_younger_one_an_alias",
    ),
    _deed(
        "younger_id_kept",
        "A group keeps the oldest public id it contains.",
        "sync/assignment.py",
        "key=lambda item: (ages[item], item))",
        "key=lambda item: (-ages[item], item))",
        f"{_FINALIZE}an_id_that_joins_two_titles_makes_the_younger_one_an_alias",
    ),
    # many titles at once
    _deed(
        "stale_preview_applied",
        "What is other than the preview saw it is left alone.",
        "sync/bulk/applying.py",
        "if here is None or here.seen != row.seen:",
        "if here is None:",
        f"{_BULK}what_changed_since_the_preview_is_left_alone",
    ),
    _deed(
        "batch_is_done_twice",
        "A bulk change that is gone on with does what is left.",
        "sync/bulk/applying.py",
        "change.rows.filter(state=BulkRow.State.PLANNED).order_by",
        'change.rows.exclude(state="overtaken").order_by',
        f"{_BULK}a_large_one_is_left_to_the_background_and_resumed",
    ),
    _deed(
        "undo_takes_what_came_since",
        "An undo leaves alone what somebody changed since.",
        "sync/bulk/undoing.py",
        "return now.lock is not None and now.lock.at == row.written_at",
        "return now.lock is not None",
        f"{_BULK}an_undo_puts_back_exactly_what_was_there",
    ),
    _deed(
        "bulk_asks_for_nothing",
        "Locks are resolved, those of many titles too.",
        "sync/bulk/applying.py",
        "        if titles:\n            change.run",
        "        if titles and not done:\n            change.run",
        f"{_BULK}a_field_is_locked_for_all_with_one_request_to_resolve",
    ),
    _deed(
        "preview_forgets_the_locks",
        "A preview says what then happens, of many titles too.",
        "sync/bulk/outcomes.py",
        "changed.pop((row.field, row.key), None)",
        "pass",
        "tests/sync/test_bulk_outcomes.py::test_what_is_said_is_what_comes",
    ),
    # titles by hand
    _deed(
        "taken_out_stays_listed",
        "What a curator takes out is withdrawn.",
        "sync/said.py",
        "    store.withdraw(scan, [each.pk for each in gone])\n",
        "",
        f"{_BY_HAND}taken_out_it_sleeps_and_comes_back_the_same",
    ),
    _deed(
        "episodes_outlive_their_show",
        "Below a title that is taken out nothing stays.",
        "sync/by_hand.py",
        "gone = [now, *_below([now])]",
        "gone = [now]",
        f"{_BY_HAND}a_show_goes_with_all_below_it",
    ),
    _deed(
        "latecomer_writes_over",
        "Who changes a title by hand has seen what is there.",
        "sync/by_hand.py",
        "if now.content_hash != seen:",
        "if not seen:",
        f"{_BY_HAND}who_comes_late_is_told",
    ),
)
