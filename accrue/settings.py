"""Django's settings. What a company may set is in `accrue.environment`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlsplit

from django.utils.csp import CSP

from accrue.environment import environment as env
from accrue.operations.logs import configure_structlog, logging_settings

PACKAGE = Path(__file__).resolve().parent

SECRET_KEY = env.signing_key
DEBUG = env.debug
ALLOWED_HOSTS = env.allowed_hosts
SITE_URL = env.site_url.rstrip("/")
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "accrue.ui",
    "accrue.accounts",
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "django_vite",
    "django_linear_migrations",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "accrue.money",
    "accrue.events",
    "accrue.filters",
    "accrue.contacts",
    "accrue.products",
    "accrue.activities",
    "accrue.experiments",
    "accrue.sales",
    "accrue.billing",
    "accrue.quality",
    "accrue.exchange",
    "accrue.bulk",
    "accrue.privacy",
    "accrue.metrics",
    "accrue.roi",
    "accrue.operations",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accrue.accounts.rest.problems.ProblemMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "accrue.ui.middleware.ScreensMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accrue.accounts.middleware.SignedInMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "accrue.accounts.middleware.ChallengeMiddleware",
    "accrue.accounts.middleware.SecondFactorMiddleware",
    "accrue.accounts.middleware.PersonalSettingsMiddleware",
    "accrue.accounts.rest.idempotency.IdempotencyMiddleware",
    "accrue.quality.middleware.WarningMiddleware",
    "accrue.ui.error_pages.ErrorMiddleware",
]

ROOT_URLCONF = "accrue.urls"
ASGI_APPLICATION = "accrue.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accrue.ui.context.screen",
            ],
            "builtins": [
                "accrue.money.templatetags.money",
                "accrue.ui.templatetags.ui",
                "accrue.filters.templatetags.custom_fields",
            ],
        },
    }
]
FORM_RENDERER = "accrue.ui.fields.Renderer"


def database(url: str) -> dict[str, Any]:
    """`postgresql://user:password@host:port/name?host=/socket/folder` as Django wants it."""
    parts = urlsplit(url or "postgresql:///accrue")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {k: v for k, v in query.items() if k not in {"host", "port"}}
    if env.database_role == "app":
        # Taken while connecting, so RESET ROLE comes back to it; assume_role waits for itself in a pool.
        options["options"] = f"{options.get('options', '')} -c role={DATABASE_ROLES['app']}".strip()
    if env.database_pool:
        options["pool"] = {"min_size": 1, "max_size": env.database_pool, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "accrue",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host") or parts.hostname or "",
        "PORT": query.get("port") or str(parts.port or ""),
        # Every request of an ASGI server has its own thread, so connections are kept in a pool, not by thread.
        "CONN_MAX_AGE": 0 if env.database_pool else 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
        "TEST": {"NAME": env.test_db_name or "test_accrue"},
    }


# Sessions sign in as the owner of the tables and then take one of these roles.
DATABASE_ROLES = {"app": "accrue_app", "portal": "accrue_portal", "eraser": "accrue_eraser"}
DATABASES = {"default": database(env.database_url)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accrue.accounts.passwords.BreachedVariationValidator"},
]
PASSWORD_RESET_TIMEOUT = 60 * 10
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
HOME_WITHOUT_PAGES = "accounts:profile"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_ADAPTER = "accrue.accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accrue.accounts.forms.sign_in.SignInForm",
    "reset_password": "accrue.accounts.forms.sign_in.AskForResetForm",
    "reset_password_from_key": "accrue.accounts.forms.sign_in.NewPasswordForm",
    "user_token": "accrue.accounts.forms.sign_in.ResetTokenForm",
    "change_password": "accrue.accounts.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "accrue.accounts.forms.sign_in.ConfirmForm",
}
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accrue.accounts.passwords.ResetTokens"  # noqa: S105  # a class
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_NOTIFICATIONS = False
# Ten posts a minute from one address by who is not signed in, then a challenge for each (accounts/challenge.py); a
# hundred at most. Five failures in five minutes for one person.
ACCOUNT_RATE_LIMITS = {
    "outside_form": "10/m/ip",
    "login": "100/m/ip",
    "login_failed": "100/m/ip,5/5m/key",
    "reset_password": "100/m/ip,5/m/key",
    "reset_password_from_key": "100/m/ip",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies
MFA_FORMS = {"activate_totp": "accrue.accounts.forms.sign_in.AppForm"}
MFA_ADAPTER = "accrue.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Accrue"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not env.https

# Attempts are counted for all web processes together, and a code that was used is known to all.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accrue_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Browsers tell hosts apart but not ports, so two servers of one machine keep their sessions under names of their own.
_PORT = urlsplit(SITE_URL).port
SESSION_COOKIE_NAME = "accrue_session" + (f"_{_PORT}" if _PORT not in (None, 80, 443, 8000) else "")
CSRF_COOKIE_NAME = SESSION_COOKIE_NAME.replace("session", "csrf")
SESSION_ENGINE = "accrue.accounts.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
if env.https:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]  # asked by machines beside it, without TLS
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
if env.vite_dev:
    VITE = "http://127.0.0.1:5173"
    SECURE_CSP |= {
        "script-src": [CSP.SELF, VITE],
        "connect-src": [CSP.SELF, VITE, VITE.replace("http", "ws", 1)],
        "style-src": [CSP.SELF, VITE, CSP.NONCE],
        "font-src": [CSP.SELF, VITE],
        "img-src": [CSP.SELF, VITE, "data:"],
    }

LANGUAGE_CODE = "en-gb"
TIME_ZONE = env.time_zone
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS: list[Path] = []
STATIC_ROOT = PACKAGE / "ui" / "static"
MEDIA_ROOT = env.home / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Vite's names carry a hash already, so the files are served as they were built, from where they lie.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG


def WHITENOISE_IMMUTABLE_FILE_TEST(path: str, url: str) -> bool:
    return "/dist/" in url and bool(re.match(r"^.+[.-][0-9A-Za-z_-]{8,12}\..+$", url))


DJANGO_VITE = {
    "default": {
        "dev_mode": env.vite_dev,
        "dev_server_host": "127.0.0.1",
        "dev_server_port": 5173,
        "static_url_prefix": "dist",
        "manifest_path": PACKAGE / "ui" / "static" / "dist" / "manifest.json",
    }
}

# History is written by triggers, so nothing forgets it, and nothing changes it.
PGHISTORY_APPEND_ONLY = True
# What only reads makes no history, so its queries need not say who asks.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PROCRASTINATE_ON_APP_READY = "accrue.schedule.register"
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "update_heartbeat_interval": 3,
    "stalled_worker_timeout": 10,
    "shutdown_graceful_timeout": 20,
}

FILE_UPLOAD_HANDLERS = [
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "accrue.ui.full_disk.UploadToDisk",
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000


def mail(url: str) -> dict[str, Any]:
    """`smtp://user:password@host:port?tls=1` as Django's mailer."""
    if not url:
        return {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(env.home / "mail")},
        }
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or 25,
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": query.get("tls") == ["1"],
            "use_ssl": query.get("ssl") == ["1"],
            "timeout": 20,
        },
    }


MAILERS = {"default": mail(env.email_url)}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.email_from

LOGGING = logging_settings(env.log_format)
configure_structlog()
SILENCED_SYSTEM_CHECKS: list[str] = []
