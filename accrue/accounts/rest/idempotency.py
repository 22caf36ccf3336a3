"""A repeated request with the same Idempotency-Key has one effect and one answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from accrue.accounts.models import IdempotentRequest
from accrue.accounts.rest.auth import bearer, resolve
from accrue.accounts.rest.problems import problem

UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
PREFIX = "/api/"


class IdempotencyMiddleware:
    """Keeps the answer in the transaction of the effect: both are there, or neither is.

    A parallel repeat waits on the unique key until the first one ends. Failed requests keep nothing, so that they
    can be tried again.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key, secret = request.headers.get("Idempotency-Key"), bearer(request)
        if not key or request.method not in UNSAFE or not request.path.startswith(PREFIX) or not secret:
            return self.get_response(request)
        if len(key) > 200:
            return problem(400, "idempotency_key_too_long", "An idempotency key has 200 characters at most.")
        token = resolve(request, secret)
        if token is None:
            return self.get_response(request)
        return self._once(request, token.user_id, key)

    def _once(self, request: HttpRequest, user_id: int, key: str) -> HttpResponse:
        told = hashlib.sha256(
            f"{request.method} {request.get_full_path()}\n".encode() + request.body
        ).hexdigest()
        with transaction.atomic():
            IdempotentRequest.objects.bulk_create(
                [IdempotentRequest(user_id=user_id, key=key, fingerprint=told)], ignore_conflicts=True
            )
            kept = IdempotentRequest.objects.get(user_id=user_id, key=key)
            if kept.status:
                return _again(kept, told)
            response = self.get_response(request)
            if response.status_code >= 400:
                transaction.set_rollback(True)
            else:
                kept.status, kept.body = response.status_code, response.content
                kept.content_type = response.headers.get("Content-Type", "")
                kept.save(update_fields=["status", "body", "content_type"])
            return response


def _again(kept: IdempotentRequest, told: str) -> HttpResponse:
    if kept.fingerprint != told:
        return problem(
            422, "idempotency_key_reused", "This idempotency key was used for another request. Use a new one."
        )
    response = HttpResponse(bytes(kept.body), status=kept.status, content_type=kept.content_type)
    response["Idempotency-Replayed"] = "true"
    return response
