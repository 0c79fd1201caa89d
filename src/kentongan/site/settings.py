"""Settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

BASE = Path(__file__).resolve().parent
DEMO = os.environ.get("KENTONGAN_DEMO") == "1"
DATA = Path(os.environ.get("KENTONGAN_DATA", "data")).absolute()
FILES = DATA / "files"
SPOOL = DATA / "spool"
ROUTING = DATA / "routing.json"

URL = os.environ.get("KENTONGAN_URL", "http://127.0.0.1:8000").rstrip("/")
GRAPH_URL = os.environ.get("KENTONGAN_GRAPH_URL", "https://graph.facebook.com").rstrip("/")
GRAPH_VERSION = os.environ.get("KENTONGAN_GRAPH_VERSION", "v23.0")
# The city's own mail server, smtp://user:password@host:port or smtps://; empty: no e-mail is sent.
SMTP_URL = os.environ.get("KENTONGAN_SMTP_URL", "")
MAIL_FROM = os.environ.get("KENTONGAN_MAIL_FROM", "")
VAULT_KEY = os.environ.get("KENTONGAN_VAULT_KEY", "")

# Prices at the desk are said in rupiah only where somebody gave a rate.
RUPIAH_PER_DOLLAR = os.environ.get("KENTONGAN_RUPIAH_PER_DOLLAR")

SECRET_KEY = os.environ.get("KENTONGAN_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = [
    h for h in os.environ.get("KENTONGAN_HOSTS", "").split(",") if h
] or [urlsplit(URL).hostname or "127.0.0.1", "127.0.0.1", "localhost"]  # fmt: skip
CSRF_TRUSTED_ORIGINS = [URL]
SECURE = URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


def database(url: str) -> dict[str, Any]:
    """Django's description of a `postgresql://` URL; a socket directory comes as `?host=`."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or query.pop("dbname", ""),
        "USER": unquote(parts.username or query.pop("user", "")),
        "PASSWORD": unquote(parts.password or query.pop("password", "")),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or query.pop("port", "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": database(os.environ.get("KENTONGAN_DATABASE_URL", "postgresql:///none"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django_htmx",
    "kentongan.cities",
    "kentongan.people",
    "kentongan.cases",
    "kentongan.mailroom",
    "kentongan.reports",
    "kentongan.frontdesk",
    "kentongan.dashboards",
    "kentongan.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "kentongan.site.middleware.content_policy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kentongan.site.middleware.refusals",
]
ROOT_URLCONF = "kentongan.site.urls"
WSGI_APPLICATION = "kentongan.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "kentongan.site.context.frame",
            ],
            "builtins": ["kentongan.site.templatetags.words"],
        },
    }
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "login"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "kentongan.site.laying.LaidOut"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 25 * 1024 * 1024

# Times of the house, in seconds: short in tests, which need not wait.
LEASE = int(os.environ.get("KENTONGAN_LEASE", "120"))
QUIET = float(os.environ.get("KENTONGAN_QUIET", "8"))
QUIET_MOST = float(os.environ.get("KENTONGAN_QUIET_MOST", "60"))
UNKNOWN_WAIT = float(os.environ.get("KENTONGAN_UNKNOWN_WAIT", "600"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kentongan.site.logs.Discreet",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["out"], "level": os.environ.get("KENTONGAN_LOG", "INFO")},
    "loggers": {"django.request": {"level": "ERROR"}},
}
