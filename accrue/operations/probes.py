"""What machines ask: are you alive, are you ready, how much is there to do."""

from __future__ import annotations

import secrets
from ipaddress import ip_address

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from accrue.environment import environment
from accrue.errors import AccrueError
from accrue.operations.measures import exposition
from accrue.operations.readiness import check_database, refuse_unready


@login_not_required
@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; says nothing about what stands behind it."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 where the database answers and is at this version, else 503 with the stable code of why not."""
    try:
        check_database()
        refuse_unready()
    except AccrueError as error:
        return JsonResponse({"ready": False, "code": error.code}, status=503)
    return JsonResponse({"ready": True})


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text, for whoever has the token; without a token set, only from this machine."""
    if not may_read_metrics(request):
        return HttpResponse("missing or wrong bearer token\n", status=401, content_type="text/plain")
    return HttpResponse(exposition(), content_type=CONTENT_TYPE_LATEST)


def may_read_metrics(request: HttpRequest) -> bool:
    token = environment.metrics_token.get_secret_value()
    if token:
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        return secrets.compare_digest(given.encode(), token.encode())
    # Behind a proxy everybody seems to come from this machine, so a forwarded request does not count as local.
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    return not forwarded and _is_loopback(request.META.get("REMOTE_ADDR", ""))


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
