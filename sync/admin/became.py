"""Pages of titles that became part of others lead to these, and say so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponseRedirect

from catalog.admin import marks
from catalog.models import Alias
from sync.models import Observation


def lead_on(
    request: HttpRequest, kind: str, pk: int | str
) -> HttpResponseRedirect | None:
    """To the title that this one is part of now; None where none is known."""
    try:
        rows = Alias.objects.select_related("item").filter(kind=kind, former=int(pk))
    except ValueError:
        return None
    alias = rows.first()
    if alias is None:
        return None
    said = f"\u201c{_name(alias)}\u201d became part of this title."
    if request.method == "GET":
        messages.info(request, said)
    else:
        messages.error(request, f"{said} Nothing was done.")
    return HttpResponseRedirect(marks.url_of(alias.item))


def _name(alias: Alias) -> str:
    """As a server that brought it calls it; else by its old address."""
    own = Observation.objects.filter(item=alias.item_id, home=alias.former)
    said = own.order_by("pk").values_list("title", "year").first()
    if said is None or not said[0]:
        return alias.slug or str(alias.public_id)
    title, year = said
    return f"{title} ({year})" if year else str(title)
