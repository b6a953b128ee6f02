"""Requests, runs, scans, what servers said, and who may write."""

from sync.models.audit import Audit
from sync.models.bulk import BulkChange, BulkRow
from sync.models.identity import Conflict, IdentityDecision
from sync.models.lease import Heartbeat, Lease, beat
from sync.models.moving import AT_REST, Moving
from sync.models.observation import (
    ChangeToken,
    Observation,
    Quarantine,
    StagedObservation,
    Withdrawal,
)
from sync.models.run import CHANGED_NOTHING, Run, Scan, Trigger
from sync.models.schedule import Schedule
from sync.models.sender import Sender, WebhookDelivery
from sync.models.status import ServerStatus

__all__ = [
    "AT_REST",
    "CHANGED_NOTHING",
    "Audit",
    "BulkChange",
    "BulkRow",
    "ChangeToken",
    "Conflict",
    "Heartbeat",
    "IdentityDecision",
    "Lease",
    "Moving",
    "Observation",
    "Quarantine",
    "Run",
    "Scan",
    "Schedule",
    "Sender",
    "ServerStatus",
    "StagedObservation",
    "Trigger",
    "WebhookDelivery",
    "Withdrawal",
    "beat",
]
