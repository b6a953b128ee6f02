"""An audit whose outcome stays, for people to read in the morning."""

from __future__ import annotations

import logging
from typing import Final

from django.utils import timezone

from sync.audit.settled import NotSettled
from sync.audit.verdict import Verdict, verify
from sync.models import Audit

logger = logging.getLogger(__name__)

#: A sync of a large catalog is waited for.
_PATIENCE: Final = 3600.0


def audit_now(patience: float = _PATIENCE) -> Audit:
    """Verify the whole catalog and keep the outcome as a row."""
    started = timezone.now()
    try:
        verdict, note = verify(patience=patience), ""
    except NotSettled as error:
        verdict, note = Verdict(), str(error)
    if verdict.differences:
        logger.error("%s", verdict)
    return Audit.objects.create(
        at=started,
        seconds=verdict.seconds,
        titles=verdict.titles,
        observations=verdict.observations,
        differences=verdict.differences,
        lines=[str(found) for found in verdict.listed],
        note=note,
    )
