"""How logs are written: a line of JSON for machines, or of text for people. Secrets are never arguments of a log line."""

from __future__ import annotations

import re
from typing import Any, Literal

import structlog

# Addresses that open a door to whoever knows them: what a library logs of a request must not be such a key.
KEYS = re.compile(r"(/join/|/published/|/sign-in/password/reset/(?=[0-9A-Za-z]+-))[^/\s\"']+")


def logging_settings(form: Literal["json", "console"], level: str = "INFO") -> dict[str, Any]:
    """Django's LOGGING: everything that any library logs comes out in one form, with the time in UTC."""
    written = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_renderers(form), without_keys]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "accrue": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": written,
                "foreign_pre_chain": _shared(),
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "accrue"}},
        "root": {"handlers": ["console"], "level": "WARNING"},
        "loggers": {
            "accrue": {"level": level},
            "django.server": {"level": "WARNING"},
            "django.security.DisallowedHost": {"level": "ERROR"},
            # A failed job is a warning of its own, with the reason; the queue's every step is not news.
            "procrastinate": {"level": "WARNING"},
        },
    }


def without_keys(logger: object, method: str, line: str) -> str:
    """The finished line with the keys in its addresses masked."""
    return KEYS.sub(r"\1***", line)


def configure_structlog() -> None:
    """Let structlog's own loggers go the same way."""
    structlog.configure(
        processors=[*_shared(), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _shared() -> list[Any]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _renderers(form: Literal["json", "console"]) -> list[Any]:
    """Tracebacks without the values of variables, which may be anybody's password or customer."""
    if form == "json":
        tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
        return [
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ]
    return [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
