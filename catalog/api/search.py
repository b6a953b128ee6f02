"""`search`: titles by the words of their names."""

from __future__ import annotations

from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from rest_framework.generics import ListAPIView
from rest_framework.request import Request

from accounts.api.access import ANY_ACCOUNT, Guarded
from catalog import listing
from catalog.api.pages import KeysetPages
from catalog.api.serializers import TitleSerializer
from catalog.keyset import Order
from catalog.models import Item


class SearchFilter(filters.FilterSet):  # type: ignore[misc]
    """What is searched for."""

    q = filters.CharFilter(
        method="named", required=True, max_length=200, help_text="Words of the title."
    )
    kind = filters.ChoiceFilter(choices=Item.Kind.choices)

    def named(self, titles: QuerySet[Item], name: str, value: str) -> QuerySet[Item]:
        """Those whose title holds the words."""
        kind = self.form.cleaned_data.get("kind")
        kinds = (kind,) if kind else listing.SEARCHED_KINDS
        return listing.search_titles(value, kinds=kinds)


class SearchPages(KeysetPages):
    """The best match first."""

    def order(self, request: Request) -> Order:
        return listing.BEST_MATCH


class Search(Guarded, ListAPIView[Item]):
    """Available titles by name: movies, shows and episodes unless a kind is given."""

    read_needs = ANY_ACCOUNT
    serializer_class = TitleSerializer
    pagination_class = SearchPages
    filterset_class = SearchFilter
    queryset: Any = Item.objects.all()
