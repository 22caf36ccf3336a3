"""Filters and saved views for programs: the same services and selectors as the pages."""

from __future__ import annotations

from ninja import Router

from accrue.filters.api.asking import router as asking
from accrue.filters.api.views import router as views

router = Router(tags=["Filters and views"])
for part in (asking, views):
    router.add_router("", part)
