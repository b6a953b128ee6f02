"""Bulk changes on the command line: what it would do, what it did, and the way back."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalog.models import FieldLock, Item, PriorityRule
from sync import locks
from sync.bulk import applying
from sync.models import BulkChange
from tests.sync.scripted import Theatre
from tests.sync.test_bulk import films, follow, overviews


def said(*arguments: str) -> str:
    out = StringIO()
    call_command("bulk_change", *arguments, stdout=out)
    return out.getvalue()


def as_json(*arguments: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said(*arguments, "--json"))
    return found


ALL = ("--kind", "movie", "--all")


def test_a_dry_run_shows_values_and_is_applied_later(theatre: Theatre) -> None:
    items = films(theatre)
    locks.lock(items[0], "overview", "Theirs")
    follow()
    text = said("use", "overview", "beta", *ALL, "--dry-run")
    assert "Use beta first for Overview (4 movies)" in text
    assert "3 would change, 0 have it already, 1 cannot." in text
    assert "Film 1, overview: alpha 1 (alpha) → beta 1 (beta)" in text
    assert "1 × Its value is locked" in text
    change = BulkChange.objects.get()
    assert f"bulk_change apply {change.pk} does it" in text
    assert not PriorityRule.objects.exists()
    locks.lock(items[3], "overview", "Later")
    follow()
    text = said("apply", str(change.pk))
    assert "Done: 2 changed, 1 left alone." in text
    # The catalog follows before the command ends.
    assert overviews() == ["Theirs", "beta 1", "beta 2", "Later"]
    assert "use a server" not in said("list")
    assert f"{change.pk}  done" in said("list")
    assert "2 changed" in said("undo", str(change.pk))
    assert overviews() == ["Theirs", "alpha 1", "alpha 2", "Later"]


def test_each_deed_does_what_it_says(
    theatre: Theatre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "SMALL", 1)
    items = films(theatre)
    done = as_json("lock", "genres", '["Fog"]', *ALL)
    assert (done["state"], done["counts"]["changed"], done["by"]) == ("done", 4, None)
    assert Item.objects.filter(genres=["Fog"]).count() == 4
    done = as_json("unlock", "genres", "--kind", "movie", "--where", "genre=Fog")
    assert done["counts"]["changed"] == 4
    assert not FieldLock.objects.exists()
    one = ("--kind", "movie", "--item", str(items[0].public_id))
    assert as_json("empty", "tagline", *one)["counts"]["changed"] == 1
    assert Item.objects.get(pk=items[0].pk).tagline is None
    assert as_json("keep", "tagline", *ALL)["counts"]["same"] == 1
    assert as_json("use", "overview", "beta", *one)["counts"]["changed"] == 1
    assert as_json("usual", "overview", *ALL)["counts"]["changed"] == 1
    assert as_json("show", str(done["id"]))["state"] == "done"
    assert len(as_json("list")["bulk_changes"]) == 6


def test_files_go_out_and_come_in(theatre: Theatre, tmp_path: Path) -> None:
    films(theatre)
    for name in ("films.csv", "films.json"):
        file = tmp_path / name
        assert "Wrote 4 titles" in said("export", str(file), "overview", *ALL)
        text = file.read_text()
        file.write_text(text.replace("alpha 2", f"From {name}"))
        assert "1 would change" in said("import", str(file), "--dry-run")
        said("import", str(file))
        assert overviews()[2] == f"From {name}"
        said("undo", str(BulkChange.objects.latest("pk").pk))
        assert overviews()[2] == "alpha 2"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("lock", "overview", "x", "--kind", "movie"), "required"),
        (("lock", "overview", "x", "--kind", "film", "--all"), "film"),
        (("lock", "overview", *ALL), "value"),
        (("lock", "year", "soon", *ALL), "whole number"),
        (("empty", "plot", *ALL), "no field named"),
        (("use", "overview", "nas", *ALL), "nas"),
        (("empty", "overview", "--kind", "movie", "--where", "genre"), "NAME=VALUE"),
        (("empty", "overview", "--kind", "movie", "--where", "a=b"), "no filter 'a'"),
        (("empty", "overview", "--kind", "movie", "--item", "movie:No"), "No"),
        (("undo", "999999"), "There is no bulk change 999999"),
        (("apply", str(2**64)), "There is no bulk change"),
        (("import", "/nowhere/x.csv"), "cannot be read"),
        (("export", "/nowhere/x.csv", "title", *ALL), "cannot be written"),
        (("export", "x.xlsx", "title", *ALL), "ends in .csv"),
        (("colour",), "colour"),
    ],
)
def test_what_cannot_be(
    theatre: Theatre, arguments: tuple[str, ...], expected: str
) -> None:
    films(theatre, 1)
    with pytest.raises(CommandError, match=expected) as caught:
        said(*arguments)
    assert caught.value.returncode in {1, 2}
    assert not BulkChange.objects.exists()


def test_an_undo_of_what_changed_nothing(theatre: Theatre) -> None:
    films(theatre, 1)
    said("empty", "overview", *ALL, "--dry-run")
    with pytest.raises(CommandError, match="nothing to undo"):
        said("undo", str(BulkChange.objects.get().pk))
