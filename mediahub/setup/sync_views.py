"""The first sync: asked for, watched while it goes on, and what came of it."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from catalog.models import Item, Server
from mediahub.setup import steps
from mediahub.setup.models import Setup
from sync import triggers
from sync.admin.asking import who
from sync.follow import progress_of
from sync.models import Run, Scan, Trigger


@steps.for_owners
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Ask for the first sync, unless one is under way."""
    if not Server.objects.enabled().exists():
        return HttpResponseRedirect(steps.address_of(Setup.Step.SERVER))
    with transaction.atomic():
        row = Setup.objects.select_for_update().get(pk=1)
        if row.run is None or row.run.is_finished:
            trigger = triggers.request_sync(
                source=Trigger.Source.ADMIN, by=who(request)
            )
            row.run = triggers.plan(trigger.pk)
            row.save(update_fields=["run"])
    return steps.go_to(Setup.Step.SYNC)


@steps.for_owners
@require_safe
@never_cache
def sync(request: HttpRequest) -> HttpResponse:
    """The last step: how far the sync is, and what is on the site."""
    run = Run.objects.filter(pk__in=Setup.objects.values("run")).first()
    if run is None:
        return HttpResponseRedirect(steps.address_of(Setup.Step.SERVER))
    context = {
        "marks": steps.marks(Setup.Step.SYNC),
        "run": run,
        "is_well": run.state == Run.State.SUCCEEDED,
        "progress": progress_of(run),
        "problems": _problems(run),
        "movies": _available(Item.Kind.MOVIE),
        "shows": _available(Item.Kind.SHOW),
    }
    return TemplateResponse(request, "setup/sync.html", context)


def _problems(run: Run) -> list[str]:
    """What went wrong, in the servers' order."""
    failed = Scan.objects.filter(runs=run).exclude(error_message="")
    return list(
        failed.order_by("server__priority", "pk").values_list(
            "error_message", flat=True
        )
    )


def _available(kind: str) -> int:
    return Item.objects.filter(kind=kind, available=True).count()
