"""Errors as RFC 9457 problem details."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from accrue.errors import AccrueError, Missing

PROBLEM_TYPE = "application/problem+json"


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


def problem(
    status: int,
    code: str,
    detail: str,
    errors: dict[str, str] | None = None,
    members: Mapping[str, object] | None = None,
) -> JsonResponse:
    body: dict[str, Any] = {
        "type": f"urn:accrue:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "errors": [{"field": field, "message": message} for field, message in (errors or {}).items()],
        **(members or {}),
    }
    response = JsonResponse(body, status=status, content_type=PROBLEM_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Accrue"'
    return response


def add_problem_handlers(api: NinjaAPI) -> None:
    @api.exception_handler(AccrueError)
    def ours(request: HttpRequest, error: AccrueError) -> HttpResponse:
        return problem(error.status, error.code, error.message, error.fields, error.members)

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


class ProblemMiddleware:
    """Gives programs a problem detail also where no operation answers: unknown addresses, methods, broken servers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        told = response.headers.get("Content-Type", "")
        if (
            response.status_code < 400
            or not request.path.startswith("/api/")
            or told.startswith(PROBLEM_TYPE)
        ):
            return response
        plain = problem(response.status_code, _code(response.status_code), _detail(response.status_code))
        if "Allow" in response.headers:
            plain["Allow"] = response["Allow"]
        return plain


def _code(status: int) -> str:
    return {404: "missing", 405: "method_not_allowed"}.get(status, "refused" if status < 500 else "broken")


def _detail(status: int) -> str:
    known = {
        404: "There is no such record.",
        405: "This address does not know that method; see the header Allow.",
    }
    return known.get(
        status, "This request cannot be answered." if status < 500 else "Something broke on our side."
    )
