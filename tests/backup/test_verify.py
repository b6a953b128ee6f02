"""Files that are no backups, no longer whole, or meant to harm: refused, untouched."""

from __future__ import annotations

import gzip
import io
import json
import os
import resource
import stat
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from catalog.snapshot import snapshot
from mediahub.backup import dump, verify
from mediahub.backup.dump import write_backup
from mediahub.backup.load import load
from mediahub.backup.manifest import BackupError
from mediahub.backup.tables import Table, kept_tables, packers
from mediahub.backup.verify import opened
from tests.sync import desk
from tests.sync.scripted import Theatre

Members = dict[str, bytes]


_written: list[bytes] = []


@pytest.fixture
def made(theatre: Theatre, alice: User, tmp_path: Path) -> Path:
    """A backup of a filled catalog, and that catalog."""
    desk.fill(theatre, movies=2, shows=1)
    path = tmp_path / "made.tar"
    write_backup(path)
    return path


@pytest.fixture
def path(
    transactional_db: None, request: pytest.FixtureRequest, tmp_path: Path
) -> Path:
    """The same backup beside an empty database: enough to look into it."""
    if not _written:
        first: Path = request.getfixturevalue("made")
        _written.append(first.read_bytes())
        return first
    path = tmp_path / "made.tar"
    path.write_bytes(_written[0])
    return path


def check(path: Path) -> None:
    with opened(path) as backup:
        backup.check_bytes()
        backup.verify()


def members(path: Path) -> Members:
    with tarfile.open(path) as tar:
        found = {}
        for member in tar:
            file = tar.extractfile(member)
            assert file is not None
            found[member.name] = file.read()
        return found


def rewritten(path: Path, held: Members) -> Path:
    with tarfile.open(path, "w") as tar:
        for name, data in held.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return path


def with_manifest(path: Path, change: Callable[[Any], None]) -> Path:
    held = members(path)
    manifest = json.loads(held["manifest.json"])
    change(manifest)
    held["manifest.json"] = json.dumps(manifest).encode()
    return rewritten(path, held)


def with_rows(path: Path, table: str, change: Callable[[list[Any]], Any]) -> Path:
    """Other rows in a table, with sums that fit: only the rows themselves are bad."""
    held = members(path)
    name = f"tables/{table}.jsonl.gz"
    rows = [json.loads(line) for line in gzip.decompress(held[name]).splitlines()]
    lines = [json.dumps(row).encode() + b"\n" for row in change(rows)]
    held[name] = gzip.compress(b"".join(lines))
    manifest = json.loads(held["manifest.json"])
    for part in manifest["tables"]:
        if part["table"] == table:
            part["sha256"] = sha256(held[name]).hexdigest()
            part["rows"], part["bytes"] = len(lines), sum(map(len, lines))
    held["manifest.json"] = json.dumps(manifest).encode()
    return rewritten(path, held)


def stored() -> dict[str, list[Any]]:
    """Every row of every table a backup holds."""
    with snapshot() as database:
        return {t.name: list(_values(t, database)) for t in kept_tables()}


def _values(table: Table, database: Any) -> Iterator[list[Any]]:
    """Rows by what they mean: JSON may be written with blanks, or without."""
    pack = packers(table)
    for row in dump.read_rows(table, database):
        yield [
            None if value is None else change(value)
            for value, change in zip(row, pack, strict=True)
        ]


def test_a_backup_is_whole_and_private(made: Path) -> None:
    check(made)
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with pytest.raises(BackupError, match="exists already"):
        write_backup(made)
    assert [p.name for p in made.parent.iterdir()] == [made.name]


def test_loading_it_changes_nothing(made: Path) -> None:
    before = stored()
    assert len(before["catalog_item"]) > 3
    with opened(made) as backup:
        load(backup, backup.verify())
    after = stored()
    assert {k: v for k, v in after.items() if k != "catalog_server"} == {
        k: v for k, v in before.items() if k != "catalog_server"
    }
    User.objects.create_user("new")


@pytest.mark.parametrize("cut", [0, 1, 511, 512, 5_000, -1_024, -20_000])
def test_every_cut_is_found(path: Path, cut: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:cut])
    # Only the zeros after the last member can be missed without harm.
    if cut == -1_024:
        check(path)
        return
    with pytest.raises(BackupError):
        check(path)


@pytest.mark.parametrize("place", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_changed_byte_is_found(path: Path, place: float) -> None:
    held = members(path)
    name = max(held, key=lambda n: len(held[n]) if n.startswith("tables/") else 0)
    data = bytearray(held[name])
    data[int(len(data) * place)] ^= 0x40
    with pytest.raises(BackupError, match="damaged"):
        check(rewritten(path, {**held, name: bytes(data)}))


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/cron.d/x",
        "/etc/passwd",
        "tables/../x.jsonl.gz",
        "tables/X.jsonl.gz",
        "tables/a\nb.jsonl.gz",
        "other.txt",
        "tables/extra.jsonl.gz",
    ],
)
def test_foreign_names_are_refused(path: Path, name: str) -> None:
    held = members(path)
    with pytest.raises(BackupError):
        check(rewritten(path, {name: b"x", **held}))


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.DIRTYPE]
)
def test_links_and_devices_are_refused(path: Path, kind: bytes) -> None:
    with tarfile.open(path, "w") as tar:
        member = tarfile.TarInfo("tables/catalog_item.jsonl.gz")
        member.type, member.linkname = kind, "/etc/passwd"
        tar.addfile(member)
    with pytest.raises(BackupError, match="no backup"):
        check(path)


def test_a_member_twice_is_refused(path: Path) -> None:
    held = members(path)
    with tarfile.open(path, "a") as tar:
        member = tarfile.TarInfo("manifest.json")
        member.size = len(held["manifest.json"])
        tar.addfile(member, io.BytesIO(held["manifest.json"]))
    with pytest.raises(BackupError, match="no backup"):
        check(path)


def test_a_bomb_is_not_unpacked(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    name = "tables/catalog_item.jsonl.gz"
    held = {**members(path), name: bomb}
    manifest = json.loads(held["manifest.json"])
    part = next(p for p in manifest["tables"] if p["table"] == "catalog_item")
    part["sha256"] = sha256(bomb).hexdigest()
    held["manifest.json"] = json.dumps(manifest).encode()
    with pytest.raises(BackupError, match="longer than it says"):
        check(rewritten(path, held))
    part["bytes"] = 50_000_000
    held["manifest.json"] = json.dumps(manifest).encode()
    with pytest.raises(BackupError, match="would unpack to 50,000,000 bytes"):
        check(rewritten(path, held))
    # The control: with no such limit it would be read.
    monkeypatch.setattr(verify, "_MOST_PACKED", 10_000)
    with opened(path) as backup:
        backup.check_bytes()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda m: m.update(format=2), "has format 2"),
        (lambda m: m.update(product="Other"), "no backup of MediaHub"),
        (lambda m: m.update(tables=[]), "missing"),
        (lambda m: m["tables"][0].update(rows="many"), "cannot be read"),
        (lambda m: m["tables"][0]["columns"].append(["x; DROP", "text"]), "columns"),
        (lambda m: m["tables"][0].update(table="sqlite_master"), "not ours"),
        (lambda m: m["migrations"]["sync"].append("9999_later"), "newer MediaHub"),
        (lambda m: m["migrations"]["sync"].pop(), "older MediaHub"),
    ],
)
def test_what_it_says_of_itself_is_not_believed(
    path: Path, change: Callable[[Any], None], said: str
) -> None:
    with pytest.raises(BackupError, match=said):
        check(with_manifest(path, change))


@pytest.mark.parametrize(
    "change",
    [
        lambda rows: [rows[0][:-1]],
        lambda rows: [[*rows[0], 1]],
        lambda rows: [{"a": 1}],
        lambda rows: [["x", *rows[0][1:]]],
        lambda rows: [[value and [value] for value in rows[0]]],
    ],
)
def test_rows_of_another_shape_are_refused(
    path: Path, change: Callable[[list[Any]], Any]
) -> None:
    with pytest.raises(BackupError, match="row 1 of catalog_item cannot be read"):
        check(with_rows(path, "catalog_item", change))


def test_rows_that_do_not_fit_together_change_nothing(made: Path) -> None:
    before = stored()
    twice = with_rows(made, "catalog_item", lambda rows: [*rows, rows[0]])
    with opened(twice) as backup, pytest.raises(BackupError, match="nothing was"):
        load(backup, backup.verify())
    assert stored() == before
    orphans = with_rows(made, "catalog_server", lambda rows: [])
    with opened(orphans) as backup, pytest.raises(BackupError, match="nothing was"):
        load(backup, backup.verify())
    assert stored() == before


@pytest.mark.parametrize(
    "data", [b"", b"x", b"\x1f\x8b" + b"0" * 600, b"SQLite format"]
)
def test_other_files_are_one_line(tmp_path: Path, db: None, data: bytes) -> None:
    other = tmp_path / "other"
    other.write_bytes(data)
    with pytest.raises(BackupError) as refused:
        check(other)
    assert "\n" not in str(refused.value)
    with pytest.raises(BackupError, match="cannot be read"):
        check(tmp_path / "nowhere")


@contextmanager
def small_files(most: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_full_disk_leaves_nothing_behind(made: Path) -> None:
    target = made.with_name("second.tar")
    with small_files(20_000), pytest.raises(BackupError, match="File too large"):
        write_backup(target)
    assert [p.name for p in made.parent.iterdir()] == [made.name]
    write_backup(target)
    check(target)


def test_a_folder_that_is_not_there_is_one_line(db: None, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="No such file or directory"):
        write_backup(tmp_path / "nowhere" / "x.tar")
    if os.geteuid() == 0:
        return
    tmp_path.chmod(0o500)
    with pytest.raises(BackupError, match="Permission denied"):
        write_backup(tmp_path / "x.tar")


def test_a_snapshot_is_of_one_moment(theatre: Theatre, alice: User) -> None:
    with snapshot() as database:
        User.objects.create_user("later")
        table = next(t for t in kept_tables() if t.label == "accounts.user")
        assert len(list(dump.read_rows(table, database))) == 1
    assert connection.vendor in {"sqlite", "postgresql"}
    assert User.objects.count() == 2
