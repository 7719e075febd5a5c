"""Settings: everything an operator may choose comes from the environment; the defaults run on one small machine.

| variable | meaning | default |
| --- | --- | --- |
| DATA_DIR | where the database, keys and files live | ./data |
| DATABASE_URL | postgres://… ; without it SQLite in DATA_DIR | SQLite |
| THROUGHLINE_MASTER_KEY, …_FILE | the key that wraps every data key | made in DATA_DIR/keys at first start |
| SITE_URL | the public address, used in links that are sent | http://127.0.0.1:8000 |
| ALLOWED_HOSTS | host names served, separated by commas | localhost, 127.0.0.1 and SITE_URL's host |
| TRUSTED_PROXIES | addresses whose X-Forwarded-For counts | none |
| DEBUG | 1 for developers only | 0 |
| EMAIL_URL | smtp://user:password@host:port ; without it messages are printed | console |
| SUPPORT_EMAIL | shown on the contact page | help@example.org |
| MODERATION_HOLD_MINUTES | how long words that a moderator opened are theirs to decide on | 30 |
| DRAFTING_URL | an OpenAI-compatible endpoint, up to /v1, that may draft texts; without it nothing is sent | none |
| DRAFTING_MODEL, DRAFTING_KEY_FILE | the model's name there, and a file (mode 0600) that holds the key | none |
| DRAFTING_SECONDS | how long one request to it may take | 60 |
| MODERATION_SECOND_DAYS | working days in which a second opinion is to be given | 2 |
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from throughline.core import db, vault
from throughline.web.assets import IMMUTABLE

DATA_DIR = Path(os.environ.get("DATA_DIR", "data")).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)
DEBUG = os.environ.get("DEBUG") == "1"
MASTER_KEYS = vault.load_master_keys(DATA_DIR, os.environ)


def _django_secret() -> str:
    """The framework's signing secret, kept beside the master key so that all processes share it."""
    path = DATA_DIR / "keys" / "django.key"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


SECRET_KEY = os.environ.get("SECRET_KEY") or _django_secret()
SITE_URL = os.environ.get("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
_site = urlsplit(SITE_URL)
ALLOWED_HOSTS = [h for h in os.environ.get("ALLOWED_HOSTS", "").split(",") if h] or [
    "localhost",
    "127.0.0.1",
    _site.hostname or "localhost",
]
CSRF_TRUSTED_ORIGINS = [SITE_URL] if _site.scheme == "https" else []
TRUSTED_PROXIES = [p for p in os.environ.get("TRUSTED_PROXIES", "").split(",") if p]
SUPPORT_EMAIL = os.environ.get("SUPPORT_EMAIL", "help@example.org")
MODELS_DIR = os.environ.get("THROUGHLINE_MODELS")
MODERATION_HOLD_MINUTES = int(os.environ.get("MODERATION_HOLD_MINUTES", "30"))
MODERATION_SECOND_DAYS = int(os.environ.get("MODERATION_SECOND_DAYS", "2"))
DRAFTING_URL = os.environ.get("DRAFTING_URL", "")
DRAFTING_MODEL = os.environ.get("DRAFTING_MODEL", "")
DRAFTING_KEY_FILE = os.environ.get("DRAFTING_KEY_FILE", "")
DRAFTING_SECONDS = float(os.environ.get("DRAFTING_SECONDS", "60"))

# One line adds a method; its sub-package holds everything else.
METHODS = [
    "throughline.understand.stories",
    "throughline.understand.questionnaires",
    "throughline.understand.imports",
    "throughline.understand.plan",
    "throughline.envision.ideas",
    "throughline.envision.delphi",
    "throughline.envision.opinions",
    "throughline.envision.choices",
    "throughline.envision.budgets",
    "throughline.envision.pairs",
    "throughline.envision.rankings",
    "throughline.envision.assemblies",
    "throughline.envision.partnerships",
]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_tasks",
    "throughline.core",
    "throughline.people",
    "throughline.programmes",
    "throughline.programmes.wording",
    "throughline.voices",
    "throughline.evidence",
    "throughline.evidence.fairness",
    "throughline.evidence.drafting",
    "throughline.notices",
    *METHODS,
    "throughline.envision.seats",
    "throughline.understand.themes",
    "throughline.understand.coding",
    "throughline.understand.known",
    "throughline.understand.elsewhere",
    "throughline.understand.touchpoints",
    "throughline.recommend",
    "throughline.web",
]

MIDDLEWARE = [
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "throughline.core.public_pages.PublicPages",
    "throughline.core.middleware.PrivatePages",
    "csp.middleware.CSPMiddleware",
    "throughline.core.middleware.ErrorPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "throughline.people.middleware.AccountMiddleware",
]

ROOT_URLCONF = "throughline.web.urls"
WSGI_APPLICATION = "throughline.web.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "throughline.web.jinja.environment",
            "context_processors": ["throughline.web.context.page", "throughline.voices.folding.context"],
        },
    },
]

DATABASES = db.configure(os.environ.get("DATABASE_URL"), DATA_DIR)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TASKS = {"default": {"BACKEND": "throughline.core.jobs.backend.LeaseBackend", "QUEUES": ["default", "mail"]}}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["throughline.people.auth.LinkBackend"]
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_IDLE_SECONDS = 30 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _site.scheme == "https"
SESSION_COOKIE_NAME = "session"
CSRF_COOKIE_NAME = "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "throughline.web.views.csrf_failure"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_CONTENT_TYPE_NOSNIFF = True

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English")), ("cy", _("Welsh"))]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = USE_TZ = True

# How long a page that is the same for everybody is kept; words taken back must be gone within a minute.
PUBLIC_PAGE_SECONDS = 5
# How long an activity that people take part in is remembered: one that closes is closed to all a second later.
ACTIVITY_SECONDS = 1

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_IMMUTABLE_FILE_TEST = IMMUTABLE
MEDIA_ROOT = DATA_DIR / "files"

# Uploads: 50 MB of comments is the largest file that is read; forms carry words, not files.
# A browser sends a character of Tamil or an emoji as 9 or 12 bytes, and a story may have 50,000 words.
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
IMPORT_MAX_BYTES = 50 * 1024 * 1024
IMPORT_MAX_ROWS = 200_000


def _email(url: str | None) -> dict[str, object]:
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or 25,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
    }


globals().update(_email(os.environ.get("EMAIL_URL")))
DEFAULT_FROM_EMAIL = os.environ.get("FROM_EMAIL", "Throughline <no-reply@example.org>")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # A refused request is an answer, not an event; and its path may hold a single-use token.
    "loggers": {"django.request": {"level": "ERROR"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
