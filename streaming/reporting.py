"""The page on which a viewer says that something is wrong with a title."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import attempts
from accounts.audience import Audience, open_to
from accounts.models import User
from catalog import problems
from catalog.listing import shown_item
from catalog.models import Item, ProblemReport
from catalog.queries import ItemNotFound
from catalog.site import addresses, words
from catalog.site.viewer import viewer_of
from streaming.evidence import evidence

#: Nothing is longer than a month.
LONGEST_MS = 31 * 24 * 3600 * 1000


class ReportForm(forms.Form):
    """What is wrong; where the film was, and what the player said, come from it."""

    kind = forms.ChoiceField(
        label="What is wrong?",
        choices=ProblemReport.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is wrong."},
    )
    text = forms.CharField(
        label="Say more, if you like",
        required=False,
        max_length=problems.LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Such as what you saw and when. Whoever curates reads it, with your "
        "name.",
    )
    at = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_MS,
        widget=forms.HiddenInput,
    )
    said = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def told(self, item: Item, user: User, agent: str) -> problems.Told:
        """What is kept of it, with what the server knows."""
        given = self.cleaned_data
        return problems.Told(
            text=given["text"],
            position_ms=given["at"],
            player_said=given["said"],
            agent=agent,
            evidence=evidence(item, user, named=given["file"]),
        )


@open_to(Audience.VIEWERS)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str, public_id: uuid.UUID) -> HttpResponse:
    """The form, and on POST the report; leads back to the title's page."""
    user = viewer_of(request)
    item = shown_item(kind, public_id)
    if item is None:
        raise Http404("No such title.")
    if request.method != "POST":
        if item.public_id != public_id:
            return redirect("report", kind, item.public_id)
        return _page(request, item, user, ReportForm(initial=_from_player(request)))
    form = ReportForm(_cut(request))
    if not form.is_valid():
        return _page(request, item, user, form, status=422)
    attempts.take(attempts.PROBLEM, user.pk)
    told = form.told(item, user, agent_of(request))
    try:
        row = problems.report(
            user=user,
            item=item,
            kind=form.cleaned_data["kind"],
            told=told,
            at=timezone.now(),
        )
    except ItemNotFound:
        raise Http404("No such title.") from None
    added = "Added to what you reported before." if row.times > 1 else "Reported."
    messages.success(request, f"{added} Your account shows what becomes of it.")
    return HttpResponseRedirect(addresses.page_of(item), status=303)


def agent_of(request: HttpRequest) -> str:
    """What the browser calls itself."""
    return str(request.headers.get("User-Agent", "")).replace("\0", "")[:300]


def _from_player(request: HttpRequest) -> dict[str, str]:
    """Where the film was: sent along by the player's link."""
    given = request.GET
    found = {"at": given.get("at", ""), "said": given.get("said", "")[:500]}
    found["file"] = given.get("file", "")[:200]
    if given.get("kind", "") in ProblemReport.Kind.values:
        found["kind"] = given["kind"]
    return {name: value for name, value in found.items() if value}


def _cut(request: HttpRequest) -> dict[str, str]:
    """What the player sent must not keep a person from being heard: it is cut."""
    sent = request.POST.dict()
    sent["said"] = sent.get("said", "").replace("\0", "")[:500]
    at = sent.get("at", "")
    is_place = at.isascii() and at.isdigit() and len(at) < 19 and int(at) <= LONGEST_MS
    sent["at"] = at if is_place else ""
    file = sent.get("file", "")
    sent["file"] = "" if "\0" in file or len(file) > 200 else file
    return {name: str(value) for name, value in sent.items()}


def _page(
    request: HttpRequest,
    item: Item,
    user: User,
    form: ReportForm,
    *,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "name": words.name_of(item),
        "above": _above(item),
        "back": addresses.page_of(item),
        "mine": problems.of(user, item),
    }
    return render(request, "streaming/report.html", context, status=status)


def _above(item: Item) -> str:
    above = item.parent
    if above is None:
        return ""
    show = above.parent or above
    parts = [words.name_of(show)]
    if above.parent is not None:
        parts.append(words.season_name(above))
    return " \u203a ".join(parts)
