"""The API, one router an area."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.urls import URLPattern, reverse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from accrue.accounts import api as accounts
from accrue.accounts.rest import Problem, TokenAuth, add_problem_handlers, only_declared_parameters
from accrue.activities import api as activities
from accrue.billing import api as billing
from accrue.bulk import api as bulk
from accrue.contacts import api as contacts
from accrue.exchange import api as exchange
from accrue.experiments import api as experiments
from accrue.filters import api as filters
from accrue.filters.custom import api as custom_fields
from accrue.filters.custom import layout_api as layouts
from accrue.metrics import api as metrics
from accrue.privacy import api as privacy
from accrue.products import api as products
from accrue.quality import api as quality
from accrue.roi import api as roi
from accrue.sales import api as sales
from accrue.ui.api_reference import ApiReference


class DocumentedAPI(NinjaAPI):
    """Says in the document, too, that every error is a problem detail."""

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Where the operations lie; the root itself has no page."""
        return reverse(f"{self.urls_namespace}:openapi-json").removesuffix("openapi.json")

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        """Written once a process, for it takes a second; whoever wants to change it copies it."""
        return self._written(self.get_root_path(path_params or {}) if path_prefix is None else path_prefix)

    @cache  # noqa: B019 - there is one of these, as long as the process
    def _written(self, path_prefix: str) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix)
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        )
        document["components"]["schemas"] |= document["components"]["schemas"]["Problem"].pop("$defs", {})
        answer = {
            "description": "What went wrong, as RFC 9457 problem details",
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for path in document["paths"].values():
            for operation in path.values():
                good = {
                    code: said for code, said in operation["responses"].items() if str(code).startswith("2")
                }
                operation["responses"] = good | {"default": answer}
        return document


api = DocumentedAPI(
    title="Accrue",
    version="1",
    description="Everything the pages do, for programs. Send `Authorization: Bearer accrue_…`; make a token in your profile.",
    urls_namespace="api",
    auth=TokenAuth(),
    docs=ApiReference(),
)
add_problem_handlers(api)
api.add_decorator(only_declared_parameters, mode="view")
api.add_router("", accounts.router)
api.add_router("", sales.router)
api.add_router("", billing.router)
api.add_router("/people", contacts.people)
api.add_router("/companies", contacts.companies)
api.add_router("/products", products.router)
api.add_router("", experiments.router)
for router in roi.ROUTERS:
    api.add_router("", router)
api.add_router("", metrics.router)
api.add_router("", filters.router)
api.add_router("/custom-fields", custom_fields.router)
api.add_router("/layouts", layouts.router)
api.add_router("", quality.router)
api.add_router("/imports", exchange.imports)
api.add_router("/exports", exchange.exports)
api.add_router("/bulk", bulk.router)
for router in activities.ROUTERS:
    api.add_router("", router)
api.add_router("", privacy.router)


def routes() -> tuple[list[URLPattern], str, str]:
    """Ninja's routes. They answer 401 themselves, so none of them is redirected to the sign-in page."""
    patterns, app_name, namespace = api.urls
    plain = [p for p in patterns if isinstance(p, URLPattern) and p.name != "api-root"]
    for pattern in plain:
        is_document = pattern.name in ("openapi-json", "openapi-view")
        pattern.callback = _open(require_safe(pattern.callback) if is_document else pattern.callback)
    return plain, app_name, namespace


def _open(answer: Any) -> Any:
    answer.login_required = False
    return answer
