"""Whether MediaHub is up: `/healthz` for people, supervisors and containers."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"web": "up"})
