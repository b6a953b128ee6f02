"""The first server: found or typed, tried part by part, or left for later.

Added, changed and tried as everywhere else, by `sync.servers` and `sync.connect`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Final

from django.db import IntegrityError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from catalog.models import Server
from mediahub.setup import looking, steps
from mediahub.setup.forms import (
    FirstServerForm,
    more_fields,
    server_form,
    usual_fields,
)
from mediahub.setup.models import Setup
from sync import connect, servers
from sync.admin.asking import who
from sync.admin.server_form import ServerForm
from sync.types import CheckResult

_LINES: Final = "application/x-ndjson"
#: What is tried, in this order, in words.
_PARTS: Final = {
    "api": "It answers",
    "secret": "It takes the secret",
    "prefix": "Its files are where they should be",
    "file": "A file can be read",
}
#: Without these no other part can be tried.
_FIRST: Final = ("api", "secret")
#: What mends these is folded away.
_MENDED_BELOW: Final = ("prefix", "file")


@steps.for_owners
@sensitive_post_parameters("secret")
@never_cache
def server(request: HttpRequest) -> HttpResponse:
    """The third step: the form, and the test of what is there."""
    present = _present()
    if request.method != "POST":
        return _page(request, present, _empty_form(request, present))
    form = server_form(present, request.POST)
    if form.is_valid() and _kept(request, present, form):
        return HttpResponseRedirect(steps.address_of(Setup.Step.SERVER))
    return _page(request, present, form)


@steps.for_owners
@require_POST
@never_cache
def look(request: HttpRequest) -> HttpResponse:
    """Look for servers nearby; a few seconds at most."""
    present = _present()
    found = looking.servers_nearby()
    return _page(request, present, _empty_form(request, present), found=found)


@steps.for_owners
@require_POST
@never_cache
def test(request: HttpRequest) -> HttpResponseBase:
    """Each part's answer: as lines while they come, or as a page with all of them."""
    present = _present()
    if present is None:
        return HttpResponseRedirect(steps.address_of(Setup.Step.SERVER))
    if _LINES in request.headers.get("Accept", ""):
        answer = StreamingHttpResponse(
            _lines(connect.try_out(present)), content_type=_LINES
        )
        answer["X-Accel-Buffering"] = "no"
        return answer
    results: dict[str, CheckResult] = {
        result.part: result for result in connect.try_out(present)
    }
    return _page(request, present, _empty_form(request, present), results=results)


def _lines(results: Iterator[CheckResult]) -> Iterator[bytes]:
    for result in results:
        yield json.dumps(asdict(result)).encode() + b"\n"


def _present() -> Server | None:
    return Server.objects.present().order_by("priority").first()


def _empty_form(request: HttpRequest, present: Server | None) -> ServerForm:
    found = request.GET.get("address", "")[:500] if present is None else ""
    initial = {"api_url": found, "name": "My server"} if found else {}
    return server_form(present, initial=initial)


def _kept(
    request: HttpRequest,
    present: Server | None,
    form: ServerForm,
) -> bool:
    """Add or change the server; what is refused only now stands above the form."""
    try:
        if present is None and isinstance(form, FirstServerForm):
            servers.add_server(**form.given(), by=who(request))
        elif present is not None and (asked := form.changes()):
            servers.change_server(present, **asked, by=who(request))
    except servers.ServerError as error:
        form.add_error(None, str(error))
    except IntegrityError:
        form.add_error(None, "Somebody else added a server just now. Try again.")
    return not form.errors


def _page(
    request: HttpRequest,
    present: Server | None,
    form: ServerForm,
    *,
    results: Mapping[str, CheckResult] | None = None,
    found: list[str] | None = None,
) -> HttpResponse:
    parts = _shown(results or {})
    context = {
        "marks": steps.marks(Setup.Step.SERVER),
        "server": present,
        "form": form,
        "usual_fields": usual_fields(form),
        "more_fields": more_fields(form),
        "more_is_asked": any(f.errors or f.value() for f in more_fields(form))
        or any(part["part"] in _MENDED_BELOW and part["is_bad"] for part in parts),
        "parts": parts,
        "is_tested": results is not None,
        "all_well": bool(results) and all(r.ok for r in (results or {}).values()),
        "found": found,
    }
    return TemplateResponse(request, "setup/server.html", context)


def _shown(results: Mapping[str, CheckResult]) -> list[dict[str, object]]:
    """The parts; what could not be tried is neither good nor bad."""
    parts: list[dict[str, object]] = []
    is_stopped = False
    for part, label in _PARTS.items():
        result = results.get(part)
        if result is not None and not result.ok and is_stopped:
            result = None
        is_bad = result is not None and not result.ok
        is_stopped = is_stopped or (is_bad and part in _FIRST)
        parts.append({"part": part, "label": label, "result": result, "is_bad": is_bad})
    return parts
