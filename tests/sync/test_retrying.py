"""What failed in a run is asked for once more, and nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Item, Server
from sync import execute, rehearse, retrying, servers, triggers
from sync.models import Run, Scan, Trigger
from sync.types import ItemRead, ListingFailed, ListingRead, Problem
from tests.api import bearer, client_of, problem
from tests.sync import desk
from tests.sync.scripted import Theatre, movie

GONE = ListingFailed(
    kinds=("movie",), problem=Problem(code="timeout", message="No answer.")
)
RETRY = "admin:sync_run_retry"


@pytest.fixture
def alices(alice: User) -> Client:
    client = Client()
    client.force_login(alice)
    return client


@pytest.fixture
def house(theatre: Theatre) -> Theatre:
    """Alpha answers, beta does not, and gamma answers in part."""
    for slug in ("alpha", "beta", "gamma"):
        theatre.server(slug, movie("Fog", overview="old"))
    theatre.sync()
    theatre.plays("beta", GONE)
    theatre.plays(
        "gamma",
        ItemRead(item=movie("Fog")),
        ListingRead(kinds=("movie",), token=None),
        ListingFailed(
            kinds=("show", "season", "episode"),
            problem=Problem(code="timeout", message="No answer."),
        ),
    )
    return theatre


def asked_again(run: Run) -> Run:
    return retrying.retry(run, source=Trigger.Source.ADMIN).run


def ask(**narrowed: object) -> Trigger:
    return triggers.request_sync(source=Trigger.Source.ADMIN, **narrowed)  # type: ignore[arg-type]


def test_servers_that_failed_are_asked_again_and_no_other(house: Theatre) -> None:
    failed = house.sync()
    assert failed.state == "partial"
    run = asked_again(failed)
    assert [s.server.slug for s in run.scans.order_by("pk")] == ["beta", "gamma"]
    for slug in ("beta", "gamma"):
        house.says(slug, movie("Fog", overview="new"))
    assert execute.carry_out(run).state == "succeeded"


def test_the_scope_is_that_of_what_failed(house: Theatre) -> None:
    fog = Item.objects.get(title="Fog")
    wide = ask(servers=["alpha", "beta"], kinds=["movies"], groups=["captions:fr"])
    narrow = ask(servers=["beta"], item=fog.public_id, force=True)
    run = triggers.plan_together([wide.pk, narrow.pk])
    before = {s.server.slug: (s.scope, s.force) for s in run.scans.all()}
    execute.carry_out(run)
    again = asked_again(run)
    scan = again.scans.get()
    assert (scan.server.slug, scan.scope, scan.force) == ("beta", *before["beta"])
    assert {t.run_id for t in Trigger.objects.filter(servers=["beta"])} >= {again.pk}


def test_servers_whose_scopes_differ_are_one_run(house: Theatre) -> None:
    both = [
        ask(servers=["beta"], kinds=["movies"]),
        ask(servers=["gamma"], groups=["captions"]),
    ]
    run = triggers.plan_together([t.pk for t in both])
    Scan.objects.filter(runs=run).update(state="failed")
    Run.objects.filter(pk=run.pk).update(state="failed")
    run.refresh_from_db()
    again = asked_again(run)
    assert dict(again.scans.values_list("server__slug", "scope")) == dict(
        run.scans.values_list("server__slug", "scope")
    )


def test_a_dry_run_is_repeated_dry(house: Theatre) -> None:
    run = triggers.plan(ask(dry_run=True).pk)
    rehearse.carry_out(run.pk)
    run.refresh_from_db()
    again = asked_again(run)
    assert again.purpose == "dry_run"
    scans = again.scans.values_list("server__slug", "dry_run")
    assert dict(scans) == {"beta": True, "gamma": True}


def test_disabled_servers_are_left_out_and_said(house: Theatre) -> None:
    failed = house.sync()
    servers.change_server(Server.objects.get(slug="beta"), enabled=False)
    done = retrying.retry(failed, source=Trigger.Source.ADMIN)
    assert [s.server.slug for s in done.left_out] == ["beta"]
    assert [s.server.slug for s in done.run.scans.all()] == ["gamma"]
    servers.change_server(Server.objects.get(slug="gamma"), enabled=False)
    asked = Trigger.objects.count()
    with pytest.raises(retrying.NothingToRetry, match="beta and gamma are disabled"):
        asked_again(failed)
    assert Trigger.objects.count() == asked


def test_the_button_leads_to_the_new_run(alices: Client, house: Theatre) -> None:
    failed = house.sync()
    page = desk.text_of(alices, desk.page_url(failed))
    assert f'action="{reverse(RETRY, args=[failed.pk])}"' in page
    answer = alices.post(reverse(RETRY, args=[failed.pk]), follow=True)
    newest = Run.objects.order_by("-pk")[0]
    assert answer.redirect_chain == [(desk.page_url(newest), 302)]
    said = answer.content.decode()
    assert f"what failed in run {failed.pk}: beta (everything), gamma" in said
    assert "Retry what failed" not in said
    trigger = Trigger.objects.order_by("-pk")[0]
    assert (trigger.source, trigger.servers) == ("admin", ["beta", "gamma"])
    assert trigger.by is not None
    assert trigger.by.username == "alice"


def test_where_all_is_well_there_is_nothing_to_retry(
    alices: Client, theatre: Theatre
) -> None:
    theatre.server("alpha", movie("Fog"))
    run = theatre.sync()
    asked = Trigger.objects.count()
    assert "Retry what failed" not in desk.text_of(alices, desk.page_url(run))
    answer = alices.post(reverse(RETRY, args=[run.pk]), follow=True)
    assert f"Nothing failed in run {run.pk}." in answer.content.decode()
    assert Trigger.objects.count() == asked
    assert alices.get(reverse(RETRY, args=[run.pk])).status_code == 405
    assert alices.post(reverse(RETRY, args=[987654])).status_code == 404


def test_who_may_not_sync_may_not_retry(house: Theatre) -> None:
    failed = house.sync()
    looks = desk.permitted("vera", "view_run")
    assert "Retry what failed" not in desk.text_of(looks, desk.page_url(failed))
    asked = Trigger.objects.count()
    assert looks.post(reverse(RETRY, args=[failed.pk])).status_code == 403
    assert Trigger.objects.count() == asked


def test_the_api_does_the_same(alice: User, bob: User, house: Theatre) -> None:
    failed = house.sync()
    address = f"/api/v1/runs/{failed.pk}/retry/"
    assert client_of(bob).post(address).status_code == 403
    answer = Client().post(address, **bearer(alice, "sync"))
    assert answer.status_code == 202
    said = answer.json()
    assert (said["servers"], said["left_out"]) == (["beta", "gamma"], [])
    assert Trigger.objects.filter(run=said["run"], source="api", by=alice).exists()
    well = client_of(alice).post(f"/api/v1/runs/{said['run']}/retry/")
    assert "Nothing failed" in str(problem(well, 400))
    assert client_of(alice).post("/api/v1/runs/999999/retry/").status_code == 404
