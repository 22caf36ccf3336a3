"""HTML on paper, with no network and no files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders

from accrue.errors import Conflict

FONT = "accrue:inter"
FONT_FILE = "fonts/inter-latin-5.3.0.woff2"


def pdf_of(html: str) -> bytes:
    """HTML as PDF, with no network and no files: the one thing it may ask for is our own font."""
    try:
        from weasyprint import HTML
        from weasyprint.text.fonts import FontConfiguration
    except OSError:
        raise Conflict(
            "ui.no_pango", "PDFs need the system's Pango, which is not installed. `accrue doctor` says how."
        ) from None
    found: bytes = HTML(string=html, base_url="accrue:nowhere", url_fetcher=_fetcher()).write_pdf(
        font_config=FontConfiguration()
    )
    return found


def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFontOnly(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
        """Everything else is refused, whatever its scheme."""

        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            if url != FONT:
                raise ValueError("What is printed asks nobody.")
            path = finders.find(FONT_FILE)
            if not isinstance(path, str):
                raise ValueError("The font is missing.")
            return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": "font/woff2"})

    return OwnFontOnly()
