"""Takes the pictures of the documents from the demo: `python -m tests.take_pictures`.

Starts `up --demo` on a data folder of its own (or on `--data FOLDER`, where the demo
may be made already), watches a little as its owner, and photographs what a person then
sees.  Needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

from doors import process
from tests.house.running import Running, started_up, until
from tests.installation import ROOT

PICTURES: Final = ROOT / "docs" / "pictures"
PASSWORD: Final = "a-Picture-7-taken"
WIDTH: Final = 1280
JPEG_QUALITY: Final = 84
#: How far the owner is in what: a movie's title, or a show's, season and episode.
WATCHED: Final = (
    ("movies", "Solar Drift", 0.46),
    ("movies", "Copper Harbor", 0.22),
    ("movies", "Night Ferry", 0.71),
    ("episodes", "Harbor Lights", 0.55),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="a data folder that is kept")
    chosen = parser.parse_args().data
    with tempfile.TemporaryDirectory() as folder:
        data = (chosen or Path(folder)).absolute()
        data.mkdir(exist_ok=True)
        env = {**os.environ, "MEDIAHUB_DATA": str(data)}
        argv = [sys.executable, str(ROOT / "manage.py"), "up", "--demo", "--port", "0"]
        with started_up(argv, env=env, output=data / "up.txt") as running:
            _take(running, _owner(running, env))


def _owner(running: Running, env: dict[str, str]) -> str:
    """The owner's name; their password, printed once and long ago, is set anew."""
    # The demo's films may have to be made first.
    until(lambda: "MediaHub is up" in running.printed, "the demo", 1800)
    code = (
        "from accounts.roles import owners\n"
        "owner = owners().order_by('pk')[0]\n"
        f"owner.set_password({PASSWORD!r})\n"
        "owner.save()\n"
        "print(owner.username)"
    )
    argv = [sys.executable, str(ROOT / "manage.py"), "shell", "-v", "0", "-c", code]
    done = process.run(argv, seconds=60, env=env, cwd=ROOT)
    return done.stdout.decode().strip().splitlines()[-1]


def _take(running: Running, owner: str) -> None:
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if not program:
        sys.exit("no chromium on the PATH; install it, or name it in CHROMIUM")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": WIDTH, "height": 900}, color_scheme="dark"
        )
        page = context.new_page()
        base = running.address()
        _log_in(page, base, owner)
        _watch(context, page, base)
        _picture(page, base, "site")
        film = _public(page, base, "movies", "Night Ferry")
        page.goto(f"{base}movies/{film['slug']}/")
        page.get_by_role("link", name="Open in the desk").click()
        _settled(page)
        _keep(page, "title")
        _picture(page, f"{base}admin/", "desk")
        page.goto(f"{base}admin/catalog/server/order/")
        page.get_by_role("link", name="Demo cellar one up").click()
        _settled(page)
        _keep(page, "order")
        page.goto(f"{base}admin/")
        page.get_by_role("link", name="Demo cellar").first.click()
        page.get_by_role("link", name="Put it first for artwork").click()
        _settled(page)
        _keep(page, "posters")
        browser.close()


def _log_in(page: Page, base: str, owner: str) -> None:
    page.goto(base)
    page.locator("input[name=login]").fill(owner)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(base)


def _public(page: Page, base: str, kind: str, title: str) -> dict[str, Any]:
    """What the API says of a title; of a show, its first episode of season 2."""
    if kind == "movies":
        found = page.request.get(
            f"{base}api/v1/movies/?sort=title&page_size=200"
        ).json()
        return next(row for row in found["results"] if row["title"] == title)
    shows = page.request.get(f"{base}api/v1/shows/?page_size=200").json()["results"]
    show = next(row for row in shows if row["title"] == title)
    inside = page.request.get(f"{base}api/v1/episodes/?show={show['id']}").json()
    return next(row for row in inside["results"] if row["season"]["number"] == 2)


def _watch(context: BrowserContext, page: Page, base: str) -> None:
    token = next(c["value"] for c in context.cookies() if "csrf" in c["name"])
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(base))
    for kind, title, share in WATCHED:
        item = _public(page, base, kind, title)
        whole = item.get("duration_ms") or item.get("runtime_ms") or 60_000
        answer = page.request.put(
            f"{base}api/v1/progress/{item['id']}/",
            data={"position_ms": round(whole * share), "duration_ms": whole},
            headers={"X-CSRFToken": token, "Origin": origin, "Referer": base},
        )
        assert answer.ok, answer.text()


def _picture(page: Page, address: str, name: str) -> None:
    # Twice: what is fetched for the first time may come a moment after the page.
    for _ in range(2):
        page.goto(address)
        _settled(page)
    _keep(page, name)


def _settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(2000)


def _keep(page: Page, name: str) -> None:
    shot = Image.open(io.BytesIO(page.screenshot()))
    shot.convert("RGB").save(
        PICTURES / f"{name}.jpg", quality=JPEG_QUALITY, optimize=True, progressive=True
    )


if __name__ == "__main__":
    main()
