"""Which field, and what is to be there: the second page of a bulk change."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from catalog import lines
from catalog.admin import words
from catalog.admin.shown import section_of
from catalog.fields import ARTWORK_KEYS, PLACES, Merge, of_kind
from catalog.models import Server
from sync.bulk import Choice
from sync.models import BulkChange

#: Entries that are offered by name; others are typed.
_ENTRIES: Final = {
    "artwork": ARTWORK_KEYS,
    "external_ids": ("imdb", "tmdb", "tvdb"),
}
_RULES: Final = (BulkChange.Deed.USE, BulkChange.Deed.USUAL)


class ChoiceForm(forms.Form):
    """A field of titles of one kind, and a value or a server, as the deed needs."""

    name = forms.ChoiceField(label="Field", required=False)
    entry = forms.CharField(
        label="or another entry",
        required=False,
        max_length=200,
        help_text="Such as captions.de or files.SLUG, with the slug of a server.",
    )
    text = forms.CharField(
        label="Value",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="As on the page “Edit values”; how each is written stands below.",
    )
    server = forms.ChoiceField(label="Server that comes first")

    def __init__(self, change: BulkChange, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_rule = change.deed in _RULES
        names: Any = self.fields["name"]
        names.choices = [("", "Choose a field"), *_choices(change.kind, rules=is_rule)]
        if is_rule:
            del self.fields["entry"]
        if change.deed != BulkChange.Deed.LOCK:
            del self.fields["text"]
        if change.deed == BulkChange.Deed.USE:
            servers: Any = self.fields["server"]
            present = Server.objects.present().order_by("priority", "pk")
            servers.choices = list(present.values_list("slug", "name"))
        else:
            del self.fields["server"]

    def clean(self) -> dict[str, Any]:
        """One of the two names, not both."""
        found = super().clean() or {}
        if bool(found.get("name")) == bool(found.get("entry", "").strip()):
            self.add_error("name", "Choose one field, or write the name of one entry.")
        return found

    @property
    def choice(self) -> Choice:
        """What was chosen; once it is valid."""
        found = self.cleaned_data
        return Choice(
            name=found["name"] or found["entry"].strip(),
            text=found.get("text", ""),
            server=found.get("server", ""),
        )


class ExportForm(forms.Form):
    """Which fields of titles of one kind, and which form."""

    names = forms.MultipleChoiceField(
        label="Fields", widget=forms.CheckboxSelectMultiple
    )
    form = forms.ChoiceField(
        label="Written as",
        choices=[("csv", "CSV, for spreadsheets"), ("json", "JSON")],
    )

    def __init__(self, kind: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names: Any = self.fields["names"]
        names.choices = [one for _, each in _choices(kind, rules=False) for one in each]


class ImportForm(forms.Form):
    """A file of titles and values."""

    file = forms.FileField(
        label="File",
        help_text="CSV or JSON in UTF-8, as Export writes it; 10 MiB at most.",
    )


def hints(kind: str) -> list[tuple[str, str]]:
    """How values are written, where they are not plain."""
    found = [
        (words.field_name(declared.name, ""), lines.hint(declared))
        for declared in of_kind(kind)
        if declared.name not in PLACES
    ]
    return [(name, hint) for name, hint in found if hint]


def _choices(kind: str, *, rules: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """The fields by the section of a title's page that they stand in."""
    found: dict[str, list[tuple[str, str]]] = {}
    for declared in of_kind(kind):
        if declared.name in PLACES:
            continue
        section = found.setdefault(section_of(declared), [])
        if rules:
            if declared.merge is not Merge.PLAYING_FILE:
                section.append((declared.name, words.field_name(declared.name, "")))
        elif declared.merge is Merge.KEYED:
            section += [
                (f"{declared.name}.{key}", words.field_name(declared.name, key))
                for key in _ENTRIES.get(declared.name, ())
            ]
        else:
            section.append((declared.name, words.field_name(declared.name, "")))
    return [(name, each) for name, each in found.items() if each]
