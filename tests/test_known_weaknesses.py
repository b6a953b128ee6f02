"""What syncing from several servers is known to get wrong, and the tests that hold it.

Each line names a weakness, or a case at the edge, and where it is tested.  A test that
is renamed or dropped is missed here, by the weakness it was for.
"""

from __future__ import annotations

import ast
import functools
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent

_FIELDS: Final = "tests/fields/"
_FLOWS: Final = "tests/flows/"
_SYNC: Final = "tests/sync/"
_MP: Final = "tests/sync/adapters/test_media_processor_"

#: What went wrong elsewhere.
WEAKNESSES: Final[dict[str, tuple[str, ...]]] = {
    "empty text and null count as a value and shut out a real one for good": (
        f"{_FIELDS}test_choice.py::test_no_value_displaces_no_value",
        f"{_FLOWS}test_wire_changes.py::test_a_value_of_nothing_displaces_nothing",
        f"{_MP}bad_input.py::test_empty_spellings_mean_missing",
    ),
    "of episodes the worst server wins, because its listing is read last": (
        f"{_FIELDS}test_choice.py::test_the_better_server_wins_and_nothing_flips",
        f"{_FLOWS}test_merge.py::test_every_field_of_every_title",
        f"{_FLOWS}test_every_field.py"
        "::test_what_a_media_processor_carries_goes_and_comes_back",
    ),
    "a second server's captions replace the first one's, and flip each run": (
        f"{_FLOWS}test_changed_in_place.py"
        "::test_captions_of_one_server_never_displace_those_of_another",
        f"{_SYNC}test_resolve.py::test_entries_are_decided_one_by_one",
    ),
    "captions of episodes know no priority and are never removed": (
        f"{_FLOWS}test_changed_in_place.py"
        "::test_captions_of_one_server_never_displace_those_of_another",
        f"{_FIELDS}test_withdrawal.py::test_it_goes_here_then_there_and_comes_back",
    ),
    "a server that is down loses its titles, which come back as new ones": (
        f"{_FLOWS}test_server_down.py::test_b_stopped_and_started_again",
        f"{_FLOWS}test_wire_changes.py::test_the_better_server_is_down_for_long",
    ),
    "one hash for all servers hides what another of them lost": (
        f"{_FLOWS}test_wire_changes.py"
        "::test_an_equal_hash_of_one_server_hides_no_change_of_the_other",
    ),
    "a picture is compared by a token of its time, whatever host it is on": (
        f"{_FLOWS}test_changed_in_place.py::test_pictures_of_one_moment_on_two_servers",
        f"{_FLOWS}test_wire_changes.py::test_another_host_is_no_other_title",
        f"{_FLOWS}test_wire_changes.py::test_another_prefix_is_no_other_title",
    ),
    "sizes and durations are in whatever unit each server counts": (
        f"{_FLOWS}test_changed_in_place.py::test_sizes_are_bytes",
        f"{_FLOWS}test_merge.py::test_every_field_of_every_title",
    ),
    "what was watched hangs on the file's address, which any server rewrites": (
        f"{_FLOWS}test_wire_changes.py::test_another_prefix_is_no_other_title",
        f"{_FLOWS}test_purity.py::test_a_server_that_was_better_and_comes_late",
        f"{_SYNC}test_viewing_merge.py"
        "::test_a_merge_moves_and_combines_what_viewers_did",
    ),
    "two films of one title cannot be stored": (
        f"{_FLOWS}test_identity.py::test_remakes_are_two",
        f"{_FLOWS}test_changed_in_place.py"
        "::test_shows_of_one_name_keep_their_episodes_apart",
        f"{_SYNC}test_finalize.py::test_equal_titles_get_addresses_of_their_own",
    ),
    "a title is its folder's name, and a renamed folder another title": (
        f"{_FLOWS}test_identity.py::test_one_id_under_two_folder_names",
        f"{_FLOWS}test_identity.py::test_one_file_without_any_metadata",
        f"{_FLOWS}test_identity.py::test_a_renamed_folder_is_the_same_title",
        f"{_SYNC}test_children.py::test_a_show_whose_folder_is_renamed_stays_the_same",
    ),
    "everything is downloaded every time": (
        f"{_FLOWS}test_fixpoint.py::test_the_second_sync_writes_nothing",
        f"{_MP}scan.py::test_an_unchanged_server_costs_one_request_per_listing",
    ),
    "one listing that fails loses the other one too": (
        f"{_FLOWS}test_partial.py::test_movies_are_adopted_and_shows_kept",
        f"{_FLOWS}test_partial.py::test_a_first_sync_with_half_the_listings",
    ),
    "locks and runs live in one process and end with it": (
        f"{_FLOWS}test_eight_at_once.py::test_eight_processes_share_one_database",
        f"{_FLOWS}test_parts_die.py::test_any_part_may_die_amid_a_sync",
        f"{_SYNC}test_progress.py::test_others_see_how_far_a_scan_is",
    ),
    "nobody can say what a run added": (
        f"{_FLOWS}test_withdrawal.py::test_a_movie_goes_and_comes_back",
        f"{_SYNC}test_counts.py::test_runs_projected_together_count_for_themselves",
        f"{_SYNC}test_api_titles.py::test_history",
    ),
    "a file without HDR keeps the HDR of the one before": (
        f"{_FLOWS}test_changed_in_place.py::test_hdr_becomes_sdr",
    ),
    "the order of servers is fixed, for all fields alike, and tells no reason": (
        f"{_FIELDS}test_rules.py::test_beta_first_for_each_field",
        f"{_FIELDS}test_rules.py::test_beta_first_for_each_kind",
        f"{_SYNC}test_api_titles.py::test_provenance_is_what_explain_says",
    ),
    "several ways to sync give several results": (
        f"{_FLOWS}test_purity.py::test_the_order_of_arrival_is_no_input",
        f"{_FLOWS}test_walk.py::test_a_random_walk_ends_where_it_should",
    ),
    "hashes leave out focal points, placeholders and sizes, which never arrive": (
        f"{_FLOWS}test_wire_changes.py::test_what_hashes_leave_out_still_arrives",
    ),
    "a film nobody can read any more keeps what was known of the old one": (
        f"{_FLOWS}test_changed_in_place.py"
        "::test_a_file_nobody_can_read_keeps_nothing_of_the_one_before",
    ),
    "a hash that stands still hides a document that changed": (
        f"{_MP}scan.py::test_a_changed_document_address_is_asked_for_and_no_other",
        f"{_MP}scan.py::test_a_moved_or_missing_hash_means_reading_anew",
    ),
    "a hash is taken as seen though its document never came": (
        f"{_FLOWS}test_wire_changes.py::test_a_document_that_failed_is_owed",
        f"{_SYNC}test_gather.py"
        "::test_tokens_advance_only_when_all_they_cover_is_stored",
    ),
}

#: Cases at the edge.  Titles that a person enters by hand are a feature to come.
EDGES: Final[dict[str, tuple[str, ...]]] = {
    "empty text, null and absent": WEAKNESSES[
        "empty text and null count as a value and shut out a real one for good"
    ],
    "zero and false": (
        f"{_FIELDS}test_choice.py::test_zero_and_false_are_values",
        f"{_MP}mapping.py::test_zero_is_a_value_and_nonsense_is_none",
    ),
    "equal priorities": (
        f"{_SYNC}test_servers.py::test_a_taken_priority_names_its_holder",
    ),
    "a field on the worse server alone": (
        f"{_FIELDS}test_choice.py::test_beta_alone_has_it",
        f"{_FIELDS}test_choice.py::test_beta_and_a_third_have_it",
    ),
    "the winner loses a field": (
        f"{_FIELDS}test_withdrawal.py::test_it_goes_here_then_there_and_comes_back",
        f"{_FLOWS}test_withdrawal.py::test_a_poster_vanishes_here_then_there",
        f"{_FLOWS}test_withdrawal.py::test_a_caption_and_a_value_vanish",
    ),
    "the winner is down for one run": (
        f"{_FLOWS}test_server_down.py::test_b_stopped_and_started_again",
    ),
    "the winner is down for long": (
        f"{_FLOWS}test_wire_changes.py::test_the_better_server_is_down_for_long",
    ),
    "all servers are down": (
        f"{_FLOWS}test_server_down.py::test_b_stopped_and_started_again",
    ),
    "a server answers with an empty library": (
        f"{_FLOWS}test_empty_library.py::test_nothing_is_lost_until_a_person_agrees",
        f"{_FLOWS}test_server_down.py"
        "::test_a_library_whose_disk_is_gone_is_not_an_empty_one",
    ),
    "a wrong secret": (f"{_FLOWS}test_faulty_server.py::test_the_wrong_secret",),
    "500, a time-out, half an answer, no JSON": (
        f"{_FLOWS}test_faulty_server.py::test_each_fault",
        f"{_FLOWS}test_faulty_server.py::test_nobody_there",
        f"{_MP}bad_input.py::test_a_listing_without_a_proven_end_fails",
    ),
    "half the listings": (
        f"{_FLOWS}test_partial.py::test_movies_are_adopted_and_shows_kept",
    ),
    "another version": (
        f"{_FLOWS}test_wire_changes.py::test_another_version_is_read_all_the_same",
    ),
    "a folder named version": (
        f"{_FLOWS}test_identity.py::test_names_as_people_write_them",
        f"{_MP}bad_input.py::test_the_version_is_dropped_and_a_folder_of_that_name_is_not",
    ),
    "percent, ampersand, hash, question mark, quotes and dots in names": (
        f"{_FLOWS}test_identity.py::test_names_as_people_write_them",
        f"{_MP}bad_input.py::test_strange_keys_are_plain_names_and_stay_as_given",
    ),
    "names in two forms of Unicode": (
        f"{_FLOWS}test_identity.py::test_nfc_and_nfd_names",
    ),
    "odd names of captions": (
        f"{_FLOWS}test_wire_changes.py::test_names_of_captions_as_servers_write_them",
        f"{_MP}mapping.py::test_caption_keys",
    ),
    "two files in a folder": (f"{_FLOWS}test_folders.py::test_two_files_in_a_folder",),
    "no file in a folder": (
        f"{_FLOWS}test_folders.py::test_a_folder_without_a_file_is_listed",
        f"{_FLOWS}test_folders.py::test_the_better_server_has_no_file",
    ),
    "one film under two folder names": (
        f"{_FLOWS}test_identity.py::test_one_id_under_two_folder_names",
        f"{_FLOWS}test_identity.py::test_two_folders_of_one_server_with_one_id",
    ),
    "remakes of one title": (f"{_FLOWS}test_identity.py::test_remakes_are_two",),
    "specials, season 0, gaps between seasons, an episode beyond 99": (
        f"{_FLOWS}test_folders.py::test_specials_are_season_0",
        f"{_MP}bad_input.py::test_specials_and_high_numbers",
    ),
    "a pending caption becomes a real one": (
        f"{_FLOWS}test_wire_changes.py::test_a_pending_caption_becomes_a_real_one",
        f"{_SYNC}test_resolve.py"
        "::test_a_pending_caption_never_displaces_a_finished_one",
    ),
    "a caption is edited in place": (
        f"{_FLOWS}test_changed_in_place.py::test_a_caption_edited_in_place",
    ),
    "HDR becomes SDR": (f"{_FLOWS}test_changed_in_place.py::test_hdr_becomes_sdr",),
    "a poster is replaced under its name": (
        f"{_FLOWS}test_changed_in_place.py::test_a_poster_replaced_under_its_name",
    ),
    "a poster is replaced under its name and its time": (
        "tests/catalog/test_pictures_checked.py"
        "::test_a_picture_that_changed_is_noticed_though_no_browser_asks",
    ),
    "another prefix": (
        f"{_FLOWS}test_wire_changes.py::test_another_prefix_is_no_other_title",
    ),
    "another host": (
        f"{_FLOWS}test_wire_changes.py::test_another_host_is_no_other_title",
    ),
    "a locked field": (
        f"{_FIELDS}test_locks.py::test_a_lock_holds_until_it_is_removed",
    ),
    "a locked entry of many": (
        f"{_FIELDS}test_locks.py::test_a_locked_entry_leaves_its_neighbours",
    ),
    "many requests at once": (
        f"{_FLOWS}test_webhooks_running.py"
        "::test_a_hundred_calls_at_once_are_all_covered",
        f"{_SYNC}test_triggers.py"
        "::test_many_at_once_never_scan_a_server_twice_at_a_time",
    ),
    "a crash amid a run": (
        "tests/crashes/test_crashes.py::test_what_a_death_interrupts_is_made_good",
        f"{_SYNC}test_finalize.py"
        "::test_a_crash_in_a_batch_leaves_whole_titles_and_is_made_good",
    ),
    "a server's clock is wrong, or names no zone": (
        f"{_FLOWS}test_wire_changes.py::test_a_servers_clock_decides_nothing",
    ),
    "a run that finds nothing new writes nothing": (
        f"{_FIELDS}test_fixpoint.py::test_a_second_sync_writes_no_row",
        f"{_FLOWS}test_fixpoint.py::test_the_second_sync_writes_nothing",
    ),
}


@pytest.mark.parametrize("what", [*WEAKNESSES, *EDGES])
def test_it_is_tested(what: str) -> None:
    named = (WEAKNESSES | EDGES)[what]
    assert named
    assert [test for test in named if not _is_there(test)] == []


def test_what_is_not_there_is_missed() -> None:
    """The control."""
    here = "tests/test_known_weaknesses.py"
    assert _is_there(f"{here}::test_it_is_tested")
    assert not _is_there(f"{here}::test_of_another_name")
    assert not _is_there("tests/test_no_such_file.py::test_it_is_tested")


def _is_there(test: str) -> bool:
    """Whether pytest finds a test of this name at the top of this file."""
    file, _, name = test.partition("::")
    return name.startswith("test_") and name in _tests_of(file)


@functools.cache
def _tests_of(file: str) -> frozenset[str]:
    path = ROOT / file
    if not path.name.startswith("test_") or not path.is_file():
        return frozenset()
    body = ast.parse(path.read_bytes()).body
    return frozenset(node.name for node in body if isinstance(node, ast.FunctionDef))
