"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accrue.errors import AccrueError, Missing


class FieldProblem(Schema):
    field: str
    message: str


class Problem(Schema):
    """RFC 9457. `code` is stable; `errors` names the fields at fault."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    errors: list[FieldProblem] = []


def problem(status: int, code: str, detail: str, errors: dict[str, str] | None = None) -> JsonResponse:
    body: dict[str, Any] = {
        "type": f"urn:accrue:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"field": field, "message": message} for field, message in (errors or {}).items()],
    }
    response = JsonResponse(body, status=status, content_type="application/problem+json")
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Accrue"'
    return response


def add_problem_handlers(api: NinjaAPI) -> None:
    @api.exception_handler(AccrueError)
    def ours(request: HttpRequest, error: AccrueError) -> HttpResponse:
        return problem(error.status, error.code, error.message, error.fields)

    @api.exception_handler(ValidationError)
    def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {
            ".".join(str(part) for part in row["loc"][1:]) or "body": str(row["msg"]) for row in error.errors
        }
        in_query = any(row["loc"][0] == "query" for row in error.errors)
        status = HTTPStatus.BAD_REQUEST if in_query else HTTPStatus.UNPROCESSABLE_ENTITY
        return problem(status, "invalid", "Some values cannot be accepted; see errors.", fields)

    @api.exception_handler(Http404)
    def missing(request: HttpRequest, error: Http404) -> HttpResponse:
        known = Missing()
        return problem(known.status, known.code, known.message)

    @api.exception_handler(AuthenticationError)
    def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return problem(401, "accounts.no_token", "Send a valid API token: Authorization: Bearer accrue_…")

    @api.exception_handler(HttpError)
    def refused(request: HttpRequest, error: HttpError) -> HttpResponse:
        return problem(error.status_code, "refused", str(error))
