"""What a webhook is answered: a receipt, or a problem in words (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus

from django.http import JsonResponse

#: A sender that tries again after this long meets a restarted database.
RETRY_SECONDS = 30


def accepted(**facts: int | str) -> JsonResponse:
    """What was asked is committed."""
    return JsonResponse(facts, status=202, headers={"Cache-Control": "no-store"})


def problem(
    status: int, detail: str, headers: dict[str, str] | None = None
) -> JsonResponse:
    """A refusal that says what is wrong, and never repeats what was sent."""
    return JsonResponse(
        {
            "type": "about:blank",
            "title": HTTPStatus(status).phrase,
            "status": status,
            "detail": detail,
        },
        status=status,
        content_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def only_post() -> JsonResponse:
    return problem(405, "Only POST is taken here.", {"Allow": "POST"})


def unknown_sender() -> JsonResponse:
    """The same for a wrong secret, none, and one of a disabled or removed server."""
    return problem(
        401,
        "X-Webhook-ID is not the secret of an enabled server; "
        "compare it with the secret given to add_server.",
    )


def later() -> JsonResponse:
    """Nothing was stored, so nothing is promised."""
    return problem(
        503,
        "The database does not answer; send this again.",
        {"Retry-After": str(RETRY_SECONDS)},
    )
