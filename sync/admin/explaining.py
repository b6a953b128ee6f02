"""Titles' pages: what other servers offer beside each value, conflicts, the buttons.

Whoever curates may edit values: what is edited is locked, and the catalog follows in
the background.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse

from catalog.admin import marks, words
from catalog.admin.offers import Offer, Told
from catalog.admin.titles import (
    TitleAdmin,
)
from catalog.models import Item
from catalog.pictures.sizes import WIDTHS
from catalog.pictures.views import shown
from catalog.queries import ItemNotFound, ItemValues
from sync import choosing, locks, orders
from sync.admin import (
    became,
    bulk_actions,
    by_hand,
    captions_by_hand,
    deciding,
    offered_pictures,
    title_click,
    title_form,
)
from sync.admin.asking import may_sync, who
from sync.evidence import members_of
from sync.explain import Explained, explain
from sync.models import Conflict, Observation, Run


class Explaining(TitleAdmin):
    """A title's page shows what else there is; their list changes many at once."""

    actions = bulk_actions.ACTIONS
    action_form = bulk_actions.WholeForm

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if request.method == "POST":
            bulk_actions.take_everything(request)
        return super().changelist_view(request, extra_context)

    def has_lock_permission(self, request: HttpRequest) -> bool:
        """Asked by the actions that lock."""
        return may_lock(request)

    def has_rule_permission(self, request: HttpRequest) -> bool:
        """Asked by the actions that set rules."""
        return may_rule(request)

    def values(self, item: Item) -> Told:
        explanation = explain(item)
        offers = {
            (name, ""): _offers(explained)
            for name, explained in explanation.fields.items()
        }
        for name, entries in explanation.entries.items():
            offers |= {(name, key): _offers(e) for key, e in entries.items()}
        values = ItemValues(
            fields={n: e.decided for n, e in explanation.fields.items()},
            entries={
                name: {key: e.decided for key, e in entries.items()}
                for name, entries in explanation.entries.items()
            },
        )
        return Told(values, offers, explanation.files)

    def page(self, request: HttpRequest, obj: Item) -> dict[str, Any]:
        # First: what is over now is in the values read after it.
        following = _unfinished(request.GET.get("run", ""))
        context = super().page(request, obj) | {"following": following}
        if may_lock(request):
            context["edit_url"] = url_of(obj, "edit")
        if may_sync(request):
            ask = reverse("admin:sync_run_ask")
            context["sync_url"] = f"{ask}?item={obj.public_id}"
        found = Conflict.objects.filter(Q(left=obj.pk) | Q(right=obj.pk))
        context["conflicts"] = [
            {
                "other": marks.item_link(other) if other else "",
                "words": row.get_reason_display(),
                "evidence": row.evidence,
                "url": reverse("admin:sync_conflict_decide", args=[row.pk])
                if request.user.has_perm("sync.change_conflict")
                else reverse("admin:sync_conflict_changelist"),
            }
            for row in found.select_related("left", "right").order_by("pk")[:20]
            for other in (row.right if row.left_id == obj.pk else row.left,)
        ]
        context["members"] = members_of(obj)
        if request.user.has_perm("sync.view_observation"):
            context["raw"] = _raw(obj)
        if may_lock(request):
            context["choose_url"] = url_of(obj, "choose")
            context["can_rule"] = may_rule(request)
            context["ruled"] = choosing.rules_here(obj)
        context["can_decide"] = may_decide(request)
        context |= captions_by_hand.context_of(request, obj)
        return context | by_hand.context_of(request, obj)

    def get_urls(self) -> list[URLPattern | URLResolver]:  # type: ignore[override]
        return [
            self.at("edit", self.edit_view),
            self.at("choose", self.choose_view),
            self.at(
                "picture", self.picture_view, "<slug:key>/<slug:name>/<int:width>.webp"
            ),
            *super().get_urls(),
        ]

    def elsewhere(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        return became.lead_on(request, self.kind, object_id)

    def at(self, name: str, view: Any, rest: str = "") -> URLPattern:
        """A page below a title's; that of a title that became part of another leads
        on to it."""

        def page(request: HttpRequest, pk: int, **named: Any) -> HttpResponse:
            try:
                found: HttpResponse = view(request, pk, **named)
            except Http404:
                elsewhere = None if rest else became.lead_on(request, self.kind, pk)
                if elsewhere is None:
                    raise
                return elsewhere
            return found

        found: URLPattern = path(
            f"<int:pk>/{name}/{rest}",
            self.admin_site.admin_view(page),
            name=f"catalog_{self.opts.model_name}_{name}",
        )
        return found

    def choose_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """POST: one of the buttons beside a value; leads back to it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_lock(request):
            raise PermissionDenied
        item = get_object_or_404(Item, pk=pk, kind=self.kind)
        back = url_of(item, "change")
        try:
            click = title_click.read(request.POST)
            if click.deed in title_click.RULES and not may_rule(request):
                raise PermissionDenied
            run = choosing.choose(item, click, by=who(request))
        except (
            title_click.Unreadable,
            locks.LockError,
            orders.RuleError,
            ItemNotFound,
        ) as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        if run is None:
            messages.info(request, "It was so already: nothing was changed.")
            return HttpResponseRedirect(back)
        messages.success(request, title_click.said(click))
        return HttpResponseRedirect(f"{back}?run={run.pk}#{quote(click.name)}")

    def picture_view(
        self, request: HttpRequest, pk: int, key: str, name: str, width: int
    ) -> HttpResponse:
        """A picture of the title, or one that is offered to it, for the desk."""
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        item = get_object_or_404(Item.objects.only("kind"), pk=pk, kind=self.kind)
        if not self.has_view_permission(request, item):
            raise PermissionDenied
        is_drawn = width in WIDTHS.get(key, ())
        picture = offered_pictures.find(item, key, name) if is_drawn else None
        return shown(request, picture, width)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form of a title's values; saving locks what was changed."""
        if not may_lock(request):
            raise PermissionDenied
        item = get_object_or_404(
            Item.objects.select_related("parent__parent"), pk=pk, kind=self.kind
        )
        form = title_form.shown(item)
        status = 200
        if request.method == "POST":
            try:
                edits = title_form.edits(request.POST)
                run = locks.edit(item, edits, by=who(request))
            except locks.LockRefused as refused:
                form = title_form.refused(item, request.POST, refused.errors)
                status = 422
                messages.error(request, "Nothing was saved yet; see below.")
            except (title_form.Unreadable, ItemNotFound) as error:
                messages.error(request, str(error))
                return HttpResponseRedirect(url_of(item, "edit"))
            else:
                _say(request, edits, changed=run is not None)
                return HttpResponseRedirect(url_of(item, "change"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "title": f"Edit {self.heading(item)}",
            "back": url_of(item, "change"),
            "form": form,
        }
        request.current_app = self.admin_site.name
        template = "admin/catalog/title_edit.html"
        return TemplateResponse(request, template, context, status=status)

    @property
    def kind(self) -> str:
        """The kind of its titles."""
        return str(self.opts.model_name)


def may_lock(request: HttpRequest) -> bool:
    """Whether the person may lock values and unlock them."""
    return request.user.has_perm("catalog.change_fieldlock")


def may_rule(request: HttpRequest) -> bool:
    """Whether the person may say which server comes first for a value."""
    return request.user.has_perm("catalog.change_priorityrule")


def _raw(item: Item) -> list[tuple[str, str]]:
    """Where all that each server says of the title is shown, by the server's name."""
    rows = Observation.objects.filter(item=item, kind=item.kind)
    return [
        (name, reverse("admin:sync_observation_change", args=[pk]))
        for name, pk in rows.order_by("server__priority", "pk").values_list(
            "server__name", "pk"
        )
    ]


def _unfinished(number: str) -> int | None:
    """The run a page waits for, while there is something to wait for."""
    if not number.isascii() or not number.isdecimal() or len(number) > 18:
        return None
    rows = Run.objects.filter(pk=int(number), finished_at=None)
    return rows.values_list("pk", flat=True).first()


def _say(request: HttpRequest, edits: Sequence[locks.Edit], *, changed: bool) -> None:
    if not changed:
        messages.info(request, "Nothing was changed, so nothing was locked.")
        return
    for verb, names in (
        ("Locked", [edit.name for edit in edits if not edit.unlock]),
        ("Unlocked", [edit.name for edit in edits if edit.unlock]),
    ):
        if names:
            said = ", ".join(words.field_name(*_parts(name)) for name in names)
            messages.success(request, f"{verb}: {said}. {deciding.FOLLOWS}")


def _parts(name: str) -> tuple[str, str]:
    field, _, key = name.partition(".")
    return field, key


def url_of(item: Item, view: str) -> str:
    """An address below a title's: ``edit``, ``choose``, ``match``."""
    return reverse(f"admin:catalog_{item.kind}_{view}", args=[item.pk])


def may_decide(request: HttpRequest) -> bool:
    """Whether the person may say what is one title."""
    return request.user.has_perm("sync.add_identitydecision")


def _offers(explained: Explained) -> list[Offer]:
    return [
        Offer(server=other.server, value=other.value, stale=other.stale)
        for other in explained.alternatives
    ]
