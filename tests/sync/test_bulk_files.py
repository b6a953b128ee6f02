"""Values of titles as files: exported, changed, imported, and nothing else touched."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from catalog.models import FieldLock, Item
from sync import bulk, locks, settle
from sync.bulk import table
from sync.models import BulkChange, BulkRow, Run
from tests.sync import desk
from tests.sync.scripted import Theatre, movie, show

ASKED = ["overview", "genres", "year", "artwork.poster"]


@pytest.fixture
def films(theatre: Theatre) -> list[Item]:
    theatre.server(
        "alpha",
        movie("Fog", year=1980, overview="=1+1", genres=["Drama", "Fog"]),
        movie("Ice", year=1990, overview="Two\nlines, and \u201cmore\u201d"),
        movie("Mud", year=2000, overview="'-quoted", genres=["a | b"]),
        *show("Fjord", (1, 1), (1, 2)),
    )
    theatre.sync()
    return list(Item.objects.filter(kind="movie").order_by("title"))


def exported(items: list[Item], *, as_json: bool = False) -> bytes:
    pieces = bulk.export([item.pk for item in items], ASKED, as_json=as_json)
    return "".join(pieces).encode()


def cells(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_csv(rows: list[dict[str, str]]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def imported(content: bytes, name: str = "films.csv") -> BulkChange:
    return bulk.read_file(name, content, by=None)


def applied(change: BulkChange) -> None:
    bulk.apply(change, by=None)
    change.refresh_from_db()
    for pk in Run.objects.filter(finished_at=None).values_list("pk", flat=True):
        settle.resolve_now(pk)


def refusals(change: BulkChange) -> list[tuple[int | None, str, str]]:
    rows = change.rows.filter(state=BulkRow.State.REFUSED).order_by("line", "pk")
    return list(rows.values_list("line", "field", "why"))


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_exported_and_imported_again_changes_nothing(
    films: list[Item], *, as_json: bool
) -> None:
    locks.lock(films[0], "genres", None)
    change = imported(exported(films, as_json=as_json))
    assert (change.planned, change.refused) == (0, 0)
    assert change.same == 3 + 1 + 1 + 3


def test_no_cell_is_a_formula_to_a_spreadsheet(films: list[Item]) -> None:
    rows = cells(exported(films))
    assert [row["overview"] for row in rows] == [
        "'=1+1",
        "Two\nlines, and \u201cmore\u201d",
        "''-quoted",
    ]
    assert rows[0]["path"] == "Fog / 1980"


def test_cells_that_differ_are_locked_and_the_import_is_undone(
    films: list[Item],
) -> None:
    rows = cells(exported(films))
    rows[0] |= {"overview": "Mine", "genres": "[empty]"}
    rows[1] |= {"year": "1991", "overview": ""}
    change = imported(as_csv(rows))
    assert change.planned == 3
    assert not FieldLock.objects.exists()
    applied(change)
    locked = FieldLock.objects.values_list("item__title", "field", "value")
    assert set(locked) == {
        ("Fog", "overview", "Mine"),
        ("Fog", "genres", None),
        ("Ice", "year", 1991),
    }
    assert Item.objects.get(title="Ice").year == 1991
    applied(bulk.undo(change, by=None))
    assert not FieldLock.objects.exists()
    assert Item.objects.get(title="Ice").year == 1990


def test_titles_are_found_by_kind_and_path(films: list[Item]) -> None:
    change = imported(
        b"kind;path;title\n"
        b"movie;Fog / 1980;A\n"
        b"show;Fjord;B\n"
        b"season;Fjord / 1;C\n"
        b"episode;Fjord / 1 / 2;D\n"
        b"movie;Fog / 1981;E\n"
        b"film;Fog;F\n"
        b"movie;Fog / 1980;G\n"
    )
    assert change.planned == 4
    assert refusals(change) == [
        (6, "", "There is no movie 'Fog / 1981'."),
        (7, "", "There is no kind 'film'."),
        (8, "", "Row 2 is of the same title."),
    ]
    applied(change)
    assert set(FieldLock.objects.values_list("value", flat=True)) == set("ABCD")


def test_what_does_not_fit_is_refused_cell_by_cell(films: list[Item]) -> None:
    one, two = films[0].public_id, films[1].public_id
    rows: list[dict[str, Any]] = [
        {"id": str(one), "year": "soon", "overview": "Mine"},
        {"id": str(two), "year": 99999, "genres": ["ok", 7]},
        {"id": "x", "year": 2000},
        {"id": str(films[2].public_id), "tagline": "[empty]", "networks": ["A"]},
    ]
    change = imported(json.dumps(rows).encode(), "films.json")
    assert [(line, field) for line, field, _ in refusals(change)] == [
        (1, "year"),
        (2, "year"),
        (2, "genres"),
        (3, ""),
        *([(4, "networks")] if "movie" not in _kinds("networks") else []),
    ]
    assert "whole number" in refusals(change)[0][2]


def _kinds(name: str) -> tuple[str, ...]:
    from catalog.fields import BY_NAME

    return tuple(BY_NAME[name].kinds)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no rows"),
        (b"id,overview\n", "no rows"),
        ("id,overview\nx,\u00fc\n".encode("latin-1"), "not in UTF-8"),
        (b"id,overview\nx,a\0b\n", "NUL"),
        (b"title,overview\nFog,a\n", "Which titles"),
        (b"id\nx\n", "no column of a field"),
        (b"id,nonsense\nx,a\n", "'nonsense'"),
        (b"id,overview,overview\nx,a,b\n", "there twice"),
        (b"id,overview\nx,a,b\n", "Row 2 has more cells"),
        (b'id,overview\nx,"a\n', "no CSV"),
        (b"id,season_number\nx,1\n", "cannot be imported"),
        (b"id,files.alpha\nx,1\n", "cannot be imported"),
        (b"id,artwork\nx,1\n", "one entry"),
        (b"id,artwork.hero\nx,1\n", "no artwork"),
        (b"[{]", "no JSON"),
        (b'{"id": 1}', "must be a list"),
        (b"[1]", "Row 1 is no object"),
        (b"[" * 100_000, "no JSON"),
        (b"id,overview\n" + b"x,a\n" * (table.MOST_ROWS + 1), "20,000 rows"),
        (b"x" * (table.MOST_BYTES + 1), "10 MiB"),
    ],
)
def test_a_file_that_cannot_be_is_refused_whole(
    db: None, content: bytes, said: str
) -> None:
    with pytest.raises(bulk.BulkError, match=said):
        imported(content)
    assert not BulkChange.objects.exists()


def test_a_curator_exports_and_imports_at_the_desk(
    carols: Client, films: list[Item]
) -> None:
    movies = reverse("admin:catalog_movie_changelist")
    sent = {"action": "bulk_export", "index": "0", "everything": "on"}
    page = carols.post(movies, sent)["Location"]
    assert "3 movies selected" in desk.text_of(carols, page)
    answer: Any = carols.post(page, {"names": ["overview"], "form": "csv"})
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"] == 'attachment; filename="movies.csv"'
    assert carols.post(page, {"form": "csv"}).status_code == 422
    changed = content.replace(b"'=1+1", b"Mine")
    url = reverse("admin:sync_bulkchange_import")
    assert "row by row" in desk.text_of(carols, url)
    answer = carols.post(
        url, {"file": SimpleUploadedFile("films.csv", changed)}, follow=True
    )
    said = answer.content.decode()
    assert "1 would change" in said
    assert "row 2" in said
    bad = SimpleUploadedFile("films.csv", b"nothing")
    answer = carols.post(url, {"file": bad})
    assert answer.status_code == 422
    assert "no rows" in answer.content.decode()
    # What was exported is in no list of changes.
    listed = desk.text_of(carols, desk.list_url(BulkChange))
    assert "Import films.csv" in listed
    assert "Export" not in listed.partition("result_list")[2].partition("</table>")[0]


def test_an_import_needs_the_permission_to_lock(films: list[Item]) -> None:
    looker = desk.permitted("lea", "view_movie", "view_bulkchange")
    url = reverse("admin:sync_bulkchange_import")
    assert looker.get(url).status_code == 403
    assert url not in desk.text_of(looker, desk.list_url(BulkChange))
    movies = reverse("admin:catalog_movie_changelist")
    sent = {"action": "bulk_export", "index": "0", "everything": "on"}
    page = looker.post(movies, sent)["Location"]
    answer: Any = looker.post(page, {"names": ["overview"], "form": "json"})
    assert len(json.loads(b"".join(answer.streaming_content))) == 3
    stranger = desk.permitted("sue", "view_server")
    assert stranger.get(page).status_code == 403
