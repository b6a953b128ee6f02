"""What the nightly self-audits found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from catalog.admin import marks, words
from catalog.admin.frame import ReadOnlyAdmin
from sync.models import Audit

#: Lines of an audit that the list shows.
_SHOWN: Final = 10


@admin.register(Audit)
class AuditAdmin(ReadOnlyAdmin[Audit]):
    """The catalog recomputed, night by night."""

    list_display = ("when", "outcome", "titles", "observations", "took", "found")
    list_display_links = None
    fields = ("when", "outcome", "titles", "observations", "took", "kept")
    list_per_page = 50
    ordering = ("-pk",)
    when_empty = "No audit yet. One runs every night; verify_catalog looks at once."

    @admin.display(description="when", ordering="pk")
    def when(self, audit: Audit) -> str:
        return words.moment(audit.at)

    @admin.display(description="outcome")
    def outcome(self, audit: Audit) -> SafeString:
        if audit.note:
            return marks.state("warn", "not judged")
        if audit.differences:
            return marks.state("bad", _differences(audit.differences))
        return marks.state("good", "equal")

    @admin.display(description="took")
    def took(self, audit: Audit) -> str:
        return f"{audit.seconds:.1f} s"

    @admin.display(description="what differs")
    def found(self, audit: Audit) -> SafeString | str:
        return audit.note or _lines(audit.lines[:_SHOWN])

    @admin.display(description="what differs")
    def kept(self, audit: Audit) -> SafeString | str:
        return audit.note or _lines(audit.lines) or words.NOTHING


def _differences(count: int) -> str:
    return "1 difference" if count == 1 else f"{count} differences"


def _lines(lines: Sequence[str]) -> SafeString:
    each = ((line,) for line in lines)
    return format_html_join("", '<span class="mh-long">{}</span><br>', each)
