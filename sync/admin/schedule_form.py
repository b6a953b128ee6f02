"""The form of a schedule: how often or at what time, of which servers; no raw JSON."""

from __future__ import annotations

import json
from typing import Any, Final, cast

from django import forms
from django_celery_beat.models import PeriodicTask

from catalog.models import Server
from sync import schedules
from sync.models import Schedule
from sync.schedules import BACK_UP, DAYS, KEPT, SYNC, UNITS, When

_LONGEST: Final = {"minutes": 10_080, "hours": 720, "days": 365}


class ScheduleForm(forms.ModelForm[Schedule]):
    """A sync; `BackupForm` is the other kind."""

    enabled = forms.BooleanField(label="On", required=False)
    how = forms.ChoiceField(
        label="When",
        choices=[("every", "again and again"), ("at", "at a time of day")],
        widget=forms.RadioSelect,
        initial="every",
    )
    every = forms.IntegerField(
        label="Every", min_value=1, required=False, initial=15, help_text="How many."
    )
    unit = forms.ChoiceField(
        label="Minutes, hours or days", choices=list(UNITS.items()), required=False
    )
    at = forms.TimeField(
        label="Time of day",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    days = forms.TypedMultipleChoiceField(
        label="Days",
        choices=[(number, name) for number, name in enumerate(DAYS)],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: every day.",
    )
    servers = forms.MultipleChoiceField(
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all that are enabled then.",
    )

    class Meta:
        model = Schedule
        fields: tuple[str, ...] = ("enabled",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["at"].help_text = f"On the household's clock ({schedules.zone()})."
        if "servers" in self.fields:
            self._offer_servers()
        if self.instance.pk is None:
            return
        when = schedules.when_of(self.instance)
        if when is None:
            return
        start: dict[str, Any] = {
            "how": "every" if when.at is None else "at",
            "days": list(when.days),
        }
        if when.at is None:
            start |= {"every": when.every, "unit": when.unit}
        else:
            start |= {"at": when.at}
        self.initial = {**start, **self.initial}

    def _offer_servers(self) -> None:
        names = dict(
            Server.objects.present().order_by("priority").values_list("slug", "name")
        )
        chosen = schedules.options_of(self.instance).get("servers") or []
        # One that was removed stays named until it is unticked.
        offered = {**names, **{s: f"{s} (removed)" for s in chosen if s not in names}}
        field = cast("forms.MultipleChoiceField", self.fields["servers"])
        field.choices = list(offered.items())
        self.initial = {"servers": chosen, **self.initial}

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("how") == "at":
            if not given.get("at") and "at" not in self.errors:
                self.add_error("at", "Say at what time, such as 04:30.")
        elif "every" not in self.errors:
            every, unit = given.get("every"), given.get("unit") or "minutes"
            if not every:
                self.add_error("every", "Say how often, such as 15.")
            elif every > _LONGEST[unit]:
                self.add_error("every", f"At most {_LONGEST[unit]:,} {unit}.")
        return given

    def validate_unique(self) -> None:
        """Nothing yet: the row is told only in `keep` when it runs."""

    def options(self) -> dict[str, Any]:
        """What the task is to be called with."""
        chosen = self.cleaned_data.get("servers")
        return {"servers": chosen} if chosen else {}

    def keep(self, task: PeriodicTask) -> None:
        """Give the task what was asked; the admin saves it."""
        given = self.cleaned_data
        if given["how"] == "at":
            when = When(at=given["at"], days=tuple(given["days"]))
        else:
            when = When(every=given["every"], unit=given["unit"] or "minutes")
        schedules.keep_when(task, when)
        task.task = task.task or SYNC
        task.kwargs = json.dumps(self.options())
        task.name = _free_name(schedules.sentence(task), task)


class BackupForm(ScheduleForm):
    """A backup: which of the old ones are kept."""

    daily = forms.IntegerField(
        label="Keep the last of",
        min_value=1,
        max_value=366,
        help_text="So many days.",
    )
    weekly = forms.IntegerField(
        label="And the last of",
        min_value=0,
        max_value=520,
        help_text="So many weeks before them.",
    )
    servers = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        options = schedules.options_of(self.instance)
        kept = {name: options.get(name, number) for name, number in KEPT.items()}
        self.initial = {**kept, **self.initial}

    def options(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in KEPT}


def form_for(task: PeriodicTask | None) -> type[ScheduleForm]:
    """The form that fits what the schedule does."""
    return BackupForm if task is not None and task.task == BACK_UP else ScheduleForm


def _free_name(wanted: str, task: PeriodicTask) -> str:
    others = PeriodicTask.objects.exclude(pk=task.pk)
    name, number = wanted[:180], 1
    while others.filter(name=name).exists():
        number += 1
        name = f"{wanted[:180]} ({number})"
    return name
