"""The API's reference page, drawn from its own OpenAPI document: nothing is loaded from elsewhere, nothing scripted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from ninja import NinjaAPI
from ninja.openapi.docs import DocsBase

METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    where: str
    type: str
    required: bool
    text: str


@dataclass(frozen=True, slots=True)
class Operation:
    id: str
    method: str
    path: str
    summary: str
    text: str
    parameters: list[Row]
    body: list[Row]
    answer: list[Row]


@dataclass(slots=True)
class Section:
    name: str
    operations: list[Operation] = field(default_factory=list)


class ApiReference(DocsBase):
    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        document = api.get_openapi_schema()
        context = {
            "info": document["info"],
            "operations": self._operations(api),
            "json_url": self.get_openapi_url(api, kwargs),
            "layout": "ui/base.html" if request.user.is_authenticated else "ui/bare.html",
        }
        return render(request, "ui/api_reference.html", context)

    @cache  # noqa: B019 - there is one of these, as long as the process
    def _operations(self, api: NinjaAPI) -> SafeString:
        """Every operation as HTML: thousands of rows that are the same for everybody."""
        return render_to_string("ui/api_operations.html", {"sections": sections(api.get_openapi_schema())})


def sections(document: dict[str, Any]) -> list[Section]:
    """The document's operations, gathered by their first tag in the order they come."""
    found: dict[str, Section] = {}
    for path, item in document["paths"].items():
        for method in METHODS:
            if spec := item.get(method):
                tag = (spec.get("tags") or ["General"])[0]
                found.setdefault(tag, Section(tag)).operations.append(
                    _operation(document, method, path, spec)
                )
    return list(found.values())


def _operation(document: dict[str, Any], method: str, path: str, spec: dict[str, Any]) -> Operation:
    body = _json(spec.get("requestBody", {}))
    answers = [content for code, content in spec.get("responses", {}).items() if str(code).startswith("2")]
    return Operation(
        id=spec["operationId"],
        method=method.upper(),
        path=path,
        summary=spec.get("summary", ""),
        text=spec.get("description", ""),
        parameters=[
            Row(
                p["name"],
                p["in"],
                _type(document, p["schema"]),
                p.get("required", False),
                p.get("description", ""),
            )
            for p in spec.get("parameters", [])
        ],
        body=list(_rows(document, body)),
        answer=list(_rows(document, _json(answers[0]))) if answers else [],
    )


def _json(content: dict[str, Any]) -> dict[str, Any]:
    return content.get("content", {}).get("application/json", {}).get("schema", {})  # type: ignore[no-any-return]


def _rows(document: dict[str, Any], schema: dict[str, Any]) -> Iterator[Row]:
    whole = _resolved(document, schema)
    required = set(whole.get("required", []))
    for name, inner in whole.get("properties", {}).items():
        yield Row(name, "body", _type(document, inner), name in required, inner.get("description", ""))


def _resolved(document: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = schema.get("$ref", "")
    if not reference:
        return schema
    found: dict[str, Any] = document["components"]["schemas"][reference.rsplit("/", 1)[1]]
    return found


def _type(document: dict[str, Any], schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(document, part) for part in schema["anyOf"]))
    if "$ref" in schema:
        whole = _resolved(document, schema)
        return " | ".join(map(str, whole["enum"])) if "enum" in whole else str(whole.get("title", "object"))
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if schema.get("type") == "array":
        return f"list of {_type(document, schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type", "any"))
