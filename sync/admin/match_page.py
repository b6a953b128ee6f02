"""Fix match: search the title it should be, see what would come of it, and do it."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, reverse

from catalog.admin import marks
from catalog.models import Item
from catalog.queries import ItemNotFound, find_item, hold_item
from sync import identities, servers
from sync.admin import deciding, matching
from sync.admin.asking import who
from sync.admin.explaining import Explaining, may_decide, url_of
from sync.evidence import members_of


class Decidable(Explaining):
    """A movie or show: what it is made of can be parted, and merged with others."""

    def page(self, request: HttpRequest, obj: Item) -> dict[str, Any]:
        context = super().page(request, obj)
        if context["can_decide"]:
            context["match_url"] = url_of(obj, "match")
        return context

    def get_urls(self) -> list[URLResolver | URLPattern]:  # type: ignore[override]
        return [self.at("match", self.match_view), *super().get_urls()]

    def match_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Search the title it should be, or name a server whose item it is not.

        With ``?other=`` or ``?server=`` what comes of it is shown, and a POST does it.
        """
        if not may_decide(request):
            raise PermissionDenied
        item = get_object_or_404(Item, kind=self.kind, pk=pk)
        other, server = request.GET.get("other", ""), request.GET.get("server", "")
        back = url_of(item, "match")
        context: dict[str, Any] = {}
        try:
            if other or server:
                done = self._match(request, item, other, server, context)
                if done is not None:
                    return done
        except (ItemNotFound, servers.ServerError, identities.IdentityError) as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(back)
        context |= self._found(request, item)
        members = members_of(item)
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": item,
            "title": f"Fix match of {self.heading(item)}",
            "name": str(item),
            "members": members,
            "splittable": sorted({m.server for m in members}),
            "back": marks.url_of(item),
            "match_url": back,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/catalog/match.html", context)

    def _match(
        self,
        request: HttpRequest,
        item: Item,
        other: str,
        server: str,
        context: dict[str, Any],
    ) -> HttpResponse | None:
        """Put what would come of it into the context; on POST do it."""
        is_post = request.method == "POST"
        with transaction.atomic() if is_post else nullcontext():
            if is_post:
                item = hold_item(item)
            if other:
                with_whom = find_item(other)
                found = matching.told_merge(item, with_whom)
            else:
                off = servers.find_server(server)
                found = matching.told_split(item, off)
            if is_post and request.POST.get("seen") == found["preview"].mark:
                if other:
                    identities.merge(item, with_whom, by=who(request))
                else:
                    identities.split(item, off, by=who(request))
                messages.success(request, f"Decided. {deciding.FOLLOWS}")
                url = reverse(f"admin:catalog_{item.kind}_changelist")
                return HttpResponseRedirect(f"{url}?q={quote(str(item.title))}")
        if is_post:
            messages.error(
                request,
                "Nothing was done: what this would change is no longer what you saw. "
                "Look again below.",
            )
        context |= found
        return None

    def _found(self, request: HttpRequest, item: Item) -> dict[str, Any]:
        asked = request.GET.get("q", "").strip()[:200]
        if not asked:
            return {"asked": ""}
        all_of_kind = Item.objects.filter(kind=item.kind).exclude(pk=item.pk)
        items = matching.by_public_id(all_of_kind, asked)
        if items is None:
            items, _ = self.get_search_results(request, all_of_kind, asked)
            with_year = matching.dated(all_of_kind, asked)
            items = items if with_year is None else items | with_year
        candidates, more = matching.candidates(items)
        return {"asked": asked, "candidates": candidates, "more": more}
