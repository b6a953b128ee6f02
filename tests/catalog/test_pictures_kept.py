"""Where pictures are kept: its bound, its faults, and how it is emptied."""

from __future__ import annotations

import errno
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from catalog.models import Picture
from catalog.pictures import files, keeping, trimming
from mediahub import checks
from mediahub.artwork_storage import artwork_storage
from tests.catalog.gallery import Wall, a_picture, a_title, a_wall, photo
from tests.faults import answer

pytestmark = pytest.mark.django_db(transaction=True)


def _hang(wall: Wall, count: int, bobs: Client) -> list[Picture]:
    """So many pictures of a wall's server, the first looked at longest ago."""
    kept = []
    for number in range(count):
        item = a_title()
        url = f"{wall.far.url}/{number}.jpg"
        a_picture(item, url=url, server=wall.artwork.server)
        got = bobs.get(f"/artwork/{item.public_id}/poster/160.webp")
        assert got.status_code == 200
        picture = Picture.objects.latest("pk")
        picture.seen_at = timezone.now() - timedelta(hours=count - number)
        picture.save()
        kept.append(picture)
    return kept


def test_beyond_the_bound_the_longest_unseen_goes(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        hung = _hang(wall, 4, bobs)
        each = hung[0].size_bytes
        trimmed = trimming.trim(each * 3)
    assert (trimmed.pictures, trimmed.freed_bytes) == (2, each * 2)
    assert trimmed.kept_bytes == trimming.kept_bytes() == each * 2
    left = Picture.objects.filter(size_bytes__gt=0).values_list("pk", flat=True)
    assert set(left) == {hung[2].pk, hung[3].pk}
    on_disk = sum(file.stat().st_size for file in artwork_folder.rglob("*.webp"))
    assert on_disk == each * 2


def test_within_the_bound_nothing_goes(bobs: Client, artwork_folder: Path) -> None:
    with a_wall(answer(photo())) as wall:
        _hang(wall, 2, bobs)
        assert trimming.trim().pictures == 0
        assert trimming.trim(trimming.kept_bytes()).pictures == 0


def test_new_pictures_keep_the_bound_by_themselves(
    bobs: Client,
    artwork_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    settings: Any,
) -> None:
    monkeypatch.setattr(keeping, "_TRIM_EVERY", 1)
    with a_wall(answer(photo())) as wall:
        each = _hang(wall, 1, bobs)[0].size_bytes
        settings.MEDIAHUB_ARTWORK_BYTES = each * 2
        _hang(wall, 5, bobs)
        keeping.gate.settle()
        assert trimming.kept_bytes() <= each * 2


def test_what_was_let_go_is_fetched_anew_under_the_same_address(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        version = wall.version()
        trimming.trim(0)
        assert not list(artwork_folder.rglob("*.webp"))
        assert bobs.get(wall.path()).status_code == 200
        assert wall.version() == version
        assert wall.far.connections == 2


def test_a_picture_being_fetched_is_not_let_go(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        now = timezone.now()
        for until, went in ((timedelta(minutes=1), 0), (timedelta(minutes=-1), 1)):
            Picture.objects.update(
                claim="0192f0a0-0000-7000-8000-000000000000", claimed_until=now + until
            )
            assert trimming.trim(0).pictures == went


def test_files_thrown_away_by_hand_come_back(
    bobs: Client, artwork_folder: Path
) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        for file in artwork_folder.rglob("*.webp"):
            file.unlink()
        assert bobs.get(wall.path()).status_code == 200
        assert wall.far.connections == 2


def test_files_that_no_picture_names_are_swept_up(
    bobs: Client, artwork_folder: Path
) -> None:
    assert trimming.sweep() == 0, "a storage that is not made yet"
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
    shelf = next(artwork_folder.iterdir())
    (shelf / "left-behind-160.webp").write_bytes(b"x")
    (shelf / ".new-abc").write_bytes(b"x")
    assert trimming.sweep() == 0, "it may be of a fetch that is under way"
    assert trimming.sweep(timezone.now() + timedelta(seconds=5)) == 2
    assert len(list(artwork_folder.rglob("*.webp"))) == 5


def test_the_command_empties_the_storage(
    bobs: Client, artwork_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with a_wall(answer(photo())) as wall:
        bobs.get(wall.path())
        call_command("trim_artwork")
        assert "Forgot 0 pictures" in capsys.readouterr().out
        call_command("trim_artwork", all=True)
    assert capsys.readouterr().out.startswith("Forgot 1 pictures")
    assert not list(artwork_folder.rglob("*.webp"))


def test_a_row_is_forgotten_after_every_browser_forgot_it() -> None:
    for days in (399, 401):
        seen = timezone.now() - timedelta(days=days)
        Picture.objects.create(key=f"{days}", asked_at=timezone.now(), seen_at=seen)
    trimming.trim()
    assert [p.key for p in Picture.objects.all()] == ["399"]


def test_the_server_in_front_sends_what_is_kept(
    bobs: Client, artwork_folder: Path, settings: Any
) -> None:
    settings.MEDIAHUB_ACCEL = True
    with a_wall(answer(photo())) as wall:
        assert bobs.get(wall.path()).content, "not there yet: we send it ourselves"
        got = bobs.get(wall.path())
        assert (got.content, got["Content-Type"]) == (b"", "image/webp")
        assert got["ETag"]
        name = got["X-Accel-Redirect"].removeprefix("/_internal/artwork/")
        (artwork_folder / name).unlink()
        again = bobs.get(wall.path())
        assert again.content
        assert "X-Accel-Redirect" not in again
        assert wall.far.connections == 2


# --- a storage that fails -------------------------------------------------------------


class Full(files.WholeFiles):
    """A disk on which the third file does not fit any more."""

    def _save(self, name: str, content: Any) -> str:
        if len(list(Path(self.location).rglob("*.webp"))) >= 2:
            raise OSError(errno.ENOSPC, "No space left on device", name)
        return super()._save(name, content)


def test_a_full_disk_keeps_nothing_and_shows_all(
    bobs: Client,
    artwork_folder: Path,
    settings: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    backend = f"{__name__}.Full"
    options = {"location": artwork_folder}
    settings.STORAGES["artwork"] = {"BACKEND": backend, "OPTIONS": options}
    storages._storages.clear()  # type: ignore[attr-defined]
    with a_wall(answer(photo())) as wall:
        for count in (1, 2):
            assert bobs.get(wall.path()).status_code == 200
            assert wall.far.connections == count
        assert (wall.kept().widths, wall.kept().size_bytes) == ([], 0)
    assert not list(artwork_folder.rglob("*.webp")), "half a picture was kept"
    assert "No space left on device" in caplog.text
    assert str(artwork_folder) not in caplog.text


def test_a_file_appears_whole_or_not_at_all(
    artwork_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(*_: object) -> None:
        raise OSError(errno.EIO, "torn")

    assert files.keep("ab" * 32, "d" * 64, {160: b"whole"})
    monkeypatch.setattr("os.fsync", torn)
    assert not files.keep("cd" * 32, "d" * 64, {160: b"half"})
    assert [f.read_bytes() for f in artwork_folder.rglob("*") if f.is_file()] == [
        b"whole"
    ]


# --- the choice of a storage ----------------------------------------------------------


def test_pictures_lie_in_the_data_folder_by_default(tmp_path: Path) -> None:
    chosen = artwork_storage(address="", endpoint="", data=tmp_path)
    assert chosen["OPTIONS"]["location"] == tmp_path / "cache" / "artwork"


def test_object_storage_is_chosen_by_its_address(tmp_path: Path) -> None:
    chosen = artwork_storage(
        address="s3://family/media/hub/", endpoint="http://nas:3900/", data=tmp_path
    )
    assert chosen["BACKEND"] == "storages.backends.s3.S3Storage"
    options = chosen["OPTIONS"]
    assert (options["bucket_name"], options["location"]) == ("family", "media/hub")
    assert options["endpoint_url"] == "http://nas:3900"


@pytest.mark.parametrize(
    "values",
    [
        {"address": "family"},
        {"address": "s3:/family"},
        {"address": "s3://"},
        {"address": "s3://key:hidden@family"},
        {"address": "s3://family:99999"},
        {"address": "/srv/artwork"},
        {"address": "s3://family", "endpoint": "nas:3900"},
        {"address": "s3://family", "endpoint": "http://key:hidden@nas"},
    ],
)
def test_nonsense_is_refused(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        artwork_storage(**{"endpoint": "", **values}, data=tmp_path)
    assert "MEDIAHUB_ARTWORK_" in str(refused.value)
    assert "hidden" not in str(refused.value)


def test_object_storage_without_its_library_stops_the_start(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks.object_storage_has_its_library(None) == []
    settings.STORAGES = {"artwork": {"BACKEND": "storages.backends.s3.S3Storage"}}
    monkeypatch.setattr(checks, "find_spec", lambda name: None)
    [error] = checks.object_storage_has_its_library(None)
    assert (error.id, "boto3" in str(error.msg)) == ("mediahub.E010", True)
    monkeypatch.setattr(checks, "find_spec", lambda name: object())
    assert checks.object_storage_has_its_library(None) == []
