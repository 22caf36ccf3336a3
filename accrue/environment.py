"""Every environment variable Accrue reads, in one typed place."""

from __future__ import annotations

import secrets
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

INSECURE_KEY = "insecure-key-for-development-only-do-not-serve-with-it"


class Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ACCRUE_", env_file=".env", extra="ignore")

    home: Path = Field(
        default_factory=lambda: Path.home() / ".accrue",
        description="Where Accrue keeps its data, keys and files.",
    )
    database_url: str = Field(
        "", description="PostgreSQL to use, as the owner of the tables; empty: the embedded server."
    )
    database_role: Literal["app", "owner"] = Field(
        "app", description="Role the process takes after signing in; only `migrate` stays the owner."
    )
    database_pool: int = Field(0, description="Connections a web process keeps open; `accrue serve` sets it.")
    test_db_name: str = Field(
        "", description="Name of the test database, where several suites share one server."
    )
    secret_key: SecretStr = Field(
        SecretStr(""), description="Signs sessions and links; made and kept in ACCRUE_HOME when absent."
    )
    encryption_keys: Annotated[list[SecretStr], NoDecode] = Field(
        default_factory=list,
        description="Fernet keys for secrets at rest, newest first, separated by commas.",
    )
    debug: bool = Field(False, description="Show tracebacks in pages. Never in production.")
    allowed_hosts: Annotated[list[str], NoDecode] = Field(
        default_factory=lambda: ["127.0.0.1", "localhost", "[::1]"],
        description="Host names Accrue answers to, separated by commas.",
    )
    site_url: str = Field(
        "http://127.0.0.1:8000", description="Address people reach Accrue under; used in mails and links."
    )
    trusted_proxies: int = Field(
        0, description="Proxies in front of Accrue; with 0 X-Forwarded-For is not believed."
    )
    https: bool = Field(False, description="Served over HTTPS: secure cookies, HSTS, redirects.")
    email_url: str = Field(
        "", description="smtp://user:password@host:587?tls=1; empty: mails are written to ACCRUE_HOME/mail."
    )
    email_from: str = Field("Accrue <accrue@localhost>", description="Sender of Accrue's own mails.")
    time_zone: str = Field("Europe/Berlin", description="Zone of people who did not choose their own.")
    log_format: Literal["json", "console"] = Field("console", description="How logs are written.")
    vite_dev: bool = Field(False, description="Load the front end from Vite's development server.")
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token that may read /metrics; empty: only from this machine."
    )
    virus_scanner: str = Field(
        "",
        description="What looks at uploaded files: clamd:/run/clamav/clamd.ctl, clamd:host:3310, or command:/path/to/program with its options, to which the file's path is added (0 clean, 1 infected); empty: nothing does.",
    )
    reachable_networks: Annotated[list[str], NoDecode] = Field(
        default_factory=list,
        description="Private networks that requests set up by people (team chat) may go to, as 10.1.2.0/24, separated by commas; empty: the open internet only.",
    )
    measures_engine: str = Field(
        "duckdb",
        description="What measures are worked out on: duckdb, spark, spark://host:port or postgresql://user:password@host/database.",
    )

    duplicates_engine: str = Field(
        "duckdb",
        description="Where the worker compares all people and companies for duplicates: duckdb, spark (this machine) or spark://host:port.",
    )

    @field_validator("allowed_hosts", "encryption_keys", "reachable_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return (
            [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value
        )

    @cached_property
    def signing_key(self) -> str:
        """The configured key, else the one kept in ACCRUE_HOME, else one that `serve` refuses."""
        if given := self.secret_key.get_secret_value():
            return given
        kept = self.home / "secret_key"
        return kept.read_text().strip() if kept.is_file() else INSECURE_KEY

    def keep_signing_key(self) -> None:
        """Make and keep a key in ACCRUE_HOME on the first start, so that none has to be invented by hand."""
        if self.secret_key.get_secret_value() or (self.home / "secret_key").exists():
            return
        self.home.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.home / "secret_key"
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(64))


environment = Environment()
