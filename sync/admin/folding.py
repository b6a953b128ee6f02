"""Runs that changed nothing, folded into one line between the others in the list.

They are left out of the list itself, so that a page holds as many of the others as
ever; how many stand between two of a page is counted in one query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from catalog.admin import words
from sync.models import CHANGED_NOTHING, Run

#: A dry run is looked for by whoever asked for it, whatever it found.
_FOLDED: Final = (
    CHANGED_NOTHING & Q(state=Run.State.SUCCEEDED) & ~Q(purpose=Run.Purpose.DRY_RUN)
)
_ALL: Final = "all"
_NOTHING: Final = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fold:
    """Some runs in a row that changed nothing."""

    count: int
    first: int
    last: int
    last_at: datetime

    @property
    def sentence(self) -> str:
        """``17 runs changed nothing, the last 5 min ago``."""
        ago = words.ago(self.last_at, timezone.now())
        if self.count == 1:
            return f"1 run changed nothing, {ago}"
        return f"{self.count:,} runs changed nothing, the last {ago}"

    @property
    def url(self) -> str:
        """Where they stand one by one."""
        if self.count == 1:
            return reverse("admin:sync_run_change", args=[self.last])
        page = reverse("admin:sync_run_changelist")
        return f"{page}?changed={_NOTHING}&id__gte={self.first}&id__lte={self.last}"


class FoldFilter(admin.SimpleListFilter):
    """Whether runs that changed nothing are folded, shown, or shown alone.

    They are shown, too, where the list is sorted by anything but time.
    """

    title = "what changed nothing"
    parameter_name = "changed"
    #: What it folded away; None where it folds nothing.
    folded: QuerySet[Run] | None = None

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[Run]
    ) -> list[tuple[str, str]]:
        self._is_sorted = ORDER_VAR in request.GET
        return [(_ALL, "shown"), (_NOTHING, "shown alone")]

    def choices(self, changelist: Any) -> Any:
        """Its own word for what holds unless something is chosen."""
        first, *others = super().choices(changelist)
        yield {**first, "display": "folded"}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        match self.value():
            case "all":
                return queryset
            case "nothing":
                return queryset.filter(_FOLDED)
        if self._is_sorted:
            return queryset
        self.folded = queryset.filter(_FOLDED)
        return queryset.exclude(_FOLDED)


class FoldingList(ChangeList):
    """A page of runs with the folds above and between them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list: list[Run] = list(self.result_list)
        self.folds = self._folds()

    def _folds(self) -> dict[int, Fold]:
        """By the place of the run below which it stands; -1 above the first."""
        folded = next(
            (spec.folded for spec in self.filter_specs if isinstance(spec, FoldFilter)),
            None,
        )
        if folded is None:
            return {}
        runs = [run.pk for run in self.result_list]
        if self.page_num > 1 and runs:
            folded = folded.filter(pk__lt=runs[0])
        if runs and (below := self._next(runs[-1])) is not None:
            folded = folded.filter(pk__gt=below)
        return _counted(folded, runs)

    def _next(self, run: int) -> int | None:
        """The run that the next page begins with."""
        rows = cast("QuerySet[Run]", self.queryset).filter(pk__lt=run)
        return rows.order_by("-pk").values_list("pk", flat=True).first()


def _counted(folded: QuerySet[Run], runs: Sequence[int]) -> dict[int, Fold]:
    place = Case(
        *(When(pk__gt=run, then=Value(at - 1)) for at, run in enumerate(runs)),
        default=Value(len(runs) - 1),
    )
    found = (
        folded.order_by()
        .prefetch_related(None)
        .annotate(place=place)
        .values("place")
        .annotate(Count("pk"), Min("pk"), Max("pk"), Max("created_at"))
    )
    return {
        row["place"]: Fold(
            count=row["pk__count"],
            first=row["pk__min"],
            last=row["pk__max"],
            last_at=row["created_at__max"],
        )
        for row in found
        if row["pk__count"]
    }
