"""Caption files that people uploaded are in a backup, byte for byte."""

from __future__ import annotations

from pathlib import Path

from tests.backup.conftest import asked, must
from tests.installation import Installation

_BODY = "uploads.body_of(uploads.digest_of(Caption.objects.get().url)).hex()"
_MODELS = "from catalog.captions import uploads\nfrom catalog.models import Caption"


def test_a_caption_file_comes_back(
    installation: Installation, other: Installation, tmp_path: Path
) -> None:
    # So repetitive that it must not look like a bomb to whoever reads the backup.
    body = b"".join(
        b"00:00:%02d,000 --> 00:00:%02d,500\nAgain\n\n" % (n % 60, n % 60)
        for n in range(90_000)
    )
    path = tmp_path / "fog.srt"
    path.write_bytes(body)
    must(installation, "add_title", "movie", "title=Fog", "year=1980")
    must(
        installation, "add_captions", "movie:Fog (1980)", str(path), "--language", "en"
    )
    saved = tmp_path / "saved.tar"
    must(installation, "backup", str(saved))
    must(other, "restore", str(saved))
    assert bytes.fromhex(asked(other, _BODY, _MODELS)) == body
    must(other, "verify_catalog")
