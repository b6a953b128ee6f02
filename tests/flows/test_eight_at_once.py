"""Eight processes and one database: syncs, pages, log-ins, webhooks, viewers' progress.

Nobody is told "database is locked", in an answer or in any log.
"""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from doors import process
from tests.flows.asked_for import all_done
from tests.flows.test_webhooks_running import add, logs
from tests.house.running import until, up
from tests.installation import ROOT, Installation
from tests.replay import Replay
from tests.tiers import Tier

_PEOPLE = (
    "from accounts.models import User\n"
    "for name in ('ann', 'ben', 'cleo', 'dan'):\n"
    "    User.objects.create_superuser(name, f'{name}@example.org', 'a-Passphrase-9')"
)

_HOW_FAR = (
    "from catalog.models import Progress\n"
    "rows = Progress.objects.all()\n"
    "print(rows.count(), *{row.position_ms for row in rows})"
)

#: A client as a process of its own: logs in, looks around, calls webhooks, watches the
#: first movie there is, logs out.
_CLIENT = """
import json, sys, time, urllib.error, urllib.request
from http.cookiejar import CookieJar
from urllib.parse import urlencode
address, name, secret, rounds = sys.argv[1:]
def ask(path, fields=None, data=None, method=None, **headers):
    if fields is not None:
        data = urlencode(fields).encode()
    request = urllib.request.Request(address + path, data, headers, method=method)
    try:
        with browser.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
def token():
    return next(c.value for c in jar if c.name.endswith("csrf"))
def first_movie():
    for _ in range(600):
        found = json.loads(ask("api/v1/movies/")[1])["results"]
        if found:
            return found[0]["id"]
        time.sleep(0.1)
    sys.exit("no movie came")
for _ in range(int(rounds)):
    jar = CookieJar()
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    said = [ask("account/login/")]
    said.append(ask("account/login/", {
        "login": name, "password": "a-Passphrase-9", "csrfmiddlewaretoken": token(),
    }, Referer=address))
    for path in ("admin/", "admin/sync/run/", "api/v1/movies/", "movies/"):
        said.append(ask(path))
        if said[-1][0] != 200:
            print(path, *said[-1])
            sys.exit(1)
    headers = {"X-Webhook-ID": secret, "Content-Type": "application/json"}
    said.append(ask("api/authenticated/admin/sync", data=b"{}", **headers))
    progress = f"api/v1/progress/{first_movie()}/"
    for second in range(10):
        put = json.dumps({"position_ms": second * 1000, "duration_ms": 60_000}).encode()
        json_headers = {"Content-Type": "application/json", "X-CSRFToken": token()}
        said.append(ask(progress, data=put, method="PUT", **json_headers))
        if said[-1][0] != 200:
            print(progress, *said[-1])
            sys.exit(1)
    out = {"csrfmiddlewaretoken": token()}
    said.append(ask("account/logout/", out, Referer=address))
    for status, text in said:
        if status >= 500 or "database is locked" in text:
            print(status, text[:500])
            sys.exit(1)
"""


def ended(argv: list[str], installation: Installation) -> process.Finished:
    return process.run(argv, seconds=300, env=installation.env, cwd=ROOT)


def test_eight_processes_share_one_database(
    installation: Installation, tier: Tier
) -> None:
    rounds = tier.of("1", "10")
    with Replay("a") as a, Replay("b") as b, up(installation) as running:
        add(installation, "alpha", a)
        add(installation, "beta", b)
        done = installation.manage("shell", "--verbosity", "0", "--command", _PEOPLE)
        assert done.code == 0, done.stderr.decode()
        address = running.address()
        manage = [sys.executable, str(ROOT / "manage.py")]
        named: tuple[list[str], ...] = (["alpha"], ["beta"], ["alpha", "beta"], [])
        work = [[*manage, "sync", *servers] for servers in named] + [
            [sys.executable, "-c", _CLIENT, address, name, server.secret, rounds]
            for name, server in zip(
                ("ann", "ben", "cleo", "dan"), (a, b, a, b), strict=True
            )
        ]
        with ThreadPoolExecutor(8) as pool:
            finished = list(pool.map(lambda argv: ended(argv, installation), work))
        for one in finished:
            assert one.code == 0, (one.stdout.decode(), one.stderr.decode())
            assert b"locked" not in one.stdout + one.stderr
        until(all_done(installation), "everything asked for")
        done = installation.manage(
            "shell", "--verbosity", "0", "--command", _HOW_FAR, seconds=60
        )
        assert done.stdout.split() == [b"4", b"9000"], done.stderr.decode()
        assert "locked" not in running.printed + logs(installation)
