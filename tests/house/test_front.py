"""Behind a real nginx: below a path, over TLS, unbuffered, and nobody is fooled."""

from __future__ import annotations

import http.client
import json
import re
import threading
from collections.abc import Iterator
from contextlib import closing
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.certificates import make_certificate
from tests.house.front import PASSWORD, Front, Visitor, front
from tests.house.media_server import FILM, MediaServer
from tests.house.running import until
from tests.installation import Installation, Template

SECRET = "a-Secret-of-Alpha-9"
NOBODY = "00000000-0000-0000-0000-000000000000"
PICTURE = b"RIFF....WEBP" + bytes(range(256))
#: People, a server, two titles and a run that goes on for ever.
PREPARE = f"""
from datetime import UTC, datetime
from accounts.models import User
from catalog.models import Artwork, Item, Picture
from catalog.pictures import files
from catalog.pictures.addresses import key_of, version_of
from sync.models import Run
User.objects.create_superuser("alice", "alice@example.org", "{PASSWORD}")
now = datetime.now(UTC)
for n in (1, 2, 3):
    Item.objects.create(
        kind="movie", title=f"Movie {{n}}", slug=f"movie-{{n}}", created_at=now
    )
run = Run.objects.create(state="running")
poster = Artwork.objects.create(
    item=Item.objects.first(), key="poster", url="http://files.example/1.jpg"
)
key, digest = key_of(poster), "d" * 64
Picture.objects.create(
    key=key, digest=digest, widths=[320], width=320, height=480, asked_at=now,
    seen_at=now,
)
files.keep(key, digest, {{320: {PICTURE!r}}})
print(run.pk, poster.item.public_id, version_of(key, Picture.objects.get()))
"""


#: The first title has a file at the server's new address.
FILM_OF_ALPHA = """
from catalog.models import Item, MediaFile, Server
Server.objects.filter(slug="alpha").update(api_url="%s")
item = Item.objects.order_by("pk").first()
MediaFile.objects.update_or_create(
    item=item, key="alpha", defaults={
        "server": Server.objects.get(), "url": "%s/film.mp4", "container": "mp4"
    }
)
print(item.public_id)
"""


@pytest.fixture(scope="module")
def prepared(
    installation_template: Template, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("front") / "data"
    with installation_template.copied(folder) as made:
        done = made.manage("shell", "--verbosity", "0", "-c", PREPARE)
        assert done.code == 0, done.stderr.decode()
        (folder / "run").write_text(done.stdout.decode().strip())
        done = made.manage(
            *("add_server", "alpha", "--kind", "media-processor"),
            *("--url", "http://127.0.0.1:9", "--secret", SECRET),
        )
        assert done.code == 0, done.stderr.decode()
        yield made


@pytest.fixture(scope="module")
def below(prepared: Installation) -> Iterator[Front]:
    """The site below /hub, over plain HTTP."""
    with front(prepared, PUBLIC_URL="http://127.0.0.1:{port}/hub") as made:
        yield made


@pytest.fixture(scope="module")
def alice(below: Front) -> Visitor:
    visitor = Visitor(f"{below.origin}/hub/")
    status, url, text = visitor.log_in("admin/")
    assert status == 200, text
    assert url.startswith(f"{below.origin}/hub/"), url
    return visitor


def test_pages_links_and_cookies_stay_below_the_path(
    below: Front, alice: Visitor
) -> None:
    assert set(alice.cookies.values()) == {"/hub/"}
    status, _, page = alice.open("admin/")
    assert status == 200
    assert "Log out" in page
    links = re.findall(r'(?:href|src|action)="(/[^"]*)"', page)
    assert links
    assert [link for link in links if not f"{link}/".startswith("/hub/")] == []
    for link in {link for link in links if "/static/" in link}:
        assert alice.open(link)[0] == 200, link
    # Home itself, with and without its slash.
    assert alice.open("")[0] == 200
    assert below.ask("/hub")[0] in {200, 302}
    assert below.ask("/hubbub/")[0] == 404


def test_the_api_links_to_where_it_was_asked(below: Front, alice: Visitor) -> None:
    status, _, text = alice.open("api/v1/movies/?page_size=1")
    assert status == 200, text
    first = json.loads(text)
    assert first["next"].startswith(f"{below.origin}/hub/api/v1/movies/?")
    _, _, text = alice.open(first["next"])
    assert json.loads(text)["results"][0]["id"] != first["results"][0]["id"]
    _, _, text = alice.open("api/v1/")
    assert json.loads(text)["movies"] == f"{below.origin}/hub/api/v1/movies/"
    _, _, text = alice.open("api/schema/", Accept="application/json")
    described = json.loads(text)
    assert described["servers"] == [{"url": "/hub"}]
    assert "/api/v1/movies/" in described["paths"]
    status, _, page = alice.open("api/docs/")
    assert status == 200
    assert "/hub/api/docs/?script" in page


def test_events_come_while_the_run_goes_on(
    below: Front, alice: Visitor, prepared: Installation
) -> None:
    run = (prepared.data / "run").read_text().split()[0]
    link = http.client.HTTPConnection("127.0.0.1", below.port, timeout=20)
    with closing(link):
        headers = {"Cookie": alice.cookie_header(), "Accept-Encoding": "gzip"}
        link.request("GET", f"/hub/api/v1/runs/{run}/events/", headers=headers)
        answer = link.getresponse()
        assert answer.status == 200, answer.read()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        assert answer.headers["Content-Encoding"] is None
        first = b""
        while b"event: run" not in first:
            piece = answer.read1(4096)
            assert piece, first
            first += piece


def test_text_is_packed(below: Front) -> None:
    _, headers, _ = below.ask("/hub/static/admin/css/base.css", Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip"


def test_a_picture_is_sent_by_nginx_under_our_own_labels(
    below: Front, alice: Visitor, prepared: Installation
) -> None:
    _, title, version = (prepared.data / "run").read_text().split()
    path = f"/hub/artwork/{title}/poster/320.webp?v={version}"
    own, cookie = f"127.0.0.1:{below.port}", alice.cookie_header()
    # The web part itself only names the file.
    status, named, body = below.ask(path, port=below.web, Host=own, Cookie=cookie)
    assert (status, body) == (200, b"")
    assert named["x-accel-redirect"].startswith("/_internal/artwork/")
    status, headers, body = below.ask(path, Cookie=cookie)
    assert (status, body) == (200, PICTURE)
    assert "x-accel-redirect" not in headers
    for label in ("content-type", "etag", "cache-control"):
        assert headers[label] == named[label], label
    assert headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in headers["content-security-policy"]
    status, _, body = below.ask(path, Cookie=cookie, If_None_Match=headers["etag"])
    assert (status, body) == (304, b"")
    status, _, body = below.ask(path, Cookie=cookie, Range="bytes=4-7")
    assert (status, body) == (206, PICTURE[4:8])
    # Whoever may not see it is not helped by nginx.
    assert below.ask(path)[0] != 200


@pytest.fixture
def film(prepared: Installation) -> Iterator[str]:
    """The path of a film of alpha, which is served by `MediaServer`."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), MediaServer)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    url = f"http://localhost:{server.server_port}"
    MediaServer.heard.clear()
    MediaServer.patience = 1000
    done = prepared.manage(
        "shell", "--verbosity", "0", "-c", FILM_OF_ALPHA % (url, url)
    )
    assert done.code == 0, done.stderr.decode()
    yield f"/hub/stream/{done.stdout.decode().strip()}/alpha"
    server.shutdown()
    server.server_close()


def test_a_film_is_sent_by_nginx_and_its_server_steers_nothing(
    below: Front, alice: Visitor, film: str
) -> None:
    own, cookie = f"127.0.0.1:{below.port}", alice.cookie_header()
    part = "bytes=300-1299"
    status, named, body = below.ask(
        film, port=below.web, Host=own, Cookie=cookie, Range=part
    )
    assert (status, body) == (200, b"")
    assert named["x-accel-redirect"] == "/_internal/film"
    assert named["x-mediahub-film"].startswith("http://127.0.0.1:")
    MediaServer.heard.clear()
    status, headers, body = below.ask(film, Cookie=cookie, Range=part)
    assert (status, body) == (206, FILM[300:1300])
    assert headers["content-range"] == f"bytes 300-1299/{len(FILM)}"
    for label in ("content-type", "etag", "cache-control", "accept-ranges"):
        assert headers[label] == named[label], label
    assert "sandbox" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    theirs = ("set-cookie", "access-control-allow-origin", "x-accel-redirect")
    ours = ("x-mediahub-film", "x-mediahub-film-host", "location")
    assert [name for name in (*theirs, *ours) if name in headers] == []
    # Asked by the hub, then by nginx: under its own name, and about nobody.
    assert len(MediaServer.heard) == 2
    for heard in MediaServer.heard:
        assert heard["host"].startswith("localhost:")
        assert heard["range"] == "bytes=300-1299"
        about = {"cookie", "authorization", "x-forwarded-for", "referer"}
        assert about & set(heard) == set()
    status, headers, body = below.ask(film, Cookie=cookie)
    assert (status, body) == (200, FILM)
    status, _, _ = below.ask(film, Cookie=cookie, If_None_Match=headers["etag"])
    assert status == 304
    status, headers, _ = below.ask(film, Cookie=cookie, Range="bytes=99999999-")
    assert status == 416
    assert below.ask(film)[0] != 200


def test_nginx_is_sent_nowhere_by_a_media_server(
    below: Front, alice: Visitor, film: str
) -> None:
    # The hub's own question is answered; nginx's is sent elsewhere.
    MediaServer.patience = 1
    status, headers, body = below.ask(
        film, Cookie=alice.cookie_header(), Range="bytes=0-9"
    )
    assert status == 502
    assert "location" not in headers
    assert b"does not give this film" in body


def test_a_webhook_of_a_server_is_taken(below: Front) -> None:
    for path in ("/hub", ""):
        status, _, body = below.ask(
            f"{path}/api/authenticated/admin/sync",
            method="POST",
            body="{}",
            Content_Type="application/json",
            X_Webhook_ID=SECRET,
        )
        assert status == 202, body


def test_no_address_that_is_a_key_is_in_its_log(below: Front) -> None:
    key = "never-in-a-log-7731"
    for path in (
        f"/hub/setup/{key}/",
        f"/hub/account/join/{key}/",
        f"/hub/account/password/reset/key/1-{key}/",
        f"/hub/webhooks/lamp/{key}/",
        f"/hub/stream/{NOBODY}/alpha?pass={key}",
    ):
        below.ask(path)
    page = f"{below.origin}/hub/account/join/{key}/"
    below.ask("/hub/static/css/base.css", Referer=page)
    below.ask("/hub/account/login/?last")
    log = below.folder / "access.txt"
    # nginx writes a line after its answer has gone.
    until(lambda: "login/?last" in log.read_text(), "the last line")
    assert "base.css" in log.read_text()
    assert key not in log.read_text()


def test_a_form_from_elsewhere_is_refused(below: Front) -> None:
    visitor = Visitor(f"{below.origin}/hub/")
    _, url, _ = visitor.open("admin/")
    status, _, _ = visitor.open(
        url, {"username": "alice"}, Origin="http://evil.example"
    )
    assert status == 403


def test_a_foreign_name_is_refused_even_if_forwarded(below: Front) -> None:
    assert below.ask("/hub/", Host="evil.example")[0] == 400
    own = f"127.0.0.1:{below.port}"
    _, headers, body = below.ask(
        "/hub/admin/", Host=own, X_Forwarded_Host="evil.example", X_Host="evil.example"
    )
    assert "evil" not in headers.get("location", "")
    assert b"evil" not in body


def test_internal_places_are_closed_to_visitors(below: Front) -> None:
    for path in (
        "/_internal/film",
        "/_internal/no-film",
        "/_internal/artwork/aa/x.webp",
        "/_internal/artwork/../../../secret.key",
        "/hub/_internal/film",
        "//_internal/film",
        "/%5finternal/film",
    ):
        status, _, _ = below.ask(
            path,
            X_Accel_Redirect="/_internal/film",
            X_MediaHub_Film="http://127.0.0.1/",
        )
        # The film's own place says its one sentence, whatever goes wrong there.
        assert status in {400, 404, 502}, path


def test_a_visitor_cannot_claim_another_scheme(below: Front, alice: Visitor) -> None:
    def movies(port: int) -> str:
        _, _, body = below.ask(
            "/hub/api/v1/",
            port=port,
            Host=f"127.0.0.1:{below.port}",
            Cookie=alice.cookie_header(),
            X_Forwarded_Proto="https",
        )
        return str(json.loads(body)["movies"])

    assert movies(below.port).startswith("http://")
    # The guard's own opposite: said by the trusted proxy itself, it is believed.
    assert movies(below.web).startswith("https://")


def test_tls_sends_everybody_to_the_one_address(
    prepared: Installation, tmp_path: Path
) -> None:
    certificate = make_certificate(tmp_path)
    with front(prepared, tls=certificate, PUBLIC_URL="https://127.0.0.1:{tls}") as made:
        public = f"https://127.0.0.1:{made.tls}/"
        status, headers, _ = made.ask("/admin/?x=1")
        assert status == 301
        assert headers["location"] == f"{public}admin/?x=1"
        # A claim does not pass for TLS, and a loop is never offered.
        status, headers, _ = made.ask("/admin/", X_Forwarded_Proto="https")
        assert status == 301
        assert headers["location"].startswith(public)
        # A proxy that is believed would pass with the same word.
        status, _, _ = made.ask("/admin/", port=made.web, X_Forwarded_Proto="https")
        assert status == 302
        # Servers of the household show a secret, and go on as they are.
        status, _, body = made.ask(
            "/api/authenticated/admin/sync",
            method="POST",
            body="{}",
            Content_Type="application/json",
            X_Webhook_ID=SECRET,
        )
        assert status == 202, body
        visitor = Visitor(public, authority=certificate)
        status, url, text = visitor.log_in("admin/")
        assert status == 200, text
        assert url.startswith(public)
        assert {"__Host-mediahub_session", "__Host-mediahub_csrf"} <= set(
            visitor.cookies
        )
        _, _, text = visitor.open("api/v1/")
        assert json.loads(text)["movies"] == f"{public}api/v1/movies/"


def test_a_proxy_nobody_named_is_told_apart_from_a_loop(
    prepared: Installation,
) -> None:
    with front(
        prepared,
        PUBLIC_URL="https://media.example.org",
        TRUSTED_PROXIES="192.0.2.77",
    ) as made:
        status, _, body = made.ask("/admin/")
        assert status == 400
        assert b"TRUSTED_PROXIES" in body
