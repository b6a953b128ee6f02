"""Bugs in the pure core: who wins, why, what is written, who is one title."""

from __future__ import annotations

from typing import Final

from tests.laws.mutants.mutant import Edit, Mutant

_VALUES: Final = "tests/laws/test_values.py::"
_ORACLE: Final = f"{_VALUES}test_every_value_is_as_the_laws_say[0]"
_FAMILIES: Final = "tests/laws/test_families.py::test_property"


def _core(
    name: str,
    breaks: str,
    old: str,
    new: str,
    *tests: str,
    where: str = "sync/resolve.py",
) -> Mutant:
    return Mutant(
        name=name,
        breaks=breaks,
        edits=(Edit(where, old, new),),
        tests=tests or (_ORACLE,),
    )


CORE: Final = (
    # law 3: no value
    _core(
        "blank_is_a_value",
        "Blank text is no value.",
        "return bool(value.strip())",
        "return bool(value)",
        where="catalog/fields.py",
    ),
    _core(
        "empty_is_a_value",
        "An empty list or map is no value.",
        "(dict, list, tuple)):\n        return bool(value)\n",
        "(dict, list, tuple)):\n        return True\n",
        where="catalog/fields.py",
    ),
    _core(
        "0_is_nothing",
        "False and 0 are values.",
        "isinstance(value, Mapping) else True\n",
        "isinstance(value, Mapping) else bool(value)\n",
        where="catalog/fields.py",
    ),
    # law 2: choice
    _core(
        "higher_number_wins",
        "The lower priority wins.",
        "len(named)), p.priority, p.slug)",
        "len(named)), -p.priority, p.slug)",
    ),
    _core(
        "rule_not_inherited",
        "A rule on a show or season holds below it.",
        "for item in lineage:",
        "for item in lineage[:1]:",
    ),
    _core(
        "omitted_servers_dropped",
        "Servers that a rule omits follow by priority.",
        "found = (sorted(active, key=lambda o: ranking.rank[o.server]), ranking)",
        "kept = ranking.named or ranking.rank\n"
        "            found = ([o for o in active if o.server in kept], ranking)\n"
        "            found[0].sort(key=lambda o: ranking.rank[o.server])",
    ),
    _core(
        "field_rule_before_item_rule",
        "An item rule goes before a field rule.",
        "        for item in lineage:\n",
        '        for of_kind_ in (kind, ""):\n'
        "            if rule := get((of_kind_, field_name, None)):\n"
        '                return rule, "field_rule"\n'
        "        for item in lineage:\n",
    ),
    _core(
        "fallback_and_priority_swapped",
        "Fallback means that a better server has no value.",
        "if server != self.first:",
        "if server == self.first:",
    ),
    _core(
        "only_source_forgotten",
        "A value that one server has is its only source.",
        'return Choice(value, winner.server, "only_source")',
        "return Choice(value, winner.server, *ranking.reason_for(winner.server))",
    ),
    _core(
        "items_of_a_server_unsorted",
        "Items of one server go by their key, not by arrival.",
        "    active.sort(key=lambda o: o.remote_key)\n",
        "",
        f"{_VALUES}test_property[whatever_the_order]",
    ),
    _core(
        "remote_clock_decides",
        "Remote clocks decide nothing.",
        "    counted = finished or offers\n",
        "    counted = sorted(\n"
        "        finished or offers,\n"
        '        key=lambda o: str(getattr(o[1], "get", str)("last_modified")),\n'
        "    )\n",
    ),
    # law 4: locks
    _core(
        "lock_of_one_asset_ignored",
        "A lock beats every server.",
        "for key in sorted(key for field_name, key in locks if field_name == name):",
        'for key in sorted(k for n, k in locks if n == name and k != "poster"):',
    ),
    _core(
        "empty_lock_ignored",
        'A lock may hold "nothing".',
        'if (declared.name, "") in locks:',
        'if has_value(locks.get((declared.name, ""))):',
    ),
    _core(
        "locks_in_order_of_arrival",
        "The order of locks is no input.",
        "for key in sorted(key for field_name, key in locks if field_name == name):",
        "for key in [key for field_name, key in locks if field_name == name]:",
        f"{_VALUES}test_property[whatever_the_order]",
    ),
    # law 5: keyed fields
    _core(
        "captions_replaced_whole",
        "Keyed fields are resolved entry by entry.",
        "    for observed in in_order:\n"
        "        for key, value in observed.entries.get(name, {}).items():\n",
        "    for observed in in_order:\n"
        "        if offers:\n"
        "            break\n"
        "        for key, value in observed.entries.get(name, {}).items():\n",
    ),
    _core(
        "pending_displaces",
        "A pending caption never displaces a finished one.",
        "counted = finished or offers",
        "counted = offers",
    ),
    _core(
        "second_file_described_by_the_first",
        "Media info describes the file that plays first.",
        "return observed if index == 0 else None",
        "return observed",
    ),
    # law 7: gone
    _core(
        "withdrawn_still_counts",
        "What a server withdrew falls to the next.",
        "active = [o for o in observations if o.listed and order",
        "active = [o for o in observations if order",
    ),
    _core(
        "describer_keeps_available",
        "Describers never keep a title available.",
        "    if any(order.place(o.server).has_files for o in active):\n",
        "    if active:\n",
    ),
    _core(
        "unavailable_from_listed_only",
        "An unavailable title keeps its values.",
        "    return list(observations), False\n",
        "    return [o for o in observations if o.listed], False\n",
    ),
    # what is written
    _core(
        "source_of_a_vanished_value_kept",
        "Provenance is there for values, and for nothing else.",
        "        changes.removed_sources.append((name, key))\n",
        "        pass\n",
        f"{_VALUES}test_property[provenance_is_complete]",
        where="sync/changes.py",
    ),
    _core(
        "history_for_a_reason",
        "A change of reason alone writes no history.",
        "if (moved or changed) and not created:",
        "if (before != after or changed) and not created:",
        f"{_VALUES}test_property[a_reason_is_no_history]",
        where="sync/changes.py",
    ),
    _core(
        "since_moves_with_the_reason",
        '"Since" moves with value or source only.',
        "SourceChange(name, key, after, moved or changed)",
        "SourceChange(name, key, after, before != after)",
        f"{_VALUES}test_property[a_reason_is_no_history]",
        where="sync/changes.py",
    ),
    _core(
        "true_is_one",
        "A value of another kind is another value.",
        "return old == new and isinstance(old, bool) == isinstance(new, bool)",
        "return old == new",
        f"{_VALUES}test_property[from_any_state]",
        where="sync/changes.py",
    ),
    # law 10: identity
    _core(
        "merged_ids_are_not_passed_on",
        "If id 1 is 2 by a merge and 2 is 3 by another, all are one.",
        "for same, _ in components(declared):",
        "for same in declared.values():",
        "tests/sync/test_identity.py::"
        "test_two_merges_that_share_an_id_make_all_their_ids_one",
        where="sync/identity.py",
    ),
    _core(
        "pairs_never_join",
        "Two items with one id are one title.",
        "for key, names in by_key.items() if len(names) > 1}",
        "for key, names in by_key.items() if len(names) > 2}",
        f"{_FAMILIES}[as_the_law_says]",
        where="sync/identity.py",
    ),
    _core(
        "twins_match",
        "Titles match only where they are unique on both sides.",
        "if all(times[server] == 1 for server in found)",
        "if found",
        f"{_FAMILIES}[as_the_law_says]",
        where="sync/agreement.py",
    ),
    _core(
        "contradiction_merged",
        "Ids that contradict each other are never merged silently.",
        "return not all(common.values())",
        "return False",
        f"{_FAMILIES}[no_silent_merge]",
        where="sync/identity.py",
    ),
    _core(
        "titles_that_differ_merged",
        "An id agrees but title and year differ: a conflict.",
        "titles_must_agree=True,",
        "titles_must_agree=False,",
        f"{_FAMILIES}[as_the_law_says]",
        where="sync/identity.py",
    ),
    _core(
        "split_not_obeyed",
        "Curators' splits stick.",
        "            if not taken:\n",
        "            if True:\n",
        f"{_FAMILIES}[each_in_one_group]",
        where="sync/identity.py",
    ),
    _core(
        "split_is_a_merge",
        "A split of a renamed folder makes nothing one.",
        "sorted(joined.intersection(names))",
        "sorted(names)",
        f"{_FAMILIES}[no_silent_merge]",
        where="sync/decided.py",
    ),
    _core(
        "split_against_all_there_may_be",
        "New evidence is asked about anew.",
        "if against is not None and evidence_kind(said) not in against:",
        "if False:",
        f"{_FAMILIES}[as_the_law_says]",
        where="sync/identity.py",
    ),
    _core(
        "split_forgets_a_renamed_folder",
        "Curators' splits stick to a folder, whatever it is called.",
        "parted.append(Pair(left, right, pair.against))",
        "pass",
        f"{_FAMILIES}[as_the_law_says]",
        where="sync/decided.py",
    ),
    # law 8: the brake
    _core(
        "brake_at_the_bound",
        "As many as the bound may go; more may not.",
        "count > FEW and",
        "count >= FEW and",
        "tests/sync/test_brake.py",
        where="sync/brake.py",
    ),
    _core(
        "brake_at_the_share",
        "One in five may go; more may not.",
        "count * ONE_IN > listed",
        "count * ONE_IN >= listed",
        "tests/sync/test_brake.py",
        where="sync/brake.py",
    ),
)
