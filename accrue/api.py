"""The API, one router an area."""

from __future__ import annotations

from ninja import NinjaAPI

api = NinjaAPI(title="Accrue", version="1", urls_namespace="api", docs_url=None)
