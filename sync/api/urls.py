"""Addresses of servers, runs, requests and reasons, below `/api/v1/`."""

from django.urls import path

from catalog.fields import PLAYABLE
from sync.api.activity import Deeds
from sync.api.asking import OneTrigger, Triggers
from sync.api.audits import Audits
from sync.api.bulk import (
    AppliedBulk,
    BulkChanges,
    OneBulkChange,
    StoppedBulk,
    UndoneBulk,
)
from sync.api.bulk_files import ExportedValues, ImportedValues
from sync.api.captions import Captions, OneCaptions
from sync.api.conflicts import Conflicts, OneConflict
from sync.api.connecting import OneServer, Servers
from sync.api.coverage import Coverage, CoverageTitles
from sync.api.events import RunEvents
from sync.api.held import AcceptedScan, DiscardedScan, HeldScan
from sync.api.identity import Merge, Split
from sync.api.libraries import LibrariesPreview
from sync.api.locking import Locks, OneLock
from sync.api.missing import WhyMissing
from sync.api.ordering import OneRule, OrderPreview, RulePreview, Rules, ServerOrder
from sync.api.provenance import Provenance
from sync.api.quarantine import Dismiss, QuarantineList, Retry
from sync.api.reverting import Revert
from sync.api.runs import OneRun, RetryRun, Runs
from sync.api.webhooks import OneSender, Rotated, Senders

urlpatterns = [
    *(
        path(
            f"{kind}s/<uuid:id>/provenance/",
            Provenance.as_view(kind=kind),
            name=f"api-{kind}-provenance",
        )
        for kind in ("movie", "show", "season", "episode")
    ),
    *(
        path(
            f"{kind}s/<uuid:id>/locks/",
            Locks.as_view(kind=kind),
            name=f"api-{kind}-locks",
        )
        for kind in ("movie", "show", "season", "episode")
    ),
    *(
        path(
            f"{kind}s/<uuid:id>/locks/<str:field>/",
            OneLock.as_view(kind=kind),
            name=f"api-{kind}-lock",
        )
        for kind in ("movie", "show", "season", "episode")
    ),
    *(
        path(
            f"{kind}s/<uuid:id>/captions/",
            Captions.as_view(kind=kind),
            name=f"api-{kind}-captions",
        )
        for kind in PLAYABLE
    ),
    *(
        path(
            f"{kind}s/<uuid:id>/captions/<str:key>/",
            OneCaptions.as_view(kind=kind),
            name=f"api-{kind}-caption",
        )
        for kind in PLAYABLE
    ),
    path("rules/", Rules.as_view(), name="api-rules"),
    path("rules/preview/", RulePreview.as_view(), name="api-rule-preview"),
    path("rules/<int:id>/", OneRule.as_view(), name="api-rule"),
    *(
        path(
            f"{kind}s/<uuid:id>/{name}/",
            view.as_view(kind=kind),
            name=f"api-{kind}-{name}",
        )
        for kind in ("movie", "show")
        for name, view in (("merge", Merge), ("split", Split))
    ),
    path("servers/", Servers.as_view(), name="api-servers"),
    path("servers/order/apply/", ServerOrder.as_view(), name="api-order-apply"),
    path("servers/order/preview/", OrderPreview.as_view(), name="api-order-preview"),
    path("servers/<slug:slug>/", OneServer.as_view(), name="api-server"),
    path(
        "servers/<slug:slug>/libraries/preview/",
        LibrariesPreview.as_view(),
        name="api-libraries-preview",
    ),
    path("servers/<slug:slug>/held-scan/", HeldScan.as_view(), name="api-held-scan"),
    path(
        "servers/<slug:slug>/held-scan/accept/",
        AcceptedScan.as_view(),
        name="api-held-scan-accept",
    ),
    path(
        "servers/<slug:slug>/held-scan/discard/",
        DiscardedScan.as_view(),
        name="api-held-scan-discard",
    ),
    path("runs/", Runs.as_view(), name="api-runs"),
    path("runs/<int:id>/", OneRun.as_view(), name="api-run"),
    path("runs/<int:id>/retry/", RetryRun.as_view(), name="api-run-retry"),
    path("runs/<int:id>/events/", RunEvents.as_view(), name="api-run-events"),
    path("triggers/", Triggers.as_view(), name="api-triggers"),
    path("coverage/", Coverage.as_view(), name="api-coverage"),
    path("coverage/titles/", CoverageTitles.as_view(), name="api-coverage-titles"),
    path("changes/<int:id>/revert/", Revert.as_view(), name="api-change-revert"),
    path("why-missing/", WhyMissing.as_view(), name="api-why-missing"),
    path("activity/", Deeds.as_view(), name="api-activity"),
    path("audits/", Audits.as_view(), name="api-audits"),
    path("triggers/<int:id>/", OneTrigger.as_view(), name="api-trigger"),
    path("webhooks/", Senders.as_view(), name="api-webhooks"),
    path("webhooks/<slug:slug>/", OneSender.as_view(), name="api-webhook"),
    path("webhooks/<slug:slug>/rotate/", Rotated.as_view(), name="api-webhook-rotate"),
    path("bulk-changes/", BulkChanges.as_view(), name="api-bulk-changes"),
    path("bulk-changes/export/", ExportedValues.as_view(), name="api-bulk-export"),
    path("bulk-changes/import/", ImportedValues.as_view(), name="api-bulk-import"),
    path("bulk-changes/<int:id>/", OneBulkChange.as_view(), name="api-bulk-change"),
    path("bulk-changes/<int:id>/apply/", AppliedBulk.as_view(), name="api-bulk-apply"),
    path("bulk-changes/<int:id>/stop/", StoppedBulk.as_view(), name="api-bulk-stop"),
    path("bulk-changes/<int:id>/undo/", UndoneBulk.as_view(), name="api-bulk-undo"),
    path("conflicts/", Conflicts.as_view(), name="api-conflicts"),
    path("conflicts/<int:id>/", OneConflict.as_view(), name="api-conflict"),
    path("quarantine/", QuarantineList.as_view(), name="api-quarantine"),
    path("quarantine/<int:id>/retry/", Retry.as_view(), name="api-quarantine-retry"),
    path(
        "quarantine/<int:id>/dismiss/", Dismiss.as_view(), name="api-quarantine-dismiss"
    ),
]
