"""The floor: Django with sessions and signed-in users, and nothing else."""

from accrue.settings import (  # noqa: F401  (the same database, users, keys and hosts)
    ALLOWED_HOSTS,
    AUTH_USER_MODEL,
    DATABASES,
    DEFAULT_AUTO_FIELD,
    INSTALLED_APPS,
    PROCRASTINATE_ON_APP_READY,
    SECRET_KEY,
    SESSION_COOKIE_NAME,
    USE_TZ,
)

INSTALLED_APPS = [*INSTALLED_APPS, "benchmarks.floor"]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
ROOT_URLCONF = "benchmarks.floor.urls"
ASGI_APPLICATION = "benchmarks.floor.asgi.application"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
PGHISTORY_APPEND_ONLY = True
